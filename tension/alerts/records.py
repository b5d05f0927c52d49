"""An alert and the notices it gives, as they are stored and sent."""

from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any, Literal

import pandas as pd

from tension.articles import digest

State = Literal["raised", "cleared", "withdrawn", "retired"]
EventName = Literal["raised", "escalated", "cleared", "withdrawn"]


@dataclass(frozen=True, slots=True)
class Alert:
    """One raise of one rule, and what became of it. Times are naive UTC.

    Attributes:
        alert_id: 32 hex digits of pair, definition, day and close: the same history gives the same id.
        pair: as `PAK-IRN`.
        rule: the rule's name.
        rule_class: `tension` or `operations`; the column is named `class`.
        kind: level, jump, fall, band, thin or stale.
        definition: fingerprint of the rule as it stood.
        raised_for: the first day on which the rule held.
        raised_as_of: the close at which that was known.
        value: tension of that day, as known then; None for rules about missing days.
        value_low: bottom of its interval.
        value_high: top of its interval.
        told_value: the highest value that was told so far.
        escalated_for: the last day an open alert was said to have grown; None if never.
        cleared_for: the first day on which the rule no longer held.
        cleared_as_of: the close at which that was known.
        withdrawn_as_of: the close whose revision undid the raise.
        state: raised, cleared, withdrawn (a revision undid it) or retired (its rule is no more).
    """

    alert_id: str
    pair: str
    rule: str
    rule_class: str
    kind: str
    definition: str
    raised_for: date
    raised_as_of: datetime
    value: float | None
    value_low: float | None
    value_high: float | None
    told_value: float | None = None
    escalated_for: date | None = None
    cleared_for: date | None = None
    cleared_as_of: datetime | None = None
    withdrawn_as_of: datetime | None = None
    state: State = "raised"


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing to tell people about an alert.

    Attributes:
        notice_id: 32 hex digits of alert, event and day; the key against sending twice.
        alert_id: the alert.
        event: raised, escalated, cleared or withdrawn.
        for_date: the day it is about.
        as_of: the close at which it was known; naive UTC.
        value: tension of that day as known then; None for rules about missing days.
        previous: tension of the day before; None where unknown.
        value_low: bottom of the interval.
        value_high: top of the interval.
    """

    notice_id: str
    alert_id: str
    event: EventName
    for_date: date
    as_of: datetime
    value: float | None = None
    previous: float | None = None
    value_low: float | None = None
    value_high: float | None = None


def alert_key(pair: str, definition: str, raised_for: date, raised_as_of: datetime) -> str:
    """The id of an alert."""
    return digest(pair, definition, raised_for.isoformat(), raised_as_of.isoformat())


def notice_key(alert_id: str, event: EventName, for_date: date) -> str:
    """The id of a notice."""
    return digest(alert_id, event, for_date.isoformat())


def alerts_frame(alerts: list[Alert]) -> pd.DataFrame:
    """Alerts as the rows of table `alerts`, one a row; `rule_class` becomes `class`."""
    names = [item.name for item in fields(Alert)]
    frame = pd.DataFrame([[getattr(alert, name) for name in names] for alert in alerts], columns=names)
    return frame.rename(columns={"rule_class": "class"})


def alerts_from(frame: pd.DataFrame) -> list[Alert]:
    """The alerts of stored rows; columns that are not an alert's are left aside."""
    renamed = frame.rename(columns={"class": "rule_class"})
    names = [item.name for item in fields(Alert)]
    return [
        Alert(**{name: _plain(name, row[name]) for name in names})
        for row in renamed.to_dict(orient="records")
    ]


def _plain(name: str, value: Any) -> Any:
    """A cell as plain Python: NaT and NaN become None, day columns dates, the rest of the times naive."""
    if value is None or value is pd.NaT or value != value:  # noqa: PLR0124 - NaN is the value unequal to itself
        return None
    if isinstance(value, pd.Timestamp):
        value = value.to_pydatetime()
    if name.endswith("_for") and isinstance(value, datetime):
        return value.date()
    return value
