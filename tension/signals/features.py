"""Texts to sparse rows: families of named features, weighted by TF-IDF, each scaled to its own length."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse

from tension.signals.counted import LETTERS, CountedTexts

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class FamilySpec:
    """How one family enters: the least number of texts a feature must occur in, and the family's length."""

    name: str
    min_texts: int = 2
    scale: float = 1.0


DEFAULT_FAMILIES: tuple[FamilySpec, ...] = (
    FamilySpec("words", 4, 1.0),
    FamilySpec(LETTERS, 6, 1.0),
    FamilySpec("lexicon", 2, 1.5),
    FamilySpec("concepts", 5, 1.5),
    FamilySpec("coarse", 4, 1.0),
    FamilySpec("fine", 2, 1.0),
    FamilySpec("tone", 2, 0.3),
)


class Family:
    """The vocabulary and weights of one family of features."""

    def __init__(self, spec: FamilySpec, names: Sequence[str], idf: Floats) -> None:
        self.spec = spec
        self.names = list(names)
        self.idf = idf
        self.numbers = {name: number for number, name in enumerate(self.names)}

    @classmethod
    def fit(cls, spec: FamilySpec, texts: CountedTexts) -> "Family":
        """Learn which features occur often enough, and how rare each is."""
        counts = texts.families[spec.name]
        frequency = np.bincount(counts.table.indices, minlength=len(counts.names))
        often = np.flatnonzero(frequency >= spec.min_texts)
        idf = np.log((1 + texts.texts) / (1 + frequency[often].astype(np.float64))) + 1
        return cls(spec, [counts.names[column] for column in often.tolist()], idf.astype(np.float32))

    def rows(self, texts: CountedTexts) -> sparse.csr_array:
        """Sublinear TF-IDF rows of the family's length (0 for a text with none of its features)."""
        counts = texts.families[self.spec.name]
        numbers = np.array([self.numbers.get(name, -1) for name in counts.names], dtype=np.int32)
        known = np.flatnonzero(numbers >= 0)
        table = counts.table[:, known]
        columns = numbers[known][table.indices]
        weights = (1 + np.log(table.data)) * self.idf[columns]
        shape = (texts.texts, len(self.names))
        return _scaled(sparse.csr_array((weights, columns, table.indptr), shape=shape), self.spec.scale)


def _scaled(matrix: sparse.csr_array, length: float) -> sparse.csr_array:
    rows = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
    squares = np.bincount(rows, weights=matrix.data.astype(np.float64) ** 2, minlength=matrix.shape[0])
    norms = np.sqrt(np.where(squares > 0, squares, 1))
    matrix.data = (matrix.data * (length / norms)[rows]).astype(np.float32)
    return matrix


class FeatureSpace:
    """Every family side by side; the same object serves training and use."""

    def __init__(self, families: Sequence[Family]) -> None:
        self.families = list(families)

    @classmethod
    def fit(cls, texts: CountedTexts, specs: Sequence[FamilySpec]) -> "FeatureSpace":
        """Learn the vocabulary of every family from the texts given."""
        return cls([Family.fit(spec, texts) for spec in specs])

    @property
    def names(self) -> list[str]:
        """Names of all columns, each with its family, as `words:recalled <official>`."""
        return [f"{family.spec.name}:{name}" for family in self.families for name in family.names]

    def rows(self, texts: CountedTexts) -> sparse.csr_array:
        """A sparse float32 row a text, shape (texts, columns)."""
        parts = [family.rows(texts) for family in self.families]
        return sparse.csr_array(sparse.hstack(parts, format="csr"))

    def to_arrays(self) -> dict[str, npt.NDArray[Any]]:
        """Plain arrays that rebuild the space; no object arrays."""
        arrays: dict[str, npt.NDArray[Any]] = {}
        for family in self.families:
            key = family.spec.name
            text = "\n".join(family.names).encode("utf-8")
            arrays[f"{key}.names"] = np.frombuffer(text, dtype=np.uint8)
            arrays[f"{key}.idf"] = family.idf
            arrays[f"{key}.spec"] = np.array([family.spec.min_texts, family.spec.scale])
        arrays["families"] = np.frombuffer(
            "\n".join(family.spec.name for family in self.families).encode("utf-8"), dtype=np.uint8
        )
        return arrays

    @classmethod
    def from_arrays(cls, arrays: dict[str, npt.NDArray[Any]]) -> "FeatureSpace":
        """The space that `to_arrays` described."""
        families = []
        for key in _strings(arrays["families"]):
            least, scale = arrays[f"{key}.spec"]
            spec = FamilySpec(key, int(least), float(scale))
            families.append(Family(spec, _strings(arrays[f"{key}.names"]), arrays[f"{key}.idf"]))
        return cls(families)


def _strings(raw: npt.NDArray[Any]) -> list[str]:
    text = raw.tobytes().decode("utf-8")
    return text.split("\n") if text else []
