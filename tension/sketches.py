"""MinHashes of texts: two have as large a share of their numbers in common as of their three-word shingles.

The share of shingles is their Jaccard index (Broder 1997). A sketch takes nothing but the text, so any
process may make it.
"""

import re
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from rensa import RMinHash

SHINGLE_WORDS = 3
PERMUTATIONS = 192
_SEED = 7
_WORD = re.compile(r"\w")
_ASCII = bytes(range(128))

Sketches = npt.NDArray[np.uint32]
"""A row of `PERMUTATIONS` numbers for each text."""


def _table_of_words() -> bytes:
    """ASCII letters to lower case, all that is no word to a space; bytes of other characters stay."""
    return bytes(
        code if code >= len(_ASCII) else ord(chr(code).lower()) if _WORD.match(chr(code)) else 32
        for code in range(256)
    )


_WORDS_ONLY = _table_of_words()


def sketch_texts(texts: Sequence[str]) -> Sketches:
    """The MinHash of each text's shingles."""
    rows = np.empty((len(texts), PERMUTATIONS), dtype=np.uint32)
    for number, text in enumerate(texts):
        minhash = RMinHash(num_perm=PERMUTATIONS, seed=_SEED)
        minhash.update(shingles(text))
        rows[number] = minhash.digest()
    return rows


def sketch_column(texts: pa.ChunkedArray) -> Sketches:
    """As `sketch_texts`, of texts that travel as bytes: less memory where they come from."""
    return sketch_texts(texts.to_pylist())


def shingles(text: str) -> list[bytes]:
    """Runs of three words, lower case, in UTF-8, some more than once; the whole text where it is shorter."""
    words = words_of(text)
    if len(words) <= SHINGLE_WORDS:
        return [b" ".join(words)]
    return list(map(b" ".join, zip(words, words[1:], words[2:], strict=False)))


def words_of(text: str) -> list[bytes]:
    """Runs of letters, digits and underscores, lower case, as the pattern finds them, some times faster."""
    data = _encoded(text)
    if not data.isascii():
        foreign = data.translate(None, _ASCII).decode("utf-8", "surrogatepass")
        if foreign != foreign.lower():
            text = text.lower()
            foreign = _encoded(text).translate(None, _ASCII).decode("utf-8", "surrogatepass")
        for mark in set(foreign):
            if not _WORD.match(mark):
                text = text.replace(mark, " ")
        data = _encoded(text)
    return data.translate(_WORDS_ONLY).split()


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")
