"""Alerts in the warehouse: recorded with the index, told afterwards."""

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from typing import Any

import pandas as pd

from tension.alerts.delivery import Channel, Outgoing, deliver_due
from tension.alerts.evaluate import AlertChanges, evaluate_rules
from tension.alerts.outbox import (
    Letter,
    address_letters,
    deliveries_frame,
    deliveries_from,
    letters_frame,
    letters_from,
    write_letters,
)
from tension.alerts.records import Alert, alerts_frame, alerts_from
from tension.alerts.stale import evaluate_stale
from tension.charts import curve_png
from tension.config import AlertSettings
from tension.warehouse import Writer, statement

ChartOf = Callable[[str, date], bytes | None]


@dataclass(frozen=True, slots=True)
class Recorded:
    """What an evaluation left in the warehouse.

    Attributes:
        raised: alerts raised or grown that are news, for those who listen to events.
        alerts: alerts inserted or changed.
        notices: notices recorded.
        deliveries: deliveries now waiting.
    """

    raised: list[Alert]
    alerts: int
    notices: int
    deliveries: int


def record_alerts(
    writer: Writer,
    pair: str,
    settings: AlertSettings,
    channels: Iterable[str],
    *,
    now: datetime,
    live: bool,
) -> Recorded:
    """Evaluate the rules over the published days, and record what is new; call it where the index is written.

    Args:
        writer: the open warehouse, inside the transaction that wrote the values.
        pair: as `PAK-IRN`.
        settings: the rules.
        channels: names of the configured channels.
        now: the clock, UTC.
        live: whether the input is live; rules of class operations are off for archives.
    """
    clock = _naive(now)
    with writer.transaction():
        values = writer.query(statement("alert_values"), {"pair": pair})
        stored = _stored(writer, pair)
        changes = evaluate_rules(values, settings.rules, stored, pair, operations=live)
        if live and len(values):
            last = values["as_of"].max().to_pydatetime()
            changes = _joined(changes, evaluate_stale(last, settings.rules, stored, pair, clock))
        return _write(writer, pair, settings, channels, changes, clock)


def record_stale(
    writer: Writer, pair: str, settings: AlertSettings, channels: Iterable[str], *, now: datetime
) -> Recorded:
    """Record what has become stale, or no longer is; for runs that write no index."""
    clock = _naive(now)
    with writer.transaction():
        values = writer.query(statement("alert_values"), {"pair": pair})
        changes = AlertChanges([], [])
        if len(values):
            last = values["as_of"].max().to_pydatetime()
            changes = evaluate_stale(last, settings.rules, _stored(writer, pair), pair, clock)
        return _write(writer, pair, settings, channels, changes, clock)


def send_due(
    writer: Writer,
    settings: AlertSettings,
    channels: Mapping[str, Channel],
    now: Callable[[], datetime],
    chart_of: ChartOf = lambda _pair, _day: None,
) -> dict[str, int]:
    """Try every delivery that is due once; each is recorded before the next is tried.

    Args:
        writer: the open warehouse.
        settings: how often to try.
        channels: the configured channels.
        now: the clock, UTC.
        chart_of: draws the PNG that goes with a pair and day; None for none.

    Returns:
        Counts of `sent`, `pending` (to be tried again) and `failed` (given up).
    """
    counts = {"sent": 0, "pending": 0, "failed": 0}
    rows = writer.query(statement("due_deliveries"), {"now": _naive(now())})
    due = _outgoing(rows, chart_of)
    for delivery in deliver_due(due, channels, lambda: _naive(now()), settings.max_attempts):
        writer.sync_rows("deliveries", deliveries_frame([delivery]), {"delivery_id": delivery.delivery_id})
        counts[delivery.state] += 1
    return counts


def address_historical(
    writer: Writer, pair: str, settings: AlertSettings, channels: Iterable[str], *, now: datetime
) -> int:
    """Put what was recorded as historical into the outbox after all; returns how many deliveries are new."""
    rows = writer.query(statement("historical_notices"), {"pair": pair})
    letters = letters_from(rows)
    rule_of = dict(zip(rows["alert_id"], rows["rule"], strict=True))
    deliveries = address_letters(
        letters, rule_of, settings.rules, list(channels), _naive(now), historical=True
    )
    return writer.insert_new("deliveries", deliveries_frame(deliveries)) if deliveries else 0


def acknowledge(writer: Writer, alert_id: str, note: str, *, now: datetime) -> list[str]:
    """Mark the alerts whose id begins so as seen; returns their ids, of which a sound prefix gives one."""
    found = writer.query("select alert_id from alerts where starts_with(alert_id, ?)", [alert_id])
    ids = [str(value) for value in found["alert_id"]]
    if len(ids) == 1:
        writer.execute(statement("acknowledge"), {"now": _naive(now), "note": note, "alert_id": ids[0]})
    return ids


def curves(writer: Writer) -> ChartOf:
    """Draws the curve that goes with an alert; a curve that cannot be drawn does not stop the words."""

    @cache
    def draw(pair: str, day: date) -> bytes | None:
        values = writer.query(statement("alert_curve"), {"pair": pair, "day": day})
        try:
            return curve_png(values, pair) if len(values) else None
        except (ValueError, RuntimeError) as error:
            logging.getLogger(__name__).warning("no chart for %s %s: %s", pair, day, error)
            return None

    return draw


def _stored(writer: Writer, pair: str) -> pd.DataFrame:
    return writer.query("select * from alerts where pair = ? order by raised_as_of, alert_id", [pair])


def _joined(first: AlertChanges, second: AlertChanges) -> AlertChanges:
    return AlertChanges(first.alerts + second.alerts, first.notices + second.notices)


def _write(
    writer: Writer,
    pair: str,
    settings: AlertSettings,
    channels: Iterable[str],
    changes: AlertChanges,
    now: datetime,
) -> Recorded:
    """Alerts, notices and deliveries of an evaluation; what is stored already stays."""
    if not changes.alerts and not changes.notices:
        return Recorded([], 0, 0, 0)
    known = alerts_from(_stored(writer, pair))
    letters = write_letters(
        changes,
        known,
        _drivers(writer, pair, [notice.for_date for notice in changes.notices]),
        now,
        historical_after_hours=settings.historical_after_hours,
        dashboard=settings.link,
    )
    alerts = {alert.alert_id: alert for alert in [*known, *changes.alerts]}
    rule_of = {alert_id: alert.rule for alert_id, alert in alerts.items()}
    deliveries = address_letters(letters, rule_of, settings.rules, list(channels), now)
    _upsert_alerts(writer, changes.alerts)
    if letters:
        writer.insert_new("notices", letters_frame(letters))
    if deliveries:
        writer.insert_new("deliveries", deliveries_frame(deliveries))
    return Recorded(_raised(letters, alerts), len(changes.alerts), len(letters), len(deliveries))


def _raised(letters: Sequence[Letter], alerts: Mapping[str, Alert]) -> list[Alert]:
    return [
        alerts[letter.notice.alert_id]
        for letter in letters
        if letter.notice.event in ("raised", "escalated") and not letter.historical
    ]


def _upsert_alerts(writer: Writer, alerts: Sequence[Alert]) -> None:
    """Write alerts, keeping what people noted on them."""
    if not alerts:
        return
    ids = [alert.alert_id for alert in alerts]
    noted = writer.query(
        "select alert_id, acknowledged_at, acknowledged_note from alerts where list_contains(?, alert_id)",
        [ids],
    )
    frame = alerts_frame(list(alerts)).merge(noted, on="alert_id", how="left")
    writer.sync_rows("alerts", frame, {"alert_id": ids})


def _drivers(writer: Writer, pair: str, days: Sequence[date]) -> pd.DataFrame:
    if not days:
        return pd.DataFrame(columns=["date", "points", "headline", "outlet", "url"])
    return writer.query(statement("alert_drivers"), {"pair": pair, "days": sorted(set(days))})


def _outgoing(rows: pd.DataFrame, chart_of: ChartOf) -> Iterator[Outgoing]:
    records: list[dict[Any, Any]] = rows.to_dict(orient="records")
    for delivery, row in zip(deliveries_from(rows), records, strict=True):
        chart = chart_of(str(row["pair"]), row["for_date"].date())
        yield Outgoing(delivery, str(row["title"]), str(row["body"]), str(row["event"]), chart)


def _naive(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment
