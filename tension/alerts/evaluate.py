"""Which alerts the published history of the index raises, escalates, clears and takes back.

The answer is a function of the history alone: every close is replayed in order, so that a bulk load and a
year of mornings give the same alerts, and a rerun gives none that is new.
"""

from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import groupby
from operator import itemgetter

import pandas as pd

from tension.alerts.ledger import Ledger
from tension.alerts.records import Alert, Notice, alerts_from, notice_key
from tension.alerts.rules import Rule, StaleRule
from tension.alerts.series import Point, Walk


@dataclass(frozen=True, slots=True)
class AlertChanges:
    """What an evaluation adds to the record.

    Attributes:
        alerts: alerts to insert, or to replace where the id is stored already.
        notices: what has not been told yet, in the order it became known.
    """

    alerts: list[Alert]
    notices: list[Notice]


def evaluate_rules(
    values: pd.DataFrame, rules: Sequence[Rule], existing_alerts: pd.DataFrame, pair: str, *, operations: bool
) -> AlertChanges:
    """Replay the rules over every close of a pair and say what the record lacks.

    Args:
        values: rows of `index_values` of the pair, every revision of every closed day (columns date, tension,
            tension_low, tension_high, coverage, as_of, provisional, and revision_no where two rows share the
            rest; provisional rows are left out); any order.
        rules: the configured rules.
        existing_alerts: rows of `alerts` of the pair.
        pair: as `PAK-IRN`.
        operations: whether rules of class operations run; False for archives.

    Returns:
        The alerts to write and the notices to tell; both empty when the record is complete.
    """
    chosen = [rule for rule in rules if rule.watches(pair) and (operations or rule.rule_class == "tension")]
    ledgers = [Ledger(pair, Walk(rule)) for rule in chosen if not isinstance(rule, StaleRule)]
    dates: list[date] = []
    points: dict[date, Point] = {}
    as_of: datetime | None = None
    for as_of, news in _closes(values):
        for day, point in news:
            if day not in points:
                insort(dates, day)
            points[day] = point
        at = bisect_left(dates, min(day for day, _ in news))
        for ledger in ledgers:
            ledger.close(dates, points, at, as_of)
    existing = {alert.alert_id: alert for alert in alerts_from(existing_alerts)}
    replayed = [alert for ledger in ledgers for alert in ledger.alerts]
    notices = [notice for ledger in ledgers for notice in ledger.notices]
    watched = [alert for alert in existing.values() if not _outside(alert, operations=operations)]
    orphans = list(_orphans(watched, replayed, chosen, as_of)) if as_of else []
    return AlertChanges(
        alerts=[alert for alert in replayed if existing.get(alert.alert_id) != alert]
        + [alert for alert, _ in orphans],
        notices=sorted(
            [notice for notice in notices if _untold(notice, existing.get(notice.alert_id))]
            + [notice for _, notice in orphans if notice],
            key=lambda notice: (notice.as_of, notice.for_date, notice.notice_id),
        ),
    )


def _closes(values: pd.DataFrame) -> Iterator[tuple[datetime, list[tuple[date, Point]]]]:
    """Every close in order, with the days it published."""
    closed = values[~values["provisional"].astype(bool)]
    as_of = [moment.to_pydatetime() for moment in pd.to_datetime(closed["as_of"])]
    days = [moment.date() for moment in pd.to_datetime(closed["date"])]
    columns = [closed[name].tolist() for name in ("tension", "tension_low", "tension_high", "coverage")]
    points = [Point(*row) for row in zip(*columns, strict=True)]
    numbers = closed["revision_no"].tolist() if "revision_no" in closed else [0] * len(points)
    rows = sorted(zip(as_of, days, numbers, points, strict=True), key=itemgetter(0, 1, 2))
    for moment, news in groupby(rows, key=itemgetter(0)):
        yield moment, [(day, point) for _, day, _, point in news]


def _untold(notice: Notice, known: Alert | None) -> bool:
    """Whether the stored alert does not show yet that this was told."""
    if known is None:
        return True
    match notice.event:
        case "raised":
            return False
        case "escalated":
            return known.escalated_for is None or known.escalated_for < notice.for_date
        case "cleared":
            return known.cleared_for is None
        case "withdrawn":
            return known.withdrawn_as_of is None


def _outside(alert: Alert, *, operations: bool) -> bool:
    """Alerts this evaluation has no opinion on: about missing days, or of a class that is off."""
    return alert.kind == "stale" or (alert.rule_class == "operations" and not operations)


def _orphans(
    existing: Iterable[Alert], replayed: Iterable[Alert], rules: Sequence[Rule], as_of: datetime
) -> Iterator[tuple[Alert, Notice | None]]:
    """Open alerts the history no longer gives: retired with their rule, or taken back with a word."""
    ids = {alert.alert_id for alert in replayed}
    definitions = {rule.fingerprint for rule in rules}
    for alert in existing:
        if alert.alert_id in ids or alert.state != "raised":
            continue
        if alert.definition not in definitions:
            yield replace(alert, state="retired"), None
            continue
        key = notice_key(alert.alert_id, "withdrawn", alert.raised_for)
        notice = Notice(key, alert.alert_id, "withdrawn", alert.raised_for, as_of)
        yield replace(alert, withdrawn_as_of=as_of, state="withdrawn"), notice
