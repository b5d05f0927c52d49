"""Sentences of unlabelled news with the chances that a larger model gives their signals, known by digests.

No text is kept and the larger model is no part of the project: its answers are learned from as labels are.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from tension.errors import InputError, ModelError
from tension.signals.artefact import RESTORE, read_arrays
from tension.signals.real_lines import lines_by_digest, texts_of

Array = npt.NDArray[Any]
TAUGHT_FILE = Path("frozen/taught.npz")
_STEPS = 255
_HEX = 16


@dataclass(frozen=True, slots=True)
class Taught:
    """What the larger model said.

    Attributes:
        items: the digest of each item as a number, shape (items,).
        sentences: how many its title and blurb were cut into, shape (items,).
        counts: of how many of them answers follow, shape (items,).
        places: the number of each sentence in its item, 0 for the title, shape (sentences,).
        chances: of each signal in steps of a 255th, shape (sentences, signals).
    """

    items: Array
    sentences: Array
    counts: Array
    places: Array
    chances: Array

    @classmethod
    def of(cls, digests: list[str], sentences: Array, places: Array, chances: Array) -> Self:
        """From the digest of each sentence's item, those of one item together; the file is made elsewhere.

        Args:
            digests: as `real_lines.digest_of` has them.
            sentences: how many each sentence's item was cut into.
            places: the number of each sentence in its item.
            chances: 0 to 1, shape (sentences, signals).
        """
        numbers = np.array([int(digest, _HEX) for digest in digests], dtype=np.uint64)
        starts = np.flatnonzero(np.append(True, numbers[1:] != numbers[:-1]))
        counts = np.diff(np.append(starts, len(numbers)))
        steps = np.rint(chances * _STEPS)
        small = [array.astype(np.uint8) for array in (sentences[starts], counts, places, steps)]
        return cls(numbers[starts], *small)

    def to_arrays(self) -> dict[str, Array]:
        """Plain arrays that rebuild it."""
        return {name: getattr(self, name) for name in self.__slots__}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, Array]) -> Self:
        """What `to_arrays` described."""
        return cls(**{name: arrays[name] for name in cls.__slots__})

    def texts(self, items: Path) -> list[str]:
        """The sentences themselves.

        Args:
            items: gzipped lines, see `freeze`.

        Raises:
            InputError: the items cannot be read, one is not among them, or is cut into other sentences than
                were answered for.
        """
        lines = lines_by_digest(items)
        found, start = [], 0
        columns = (column.tolist() for column in (self.items, self.sentences, self.counts))
        for item, sentences, count in zip(*columns, strict=True):
            digest = f"{item:0{_HEX}x}"
            own = texts_of(digest, lines, items)
            if len(own) != sentences:
                raise InputError(
                    f"{items}: item {digest} was answered for as {sentences} sentences "
                    f"and is cut into {len(own)}",
                    f"cut it as then, or take it out of {TAUGHT_FILE}",
                )
            found += [own[place] for place in self.places[start : start + count].tolist()]
            start += count
        return found

    def labels(self) -> Array:
        """Chances of the signals, 0 to 1, shape (sentences, signals)."""
        return self.chances.astype(np.float32) / np.float32(_STEPS)


def load_taught(models: Path) -> Taught:
    """Read the file of a models folder.

    Raises:
        ModelError: it is missing or damaged.
    """
    taught = Taught.from_arrays(read_arrays(models / TAUGHT_FILE, RESTORE))
    if not taught.counts.sum() == len(taught.places) == len(taught.chances):
        raise ModelError(f"{models / TAUGHT_FILE}: answers and items do not fit together", RESTORE)
    return taught
