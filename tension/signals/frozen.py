"""Sentences of real news as training knows them: hashed features and labels, without their texts."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from tension.signals.artefact import RESTORE, read_arrays
from tension.signals.features.blocks import FAMILIES
from tension.signals.features.hashed import HASHED_ARRAYS, HashedRows
from tension.signals.table import SIGNALS

Array = npt.NDArray[Any]
FROZEN_FILE = Path("frozen/real_items.npz")


@dataclass(frozen=True, slots=True)
class FrozenItems:
    """Labelled titles and sentences of real news, made by `signals.freeze`; models/README.md tells from what.

    Attributes:
        features: by family, a row a sentence.
        labels: 1 for each signal that a sentence tells of, whatever its status, shape (sentences, signals).
        items: the number of each sentence's item, shape (sentences,).
    """

    features: Mapping[str, HashedRows]
    labels: Array
    items: Array

    def to_arrays(self) -> dict[str, Array]:
        """Plain arrays that rebuild the items."""
        arrays: dict[str, Array] = {
            "labels": np.packbits(self.labels.astype(bool), axis=1),
            "items": self.items.astype(np.uint16),
        }
        for family, rows in self.features.items():
            arrays |= {f"{family}.{name}": value for name, value in rows.to_arrays().items()}
        return arrays

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, Array]) -> Self:
        """The items that `to_arrays` described."""

        def rows(part: str) -> HashedRows:
            return HashedRows.from_arrays({name: arrays[f"{part}.{name}"] for name in HASHED_ARRAYS})

        return cls(
            {family: rows(family) for family in FAMILIES},
            np.unpackbits(arrays["labels"], axis=1, count=len(SIGNALS)).astype(np.int64),
            arrays["items"].astype(np.int64),
        )


def load_frozen_items(models: Path) -> FrozenItems:
    """Read the items of a models folder.

    Raises:
        ModelError: the file is missing or damaged.
    """
    return FrozenItems.from_arrays(read_arrays(models / FROZEN_FILE, RESTORE))
