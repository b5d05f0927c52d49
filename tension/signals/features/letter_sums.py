"""What the letters of a text add to its decisions: numbers of each different word, summed and scaled."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse

from tension.signals.features.blocks import letter_features
from tension.signals.features.counted import table_of
from tension.signals.features.space import Family

Array = npt.NDArray[Any]
# A text and a word are one number.
_SHIFT = 24


class LetterSums:
    """The family of runs of letters, laid out by word; filled as words are met."""

    def __init__(self, family: Family, weights: Array) -> None:
        """Lay it out.

        Args:
            family: its vocabulary.
            weights: of each of its features for each signal, shape (features, signals).
        """
        self._known, self._scale = family.numbers, family.spec.scale
        self._idf, self._weights = family.idf, weights
        self._table: Array = np.zeros((0, weights.shape[1] + 1), dtype=np.float32)

    def of(self, count: int, texts: Array, words: Array, names: Sequence[str]) -> Array:
        """What is added, shape (texts, signals); the same as `Family.rows` by the weights.

        Args:
            count: how many texts there are.
            texts: number of the text of each word.
            words: number of the masked word.
            names: the masked words by number.
        """
        self._meet(names[len(self._table) :])
        first = _first_of_each((texts << _SHIFT) | words)
        ends = np.concatenate([[0], np.cumsum(np.bincount(texts[first], minlength=count))])
        ones = np.ones(len(first), dtype=np.float32)
        told = sparse.csr_array((ones, words[first], ends), shape=(count, len(names))) @ self._table
        squares = told[:, -1:]
        return np.asarray(told[:, :-1] * (self._scale / np.sqrt(np.where(squares > 0, squares, 1))))

    def _meet(self, fresh: Sequence[str]) -> None:
        """Add the rows of words not met before: their part for each signal, and their squared length."""
        if not fresh:
            return
        found = [[self._known[run] for run in letter_features(word) if run in self._known] for word in fresh]
        columns = np.array([column for row in found for column in row], dtype=np.int32)
        words = table_of([len(row) for row in found], columns, len(self._idf))
        words.data *= self._idf[words.indices]
        squares = np.asarray(words.power(2).sum(axis=1), dtype=np.float32)
        self._table = np.vstack([self._table, np.column_stack([words @ self._weights, squares])])


def _first_of_each(numbers: Array) -> Array:
    """Where each number stands first, in order: so that sums are the same in every process."""
    order = np.argsort(numbers, kind="stable")
    ordered = numbers[order]
    is_first = np.ones(len(ordered), dtype=bool)
    is_first[1:] = ordered[1:] != ordered[:-1]
    return np.sort(order[is_first])
