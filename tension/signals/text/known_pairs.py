"""Pairs of names known beforehand, told for many pairs at once without a word of Python for any."""

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from tension.signals.text.id_table import Numbers

Array = npt.NDArray[Any]
_SHIFT = 32
_KEY_BITS, _SLOTS_A_PAIR = 64, 4
# Knuth's golden ratio, in 64 bits.
_SPREADING = np.uint64(0x9E3779B97F4A7C15)
_PAST_ALL = np.iinfo(np.int64).max


class PairNames(NamedTuple):
    """Names of pairs, a mark between the two of each, and the number that stands for each pair."""

    names: list[str]
    numbers: list[int]
    between: str


class KnownPairs:
    """Numbers of pairs of names, in one or more columns; names are numbered too, so that arrays can ask.

    Pairs stand in a hash table, each at the first free slot from its own on: sorted pairs take ten times
    longer to search.
    """

    def __init__(self, *columns: PairNames) -> None:
        self._names = Numbers[str]()
        keys = [self._pack(*self._halves(column)) for column in columns]
        # The key past all others, and its row of -1, answer for pairs that are not known.
        self._keys = np.unique(np.append(np.concatenate(keys), _PAST_ALL))
        self._table = np.full((len(self._keys), len(columns)), -1, dtype=np.int64)
        for number, (own, column) in enumerate(zip(keys, columns, strict=True)):
            self._table[np.searchsorted(self._keys, own), number] = column.numbers
        self._bits = (len(self._keys) * _SLOTS_A_PAIR).bit_length()
        self._places = self._laid_out()

    def _laid_out(self) -> Array:
        """The place among the keys of the pair at each slot; past all where it is free."""
        none = len(self._keys) - 1
        laid_out = np.full(1 << self._bits, none, dtype=np.int32)
        places = np.arange(none)
        slots = self._slots(self._keys[places])
        while len(places):
            free = laid_out[slots] == none
            laid_out[slots[free]] = places[free]
            left = np.flatnonzero(laid_out[slots] != places)
            places, slots = places[left], self._after(slots[left])
        return laid_out

    def name(self, name: str) -> int:
        """The number of a name; -1 where no pair holds it."""
        return self._names.get(name, -1)

    def find(self, one: Array, other: Array) -> Array:
        """The number of each pair of names in every column, -1 where none, shape (pairs, columns)."""
        keys = self._pack(one, other)
        slots = self._slots(keys)
        places = self._places[slots]
        asked = np.arange(len(keys))
        while len(asked):
            held = self._keys[places[asked]]
            asked = asked[(held != keys[asked]) & (held != _PAST_ALL)]
            slots[asked] = self._after(slots[asked])
            places[asked] = self._places[slots[asked]]
        return np.asarray(self._table[places])

    def _slots(self, keys: Array) -> Array:
        """The slot each key would have to itself: the upper bits of a product."""
        spread = keys.astype(np.uint64) * _SPREADING
        return np.asarray((spread >> np.uint64(_KEY_BITS - self._bits)).astype(np.int64))

    def _after(self, slots: Array) -> Array:
        return np.asarray((slots + 1) & ((1 << self._bits) - 1))

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
