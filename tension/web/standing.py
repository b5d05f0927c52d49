"""Where a pair stands on a day, in words a reader needs no key for, and how far to believe them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from tension.web.days import days_back, days_of
from tension.web.moves import FADING, STEADY_POINTS, Move, change_words, moves_between, reasons
from tension.web.store import Row, Snapshot
from tension.web.words import Names

WEEK = timedelta(days=7)
STALE_DAYS = 2


@dataclass(frozen=True, slots=True)
class Standing:
    """A day of a pair beside the day and the week before.

    Attributes:
        row: the day, as in `tension_index`.
        before: the newest day before it; None for the first.
        week_before: the day a week before; None where there is none.
        drivers: the day's events with their points, largest first; they sum to the level.
        moves: what changed since `before`, event by event; their changes sum to the difference of the levels.
        reason: the change in a few words.
    """

    row: Row
    before: Row | None
    week_before: Row | None
    drivers: Sequence[Row]
    moves: Sequence[Move]
    reason: str

    @property
    def measures(self) -> list[Row]:
        """The drivers that are standing measures, the oldest first, with the days they have stood."""
        standing = [driver for driver in self.drivers if driver["standing"]]
        standing.sort(key=lambda driver: (driver["counts_from"], driver["event_id"]))
        return [
            {
                **driver,
                "open_since": driver["counts_from"],
                "days_open": (driver["date"] - driver["counts_from"]).days,
            }
            for driver in standing
        ]

    @property
    def change(self) -> float | None:
        """Points of tension since the day before."""
        return None if self.before is None else self.row["tension"] - self.before["tension"]

    @property
    def week_change(self) -> float | None:
        """Points of tension over the week."""
        return None if self.week_before is None else self.row["tension"] - self.week_before["tension"]

    def sentence(self, today: date) -> str:
        """As "High, 71 (64-78), down 9 since yesterday: ambassadors to return", with a proper dash."""
        row = self.row
        parts = [
            row["band"].capitalize(),
            f"{row['tension']:.0f} ({row['tension_low']:.0f}\u2013{row['tension_high']:.0f})",
        ]
        if self.change is not None:
            parts.append(f"{change_words(self.change)} {self.since(today)}")
        return ", ".join(parts) + (f": {self.reason}" if self.reason else "")

    def since(self, today: date) -> str:
        """What the change is counted from."""
        if self.before is None:
            return ""
        if self.row["date"] - self.before["date"] > timedelta(days=1):
            gone = self.before["date"]
            return f"since {gone.day} {gone:%B %Y}"
        return "since yesterday" if self.row["date"] == today else "since the day before"


def standing_of(snapshot: Snapshot, pair: str, day: date | None, names: Names) -> Standing | None:
    """The standing on a day, or on the newest; None where the index does not know it."""
    days = days_of(snapshot, pair)
    last = day or days.last
    week = days.between(days_back(last, WEEK), last) if last else []
    if last is None or not week or week[0]["date"] != last:
        return None
    row, before = week[0], week[1] if len(week) > 1 else None
    week_before = next((other for other in week if last - other["date"] == WEEK), None)
    asked = [last, before["date"]] if before else [last]
    drivers = snapshot.read("web_drivers", {"pair": pair, "days": asked})
    moves = moves_between(drivers, before["date"] if before else None, last)
    today = [driver for driver in drivers if driver["date"] == last]
    reason = reason_of(row["tension"] - before["tension"], moves, names) if before else ""
    return Standing(row, before, week_before, today, moves, reason)


def reason_of(change: float, moves: Sequence[Move], names: Names) -> str:
    """Why tension changed, in a few words; empty where there is nothing to say.

    Args:
        change: in points of tension.
        moves: of the events between the two days.
        names: of the states.
    """
    if abs(change) < STEADY_POINTS:
        return ""
    found = dict.fromkeys(_words(move, names) for move in reasons(moves, sum(move.change for move in moves)))
    return " and ".join(found) or (FADING if change < 0 else "")


def _words(move: Move, names: Names) -> str:
    return names.ended(move.event["measure"]) if move.kind == "gone" else names.act(move.event)


def doubts(row: Row, today: date) -> list[str]:
    """What a reader should know before believing the value of a day, each a sentence."""
    found = []
    if row["provisional"]:
        found.append("This day is not over: the value is what is known so far, and raises no alert.")
    if row["coverage"] == "none":
        found.append(
            "Nothing was read this day. The value carries earlier events on, and its interval is wider: "
            "no news is not peace."
        )
    elif row["coverage"] == "thin":
        found.append(
            f"Little was read this day ({_articles(row['article_count'])} about the pair). The value mostly "
            "carries earlier events on, and its interval is wider: no news is not peace."
        )
    age = (today - row["date"]).days
    if age > STALE_DAYS:
        found.append(f"This is the newest day there is, and it is {age} days old.")
    return found


def _articles(count: Any) -> str:
    return "one article" if count == 1 else f"{count or 'no'} articles"
