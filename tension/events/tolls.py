"""Killed and wounded: the highest figure two outlets carry, else the latest; a correction wins."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple


class Figure(NamedTuple):
    """One count in one report."""

    day: int
    outlet: int
    story: int
    number: int
    corrects: bool


@dataclass(frozen=True, slots=True)
class Toll:
    """A count as of some day.

    Attributes:
        number: the figure that stands.
        shared: the highest figure two outlets carry or a correction gave, 0 without one: what may be
        relied on. outlet: who carries `number` where it is one outlet's word, else -1.
    """

    number: int
    shared: int
    outlet: int


class Counting:
    """The figures of one event, taken in order of knowledge."""

    def __init__(self) -> None:
        self._carriers: dict[int, tuple[set[int], set[int]]] = {}
        self._stale: set[int] = set()
        self._corrected: int | None = None
        self._latest: tuple[int, int] | None = None

    def add(self, figure: Figure) -> None:
        """Take one more report; a correction makes every figure told before it stale."""
        if figure.corrects:
            self._stale = set(self._carriers) - {figure.number}
            self._corrected = figure.number
        if figure.number in self._stale:
            return
        outlets, stories = self._carriers.setdefault(figure.number, (set(), set()))
        if figure.story not in stories:
            self._latest = (figure.number, figure.outlet)
        outlets.add(figure.outlet)
        stories.add(figure.story)

    def toll(self) -> Toll | None:
        """The toll as it now stands, None before any figure."""
        if self._latest is None:
            return None
        shared = [n for n, voices in self._carriers.items() if _independent(voices) and n not in self._stale]
        if self._corrected is not None:
            shared = [*(n for n in shared if n > self._corrected), self._corrected]
        if shared:
            return Toll(max(shared), max(shared), -1)
        return Toll(self._latest[0], 0, self._latest[1])


def _independent(voices: tuple[set[int], set[int]]) -> bool:
    """Two outlets in two stories: a wire report printed twice is one voice."""
    return min(len(voices[0]), len(voices[1])) > 1


def tolls_by_day(figures: Iterable[Figure], days: Sequence[int]) -> list[Toll | None]:
    """The toll at the close of each of the days (ascending); figures ascend by day."""
    counting = Counting()
    waiting = iter(figures)
    following = next(waiting, None)
    result: list[Toll | None] = []
    for day in days:
        while following is not None and following.day <= day:
            counting.add(following)
            following = next(waiting, None)
        result.append(counting.toll())
    return result
