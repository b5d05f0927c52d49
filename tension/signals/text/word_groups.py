"""Words of like meaning under one number, so that an unseen word speaks for its neighbours."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np

from tension.errors import ModelError

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
        ModelError: the file is missing or not what `frozen/word_groups.npz` should be.
    """
    path = models / GROUPS_FILE
    try:
        with np.load(path, allow_pickle=False) as archive:
            words = archive["words"].tobytes().decode("utf-8").split("\n")
            coarse, fine = archive["coarse"].tolist(), archive["fine"].tolist()
    except FileNotFoundError as error:
        raise ModelError(f"no {path}", "restore it from version control") from error
    except (ValueError, KeyError, OSError) as error:
        raise ModelError(f"{path} cannot be read: {error}", "restore it from version control") from error
    pairs = zip(words, coarse, fine, strict=True)
    return WordGroups({word: (f"c{one}", f"f{two}") for word, one, two in pairs})
