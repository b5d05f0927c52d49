"""Pairs of names known beforehand, told for many pairs at once without a word of Python for any."""

from collections.abc import Iterable
from typing import Any

import numpy as np
import numpy.typing as npt

from tension.signals.id_table import Numbers

Array = npt.NDArray[Any]
KnownPair = tuple[str, str, int]
"""Two names, and the number that stands for them together."""
_SHIFT = 32
_PAST_ALL = np.iinfo(np.int64).max


class KnownPairs:
    """Numbers of pairs of names, in one or more columns; names are numbered too, so that arrays can ask."""

    def __init__(self, *columns: Iterable[KnownPair]) -> None:
        self._names = Numbers[str]()
        rows = [
            (self._names[one] << _SHIFT | self._names[other], column, number)
            for column, pairs in enumerate(columns)
            for one, other, number in pairs
        ]
        told: Array = np.array(rows, dtype=np.int64).reshape(-1, 3)
        # The key past all others, and its row of -1, answer for pairs that are not known.
        self._keys = np.unique(np.append(told[:, 0], _PAST_ALL))
        self._table = np.full((len(self._keys), len(columns)), -1, dtype=np.int64)
        self._table[np.searchsorted(self._keys, told[:, 0]), told[:, 1]] = told[:, 2]

    def name(self, name: str) -> int:
        """The number of a name; -1 where no pair holds it."""
        return self._names.get(name, -1)

    def find(self, one: Array, other: Array) -> Array:
        """The number of each pair of numbered names in every column, -1 where none, shape (pairs, columns)."""
        keys = (one << _SHIFT) | other
        places = np.searchsorted(self._keys, keys)
        places[self._keys[places] != keys] = len(self._keys) - 1
        return np.asarray(self._table[places])


def split_pairs(numbers: Iterable[tuple[str, int]], between: str, head: str = "") -> Iterable[KnownPair]:
    """Those numbered names that are a head and two names with something between them."""
    for name, number in numbers:
        one, found, other = name.removeprefix(head).partition(between)
        if found and name.startswith(head):
            yield one, other, number
