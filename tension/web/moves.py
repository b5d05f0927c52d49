"""What changed between two days, event by event, and the few words that say why."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

Kind = Literal["new", "gone", "faded", "grew", "eased"]
Row = Mapping[str, Any]
# A change below half a point is rounding; a reason has to carry a fifth of the change it is given for.
STEADY_POINTS = 0.5
REASON_SHARE = 0.2
SECOND_SHARE = 0.6
FADING = "nothing new, earlier events fade"


@dataclass(frozen=True, slots=True)
class Move:
    """One event's part in the difference of two levels.

    Attributes:
        event: a row of `web_drivers.sql`, of the later day where the event is in both.
        before: its points on the first day, 0 where it was not there.
        after: its points on the second.
        kind: `new`, `gone` (restored or faded out), `faded`, `grew` or `eased` (a relief that weighs
            otherwise).
    """

    event: Row
    before: float
    after: float
    kind: Kind

    @property
    def change(self) -> float:
        """What it adds to the difference, in points of the level."""
        return self.after - self.before


def moves_between(drivers: Iterable[Row], before: date | None, day: date) -> list[Move]:
    """How each event moved the level from one day to the next; their changes sum to the difference.

    The same rule as `tension.index.attribution.differences`, on rows instead of frames.

    Args:
        drivers: rows of `web_drivers.sql` for both days.
        before: the earlier day; None where there is none, so that everything is new.
        day: the later day.

    Returns:
        The largest change first.
    """
    rows: dict[str, dict[date, Row]] = {}
    for row in drivers:
        rows.setdefault(row["event_id"], {})[row["date"]] = row
    moves = []
    for days in rows.values():
        first = days.get(before) if before else None
        second = days.get(day)
        event = second or first
        if event is None:
            continue
        start, end = first["points"] if first else 0.0, second["points"] if second else 0.0
        moves.append(Move(event, start, end, _kind(first, second, start, end)))
    return sorted(moves, key=lambda move: (-abs(move.change), move.event["event_id"]))


def _kind(first: Row | None, second: Row | None, start: float, end: float) -> Kind:
    if first is None:
        return "new"
    if second is None:
        return "gone"
    if start < 0 or end < 0:
        return "eased"
    return "faded" if end <= start else "grew"


def reasons(moves: Sequence[Move], change_points: float, most: int = 2) -> list[Move]:
    """The events that explain a change, news before fading: what a reader would be told first.

    Args:
        moves: from `moves_between`.
        change_points: the difference of the two levels; its sign says which way to look.
        most: how many to give at most.
    """
    if change_points >= 0:
        fitting = [move for move in moves if move.kind in ("new", "grew") and move.change > 0]
    else:
        fitting = [move for move in moves if move.change < 0 and _is_news(move)]
    fitting.sort(key=lambda move: -abs(move.change))
    if not fitting or abs(fitting[0].change) < REASON_SHARE * abs(change_points):
        return []
    strongest = abs(fitting[0].change)
    return [move for move in fitting if abs(move.change) >= SECOND_SHARE * strongest][:most]


def _is_news(move: Move) -> bool:
    """A new relief, or a measure that was called off: not what merely faded."""
    return (move.kind == "new" and move.after < 0) or (move.kind == "gone" and bool(move.event["measure"]))


def change_words(change: float) -> str:
    """A change of tension in words, as "down 9"; a point is a point of tension."""
    if abs(change) < STEADY_POINTS:
        return "unchanged"
    return f"{'up' if change > 0 else 'down'} {abs(change):.0f}"
