"""Which strike or attack the dead and wounded belong to."""

from collections.abc import Callable, Iterator

_UNNAMED = ("CIV", "INT", "UNK")
_OFFSETS = (0, -1, 1)


class Hosts:
    """Strikes and attacks by the side that suffered them and by day, and the dead that wait for theirs."""

    def __init__(self, states: frozenset[str]) -> None:
        self._states = sorted(states)
        self._by_victim: dict[str, dict[int, list[tuple[int, str]]]] = {}
        self._waiting: dict[str, dict[int, list[tuple[int, str]]]] = {}

    def find(
        self, source: str, victim: str, day: int, is_report: bool, is_there: Callable[[int], bool]
    ) -> int | None:
        """The earliest known event of that day, side and (where named) author; else one a day away.

        Of several on a day, the one whose place the dead are told with goes before.
        """
        offsets = _OFFSETS if is_report else (*_OFFSETS, -2, 2)
        for offset in offsets:
            found = [
                event
                for event, author in self._on(victim, day + offset)
                if source in _UNNAMED or source == author
            ]
            if found:
                return next(filter(is_there, found), found[0])
        return None

    def _on(self, victim: str, day: int) -> Iterator[tuple[int, str]]:
        for side in self._states if victim in _UNNAMED else (victim,):
            yield from self._by_victim.get(side, {}).get(day, ())

    def wait(self, row: int, source: str, victim: str, day: int) -> None:
        """Keep the dead until a strike or attack of their day is known."""
        self._waiting.setdefault(victim, {}).setdefault(day, []).append((row, source))

    def add(self, event: int, author: str, victim: str, day: int) -> list[int]:
        """Register an event; returns the rows that waited for it and now belong to it."""
        self._by_victim.setdefault(victim, {}).setdefault(day, []).append((event, author))
        taken: list[int] = []
        for side in (victim, *_UNNAMED):
            waiting = self._waiting.get(side)
            if not waiting:
                continue
            for offset in _OFFSETS:
                here = waiting.pop(day + offset, None)
                if here is None:
                    continue
                mine = [item for item in here if item[1] in _UNNAMED or item[1] == author]
                taken.extend(row for row, _ in mine)
                if len(mine) < len(here):
                    waiting[day + offset] = [item for item in here if item not in mine]
        return taken
