"""Which earlier article a text resembles, among thousands: those that share a band of its MinHash."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from tension.sketches import PERMUTATIONS, Sketches

# 64 bands of 3 find 95 % of pairs at a likeness of 0.36 and 6 in 100,000 of those at 0.01.
BANDS = 64
# Bounds the memory where thousands of texts share their boilerplate.
PAIRS_AT_ONCE = 50_000
_MIX = np.uint64(0x9E3779B97F4A7C15)

Numbers = npt.NDArray[np.int64]


class Bands(NamedTuple):
    """The bands of some sketches, sorted, and the row that each belongs to."""

    keys: npt.NDArray[np.uint64]
    rows: Numbers


def bands_of(sketches: Sketches) -> Bands:
    """Every sketch cut into bands, each made one number; equal bands have equal numbers."""
    parts = sketches.reshape(len(sketches), BANDS, PERMUTATIONS // BANDS).astype(np.uint64)
    keys = np.arange(BANDS, dtype=np.uint64) * _MIX
    for column in range(parts.shape[2]):
        keys = (keys + parts[:, :, column]) * _MIX
    flat = keys.ravel()
    order = np.argsort(flat)
    return Bands(flat[order], order // BANDS)


class Founders:
    """The founders of one day, in the order they came."""

    def __init__(self, day: date, ids: Sequence[str], sketches: Sketches, bands: Bands) -> None:
        self.day = day
        self.ids = list(ids)
        self.sketches = sketches
        self.bands = bands

    def matches(self, sketches: Sketches, bands: Bands, similarity: float) -> dict[int, int]:
        """For each row of `sketches` that resembles a founder: the earliest such."""
        found: dict[int, int] = {}
        for rows, founders in self._sharing_a_band(bands):
            alike = (self.sketches[founders] == sketches[rows]).sum(axis=1) / PERMUTATIONS >= similarity
            for row, founder in zip(rows[alike].tolist(), founders[alike].tolist(), strict=True):
                found[row] = min(founder, found.get(row, founder))
        return found

    def _sharing_a_band(self, bands: Bands) -> Iterator[tuple[Numbers, Numbers]]:
        """Rows and founders that share a band, each pair once in a portion."""
        first = np.searchsorted(self.bands.keys, bands.keys)
        shared = self.bands.keys[np.minimum(first, len(self.bands.keys) - 1)] == bands.keys
        first, rows = first[shared], bands.rows[shared]
        counts = np.searchsorted(self.bands.keys, bands.keys[shared], side="right") - first
        portions = np.cumsum(counts) // PAIRS_AT_ONCE
        for portion in np.unique(portions).tolist():
            inside = portions == portion
            many = counts[inside]
            begins = np.repeat(first[inside] - np.cumsum(many) + many, many)
            founders = self.bands.rows[begins + np.arange(len(begins))]
            pairs = np.unique(np.repeat(rows[inside], many) * len(self.ids) + founders)
            yield pairs // len(self.ids), pairs % len(self.ids)

    def joined(self, later: "Founders") -> "Founders":
        """These and, after them, others of the same day."""
        keys = np.concatenate([self.bands.keys, later.bands.keys])
        rows = np.concatenate([self.bands.rows, later.bands.rows + len(self.ids)])
        order = np.argsort(keys)
        sketches = np.concatenate([self.sketches, later.sketches])
        return Founders(self.day, [*self.ids, *later.ids], sketches, Bands(keys[order], rows[order]))


def first_alike(sketches: Sketches, rows: Numbers, sketch: Sketches, similarity: float) -> int | None:
    """The first of the rows, which are in order, with such a share of numbers in common with the sketch."""
    alike = (sketches[rows] == sketch).sum(axis=1) / PERMUTATIONS >= similarity
    return int(rows[alike.argmax()]) if alike.any() else None


def shared_within(bands: Bands) -> dict[int, list[int]]:
    """The bands of each row that another row has too: only these can tie rows to one another."""
    same = bands.keys[1:] == bands.keys[:-1]
    shared = np.zeros(len(bands.keys), dtype=bool)
    shared[1:] |= same
    shared[:-1] |= same
    found: dict[int, list[int]] = {}
    for row, key in zip(bands.rows[shared].tolist(), bands.keys[shared].tolist(), strict=True):
        found.setdefault(row, []).append(key)
    return found


def kept(bands: Bands, rows: Sequence[int], count: int) -> Bands:
    """The bands of some of `count` rows, numbered anew in their order."""
    numbers = np.full(count, -1, dtype=np.int64)
    numbers[rows] = np.arange(len(rows))
    renumbered = numbers[bands.rows]
    return Bands(bands.keys[renumbered >= 0], renumbered[renumbered >= 0])


def by_day(days: Sequence[date]) -> Iterator[tuple[date, slice]]:
    """Runs of the same day, in order."""
    start = 0
    for end in range(1, len(days) + 1):
        if end == len(days) or days[end] != days[start]:
            yield days[start], slice(start, end)
            start = end
