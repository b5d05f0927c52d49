"""Rows of features known by hashes of their names alone: how texts are learned from that are not kept."""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self, cast

import numpy as np
import numpy.typing as npt
from scipy import sparse

Array = npt.NDArray[Any]
HASHED_ARRAYS = ("hashes", "features", "sizes", "counts")
"""What rows are stored as."""
_PLANES = 4
_MIN_TEXTS = 2


@dataclass(frozen=True, slots=True)
class HashedRows:
    """How often features stand in texts.

    Attributes:
        hashes: one a feature, 32 bits; of a million names some hundred share theirs by chance.
        counts: shape (texts, features).
    """

    hashes: Array
    counts: sparse.csr_array

    @classmethod
    def of(cls, names: Sequence[str], counts: sparse.csr_array) -> Self:
        """Counts by the names of their columns, frequent ones first; those of one row alone are left out."""
        frequency = np.bincount(counts.indices, minlength=len(names))
        order = np.argsort(-frequency, kind="stable")[: np.count_nonzero(frequency >= _MIN_TEXTS)]
        return cls(hash_names([names[column] for column in order.tolist()]), _columns(counts, order))

    def __len__(self) -> int:
        """How many texts."""
        return int(self.counts.shape[0])

    def under(self, names: Sequence[str]) -> sparse.csr_array:
        """Counts with a column for each of the names; features of other names are left out."""
        if not len(self.hashes):
            return _table((len(self), len(names)))
        order = np.argsort(self.hashes, kind="stable")
        hashes = hash_names(names)
        places = np.searchsorted(self.hashes, hashes, sorter=order)
        columns = order[np.minimum(places, len(order) - 1)]
        known = np.flatnonzero(self.hashes[columns] == hashes)
        found = _columns(self.counts, columns[known])
        moved = (found.data, known[found.indices].astype(np.int32), found.indptr)
        return sparse.csr_array(moved, shape=(len(self), len(names)))

    def to_arrays(self) -> dict[str, Array]:
        """Plain arrays that rebuild the rows; numbers of features in planes of bytes, which pack well."""
        planes = self.counts.indices.astype("<u4").view(np.uint8).reshape(-1, _PLANES).T
        return {
            "hashes": self.hashes,
            "features": np.ascontiguousarray(planes),
            "sizes": np.diff(self.counts.indptr).astype(np.uint16),
            "counts": self.counts.data.astype(np.uint8),
        }

    @classmethod
    def from_arrays(cls, arrays: dict[str, Array]) -> Self:
        """The rows that `to_arrays` described."""
        features = np.ascontiguousarray(arrays["features"].T).view("<u4").reshape(-1).astype(np.int32)
        ends = np.concatenate([[0], np.cumsum(arrays["sizes"], dtype=np.int64)]).astype(np.int32)
        shape = (len(ends) - 1, len(arrays["hashes"]))
        counts = sparse.csr_array((arrays["counts"].astype(np.float32), features, ends), shape=shape)
        return cls(arrays["hashes"], counts)


def hash_names(names: Sequence[str]) -> Array:
    """The checksum of each name."""
    return np.array([zlib.crc32(name.encode()) for name in names], dtype=np.uint32)


def _columns(counts: sparse.csr_array, columns: Array) -> sparse.csr_array:
    """Some of the columns, in the order asked for; the features of a row in ascending order."""
    found = _table(counts[:, columns])
    found.sort_indices()
    return found


def _table(counts: Any) -> sparse.csr_array:
    return cast("sparse.csr_array", sparse.csr_array(counts, dtype=np.float32))
