"""What is waiting to be told: notices with their words, and one delivery a notice and channel."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime, timedelta
from typing import Any, Literal

import pandas as pd

from tension.alerts.evaluate import AlertChanges
from tension.alerts.messages import compose, drivers_from
from tension.alerts.records import Alert, Notice
from tension.alerts.rules import Rule
from tension.articles import digest

DeliveryState = Literal["pending", "sent", "failed"]

FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=6)
ERROR_CHARACTERS = 300


@dataclass(frozen=True, slots=True)
class Letter:
    """A notice with its words, frozen when it was recorded.

    Attributes:
        notice: what is told.
        title: one line.
        body: plain text.
        historical: it became known too long ago to be news; sent only when asked.
    """

    notice: Notice
    title: str
    body: str
    historical: bool


@dataclass(frozen=True, slots=True)
class Delivery:
    """A letter on its way to one channel. Times are naive UTC.

    Attributes:
        delivery_id: 32 hex digits of notice and channel; receivers get it as the idempotency key.
        notice_id: the letter.
        channel: the channel's name; its address is a secret and never stored.
        state: pending, sent, or failed (given up).
        attempts: tries so far.
        next_attempt_at: not before.
        last_error: why the last try failed; None if none did.
        sent_at: when the channel took it.
    """

    delivery_id: str
    notice_id: str
    channel: str
    state: DeliveryState
    attempts: int
    next_attempt_at: datetime
    last_error: str | None = None
    sent_at: datetime | None = None

    def took(self, now: datetime) -> "Delivery":
        """The delivery after the channel accepted it."""
        return replace(self, state="sent", attempts=self.attempts + 1, sent_at=now)

    def refused(self, error: str, now: datetime, max_attempts: int) -> "Delivery":
        """The delivery after a failed try: later again, each wait twice the last, until it is given up."""
        attempts = self.attempts + 1
        wait = min(FIRST_WAIT * 2 ** (attempts - 1), LONGEST_WAIT)
        return replace(
            self,
            state="failed" if attempts >= max_attempts else "pending",
            attempts=attempts,
            next_attempt_at=now + wait,
            last_error=error[:ERROR_CHARACTERS],
        )


def write_letters(
    changes: AlertChanges,
    known: Iterable[Alert],
    drivers: pd.DataFrame,
    now: datetime,
    *,
    historical_after_hours: float,
    dashboard: str = "",
) -> list[Letter]:
    """Put every notice of an evaluation into words.

    Args:
        changes: the evaluation.
        known: the stored alerts, for notices about one that did not change.
        drivers: columns date, points, headline, outlet, url: the events in force on the days told of.
        now: the moment of recording; naive UTC.
        historical_after_hours: what became known longer ago is recorded as historical.
        dashboard: address of the dashboard; empty for none.
    """
    alerts = {alert.alert_id: alert for alert in [*known, *changes.alerts]}
    oldest = now - timedelta(hours=historical_after_hours)
    letters = []
    for notice in changes.notices:
        reasons = drivers_from(drivers, notice.for_date)
        message = compose(alerts[notice.alert_id], notice, reasons, dashboard)
        letters.append(Letter(notice, message.title, message.body, historical=notice.as_of < oldest))
    return letters


def address_letters(
    letters: Iterable[Letter],
    rule_of: Mapping[str, str],
    rules: Sequence[Rule],
    channels: Sequence[str],
    now: datetime,
    *,
    historical: bool = False,
) -> list[Delivery]:
    """One pending delivery for each letter and each channel its rule speaks to.

    A channel that a rule names and nobody configured is addressed too: its delivery fails where it is seen.

    Args:
        letters: what to tell.
        rule_of: rule name of each alert id.
        rules: the configured rules; a rule that is gone speaks to every channel.
        channels: names of the configured channels.
        now: the moment of recording; naive UTC.
        historical: address letters about the past too.
    """
    chosen = {rule.name: rule.channels for rule in rules}
    return [
        Delivery(
            digest(letter.notice.notice_id, channel), letter.notice.notice_id, channel, "pending", 0, now
        )
        for letter in letters
        if historical or not letter.historical
        for channel in chosen.get(rule_of[letter.notice.alert_id]) or channels
    ]


def letters_frame(letters: Sequence[Letter]) -> pd.DataFrame:
    """Letters as the rows of table `notices`, one a row."""
    names = [item.name for item in fields(Notice)]
    rows = [
        [*(getattr(letter.notice, name) for name in names), letter.title, letter.body, letter.historical]
        for letter in letters
    ]
    return pd.DataFrame(rows, columns=[*names, "title", "body", "historical"])


def letters_from(frame: pd.DataFrame) -> list[Letter]:
    """The letters of stored rows; other columns are left aside."""
    names = [item.name for item in fields(Notice)]
    letters = []
    for row in frame.to_dict(orient="records"):
        cells = {name: _plain(row[name]) for name in names}
        cells["for_date"] = cells["for_date"].date()
        letters.append(Letter(Notice(**cells), str(row["title"]), str(row["body"]), bool(row["historical"])))
    return letters


def deliveries_frame(deliveries: Sequence[Delivery]) -> pd.DataFrame:
    """Deliveries as the rows of table `deliveries`, one a row."""
    names = [item.name for item in fields(Delivery)]
    return pd.DataFrame(
        [[getattr(delivery, name) for name in names] for delivery in deliveries], columns=names
    )


def deliveries_from(frame: pd.DataFrame) -> list[Delivery]:
    """The deliveries of stored rows; other columns are left aside."""
    names = [item.name for item in fields(Delivery)]
    return [
        Delivery(**{name: _plain(row[name]) for name in names}) for row in frame.to_dict(orient="records")
    ]


def _plain(value: Any) -> Any:
    if value is None or value is pd.NaT or value != value:  # noqa: PLR0124 - NaN is the value unequal to itself
        return None
    return value.to_pydatetime() if isinstance(value, pd.Timestamp) else value
