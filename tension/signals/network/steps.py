"""Steps that a small network is made of: neighbourhoods, dropout, gradients of look-ups, Adam."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse
from threadpoolctl import ThreadpoolController

Array = npt.NDArray[Any]
UNKNOWN, KNOWN = 1, 2
"""Rows of a table: what stands for whatever is not known, and the first of what is."""
VECTOR_LENGTH = 0.8
WORDS_AT_ONCE = 1024
"""So many words are judged at once: their layers stay in the processor's cache."""
_ROWS_AT_ONCE = 8  # with more, OpenBLAS's kernels without AVX-512 give a row other last bits by its place
_FIRST_MOMENT, _SECOND_MOMENT, _SMALL = 0.9, 0.999, 1e-8
_DECAY = 1e-3


def normal(random: np.random.Generator, scale: float, *shape: int) -> Array:
    """Numbers that weights start from."""
    return (random.standard_normal(shape) * scale).astype(np.float32)


def fresh_tables(
    random: np.random.Generator,
    rows: Mapping[str, int],
    sizes: Mapping[str, int],
    vectors: Mapping[int, Array],
) -> dict[str, Array]:
    """Tables of what is looked up; that of words starts from vectors.

    Args:
        random: what the rest starts from.
        rows: of each table.
        sizes: of its rows; in the order of these the tables are drawn.
        vectors: of length 1, for words that have one, by row.
    """
    tables = {name: normal(random, 0.1, rows[name], size) for name, size in sizes.items()}
    for row, vector in vectors.items():
        tables["words"][row] = vector * VECTOR_LENGTH
    return tables


def neighbours(values: Array) -> Array:
    """Each word between the words before and after it, shape (events, words, 3 x width)."""
    edge = np.zeros_like(values[:, :1])
    before = np.concatenate([edge, values[:, :-1]], axis=1)
    after = np.concatenate([values[:, 1:], edge], axis=1)
    return np.concatenate([before, values, after], axis=2)


def neighbours_gradient(gradient: Array) -> Array:
    """The gradient of `neighbours`, back at the words themselves."""
    width = gradient.shape[2] // 3
    found: Array = gradient[:, :, width : 2 * width].copy()
    found[:, :-1] += gradient[:, 1:, :width]
    found[:, 1:] += gradient[:, :-1, 2 * width :]
    return found


def gather_gradient(gradient: Array, ids: Array, size: int) -> Array:
    """The gradient of looking rows up in a table of `size` rows."""
    places = np.arange(len(ids))
    chosen = sparse.csr_matrix((np.ones(len(ids), dtype=np.float32), (ids, places)), shape=(size, len(ids)))
    return np.asarray(chosen @ np.ascontiguousarray(gradient))


def with_neighbours(values: Array, starts: Array) -> Array:
    """Each word's values between those of its neighbours, shape (words, 3 x width); zero past the edges.

    Args:
        values: of the words of texts or events end to end.
        starts: where each of these begins, and the end of the last.
    """
    found = np.empty((len(values), 3, values.shape[1]), dtype=values.dtype)
    found[1:, 0] = values[:-1]
    found[starts[:-1], 0] = 0
    found[:, 1] = values
    found[:-1, 2] = values[1:]
    found[starts[1:] - 1, 2] = 0
    return found.reshape(len(values), -1)


def with_neighbours_gradient(gradient: Array, starts: Array) -> Array:
    """The gradient of `with_neighbours`, back at the words themselves."""
    before, own, after = np.split(gradient, 3, axis=1)
    found: Array = own.copy()
    found[:-1] += before[1:]
    found[starts[1:-1] - 1] -= before[starts[1:-1]]
    found[1:] += after[:-1]
    found[starts[1:-1]] -= after[starts[1:-1] - 1]
    return found


def one_thread() -> AbstractContextManager[object]:
    """Products inside run on one thread: they are too small to share, and waiting for another slows them."""
    limited: AbstractContextManager[object] = _blas().limit(limits=1, user_api="blas")
    return limited


@cache
def _blas() -> ThreadpoolController:
    return ThreadpoolController()


def product(rows: Array, weights: Array) -> Array:
    """Rows by weights, so many at a time whatever the batch: the last bits depend on how many they are."""
    count, width = rows.shape
    if count % _ROWS_AT_ONCE:
        padded = whole_blocks(count, width, rows.dtype)
        padded[:count] = rows
        rows = padded
    return blocks_product(rows, weights)[:count]


def whole_blocks(count: int, width: int, dtype: npt.DTypeLike = np.float32) -> Array:
    """Rows of zeros, so many and up to the next whole block."""
    return np.zeros((-(-count // _ROWS_AT_ONCE) * _ROWS_AT_ONCE, width), dtype=dtype)


def blocks_product(rows: Array, weights: Array) -> Array:
    """Rows in whole blocks by weights."""
    blocks = rows.reshape(-1, _ROWS_AT_ONCE, rows.shape[1])
    return np.asarray((blocks @ weights).reshape(-1, weights.shape[1]))


def sum_around(own: Array, which: Array, starts: Array, dense: Array, weights: Array) -> Array:
    """The first layer: for each word, what it and its two neighbours bring, shape (words, hidden).

    Args:
        own: what each kind of word brings to a place before, here and after it, shape (kinds, 3 x hidden).
        which: the kind of each word.
        starts: where each text begins, and the end of the last.
        dense: further inputs of each word and its neighbours, and
        weights: theirs.
    """
    # Three rows a kind; the three of zeros stand past the edges.
    table = np.concatenate([own, np.zeros_like(own[:1])]).reshape(3 * (len(own) + 1), -1)
    here = 3 * which
    before, after = np.roll(here, 1), np.roll(here, -1)
    before[starts[:-1]] = after[starts[1:] - 1] = 3 * len(own)
    found = np.empty((len(here), table.shape[1]), dtype=table.dtype)
    for start in range(0, len(here), WORDS_AT_ONCE):
        some = slice(start, start + WORDS_AT_ONCE)
        of_words = table.take(here[some] + 1, axis=0)
        of_words += table.take(before[some], axis=0)
        of_words += table.take(after[some] + 2, axis=0)
        np.add(product(dense[some], weights), of_words, out=found[some])
    return found


class Dropout:
    """Leaves values out at random in training, and remembers which; does nothing without random numbers."""

    def __init__(self, random: np.random.Generator | None) -> None:
        self._random = random
        self.kept: dict[str, Array] = {}

    def __call__(self, name: str, values: Array, share: float) -> Array:
        """Values with a share of them left out, the rest raised to make up for it."""
        if self._random is None:
            return values
        drawn = self._random.random(values.shape, dtype=np.float32)
        kept: Array = (drawn > share).astype(np.float32) / np.float32(1 - share)
        self.kept[name] = kept
        return np.asarray(values * kept)

    def words(self, ids: Array, mask: Array, share: float) -> Array:
        """Word numbers with a share of them made unknown."""
        if self._random is None:
            return ids
        hidden = (self._random.random(ids.shape, dtype=np.float32) < share) & (mask > 0)
        return np.where(hidden, UNKNOWN, ids)


class Adam:
    """Kingma and Ba 2015, with decay of the weights named (Loshchilov and Hutter 2019)."""

    def __init__(self, parameters: dict[str, Array], decayed: Sequence[str]) -> None:
        self._parameters = parameters
        self._decayed = frozenset(decayed)
        self._first = {name: np.zeros_like(value) for name, value in parameters.items()}
        self._second = {name: np.zeros_like(value) for name, value in parameters.items()}
        self._count = 0

    def step(self, gradients: dict[str, Array], rate: float) -> None:
        """Move every parameter against its gradient, in place."""
        self._count += 1
        for name, gradient in gradients.items():
            first, second = self._first[name], self._second[name]
            first += (1 - _FIRST_MOMENT) * (gradient - first)
            second += (1 - _SECOND_MOMENT) * (gradient**2 - second)
            mean = first / (1 - _FIRST_MOMENT**self._count)
            spread = np.sqrt(second / (1 - _SECOND_MOMENT**self._count)) + _SMALL
            parameter = self._parameters[name]
            if name in self._decayed:
                parameter -= rate * _DECAY * parameter
            parameter -= rate * mean / spread
