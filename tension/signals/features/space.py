"""Texts to sparse rows: families of named features, weighted by TF-IDF, each scaled to its own length."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse

from tension.signals.features.counted import LETTERS, CountedTexts

Floats = npt.NDArray[Any]


@dataclass(frozen=True, slots=True)
class FamilySpec:
    """How one family enters: the least number of texts a feature must occur in, and the family's length."""

    name: str
    min_texts: int = 2
    scale: float = 1.0


DEFAULT_FAMILIES: tuple[FamilySpec, ...] = (
    FamilySpec("words", 7, 1.0),
    FamilySpec(LETTERS, 10, 1.0),
    FamilySpec("lexicon", 2, 1.5),
    FamilySpec("concepts", 8, 1.5),
    FamilySpec("coarse", 8, 1.0),
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
        frequency = counts.frequency()
        often = np.flatnonzero(frequency >= spec.min_texts)
        idf = np.log((1 + texts.texts) / (1 + frequency[often].astype(np.float64))) + 1
        return cls(spec, [counts.names[column] for column in often.tolist()], idf.astype(np.float32))

    def rows(self, texts: CountedTexts) -> sparse.csr_array:
        """TF-IDF rows of the family's length (0 for a text with none of its features).

        Counts are sublinear; where features are parts of words, plain sums over the different words, so that
        what a word adds to a decision is a number of its own, and the squared length is theirs summed.
        """
        counts = texts.families[self.spec.name]
        if counts.spelling is None:
            table = self._known(counts.table, counts.names)
            table.data = (1 + np.log(table.data)) * self.idf[table.indices]
            return self._scaled(table, _squares(table))
        words = self._known(counts.spelling, counts.names)
        words.data *= self.idf[words.indices]
        table = sparse.csr_array(counts.table @ words)
        table.sort_indices()
        return self._scaled(table, counts.table @ _squares(words))

    def _known(self, table: sparse.csr_array, names: Sequence[str]) -> sparse.csr_array:
        """A table's columns by the numbers of this vocabulary, without those that are not in it."""
        numbers = np.array([self.numbers.get(name, -1) for name in names], dtype=np.int32)
        known = np.flatnonzero(numbers >= 0)
        kept = table[:, known]
        # Regressions of scikit-learn take no wider numbers.
        columns, ends = numbers[known][kept.indices], kept.indptr.astype(np.int32)
        return sparse.csr_array((kept.data, columns, ends), shape=(table.shape[0], len(self.names)))

    def _scaled(self, table: sparse.csr_array, squares: Floats) -> sparse.csr_array:
        lengths = self.spec.scale / np.sqrt(np.where(squares > 0, squares, 1))
        data = (table.data * np.repeat(lengths, np.diff(table.indptr))).astype(np.float32)
        places = table.indices.astype(np.int32), table.indptr.astype(np.int32)
        return sparse.csr_array((data, *places), shape=table.shape)


def _squares(table: sparse.csr_array) -> Floats:
    """The squared length of each row."""
    rows = np.repeat(np.arange(table.shape[0]), np.diff(table.indptr))
    return np.bincount(rows, weights=table.data.astype(np.float64) ** 2, minlength=table.shape[0])


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
