"""Articles find their story, in order: the earliest whose founder they resemble, or one of their own."""

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np

from tension.config import StorySettings
from tension.likeness import Bands, Founders, bands_of, by_day, first_alike, kept, shared_within
from tension.sketches import Sketches

# Articles compared at a time; their bands are sorted together.
BLOCK_ARTICLES = 4096


@dataclass(frozen=True, slots=True)
class Print:
    """What a story needs of an article beside its sketch: its id, and when it was known (naive UTC)."""

    article_id: str
    known_at: datetime


class StoryIndex:
    """The founders of the last days; older ones are forgotten."""

    def __init__(self, settings: StorySettings) -> None:
        self._similarity = settings.similarity
        self._window = timedelta(days=settings.window_days)
        self._founders: deque[Founders] = deque()

    def place(self, items: Sequence[Print], sketches: Sketches) -> list[str]:
        """The story of each article; calls and their prints must come in (`known_at`, id) order."""
        stories: list[str] = []
        for day, block in _blocks(items):
            self._forget(day - self._window)
            ids = [item.article_id for item in items[block]]
            stories += self._place_block(day, ids, sketches[block])
        return stories

    def remember(self, items: Sequence[Print], sketches: Sketches) -> None:
        """Take articles that are known to have founded a story, in the same order as for `place`."""
        for day, block in _blocks(items):
            self._forget(day - self._window)
            ids = [item.article_id for item in items[block]]
            self._add(Founders(day, ids, sketches[block], bands_of(sketches[block])))

    def _place_block(self, day: date, ids: list[str], sketches: Sketches) -> list[str]:
        bands = bands_of(sketches)
        found: dict[int, str] = {}
        for founders in reversed(self._founders):
            matches = founders.matches(sketches, bands, self._similarity)
            found |= {row: founders.ids[number] for row, number in matches.items()}
        block = _Block(sketches, bands, self._similarity)
        stories = []
        for row, article_id in enumerate(ids):
            if row in found:
                stories.append(found[row])
                continue
            number = block.place(row)
            stories.append(article_id if number is None else ids[number])
        new = block.founders
        self._add(Founders(day, [ids[row] for row in new], sketches[new], kept(bands, new, len(ids))))
        return stories

    def _add(self, founders: Founders) -> None:
        """Founders of one day are joined where the earlier are no more: few to ask, seldom sorted."""
        if not founders.ids:
            return
        while self._founders and self._founders[-1].day == founders.day:
            if len(self._founders[-1].ids) > len(founders.ids):
                break
            founders = self._founders.pop().joined(founders)
        self._founders.append(founders)

    def _forget(self, before: date) -> None:
        while self._founders and self._founders[0].day < before:
            self._founders.popleft()


class _Block:
    """Articles that are placed together: which of them found stories, and which join those."""

    def __init__(self, sketches: Sketches, bands: Bands, similarity: float) -> None:
        self._sketches = sketches
        self._similarity = similarity
        self._shared = shared_within(bands)
        self._open: dict[int, list[int]] = {}
        self.founders: list[int] = []

    def place(self, row: int) -> int | None:
        """The row of the earliest founder in the block that this one resembles; None makes it a founder."""
        keys = self._shared.get(row, ())
        rows = sorted({founder for key in keys for founder in self._open.get(key, ())})
        if rows:
            found = first_alike(self._sketches, np.array(rows), self._sketches[row], self._similarity)
            if found is not None:
                return found
        self.founders.append(row)
        for key in keys:
            self._open.setdefault(key, []).append(row)
        return None


def _blocks(items: Sequence[Print]) -> Iterator[tuple[date, slice]]:
    """Prints of one day, so many at a time."""
    for day, of_day in by_day([item.known_at.date() for item in items]):
        for start in range(of_day.start, of_day.stop, BLOCK_ARTICLES):
            yield day, slice(start, min(start + BLOCK_ARTICLES, of_day.stop))
