"""Texts to sparse rows: families of named features, weighted by TF-IDF, each scaled to its own length."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse

from tension.signals.blocks import FAMILIES, Reading, letter_features

Floats = npt.NDArray[np.float32]
Integers = npt.NDArray[Any]
LETTERS = "letters"
_MEMO_LIMIT = 100_000


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
        self._memo: dict[str, tuple[int, ...]] = {}

    @classmethod
    def fit(cls, spec: FamilySpec, readings: Sequence[Reading]) -> "Family":
        """Learn which features occur often enough, and how rare each is."""
        counts: Counter[str] = Counter()
        for reading in readings:
            counts.update(set(_names_in(spec.name, reading)))
        names = sorted(name for name, count in counts.items() if count >= spec.min_texts)
        frequency = np.array([counts[name] for name in names], dtype=np.float64)
        idf = np.log((1 + len(readings)) / (1 + frequency)) + 1
        return cls(spec, names, idf.astype(np.float32))

    def ids(self, reading: Reading) -> list[int]:
        """Numbers of the known features in one text, repeats kept."""
        if self.spec.name == LETTERS:
            return [number for word in reading.masked for number in self.letter_ids(word)]
        known = self.numbers
        return [known[name] for name in FAMILIES[self.spec.name](reading) if name in known]

    def letter_ids(self, word: str) -> tuple[int, ...]:
        """Numbers of the known runs of letters in a masked word."""
        found = self._memo.get(word)
        if found is None:
            if len(self._memo) > _MEMO_LIMIT:
                self._memo.clear()
            known = self.numbers
            found = tuple(known[name] for name in letter_features(word) if name in known)
            self._memo[word] = found
        return found

    def rows(self, readings: Sequence[Reading]) -> sparse.csr_array:
        """Sublinear TF-IDF rows of the family's length (0 for a text with none of its features)."""
        found = [self.ids(reading) for reading in readings]
        texts = np.repeat(np.arange(len(readings)), [len(numbers) for numbers in found])
        numbers = np.array([number for row in found for number in row], dtype=np.int32)
        return self.weigh(len(readings), texts, numbers)

    def weigh(self, count: int, texts: Integers, numbers: Integers) -> sparse.csr_array:
        """The rows of `count` texts from the features found in them, pair by pair in any order."""
        data = np.ones(len(numbers), dtype=np.float32)
        shape = (count, len(self.names))
        # Regressions of scikit-learn take no wider numbers.
        places = (texts.astype(np.int32), numbers.astype(np.int32))
        matrix = sparse.csr_array(sparse.coo_array((data, places), shape=shape))
        matrix.data = (1 + np.log(matrix.data)) * self.idf[matrix.indices]
        return _scaled(matrix, self.spec.scale)


def _names_in(family: str, reading: Reading) -> Iterable[str]:
    if family == LETTERS:
        return (name for word in reading.masked for name in letter_features(word))
    find: Callable[[Reading], list[str]] = FAMILIES[family]
    return find(reading)


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
    def fit(cls, readings: Sequence[Reading], specs: Sequence[FamilySpec]) -> "FeatureSpace":
        """Learn the vocabulary of every family from the texts given."""
        return cls([Family.fit(spec, readings) for spec in specs])

    @property
    def names(self) -> list[str]:
        """Names of all columns, each with its family, as `words:recalled <official>`."""
        return [f"{family.spec.name}:{name}" for family in self.families for name in family.names]

    def rows(self, readings: Sequence[Reading]) -> sparse.csr_array:
        """A sparse float32 row a text, shape (texts, columns)."""
        return side_by_side([family.rows(readings) for family in self.families])

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


def side_by_side(parts: Sequence[sparse.csr_array]) -> sparse.csr_array:
    """Families joined to one row a text."""
    return sparse.csr_array(sparse.hstack(parts, format="csr"))


def _strings(raw: npt.NDArray[Any]) -> list[str]:
    text = raw.tobytes().decode("utf-8")
    return text.split("\n") if text else []
