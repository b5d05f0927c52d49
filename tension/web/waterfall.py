"""A level, or the difference of two, as steps from nothing to the sum: what a waterfall shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from tension.web.moves import Move
from tension.web.standing import Standing
from tension.web.store import Row
from tension.web.words import note

StepKind = Literal["up", "down", "total"]
NEGLIGIBLE_POINTS = 1e-9


@dataclass(frozen=True, slots=True)
class Step:
    """One bar.

    Attributes:
        start: where it begins, in points.
        end: where it ends; the next one begins there.
        event: the event it stands for; None for a total or a remainder.
        label: what it is where it stands for no event.
        note: what happened to it between two days, in a change.
        events: those that share a remainder.
    """

    start: float
    end: float
    event: Row | None = None
    label: str = ""
    note: str = ""
    events: tuple[Row, ...] = ()
    total: bool = False

    @property
    def points(self) -> float:
        """What it adds."""
        return self.end - self.start

    @property
    def kind(self) -> StepKind:
        """How it is drawn."""
        if self.total:
            return "total"
        return "up" if self.points >= 0 else "down"


@dataclass(frozen=True, slots=True)
class Part:
    """An event and the points it brings."""

    event: Row
    points: float
    note: str = ""


@dataclass(frozen=True, slots=True)
class Waterfall:
    """Steps that sum, with the scale they are drawn on.

    Attributes:
        steps: the bars, totals included.
        rest: events without a step of their own.
        low: left end of the scale, in points.
        high: right end.
    """

    steps: tuple[Step, ...]
    rest: tuple[Row, ...]
    low: float
    high: float

    def place(self, points: float) -> float:
        """Where a number of points lies on the scale, in per cent."""
        return round(100 * (points - self.low) / max(self.high - self.low, NEGLIGIBLE_POINTS), 2)


def level_steps(drivers: Sequence[Row], up: int, down: int) -> Waterfall:
    """From nothing to the level of a day: what adds to it, then what takes from it.

    Args:
        drivers: the day's, largest first.
        up: events with a step of their own among those that add.
        down: the same among those that take.
    """
    parts = [Part(driver, driver["points"]) for driver in drivers]
    steps, rest, level = _steps(parts, 0.0, up, down)
    return _scaled([*steps, Step(0.0, level, label="Level of the day", total=True)], rest)


def change_steps(standing: Standing, up: int, down: int) -> Waterfall:
    """From the level of the day before to that of the day: what pushed it up, then what pulled it down."""
    start = sum(move.before for move in standing.moves)
    first = Step(0.0, start, label="Level of the day before", total=True)
    parts = [Part(move.event, move.change, _note(move)) for move in standing.moves]
    steps, rest, level = _steps(parts, start, up, down)
    return _scaled([first, *steps, Step(0.0, level, label="Level of the day", total=True)], rest)


def _note(move: Move) -> str:
    """What happened to an event, in a word; a relief weighs more or less with what it stands against."""
    if move.kind == "eased":
        return "eases more" if move.change < 0 else "eases less"
    return note(move.kind)


def _steps(
    parts: Sequence[Part], level: float, up: int, down: int
) -> tuple[list[Step], tuple[Row, ...], float]:
    """Steps from a level on, the events that share a step, and the level they lead to."""
    steps: list[Step] = []
    rest: list[Row] = []
    raising = [part for part in parts if part.points >= 0]
    lowering = [part for part in parts if part.points < 0]
    for some, shown, what in ((raising, up, "that add"), (lowering, down, "that take away")):
        for part in some[:shown]:
            steps.append(Step(level, level + part.points, part.event, note=part.note))
            level += part.points
        others = some[shown:]
        if others:
            end = level + sum(part.points for part in others)
            label = f"{len(others)} other {'event' if len(others) == 1 else 'events'} {what}"
            events = tuple(part.event for part in others)
            steps.append(Step(level, end, label=label, events=events))
            rest += events
            level = end
    return steps, tuple(rest), level


def _scaled(steps: Sequence[Step], rest: tuple[Row, ...]) -> Waterfall:
    ends = [0.0, *(step.start for step in steps), *(step.end for step in steps)]
    return Waterfall(tuple(steps), rest, min(ends), max(ends))
