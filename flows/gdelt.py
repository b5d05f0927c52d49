"""GDELT's past: its event files day by day into tables of their own, then an index from them alone."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from prefect import flow, get_run_logger, runtime, task
from prefect.cache_policies import NO_CACHE

from flows.daily import publish
from flows.progress import report
from flows.writing import configured_writer
from tension.config import Settings, load_settings
from tension.diary import diary
from tension.errors import ConfigError
from tension.gdelt_index import write_gdelt_index
from tension.sources.collect import Collector
from tension.sources.config import Source
from tension.sources.gdelt_history import FIRST_DAY
from tension.sources.store import store_gdelt_day
from tension.warehouse import Writer

_DAY_SECONDS = 3600.0
_MENTIONS_DAYS = 7


def run_name() -> str:
    """The days of a run, as `gdelt 2023-01-01 to 2023-12-31`."""
    parameters = runtime.flow_run.parameters
    return f"gdelt {parameters['first']} to {parameters['last']}"


@task(task_run_name="gdelt {day}", cache_policy=NO_CACHE)
def read_gdelt_day(
    writer: Writer, source: Source, settings: Settings, day: date, now: datetime
) -> dict[str, int]:
    """Read and store one day."""
    # Each day has a deadline of its own; years would outlast that of a run over the sources.
    fetch = settings.fetch.model_copy(update={"run_seconds": _DAY_SECONDS})
    sql = "select global_event_id as id from gdelt_events where added_at >= ? and added_at < ?"
    ids = writer.query(sql, [day - timedelta(days=_MENTIONS_DAYS), day])["id"].tolist()
    spool = settings.warehouse.path.parent / "tmp" / "spool"
    with Collector([source], fetch, now, pairs=settings.parsed_pairs, spool_folder=spool) as collector:
        counts = store_gdelt_day(writer, collector.collect_gdelt_day(source, day, ids), now)
        if collector.spool:
            collector.spool.forget(source.id)
    return dict(counts)


@flow(name="gdelt-history", flow_run_name=run_name)
def gdelt_history(
    first: date, last: date, config: str | None = None, db: str | None = None
) -> dict[str, Any]:
    """Read GDELT's event files of days of the past; days read before are passed over.

    Args:
        first: the first day, from 2015-02-19 on.
        last: the last day, before today.
        config: the configuration file; `tension.toml` by default.
        db: the database readers open; the configured one by default.

    Returns:
        Counts by day and by pair.

    Raises:
        ConfigError: the days are in the wrong order or out of range, or no source is of kind gdelt_events.
    """
    settings = load_settings(Path(config) if config else None, **({"warehouse": {"path": db}} if db else {}))
    now = datetime.now(UTC)
    if not FIRST_DAY <= first <= last < now.date():
        raise ConfigError(f"no GDELT days from {first} to {last}", f"days run from {FIRST_DAY} to yesterday")
    source = gdelt_source(settings)
    with (
        configured_writer(settings.warehouse, now) as writer,
        diary(writer, str(runtime.flow_run.id), "gdelt", [source.url], now) as summary,
    ):
        done = set(writer.query("select day from log.gdelt_days")["day"].dt.date)
        days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
        wanted = [day for day in days if day not in done]
        for number, day in enumerate(wanted):
            report("gdelt days", number, len(wanted))
            summary["inputs"][f"{day}"] = read_gdelt_day(writer, source, settings, day, now)
        report("gdelt days", len(wanted), len(wanted))
        for pair in settings.parsed_pairs:
            summary["pairs"][pair.key] = write_gdelt_index(writer, pair, settings, last)
            get_run_logger().info("%s: %s", pair.key, summary["pairs"][pair.key])
        publish(writer)
    return summary


def gdelt_source(settings: Settings) -> Source:
    """The configured source of GDELT's events, switched on for this run.

    Raises:
        ConfigError: there is none.
    """
    for source in settings.sources:
        if source.kind == "gdelt_events":
            return source.model_copy(update={"enabled": True})
    raise ConfigError(
        "no source is of kind gdelt_events", "put back the one that the repository's tension.toml has"
    )
