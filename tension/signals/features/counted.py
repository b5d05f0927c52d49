"""How often each feature stands in each text: counted once, for every vocabulary drawn from parts of them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse

from tension.signals.features.blocks import FAMILIES, Reading, letter_features
from tension.signals.features.hashed import HashedRows, hash_names

WORDS, LETTERS = "words", "letters"
Integers = npt.NDArray[Any]


@dataclass(frozen=True, slots=True)
class Counts:
    """Features of one family.

    Attributes:
        names: every feature found in any of the texts, in order.
        table: how often each stands in each text, shape (texts, names); or where features are parts of words,
            1 for each of the different words of a text, shape (texts, words).
        spelling: how often each feature stands in each word, shape (words, names).
    """

    names: list[str]
    table: sparse.csr_array
    spelling: sparse.csr_array | None = None

    def of(self, rows: Integers) -> "Counts":
        """Those of some texts."""
        return replace(self, table=self.table[rows])

    def frequency(self) -> Integers:
        """How many texts hold each feature."""
        table = self.table if self.spelling is None else sparse.csr_array(self.table @ self.spelling)
        return np.bincount(table.indices, minlength=len(self.names))


@dataclass(frozen=True, slots=True)
class CountedTexts:
    """Texts by what is counted in them.

    Attributes:
        families: counts by family.
        texts: how many texts they are.
    """

    families: dict[str, Counts]
    texts: int

    def __getitem__(self, rows: Integers) -> "CountedTexts":
        """Some of the texts, in the order asked for; the names stay those of all."""
        return CountedTexts({name: counts.of(rows) for name, counts in self.families.items()}, len(rows))


def count_texts(readings: Sequence[Reading]) -> CountedTexts:
    """Count the features of every family."""
    return _with_letters({name: _counts(map(find, readings)) for name, find in FAMILIES.items()})


def join_hashed(texts: CountedTexts, hashed: Mapping[str, HashedRows], words: Sequence[str]) -> CountedTexts:
    """Texts, and after them those of which hashes were kept.

    Args:
        texts: their names give the hashes a meaning; what stands in none of them is left out.
        hashed: a family's rows each; none of the letters, which are those of the words.
        words: single words that may stand in the latter though in none of the former.
    """
    further = np.array(sorted(set(words) - set(texts.families[WORDS].names)))
    known = np.isin(hash_names(further.tolist()), hashed[WORDS].hashes)
    return _with_letters(
        {
            name: _joined(counts, hashed[name], further[known].tolist() if name == WORDS else [])
            for name, counts in texts.families.items()
            if name != LETTERS
        }
    )


def is_single(feature: str) -> bool:
    """Whether a feature of the words is one word, not two neighbours."""
    return " " not in feature


def _joined(counts: Counts, hashed: HashedRows, further: Sequence[str]) -> Counts:
    names = sorted({*counts.names, *further})
    numbers = {name: number for number, name in enumerate(names)}
    columns = np.array([numbers[name] for name in counts.names], dtype=np.int32)
    own = counts.table
    moved = (own.data, columns[own.indices], own.indptr)
    tables = [sparse.csr_array(moved, shape=(own.shape[0], len(names))), hashed.under(names)]
    return Counts(names, sparse.csr_array(sparse.vstack(tables, format="csr")))


def _with_letters(families: dict[str, Counts]) -> CountedTexts:
    words = families[WORDS]
    single = [number for number, name in enumerate(words.names) if is_single(name)]
    table = sparse.csr_array(words.table[:, single])
    table.data = np.ones_like(table.data)
    runs = _counts(letter_features(words.names[number]) for number in single)
    letters = Counts(runs.names, table, runs.table)
    return CountedTexts({**families, LETTERS: letters}, words.table.shape[0])


def _counts(texts: Iterable[Iterable[str]]) -> Counts:
    numbers: dict[str, int] = {}
    found = [[numbers.setdefault(name, len(numbers)) for name in names] for names in texts]
    names = sorted(numbers)
    place = np.empty(len(names), dtype=np.int32)
    place[[numbers[name] for name in names]] = np.arange(len(names), dtype=np.int32)
    flat = np.array([number for row in found for number in row], dtype=np.int32)
    return Counts(names, table_of([len(row) for row in found], place[flat], len(names)))


def table_of(sizes: Sequence[int], columns: Integers, width: int) -> sparse.csr_array:
    """How often each column is named in each row, from the rows' columns end to end."""
    ends = np.concatenate([[0], np.cumsum(sizes, dtype=np.int32)]).astype(np.int32)
    ones = np.ones(len(columns), dtype=np.float32)
    table = sparse.csr_array((ones, columns, ends), shape=(len(sizes), width))
    table.sum_duplicates()
    return table
