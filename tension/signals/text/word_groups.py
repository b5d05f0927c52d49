"""Words of like meaning under one number, so that an unseen word speaks for its neighbours."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path

from tension.signals.artefact import RESTORE, read_arrays
from tension.signals.text.names import split_names

GROUPS_FILE = Path("frozen/word_groups.npz")
UNKNOWN = "?"


class WordGroups:
    """Two partitions of a vocabulary, coarse and fine; how they were made stands in models/README.md."""

    def __init__(self, groups: Mapping[str, tuple[str, str]]) -> None:
        self._groups = groups

    @property
    def words(self) -> list[str]:
        """The vocabulary."""
        return list(self._groups)

    def of(self, word: str) -> tuple[str, str]:
        """Names of a lower-case word's coarse and fine group; `?` for an unknown word."""
        known = self._groups.get(word) or self._groups.get(word.partition("'")[0])
        if known is None and "-" in word:
            known = self._groups.get(word.rpartition("-")[2])
        return known or (UNKNOWN, UNKNOWN)

    def find(self, lower: Sequence[str], masked: Sequence[str]) -> list[tuple[str, str]]:
        """Groups of every word; a masked word stands as its mask in both."""
        return [
            (mask, mask) if mask[0] == "<" else self.of(word)
            for word, mask in zip(lower, masked, strict=True)
        ]


@lru_cache(maxsize=4)
def load_word_groups(models: Path) -> WordGroups:
    """Read the frozen groups of a models folder.

    Raises:
        ModelError: the file is missing or damaged.
    """
    arrays = read_arrays(models / GROUPS_FILE, RESTORE)
    words = split_names(arrays["words"])
    pairs = zip(words, arrays["coarse"].tolist(), arrays["fine"].tolist(), strict=True)
    return WordGroups({word: (f"c{one}", f"f{two}") for word, one, two in pairs})
