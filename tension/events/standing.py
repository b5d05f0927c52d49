"""Measures that stand: a recalled envoy, a closed border hold until the same tie is restored.

A named measure that two outlets with two stories report stands unfaded. A restoration of the same measure,
reported as widely, ends it from its own day on; "full ties restored" ends all. What is cut and mended on one
day stays cut. After `FORGOTTEN_DAYS` without a mention a measure fades at its signal's half-life.
"""

from collections.abc import Mapping
from typing import Final

from tension.signals.table import SignalRow

MEASURES: Final = ("envoy", "border", "trade", "flights", "visas")
FULL_TIES: Final = "ties"
"""The measure of a restoration that names no single tie but all of them."""
ENDS: Final = frozenset({"restore", "concede"})
FORGOTTEN_DAYS: Final = 180

Group = tuple[str, str, str, str | None]
"""Signal, source, target, and measure; of violence the place."""


class Measures:
    """What stands, what ended it and when that was known; days are day numbers."""

    def __init__(self, table: Mapping[str, SignalRow]) -> None:
        self._holds = frozenset(name for name, row in table.items() if row.standing)
        self._open: dict[Group, int] = {}
        self._since: dict[int, int] = {}
        self._mentioned: dict[int, int] = {}
        self._restored: dict[str, list[int]] = {}
        self._applied: set[int] = set()
        self._unended: dict[int, Group] = {}
        self.standing_from: dict[int, int] = {}
        self.closings: dict[int, tuple[int, int]] = {}

    def watches(self, signal: str, measure: str) -> bool:
        """Whether an event of this signal and measure can stand or end one that does."""
        return signal in ENDS or (signal in self._holds and measure in MEASURES)

    def open_event(self, group: Group, known_day: int, day: int) -> int | None:
        """The standing measure that a further mention of it belongs to, whatever its date."""
        event = self._open.get(group)
        if event is None or day < self._since[event] - 2:
            return None
        if known_day - self._mentioned[event] > FORGOTTEN_DAYS:
            del self._open[group]
            return None
        self._mentioned[event] = known_day
        return event

    def confirmed(self, event: int, group: Group, day: int, known_day: int) -> None:
        """Two outlets carry it: a measure stands, a restoration ends what it restores."""
        signal, _, _, measure = group
        if measure is None:
            return
        if signal in ENDS:
            self._restore(event, measure, day, known_day)
        elif event not in self.standing_from:
            self.standing_from[event] = known_day
            self._open[group] = event
            self._unended[event] = group
            self._since[event] = day
            self._mentioned[event] = known_day
            ended = [
                when for name in (measure, FULL_TIES) for when in self._restored.get(name, ()) if when > day
            ]
            if ended:
                self._end(event, known_day, min(ended))

    def _restore(self, restoration: int, measure: str, day: int, known_day: int) -> None:
        if restoration in self._applied:
            return
        self._applied.add(restoration)
        self._restored.setdefault(measure, []).append(day)
        for event, group in list(self._unended.items()):
            same = group[3] == measure or measure == FULL_TIES
            if same and self._since[event] < day:
                self._end(event, known_day, day)

    def _end(self, event: int, known_day: int, day: int) -> None:
        group = self._unended.pop(event)
        if self._open.get(group) == event:
            del self._open[group]
        self.closings[event] = (known_day, day)
