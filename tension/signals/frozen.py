"""Sentences of real news as training knows them: hashed features and labels, without their texts."""

from collections.abc import Mapping
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from tension.errors import ModelError
from tension.signals.features.blocks import FAMILIES
from tension.signals.features.hashed import HASHED_ARRAYS, HashedRows
from tension.signals.table import SIGNALS

Array = npt.NDArray[Any]
FROZEN_FILE = Path("frozen/real_items.npz")


@dataclass(frozen=True, slots=True)
class Choices:
    """What events ask: which of a sentence's candidates is the source, and which the target; shape (events,).

    Attributes:
        counts: how many candidates there are.
        signals: numbers of the events' signals.
        sources: which candidate is the source.
        targets: which the target.
    """

    counts: Array
    signals: Array
    sources: Array
    targets: Array

    def followed_by(self, others: Self) -> Self:
        """These and others."""
        pairs = zip(astuple(self), astuple(others), strict=True)
        return type(self)(*(np.concatenate(pair) for pair in pairs))


@dataclass(frozen=True, slots=True)
class FrozenRoles:
    """Events of real news as roles are learned from them.

    Attributes:
        candidates: features of each candidate, event by event.
        pairs: features of each two candidates, sources first, event by event.
        choices: the events.
        items: the number of each event's item, shape (events,).
    """

    candidates: HashedRows
    pairs: HashedRows
    choices: Choices
    items: Array

    def without(self, fold: int, folds: int) -> Self:
        """Those of the items that a fold does not hold out."""
        kept = self.items % folds != fold
        counts = self.choices.counts
        choices = Choices(*(values[kept] for values in astuple(self.choices)))
        candidates = self.candidates[np.flatnonzero(np.repeat(kept, counts))]
        pairs = self.pairs[np.flatnonzero(np.repeat(kept, counts**2))]
        return type(self)(candidates, pairs, choices, self.items[kept])


@dataclass(frozen=True, slots=True)
class FrozenItems:
    """Labelled titles and sentences of real news, made by `signals.freeze`; models/README.md tells from what.

    Attributes:
        features: by family, a row a sentence.
        labels: 1 for each signal that a sentence tells of, whatever its status, shape (sentences, signals).
        items: the number of each sentence's item, shape (sentences,).
        roles: source and target of each event whose sentence names or implies both.
    """

    features: Mapping[str, HashedRows]
    labels: Array
    items: Array
    roles: FrozenRoles

    def to_arrays(self) -> dict[str, Array]:
        """Plain arrays that rebuild the items."""
        roles = self.roles
        arrays: dict[str, Array] = {
            "labels": np.packbits(self.labels.astype(bool), axis=1),
            "items": self.items.astype(np.uint16),
            "roles.choices": np.stack(astuple(roles.choices)).astype(np.uint8),
            "roles.items": roles.items.astype(np.uint16),
        }
        parts = {"candidates": roles.candidates, "pairs": roles.pairs}
        for part, rows in {**self.features, **parts}.items():
            arrays |= {f"{part}.{name}": value for name, value in rows.to_arrays().items()}
        return arrays

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, Array]) -> Self:
        """The items that `to_arrays` described."""

        def rows(part: str) -> HashedRows:
            return HashedRows.from_arrays({name: arrays[f"{part}.{name}"] for name in HASHED_ARRAYS})

        def numbers(name: str) -> Array:
            return arrays[name].astype(np.int64)

        choices = Choices(*numbers("roles.choices"))
        return cls(
            {family: rows(family) for family in FAMILIES},
            np.unpackbits(arrays["labels"], axis=1, count=len(SIGNALS)).astype(np.int64),
            numbers("items"),
            FrozenRoles(rows("candidates"), rows("pairs"), choices, numbers("roles.items")),
        )


def load_frozen_items(models: Path) -> FrozenItems:
    """Read the items of a models folder.

    Raises:
        ModelError: the file is missing or damaged.
    """
    path = models / FROZEN_FILE
    try:
        with np.load(path, allow_pickle=False) as archive:
            return FrozenItems.from_arrays({name: archive[name] for name in archive.files})
    except FileNotFoundError as error:
        raise ModelError(f"no {path}", "restore it from version control") from error
    except Exception as error:  # any damage to the zip or an array header ends the same way
        raise ModelError(f"{path} cannot be read: {error}", "restore it from version control") from error
