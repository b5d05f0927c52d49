"""The hourly flow: what is new at the sources is stored, what is late is said, what waits is sent."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from prefect import flow, runtime

from flows.alerting import announce, channels_of, send_alerts
from flows.collecting import collect_sources
from flows.daily import publish
from flows.writing import configured_writer
from tension.alerts.store import record_stale
from tension.config import load_settings
from tension.diary import diary


def run_name() -> str:
    """The hour of a run, as `ingest 2024-01-18 07:00`."""
    moment = runtime.flow_run.scheduled_start_time or datetime.now(UTC)
    return f"ingest {moment:%Y-%m-%d %H:%M}"


@flow(name="hourly-ingest", flow_run_name=run_name)
def hourly(config: str | None = None, db: str | None = None) -> dict[str, Any]:
    """Store what the sources bring, and send alerts that wait; the index is the daily flow's work.

    Args:
        config: the configuration file; `tension.toml` by default.
        db: the database readers open; the configured one by default.

    Returns:
        Counts by source and of deliveries.
    """
    settings = load_settings(Path(config) if config else None, **({"warehouse": {"path": db}} if db else {}))
    now = datetime.now(UTC)
    with configured_writer(settings.warehouse, now) as writer:
        with diary(writer, str(runtime.flow_run.id), "hourly", ["sources"], now) as summary:
            collect_sources(writer, settings, now, summary)
            for pair in settings.parsed_pairs:
                recorded = record_stale(writer, pair.key, settings.alerts, channels_of(settings), now=now)
                announce(recorded.raised)
            summary["alerts"] = send_alerts(writer, settings)
        publish(writer)
    return summary
