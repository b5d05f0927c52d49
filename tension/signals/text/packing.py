"""Keys of several fields as one number each, so that numpy can tell which are alike."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
_FAMILY_BITS = 4


class Packing:
    """Families of keys, and how many bits each of their fields takes; sixty at most a key."""

    def __init__(self, families: Mapping[str, Sequence[int]]) -> None:
        self._families = list(families.items())
        self._numbers = {name: number for number, name in enumerate(families)}

    def pack(self, family: str, *fields: Array | int) -> Array:
        """One number a key.

        Args:
            family: its name.
            fields: in the family's order; none is negative.
        """
        number = self._numbers[family]
        key: Array | int = 0
        for bits, field in zip(self._families[number][1], fields, strict=True):
            key = (key << bits) | field
        return np.asarray((key << _FAMILY_BITS) | number, dtype=np.int64)

    def unpack(self, key: int) -> tuple[str, list[int]]:
        """The family and the fields of a key."""
        name, sizes = self._families[key & ((1 << _FAMILY_BITS) - 1)]
        key >>= _FAMILY_BITS
        fields = []
        for bits in reversed(sizes):
            fields.append(key & ((1 << bits) - 1))
            key >>= bits
        return name, fields[::-1]
