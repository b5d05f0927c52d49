"""Pairs of names known beforehand, told for many pairs at once without a word of Python for any."""

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from tension.signals.text.id_table import Numbers

Array = npt.NDArray[Any]
_SHIFT = 32
_PAST_ALL = np.iinfo(np.int64).max


class PairNames(NamedTuple):
    """Names of pairs, a mark between the two of each, and the number that stands for each pair."""

    names: list[str]
    numbers: list[int]
    between: str


class KnownPairs:
    """Numbers of pairs of names, in one or more columns; names are numbered too, so that arrays can ask."""

    def __init__(self, *columns: PairNames) -> None:
        self._names = Numbers[str]()
        keys = [self._pack(*self._halves(column)) for column in columns]
        # The key past all others, and its row of -1, answer for pairs that are not known.
        self._keys = np.unique(np.append(np.concatenate(keys), _PAST_ALL))
        self._table = np.full((len(self._keys), len(columns)), -1, dtype=np.int64)
        for number, (own, column) in enumerate(zip(keys, columns, strict=True)):
            self._table[np.searchsorted(self._keys, own), number] = column.numbers

    def name(self, name: str) -> int:
        """The number of a name; -1 where no pair holds it."""
        return self._names.get(name, -1)

    def find(self, one: Array, other: Array) -> Array:
        """The number of each pair of names in every column, -1 where none, shape (pairs, columns)."""
        keys = self._pack(one, other)
        places = np.searchsorted(self._keys, keys)
        places[self._keys[places] != keys] = len(self._keys) - 1
        return np.asarray(self._table[places])

    def _halves(self, column: PairNames) -> Array:
        halves = column.between.join(column.names).split(column.between) if column.names else []
        return np.fromiter(map(self._names.__getitem__, halves), np.int64, len(halves)).reshape(-1, 2).T

    @staticmethod
    def _pack(one: Array, other: Array) -> Array:
        return np.asarray((one << _SHIFT) | other)


def pairs_among(known: Mapping[str, int], between: str, head: str = "") -> PairNames:
    """Those known names that are a head and two names with a mark between them."""
    headed = [name for name in known if name.startswith(head)] if head else known
    found = [name for name in headed if name.count(between) == 1]
    return PairNames([name[len(head) :] for name in found], [known[name] for name in found], between)
