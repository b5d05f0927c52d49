"""How often each feature stands in each text: counted once, for every vocabulary drawn from parts of them."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
import numpy.typing as npt
from scipy import sparse

from tension.signals.blocks import FAMILIES, Reading, letter_features

LETTERS = "letters"
Integers = npt.NDArray[Any]


@dataclass(frozen=True, slots=True)
class Counts:
    """Features of one family.

    Attributes:
        names: every feature found in any of the texts, in order.
        table: how often each stands in each text, shape (texts, names).
    """

    names: list[str]
    table: sparse.csr_array


@dataclass(frozen=True, slots=True)
class CountedTexts:
    """Texts by what is counted in them.

    Attributes:
        families: counts by family.
        texts: how many texts they are.
    """

    families: dict[str, Counts]
    texts: int

    def __getitem__(self, rows: Integers) -> Self:
        """Some of the texts, in the order asked for; the names stay those of all."""
        families = {key: Counts(counts.names, counts.table[rows]) for key, counts in self.families.items()}
        return type(self)(families, len(rows))


def count_texts(readings: Sequence[Reading], families: Iterable[str] = (*FAMILIES, LETTERS)) -> CountedTexts:
    """Count the features of every family named."""
    return CountedTexts({name: _count(name, readings) for name in families}, len(readings))


def _count(family: str, readings: Sequence[Reading]) -> Counts:
    numbers: dict[str, int] = {}
    found = [_numbered(names, numbers) for names in _names_in(family, readings)]
    names = sorted(numbers)
    place = np.empty(len(names), dtype=np.int32)
    place[[numbers[name] for name in names]] = np.arange(len(names), dtype=np.int32)
    texts = np.repeat(np.arange(len(readings), dtype=np.int32), [len(row) for row in found])
    flat = np.array([number for row in found for number in row], dtype=np.int32)
    ones, shape = np.ones(len(flat), dtype=np.float32), (len(readings), len(names))
    return Counts(names, sparse.csr_array(sparse.coo_array((ones, (texts, place[flat])), shape=shape)))


def _numbered(names: Iterable[str], numbers: dict[str, int]) -> list[int]:
    return [numbers.setdefault(name, len(numbers)) for name in names]


def _names_in(family: str, readings: Sequence[Reading]) -> Iterable[Iterable[str]]:
    if family == LETTERS:
        return ((name for word in reading.masked for name in letter_features(word)) for reading in readings)
    find: Callable[[Reading], list[str]] = FAMILIES[family]
    return map(find, readings)
