"""Lists of numbers by key, remembered, and laid end to end for many keys at once."""

from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import Any, Generic, TypeVar

import numpy as np
import numpy.typing as npt

from tension.signals.text.id_table import different

Array = npt.NDArray[Any]
K = TypeVar("K", bound=Hashable)
_SMALL_KEYS = 1 << 18
_UNKNOWN = -1


class IdLists(dict[K, int], Generic[K]):
    """Keys to rows, each a list of numbers; a new key gets its row when it is first asked for."""

    def __init__(self, make: Callable[[K], Sequence[int]]) -> None:
        super().__init__()
        self._make = make
        self._fresh: list[Sequence[int]] = []
        self._starts: Array = np.zeros(1, dtype=np.int64)
        self._numbers: Array = np.zeros(0, dtype=np.int64)
        self._row_of_small: Array = np.zeros(0, dtype=np.int64)

    def __missing__(self, key: K) -> int:
        row = self[key] = len(self)
        self._fresh.append(self._make(key))
        return row

    def rows(self, keys: Iterable[K]) -> Array:
        """The row of each key."""
        return np.array(list(map(self.__getitem__, keys)), dtype=np.int64)

    def rows_of_small(self, keys: Array) -> Array:
        """The row of each key, where keys are small numbers that a table can hold."""
        more = int(keys.max(initial=-1)) + 1 - len(self._row_of_small)
        if more > 0:
            self._row_of_small = np.append(self._row_of_small, np.full(more, _UNKNOWN))
        fresh = keys[self._row_of_small[keys] == _UNKNOWN]
        for key in different(fresh).tolist():
            self._row_of_small[key] = self[key]
        return np.asarray(self._row_of_small[keys])

    def spread(self, owners: Array, rows: Array) -> tuple[Array, Array]:
        """The numbers of all rows, end to end, each with the owner of its row."""
        if self._fresh:
            ends = np.cumsum([len(numbers) for numbers in self._fresh]) + self._starts[-1]
            fresh = np.array([n for numbers in self._fresh for n in numbers], dtype=np.int64)
            self._starts = np.concatenate([self._starts, ends])
            self._numbers = np.concatenate([self._numbers, fresh])
            self._fresh.clear()
        starts = self._starts[rows]
        sizes = self._starts[rows + 1] - starts
        return np.repeat(owners, sizes), self._numbers[runs(starts, sizes)]


def runs(starts: Array, sizes: Array) -> Array:
    """The numbers from each start on, so many each, end to end."""
    ends = np.cumsum(sizes)
    return np.asarray(np.arange(ends[-1] if len(ends) else 0) + np.repeat(starts - ends + sizes, sizes))


def spread_often(lists: IdLists[int], owners: Array, keys: Array) -> tuple[Array, Array]:
    """As `IdLists.spread`, for keys of which many are alike: each different one is looked up once."""
    if keys.max(initial=0) < _SMALL_KEYS:
        return lists.spread(owners, lists.rows_of_small(keys))
    unique, places = np.unique(keys, return_inverse=True)
    return lists.spread(owners, lists.rows(unique.tolist())[places])
