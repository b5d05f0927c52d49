"""The lexicon over many texts at once: their words end to end, patterns followed word by word in arrays."""

from collections.abc import Iterable, Sequence
from functools import partial
from itertools import chain, pairwise
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from tension.signals.text.id_lists import IdLists, runs, spread_often
from tension.signals.text.id_table import IdTable, ascending
from tension.signals.text.word_classes import WordClasses
from tension.signals.text.words import COMMA, JOIN, SPACE, Words

Array = npt.NDArray[Any]
MAX_GAP_WORDS = 4
_WORDS_AT_MOST = 100_000
_AHEAD = np.arange(1, MAX_GAP_WORDS + 2)


class Step(NamedTuple):
    """One word of a pattern: the class it must be of, and whether other words may stand before it."""

    word_class: int
    far: bool


class Hit(NamedTuple):
    """A pattern found, with the positions of its first and last word."""

    pattern: int
    first: int
    last: int


class _Flat(NamedTuple):
    """Words end to end; arrays of one entry a word unless said otherwise.

    Attributes:
        starts: where each text begins, and the end of the last; shape (texts + 1,).
        text: number of its text.
        joined: whether no pattern may start at it.
        spaces: counts on where anything but spaces stands before a word, texts' starts among them.
        commas: likewise, where anything but spaces and commas does.
        whole: number of the set of classes that hold the word in the midst of a pattern.
        ending: the same at the end of a pattern.
        start: the same at its start.
        both: the same for a word that is start and end, and so of all above.
    """

    starts: Array
    text: Array
    joined: Array
    spaces: Array
    commas: Array
    whole: Array
    ending: Array
    start: Array
    both: Array


class FlatLexicon:
    """Compiled patterns: each is announced by its rarest word and a neighbour, and then followed."""

    def __init__(self, patterns: Sequence[Sequence[Step]], classes: WordClasses) -> None:
        self._classes = classes
        self._sizes = np.array([len(steps) for steps in patterns], dtype=np.int64)
        shape = (len(patterns), max(map(len, patterns), default=0))
        self._steps, self._far = np.zeros(shape, dtype=np.int64), np.zeros(shape, dtype=bool)
        for number, steps in enumerate(patterns):
            self._steps[number, : len(steps)] = [step.word_class for step in steps]
            self._far[number, : len(steps)] = [step.far for step in steps]
        self._single: dict[int, list[int]] = {}
        self._announced: dict[int, list[int]] = {}
        announced = [self._announce(number, steps) for number, steps in enumerate(patterns)]
        table: Array = np.array(announced, dtype=np.int64).reshape(-1, 5)
        self._beside_class, self._beside, self._back_least, self._back_most = table[:, :4].T.copy()
        self._beside_far = table[:, 4] > 0
        self._tables = _Tables(classes, self._single, self._announced)

    def _announce(self, number: int, steps: Sequence[Step]) -> tuple[int, int, int, int, bool]:
        """Remember which class announces a pattern: its rarest.

        Returns:
            The class of the rarer of the words beside it, on which side that one stands (-1 or 1), how many
            words at least and at most the pattern begins before the one that announces it, and whether other
            words may stand between that one and the one beside it.
        """
        if len(steps) == 1:
            self._single.setdefault(steps[0].word_class, []).append(number)
            return 0, 0, 0, 0, False
        common = [self._classes.commonness(step.word_class) for step in steps]
        at = common.index(min(common))
        before = at + 1 == len(steps) or (at > 0 and common[at - 1] <= common[at + 1])
        other = at - 1 if before else at + 1
        self._announced.setdefault(steps[at].word_class, []).append(number)
        most = at + MAX_GAP_WORDS * sum(step.far for step in steps[1 : at + 1])
        return steps[other].word_class, other - at, at, most, steps[max(at, other)].far

    def find(self, texts: Sequence[Words]) -> list[list[Hit]]:
        """The first place of every pattern that occurs in each text, in the order of patterns."""
        if len(self._tables.words) > _WORDS_AT_MOST:
            self._tables = _Tables(self._classes, self._single, self._announced)
        if not len(self._sizes) or not any(words.lower for words in texts):
            return [[] for _ in texts]
        flat = self._tables.lay(texts)
        singles, longer = self._singles(flat), self._longer(flat, *self._candidates(flat))
        keys, first, last = np.concatenate([singles, longer], axis=1)
        order = np.argsort(keys, kind="stable")  # two ascending runs, merged
        text, pattern = np.divmod(keys[order], len(self._sizes))
        found = np.stack([pattern, first[order] - flat.starts[text], last[order] - flat.starts[text]])
        # As `Hit` itself makes them, without a call of Python for each.
        hits: list[Hit] = list(map(partial(tuple.__new__, Hit), zip(*found.tolist(), strict=True)))
        ends = np.searchsorted(text, np.arange(len(texts) + 1)).tolist()
        return [hits[start:end] for start, end in pairwise(ends)]

    def _singles(self, flat: _Flat) -> Array:
        """The patterns of one word: text and pattern as one number, and the place as first and last word."""
        there = np.flatnonzero(~flat.joined)
        places, patterns = spread_often(self._tables.single, there, flat.both[there])
        keys, first = np.unique(flat.text[places] * len(self._sizes) + patterns, return_index=True)
        return np.stack([keys, places[first], places[first]])

    def _candidates(self, flat: _Flat) -> tuple[Array, Array]:
        """Longer patterns two neighbours of which stand there, and the places of those announcing them.

        In the order of patterns, and of places within each.
        """
        places, patterns = spread_often(self._tables.announced, np.arange(len(flat.text)), flat.both)
        side, wanted, far = self._beside[patterns], self._beside_class[patterns], self._beside_far[patterns]
        commas, rows, found = flat.commas[places], np.arange(len(places)), []
        for step in _AHEAD.tolist():
            other = places[rows] + step * side[rows]
            told = np.flatnonzero(flat.commas.take(other, mode="clip") == commas[rows])
            rows, other = rows[told], other[told]
            held = self._tables.has(flat.both.take(other, mode="clip"), wanted[rows])
            found.append(rows[held])
            rows = rows[~held & far[rows]]
        rows = np.concatenate(found)
        pattern, place = np.divmod(ascending(patterns[rows] * len(flat.text) + places[rows]), len(flat.text))
        return pattern, place

    def _longer(self, flat: _Flat, pattern: Array, place: Array) -> Array:
        """As `_singles`, of those candidates that can be followed to their end, and the last word apart."""
        earliest = np.maximum(place - self._back_most[pattern], flat.starts[flat.text[place]])
        sizes = np.maximum(place - self._back_least[pattern] + 1 - earliest, 0)
        path = np.repeat(np.arange(len(pattern)), sizes)
        here = runs(earliest, sizes)
        begins = self._tables.has(flat.start[here], self._steps[pattern[path], 0]) & ~flat.joined[here]
        path, here = path[begins], here[begins]
        first, number = here, 1
        done = []
        while len(path):
            rows, here = self._follow(flat, pattern[path], here, number)
            path, first = path[rows], first[rows]
            number += 1
            is_done = self._sizes[pattern[path]] == number
            done.append(np.stack([path[is_done], first[is_done], here[is_done]]))
            path, first, here = path[~is_done], first[~is_done], here[~is_done]
        ended = np.concatenate(done, axis=1) if done else np.zeros((3, 0), dtype=np.int64)
        path, first, last = ended
        # Paths run in the order of their words, so that a pattern's first one in a text is the one to keep.
        keys, kept = np.unique(flat.text[first] * len(self._sizes) + pattern[path], return_index=True)
        return np.stack([keys, first[kept], last[kept]])

    def _follow(self, flat: _Flat, pattern: Array, here: Array, number: int) -> tuple[Array, Array]:
        """Which paths go on by the step of that number, and to which words."""
        far, is_last = self._far[pattern, number], self._sizes[pattern] == number + 1
        there = here[:, None] + _AHEAD
        fits = there < len(flat.text)
        fits[:, 1:] &= far[:, None]
        rows, column = np.nonzero(fits)
        there = there[rows, column]
        near, wide = (gaps[there] == gaps[here[rows]] for gaps in (flat.spaces, flat.commas))
        reached = np.where(far[rows], wide, near)
        rows, there = rows[reached], there[reached]
        sets = np.where(is_last[rows], flat.ending[there], flat.whole[there])
        held = self._tables.has(sets, self._steps[pattern[rows], number])
        return rows[held], there[held]


class _Tables:
    """The sets of classes that hold each word, and patterns by set; filled as words are met."""

    def __init__(
        self, classes: WordClasses, single: dict[int, list[int]], announced: dict[int, list[int]]
    ) -> None:
        self._classes = classes
        self._numbers: dict[frozenset[int], int] = {}
        self._sets: list[list[int]] = []
        self._bits: Array = np.zeros((0, len(classes) // 8 + 1), dtype=np.uint8)
        self.words = IdTable[str](self._word)
        self.single = IdLists[int](lambda number: self._patterns(number, single))
        self.announced = IdLists[int](lambda number: self._patterns(number, announced))

    def lay(self, texts: Sequence[Words]) -> _Flat:
        """The texts' words end to end."""
        sizes = np.array([len(words.lower) for words in texts])
        starts = np.concatenate([[0], np.cumsum(sizes)])
        rows = self.words.rows(chain.from_iterable(words.lower for words in texts))
        gaps = np.frombuffer(b"".join([words.gaps for words in texts]), dtype=np.uint8)
        opens = np.zeros(len(rows), dtype=bool)
        opens[starts[:-1][sizes > 0]] = True
        return _Flat(
            starts,
            np.repeat(np.arange(len(texts)), sizes),
            gaps == JOIN,
            np.cumsum((gaps > SPACE) | opens),
            np.cumsum((gaps > COMMA) | opens),
            *self.words.table()[rows].T.copy(),
        )

    def has(self, sets: Array, classes: Array) -> Array:
        """Whether each set holds the class beside it."""
        if len(self._bits) < len(self._sets):
            rows = np.zeros((len(self._sets) - len(self._bits), 8 * self._bits.shape[1]), dtype=bool)
            for row, members in zip(rows, self._sets[len(self._bits) :], strict=True):
                row[members] = True
            self._bits = np.concatenate([self._bits, np.packbits(rows, axis=1, bitorder="little")])
        bytes_of = self._bits.ravel().take(sets * self._bits.shape[1] + (classes >> 3))
        return np.asarray((bytes_of >> (classes & 7).astype(np.uint8)) & 1, dtype=bool)

    def _word(self, word: str) -> tuple[int, ...]:
        whole = self._classes.of(word)
        if "'" not in word:
            return (self._set(whole),) * 4
        ending = self._classes.ending(word)
        start, both = whole, ending
        for place, letter in enumerate(word):
            if letter == "'" and word[place + 1 :]:  # a pattern may start inside a word, as at o'clock
                start = start | self._classes.of(word[place + 1 :])
                both = both | self._classes.ending(word[place + 1 :])
        return self._set(whole), self._set(ending), self._set(start), self._set(both)

    def _set(self, classes: frozenset[int]) -> int:
        number = self._numbers.setdefault(classes, len(self._sets))
        if number == len(self._sets):
            self._sets.append(sorted(classes))
        return number

    def _patterns(self, number: int, by_class: dict[int, list[int]]) -> list[int]:
        members: Iterable[int] = self._sets[number]
        return [pattern for word_class in members for pattern in by_class.get(word_class, ())]
