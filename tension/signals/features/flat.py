"""The decisions of `space` for many texts at once: their words end to end, families gathered from tables.

The plain way, text by text, stays in `blocks`, `counted` and `space`: training uses it, and a test holds that
both give the same decisions, to single precision.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse

from tension.signals.features.blocks import (
    CLOSE,
    PAIR_WINDOW,
    Reader,
    concept_pairs,
    tone_names,
    with_mask,
)
from tension.signals.features.counted import LETTERS
from tension.signals.features.letter_sums import LetterSums
from tension.signals.features.space import FeatureSpace
from tension.signals.text.flat_hits import HitFeatures
from tension.signals.text.flat_lexicon import Hit
from tension.signals.text.id_lists import IdLists, spread_often
from tension.signals.text.id_table import IdTable, Numbers, ascending, lay_words
from tension.signals.text.known_pairs import KnownPairs, pairs_among
from tension.signals.text.masks import mask
from tension.signals.text.memo import Lookup
from tension.signals.text.words import BREAK, Words

Array = npt.NDArray[Any]
Found = tuple[Array, Array]
"""Numbers of texts, and of a feature in each; -1 for one that is not known."""
_MET_AT_MOST, _PAIRS_AT_MOST, _TONES_AT_MOST = 100_000, 50_000, 20_000
# A pair of rows is one number.
_SHIFT = 24
_ROW = (1 << _SHIFT) - 1


@dataclass(frozen=True, slots=True)
class _Flat:
    """The words of many texts, end to end; arrays of one entry a word.

    Attributes:
        text: number of its text.
        is_break: whether a mark stands before it, inside its text.
        columns: what `_Tables.words` keeps of it, by name.
    """

    text: Array
    is_break: Array
    columns: dict[str, Array]

    def pairs(self, name: str, step: int) -> tuple[Array, Array, Array]:
        """Texts and rows of every word and the one so many words on."""
        rows = self.columns[name]
        there = np.flatnonzero(self.text[:-step] == self.text[step:])
        return self.text[there], rows[there], rows[there + step]


class FlatSpace:
    """A feature space laid out for use."""

    def __init__(self, space: FeatureSpace, reader: Reader, weights: Array) -> None:
        """Lay it out.

        Args:
            space: the vocabulary.
            reader: what texts were read with.
            weights: of each feature for each signal, shape (features, signals).
        """
        self._space, self._reader, self._weights = space, reader, weights
        sizes = [len(family.names) for family in space.families]
        self._first = np.cumsum([0, *sizes])
        self._bits = int(self._first[-1]).bit_length()
        self._tables = self._empty_tables()
        self._idf = np.concatenate([family.idf for family in space.families])
        self._scales = np.array([family.spec.scale for family in space.families])

    def _empty_tables(self) -> "_Tables":
        number = [family.spec.name for family in self._space.families].index(LETTERS)
        weights = self._weights[self._first[number] : self._first[number + 1]]
        return _Tables(self._space, self._reader, LetterSums(self._space.families[number], weights))

    def decisions(self, read: Sequence[tuple[Words, list[Hit]]], tones: Sequence[float]) -> Array:
        """What the features of each text speak for each signal, shape (texts, signals).

        The same as `FeatureSpace.rows` by the weights.

        Args:
            read: words and patterns of each text.
            tones: VADER's tone of each.
        """
        if self._tables.met > _MET_AT_MOST:
            self._tables = self._empty_tables()
        flat = self._lay(read)
        rows = self._rows(flat, [hits for _, hits in read], tones)
        return np.asarray(rows @ self._weights + self._tables.letter_sums(len(read), flat))

    def _rows(self, flat: _Flat, hits: Sequence[Sequence[Hit]], tones: Sequence[float]) -> sparse.csr_array:
        """A sparse row a text, the same as `FeatureSpace.rows` without the letters."""
        tables = self._tables
        found = {
            "words": tables.word_features(flat),
            "lexicon": tables.hits.of(hits),
            "concepts": tables.concept_features(flat),
            "coarse": tables.coarse_features(flat),
            "fine": (flat.text, flat.columns["fine"]),
            "tone": tables.tone_features(tones),
        }
        families = enumerate(self._space.families)
        keys = [self._keys(n, *found[of.spec.name]) for n, of in families if of.spec.name in found]
        return self._weigh(len(hits), ascending(np.concatenate(keys)))

    def _keys(self, family: int, texts: Array, numbers: Array) -> Array:
        """Text and column among all, as one number, of the known features of a family."""
        return np.asarray(((texts << self._bits) | (numbers + self._first[family]))[numbers >= 0])

    def _weigh(self, count: int, keys: Array) -> sparse.csr_array:
        """As `Family.rows` for every family, side by side: all are counted at once.

        Args:
            count: how many texts there are.
            keys: of `_keys`, ascending.
        """
        begins = np.flatnonzero(np.concatenate([[True], keys[1:] != keys[:-1]])[: len(keys)])
        times = np.diff(begins, append=len(keys))
        keys = keys[begins]
        columns = (keys & ((1 << self._bits) - 1)).astype(np.int32)
        data = self._idf[columns]
        often = np.flatnonzero(times > 1)
        data[often] = (1 + np.log(times[often].astype(np.float32))) * data[often]
        # Each text's features of one family stand together.
        starts = (np.arange(count)[:, None] << self._bits) | self._first[:-1]
        begins = np.searchsorted(keys, starts.ravel())
        sizes = np.diff(begins, append=len(keys))
        group = np.repeat(np.arange(len(sizes)), sizes)
        squares = np.bincount(group, data.astype(np.float64) ** 2, len(sizes))
        lengths = np.tile(self._scales, count) / np.sqrt(np.where(squares > 0, squares, 1))
        values = (data * np.repeat(lengths, sizes)).astype(np.float32)
        ends = np.append(begins[:: len(self._scales)], len(keys)).astype(np.int32)
        return sparse.csr_array((values, columns, ends), shape=(count, len(self._idf)))

    def _phrases(self, rows: Array, begins: Array, inside: Array) -> Array:
        """Places of words that begin a phrase which the next word of their text may go on with."""
        places = np.flatnonzero((begins[:-1] > 0) & inside[1:])
        unique, which = np.unique((rows[places] << _SHIFT) | rows[places + 1], return_inverse=True)
        goes_on = np.array([self._tables.goes_on[pair] for pair in unique.tolist()], dtype=bool)
        return np.asarray(places[goes_on[which]])

    def _lay(self, read: Sequence[tuple[Words, list[Hit]]]) -> _Flat:
        tables = self._tables
        starts, rows = lay_words([words for words, _ in read], tables.words)
        text = np.repeat(np.arange(len(read)), np.diff(starts))
        inside = np.zeros(len(text), dtype=bool)
        inside[1:] = text[1:] == text[:-1]
        columns = dict(zip(_COLUMNS, tables.words.table()[rows].T.copy(), strict=True))
        for place in self._phrases(rows, columns["phrases"], inside).tolist():
            lower = read[text[place]][0].lower
            names = self._reader.concepts.at(lower, place - int(starts[text[place]]))
            masked = mask(tables.words.names[rows[place]].lower())
            columns["concepts"][place] = tables.concept_row(names, masked)
        gaps = np.frombuffer(b"".join([words.gaps for words, _ in read]), dtype=np.uint8)
        return _Flat(text, (gaps >= BREAK) & inside, columns)


_COLUMNS = (
    *("masked", "concepts", "phrases", "word", "coarse", "fine"),
    *("word in pairs", "coarse in pairs"),
)


class _Tables:
    """What is known of words and of pairs of them, by number; filled as they are met."""

    def __init__(self, space: FeatureSpace, reader: Reader, letters: LetterSums) -> None:
        self._letters = letters
        self._known = {family.spec.name: family.numbers for family in space.families}
        self._reader = reader
        self._masks, self._names = Numbers[str](), Numbers[tuple[str, ...]]()
        words, coarse = self._known["words"], self._known["coarse"]
        self._word_pairs = KnownPairs(pairs_among(words, " "))
        self._coarse_pairs = KnownPairs(pairs_among(coarse, " "), pairs_among(coarse, "_"))
        self._start, self._mark = self._word_pairs.name("^"), self._word_pairs.name("|")
        self._names[()]  # row 0: no class at all
        self.words = IdTable[str](self._word)
        self.hits = HitFeatures(reader.lexicon.patterns, self._known["lexicon"])
        self._tones = Lookup[float, list[int]](
            lambda tone: self._ids("tone", tone_names(tone)), _TONES_AT_MOST
        )
        self.goes_on = Lookup(self._goes_on, _PAIRS_AT_MOST)
        self._concept_lists = IdLists[int](lambda row: self._ids("concepts", self._names.names[row]))
        self._concept_pairs = IdLists[int](self._concept_pair)

    @property
    def met(self) -> int:
        """How many words and pairs of classes are remembered."""
        return len(self.words) + len(self._concept_pairs)

    def _word(self, key: str) -> tuple[int, ...]:
        masked, coarse, fine, names, goes_on = self._reader.alone(key)
        return (
            self._masks[masked],
            self.concept_row(names, masked),
            goes_on,
            self._known["words"].get(masked, -1),
            self._known["coarse"].get(coarse, -1),
            self._known["fine"].get(fine, -1),
            self._word_pairs.name(masked),
            self._coarse_pairs.name(coarse),
        )

    def _goes_on(self, pair: int) -> bool:
        one, other = self.words.names[pair >> _SHIFT].lower(), self.words.names[pair & _ROW].lower()
        return self._reader.concepts.may_go_on(one, other)

    def concept_row(self, names: tuple[str, ...], masked: str) -> int:
        """The number of a word's classes, the mask's among them; 0 for none."""
        return self._names[with_mask(names, masked)]

    def tone_features(self, tones: Sequence[float]) -> Found:
        """As `blocks.tone_features`."""
        found = [self._tones[tone] for tone in tones]
        texts = np.repeat(np.arange(len(tones)), [len(numbers) for numbers in found])
        return texts, np.array(list(chain.from_iterable(found)), dtype=np.int64)

    def letter_sums(self, count: int, flat: _Flat) -> Array:
        """What the letters add to the decisions of so many texts, see `LetterSums`."""
        return self._letters.of(count, flat.text, flat.columns["masked"], self._masks.names)

    def word_features(self, flat: _Flat) -> Found:
        """As `blocks.word_features`: words, and neighbours with the start and breaks marked."""
        text, own, broken = flat.text, flat.columns["word in pairs"], flat.is_break
        mark = np.full_like(own, self._mark)
        before = np.concatenate([[0], own[:-1]])[: len(own)]
        before[np.searchsorted(text, np.unique(text))] = self._start
        pairs = self._word_pairs.find(before, np.where(broken, mark, own))[:, 0]
        after_marks = self._word_pairs.find(mark[broken], own[broken])[:, 0]
        return _joined([(text, flat.columns["word"]), (text, pairs), (text[broken], after_marks)])

    def concept_features(self, flat: _Flat) -> Found:
        """As `blocks.concept_features`: classes, and pairs of them within reach."""
        clause = np.cumsum(flat.is_break)
        rows = flat.columns["concepts"]
        owners, keys = [], []
        for step in range(1, PAIR_WINDOW + 1):
            there = np.flatnonzero(
                (rows[:-step] > 0)
                & (rows[step:] > 0)
                & (flat.text[:-step] == flat.text[step:])
                & (clause[step:] - clause[:-step] <= 1)
            )
            owners.append(flat.text[there])
            keys.append((((rows[there] << _SHIFT) | rows[there + step]) << 1) | (step <= CLOSE))
        pairs = spread_often(self._concept_pairs, np.concatenate(owners), np.concatenate(keys))
        return _joined([spread_often(self._concept_lists, flat.text, rows), pairs])

    def coarse_features(self, flat: _Flat) -> Found:
        """As `blocks.coarse_group_features`: groups, neighbours, and pairs one word apart."""
        found = [(flat.text, flat.columns["coarse"])]
        for step in (1, 2):
            text, one, other = flat.pairs("coarse in pairs", step)
            found.append((text, self._coarse_pairs.find(one, other)[:, step - 1]))
        return _joined(found)

    def _concept_pair(self, key: int) -> list[int]:
        rows, close = divmod(key, 2)
        left, right = (self._names.names[row] for row in divmod(rows, 1 << _SHIFT))
        return self._ids("concepts", concept_pairs(left, right, close=bool(close)))

    def _ids(self, family: str, names: Sequence[str]) -> list[int]:
        known = self._known[family]
        return [known[name] for name in names if name in known]


def _joined(parts: Sequence[Found]) -> Found:
    return np.concatenate([part[0] for part in parts]), np.concatenate([part[1] for part in parts])
