"""Alerts as flows see them: letters that are due, and an event for automations."""

import os
from collections.abc import Iterable
from datetime import UTC, datetime
from uuid import UUID

from prefect import get_run_logger, task
from prefect.cache_policies import NO_CACHE
from prefect.events import emit_event

from tension.alerts.delivery import Channel, load_channels
from tension.alerts.records import Alert
from tension.alerts.store import curves, send_due
from tension.config import Settings
from tension.warehouse import Writer

EVENT = "tension.alert.raised"


def channels_of(settings: Settings) -> dict[str, Channel]:
    """The configured channels, from the environment and the secrets file."""
    return load_channels(settings.alerts.secrets, os.environ)


@task(name="alerts", cache_policy=NO_CACHE)
def send_alerts(writer: Writer, settings: Settings) -> dict[str, int]:
    """Try every delivery that is due, once; those refused are tried again by a later run."""
    counts = send_due(
        writer, settings.alerts, channels_of(settings), lambda: datetime.now(UTC), curves(writer)
    )
    if any(counts.values()):
        get_run_logger().info("alerts: %s", counts)
    return counts


def announce(alerts: Iterable[Alert]) -> None:
    """Emit one event for each alert raised, for automations; the flows they start must not emit it again.

    The event's id is the alert's, so that a rerun after a crash announces the same event, not another.
    """
    for alert in alerts:
        emit_event(
            event=EVENT,
            resource={"prefect.resource.id": f"tension.alert.{alert.alert_id}", "tension.rule": alert.rule},
            payload={
                "alert_id": alert.alert_id,
                "pair": alert.pair,
                "rule": alert.rule,
                "raised_for": alert.raised_for.isoformat(),
                "value": alert.told_value,
            },
            id=UUID(alert.alert_id),
        )
