"""Numbers that several models keep for one thing, remembered so that it is taken apart once."""

from collections.abc import Callable, Hashable, Iterable, Sequence
from itertools import chain
from typing import Any, Generic, TypeVar

import numpy as np
import numpy.typing as npt

from tension.signals.text.words import Words

Array = npt.NDArray[Any]
K = TypeVar("K", bound=Hashable)
_LIMIT = 200_000
_COUNTED_BITS = 16


class Numbers(dict[K, int], Generic[K]):
    """Things numbered as they come, and what each number stands for."""

    def __init__(self) -> None:
        super().__init__()
        self.names: list[K] = []

    def __missing__(self, name: K) -> int:
        row = self[name] = len(self.names)
        self.names.append(name)
        return row


class IdTable(dict[K, int], Generic[K]):
    """Things to rows of a table of numbers; a new one gets its row when it is first asked for."""

    def __init__(self, make: Callable[[K], tuple[int, ...]], limit: int = _LIMIT) -> None:
        super().__init__()
        self._make, self._limit = make, limit
        self._fresh: list[tuple[int, ...]] = []
        self._table: Array | None = None
        self.names: list[K] = []

    def __missing__(self, name: K) -> int:
        row = self[name] = len(self)
        self.names.append(name)
        self._fresh.append(self._make(name))
        return row

    def rows(self, names: Iterable[K]) -> Array:
        """The row of each thing; a table grown too large is emptied first."""
        if len(self) > self._limit:
            self.clear()
            self.names.clear()
            self._fresh.clear()
            self._table = None
        return np.array(list(map(self.__getitem__, names)), dtype=np.int64)

    def table(self) -> Array:
        """The numbers, shape (things, columns)."""
        if self._fresh:
            fresh = np.array(self._fresh, dtype=np.int64)
            self._table = fresh if self._table is None else np.concatenate([self._table, fresh])
            self._fresh.clear()
        if self._table is None:
            raise ValueError("the table is asked for before any row")
        return self._table


def lay_words(texts: Sequence[Words], table: IdTable[str]) -> tuple[Array, Array]:
    """The words of texts end to end, as rows of a table; `US` in capitals is a word of its own.

    Returns:
        Where each text begins, and the end of the last, shape (texts + 1,); the row of each word.
    """
    starts = np.cumsum([0, *(len(words.lower) for words in texts)])
    rows = table.rows(chain.from_iterable(words.lower for words in texts))
    for place in np.flatnonzero(rows == table["us"]).tolist():
        text = int(np.searchsorted(starts, place, side="right")) - 1
        if texts[text].cased[place - starts[text]] == "US":
            rows[place] = table["US"]
    return starts, rows


def distinct(numbers: Array) -> tuple[Array, Array]:
    """A place of each different number, and which of these every number is."""
    places = np.arange(len(numbers))
    of = np.zeros(numbers.max(initial=-1) + 1, dtype=np.int64)
    of[numbers] = places
    unique = np.flatnonzero(of[numbers] == places)
    of[numbers[unique]] = np.arange(len(unique))
    return unique, of[numbers]


def ascending(numbers: Array) -> Array:
    """Numbers in order, none of them negative.

    Numbers of sixteen bits numpy sorts by counting: a few rounds of that take a third of a sort of all bits.
    """
    for shift in range(0, int(numbers.max(initial=0)).bit_length(), _COUNTED_BITS):
        numbers = numbers[np.argsort((numbers >> shift).astype(np.uint16), kind="stable")]
    return numbers


def different(numbers: Array) -> Array:
    """Each number once, ascending, none of them negative: `numpy.unique` counts by hashing, far slower."""
    ordered = ascending(numbers)
    keep = np.ones(len(ordered), dtype=bool)
    keep[1:] = ordered[1:] != ordered[:-1]
    return np.asarray(ordered[keep])
