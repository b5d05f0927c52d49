"""The network: two layers of neighbourhoods over a text's words, pooled three ways, joined, twenty answers.

Written in numpy so that training needs no further library and the artefact stays plain arrays. A layer sees a
word with its two neighbours; the text is judged from the words it attends to, the loudest, and their mean:
by each for itself, and by a further layer that sees all of them together. Texts lie end to end, and nothing
is padded.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
import numpy.typing as npt
from scipy import sparse

from tension.signals.network.steps import (
    WORDS_AT_ONCE,
    Dropout,
    fresh_tables,
    normal,
    one_thread,
    product,
    sum_around,
    with_neighbours,
)
from tension.signals.network.words import PARTS, TOLD, Laid
from tension.signals.table import SIGNALS

Array = npt.NDArray[Any]
SIZES = {"words": 64, "forms": 8, "coarse": 24, "fine": 24}
HIDDEN = 96
HEADS = 4
JOINED = 128
_POOLED = (HEADS + 2) * HIDDEN
_HIDDEN_DROPOUT, _OUTPUT_DROPOUT = 0.05, 0.2


@dataclass(frozen=True, slots=True)
class Judged:
    """What came of a first layer, and what its gradient needs; rows are words unless said otherwise.

    Attributes:
        values: log-odds, shape (texts, 20).
        owner: number of each word's text.
        hidden: the first layer.
        beside: the same of each word and its neighbours, some of it left out in training.
        second: the second layer before what is negative is cut.
        top: both layers.
        attention: shape (words, HEADS).
        even: each word's share in its text's mean.
        loudest: of each text, shape (texts, HIDDEN).
        pooled: what each text is judged by, shape (texts, (HEADS + 2) x HIDDEN).
        joined: a layer over it before what is negative is cut, shape (texts, JOINED).
        active: the same cut, some of it left out in training.
        kept: what was left out.
    """

    values: Array
    owner: Array
    hidden: Array
    beside: Array
    second: Array
    top: Array
    attention: Array
    even: Array
    loudest: Array
    pooled: Array
    joined: Array
    active: Array
    kept: dict[str, Array]


class SignalNetwork:
    """Log-odds of the twenty signals from `Laid` texts."""

    def __init__(self, parameters: dict[str, Array]) -> None:
        self.parameters = parameters

    @classmethod
    def fresh(cls, sizes: dict[str, int], classes: int, seed: int, vectors: dict[int, Array]) -> Self:
        """An untrained network.

        Args:
            sizes: rows of the table of each part.
            classes: how many classes of meaning there are.
            seed: of all random numbers.
            vectors: vectors of length 1 for words that have one, by row.
        """
        random = np.random.default_rng(seed)
        width = 3 * (sum(SIZES.values()) + classes + TOLD)
        parameters = fresh_tables(random, sizes, SIZES, vectors) | {
            "first": normal(random, np.sqrt(1 / width), width, HIDDEN),
            "first_offset": np.zeros(HIDDEN, dtype=np.float32),
            "second": normal(random, np.sqrt(1 / (3 * HIDDEN)), 3 * HIDDEN, HIDDEN),
            "second_offset": np.zeros(HIDDEN, dtype=np.float32),
            "attention": normal(random, 0.1, HIDDEN, HEADS),
            "joined": normal(random, np.sqrt(1 / _POOLED), _POOLED, JOINED),
            "joined_offset": np.zeros(JOINED, dtype=np.float32),
            "joined_output": normal(random, 0.05, JOINED, len(SIGNALS)),
            "output": normal(random, 0.05, _POOLED, len(SIGNALS)),
            "output_offset": np.zeros(len(SIGNALS), dtype=np.float32),
        }
        return cls(parameters)

    def decisions(self, texts: Laid) -> Array:
        """Log-odds, shape (texts, 20); without a word only the offsets speak."""
        found = np.tile(self.parameters["output_offset"], (len(texts.starts) - 1, 1))
        told = np.flatnonzero(np.diff(texts.starts))
        if len(told):
            with one_thread():
                found[told] = self._judged(texts, np.append(texts.starts[told], texts.starts[-1]))
        return found

    def _judged(self, texts: Laid, starts: Array) -> Array:
        first = self._first(texts, starts)
        parts = [
            self.judge(first[starts[one] : starts[end]], starts[one : end + 1] - starts[one])
            for one, end in _chunks(starts)
        ]
        return np.concatenate([part.values for part in parts])

    def to_arrays(self) -> dict[str, Array]:
        """The parameters in half precision, for size."""
        return {name: value.astype(np.float16) for name, value in self.parameters.items()}

    @classmethod
    def from_arrays(cls, arrays: dict[str, Array]) -> Self:
        """The network that `to_arrays` described."""
        return cls({name: value.astype(np.float32) for name, value in arrays.items()})

    def _first(self, texts: Laid, starts: Array) -> Array:
        """The first layer; what words of one kind bring is reckoned once."""
        p = self.parameters
        looked_up = [p[part][texts.kinds[:, column]] for column, part in enumerate(PARTS)]
        kinds = np.concatenate([*looked_up, texts.classes], axis=1)
        weights = p["first"].reshape(3, -1, HIDDEN)
        own = product(kinds, np.concatenate(list(weights[:, :-TOLD]), axis=1))
        told = with_neighbours(texts.told, starts)
        found = sum_around(own, texts.words, starts, told, weights[:, -TOLD:].reshape(3 * TOLD, -1))
        found += p["first_offset"]
        return found

    def judge(self, first: Array, starts: Array, random: np.random.Generator | None = None) -> Judged:
        """From the first layer to the log-odds.

        Args:
            first: before what is negative is cut, shape (words, HIDDEN).
            starts: where each text begins, and the end of the last; each holds a word.
            random: leaves values out, in training.
        """
        p, drop, sizes = self.parameters, Dropout(random), np.diff(starts)
        owner = np.repeat(np.arange(len(sizes)), sizes)
        zeros = np.zeros_like(first)  # numpy compares with an array four times faster than with a number
        hidden = np.maximum(first, zeros)
        beside = with_neighbours(drop("hidden", hidden, _HIDDEN_DROPOUT), starts)
        second = product(beside, p["second"])
        second += p["second_offset"]
        top = np.maximum(second, zeros)
        top += hidden
        scores = product(top, p["attention"])
        attention = np.exp(scores - np.maximum.reduceat(scores, starts[:-1])[owner])
        attention /= np.add.reduceat(attention, starts[:-1])[owner]
        even = np.repeat(1 / sizes, sizes).astype(np.float32)
        loudest = np.maximum.reduceat(top, starts[:-1])
        sums = _weighed(np.vstack([attention.T, even]), starts, top)
        pooled = drop("output", np.concatenate([*sums, loudest], axis=1), _OUTPUT_DROPOUT)
        joined = product(pooled, p["joined"]) + p["joined_offset"]
        active = drop("active", np.maximum(joined, np.zeros_like(joined)), _OUTPUT_DROPOUT)
        values = product(pooled, p["output"]) + product(active, p["joined_output"]) + p["output_offset"]
        return Judged(
            values=values,
            owner=owner,
            hidden=hidden,
            beside=beside,
            second=second,
            top=top,
            attention=attention,
            even=even,
            loudest=loudest,
            pooled=pooled,
            joined=joined,
            active=active,
            kept=drop.kept,
        )


def _weighed(shares: Array, starts: Array, words: Array) -> Array:
    """The sums of each text's words by their shares, shape (kinds of shares, texts, width)."""
    kinds, count = shares.shape
    ends = starts[1:] + count * np.arange(kinds)[:, None]
    table = (shares.reshape(-1), np.tile(np.arange(count), kinds), np.append(0, ends))
    found = sparse.csr_array(table, shape=(ends.size, count)) @ words
    return np.asarray(found.reshape(kinds, -1, words.shape[1]))


def _chunks(starts: Array) -> Iterator[tuple[int, int]]:
    """Runs of texts, from one to before another, of some WORDS_AT_ONCE words or a single longer text."""
    one = 0
    while one < len(starts) - 1:
        end = int(np.searchsorted(starts, starts[one] + WORDS_AT_ONCE, side="right")) - 1
        end = max(end, one + 1)
        yield one, end
        one = end
