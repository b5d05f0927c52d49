"""Near-duplicate articles form one story: twenty outlets printing one wire report are one report.

An article joins the earliest story whose founding article it resembles, in (`known_at`, id) order. Only
founders are compared, so likeness does not chain from copy to copy, two stories never merge, and what comes
tomorrow never renames yesterday's. Likeness is the Jaccard index of three-word shingles, estimated by MinHash
(Broder 1997).
"""

import re
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from rensa import RMinHash, RMinHashLSH

from tension.config import StorySettings

_WORD = re.compile(r"\w+")
SHINGLE_WORDS = 3
PERMUTATIONS = 192
# 64 bands of 3 find 95 % of pairs at a likeness of 0.36 and 6 in 100,000 of those at 0.01.
BANDS = 64
_SEED = 7
_LSH_FLOOR = 0.2


@dataclass(frozen=True, slots=True)
class Print:
    """What a story needs of an article: its id, when it was known (naive UTC) and its words."""

    article_id: str
    known_at: datetime
    words: str


def shingles(words: str) -> list[str]:
    """Runs of three words, lower case; the whole text where it is shorter."""
    tokens = _WORD.findall(words.lower())
    if len(tokens) <= SHINGLE_WORDS:
        return [" ".join(tokens)]
    return list({" ".join(run) for run in zip(tokens, tokens[1:], tokens[2:], strict=False)})


def sketches(prints: Sequence[Print]) -> list[RMinHash]:
    """A MinHash of each print's shingles, in order."""
    result = []
    for item in prints:
        sketch = RMinHash(num_perm=PERMUTATIONS, seed=_SEED)
        sketch.update(shingles(item.words))
        result.append(sketch)
    return result


class StoryIndex:
    """The founders of the last days; older ones are forgotten."""

    def __init__(self, settings: StorySettings) -> None:
        self._similarity = settings.similarity
        self._window = timedelta(days=settings.window_days)
        self._days: OrderedDict[date, _Day] = OrderedDict()

    def place(self, item: Print, sketch: RMinHash, founder: str | None = None) -> str:
        """The story of an article; prints must come in (`known_at`, id) order.

        Args:
            item: the article.
            sketch: its MinHash.
            founder: the story it is already known to belong to.
        """
        self._forget(item.known_at.date() - self._window)
        story = founder or self._match(sketch) or item.article_id
        if story == item.article_id:
            self._days.setdefault(item.known_at.date(), _Day()).add(item.article_id, sketch)
        return story

    def _match(self, sketch: RMinHash) -> str | None:
        """The earliest founder that resembles the sketch."""
        for day in self._days.values():
            story = day.match(sketch, self._similarity)
            if story is not None:
                return story
        return None

    def _forget(self, before: date) -> None:
        while self._days and next(iter(self._days)) < before:
            self._days.popitem(last=False)


class _Day:
    """Founders of one day, in the order they came."""

    def __init__(self) -> None:
        self._lsh = RMinHashLSH(threshold=_LSH_FLOOR, num_perm=PERMUTATIONS, num_bands=BANDS)
        self._founders: list[tuple[str, RMinHash]] = []

    def add(self, article_id: str, sketch: RMinHash) -> None:
        self._lsh.insert(len(self._founders), sketch)
        self._founders.append((article_id, sketch))

    def match(self, sketch: RMinHash, similarity: float) -> str | None:
        for number in sorted(self._lsh.query(sketch)):
            article_id: str
            article_id, founder = self._founders[number]
            if float(founder.jaccard(sketch)) >= similarity:
                return article_id
        return None


def assign(
    known: Iterable[tuple[Print, str]], new: Iterable[Print], settings: StorySettings
) -> Iterator[tuple[str, str]]:
    """Yield (article_id, story_id) for the new prints.

    Args:
        known: prints of the window before the first new one, with their stories, in (`known_at`, id) order.
        new: prints without a story, or whose story may change, in the same order.
        settings: window and likeness.
    """
    index = StoryIndex(settings)
    for item, story in known:
        if story == item.article_id:
            index.place(item, sketches([item])[0], founder=story)
    for item in new:
        yield item.article_id, index.place(item, sketches([item])[0])
