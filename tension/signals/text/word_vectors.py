"""Vectors of words by the company they keep in unlabelled news: weights only, no text of it is kept.

Positive pointwise mutual information between a word and its two neighbours on either side, each side and
distance apart, reduced by singular values (Levy, Goldberg and Dagan 2015).
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse

from tension.signals.artefact import RESTORE, read_arrays
from tension.signals.status.clauses import read_scene
from tension.signals.text.lexicon import Lexicon
from tension.signals.text.names import join_names, split_names

Array = npt.NDArray[Any]
DIMENSIONS = 64
DEFAULT_VECTORS = Path("models/vectors/word_vectors.npz")
_MIN_COUNT = 4
_MAX_WORDS = 25_000
_CONTEXT_WORDS = 2_500
_OFFSETS = (-2, -1, 1, 2)
_CONTEXT_SMOOTHING = 0.75
_ITERATIONS = 4
_SPARE_DIMENSIONS = 32
_MAX_LINE = 600


@dataclass(frozen=True, slots=True)
class WordVectors:
    """Words and their vectors of length 1, shape (words, DIMENSIONS)."""

    words: list[str]
    values: Array

    def save(self, path: Path) -> None:
        """Write the words and half-precision vectors as plain arrays."""
        path.parent.mkdir(parents=True, exist_ok=True)
        np.savez_compressed(
            path, allow_pickle=False, words=join_names(self.words), values=self.values.astype(np.float16)
        )


def load_word_vectors(path: Path = DEFAULT_VECTORS) -> WordVectors:
    """Read the frozen vectors.

    Raises:
        ModelError: the file is missing or damaged.
    """
    arrays = read_arrays(path, RESTORE)
    return WordVectors(split_names(arrays["words"]), arrays["values"].astype(np.float32))


def learn_word_vectors(lines: Iterable[str], seed: int) -> WordVectors:
    """Learn vectors from lines of news; minutes for a hundred thousand lines.

    Args:
        lines: texts of one or two sentences.
        seed: of the randomised decomposition.
    """
    from sklearn.utils.extmath import randomized_svd  # noqa: PLC0415 - only training needs scikit-learn

    empty = Lexicon([])
    texts = [read_scene(line.strip()[:_MAX_LINE], empty).words for line in lines]
    counts = Counter(word for text in texts for word in text)
    frequent = sorted((word for word, n in counts.items() if n >= _MIN_COUNT), key=lambda w: (-counts[w], w))
    words = frequent[:_MAX_WORDS]
    matrix = _information(_neighbours(texts, words))
    left, singular, _ = randomized_svd(
        matrix, DIMENSIONS + _SPARE_DIMENSIONS, random_state=seed, n_iter=_ITERATIONS
    )
    values = (left * np.sqrt(singular))[:, :DIMENSIONS]
    norms = np.linalg.norm(values, axis=1, keepdims=True)
    return WordVectors(words, (values / np.where(norms > 0, norms, 1)).astype(np.float32))


def _neighbours(texts: Sequence[Sequence[str]], words: Sequence[str]) -> sparse.csr_matrix:
    """How often each word has each frequent word at each offset, shape (words, offsets x context words)."""
    ids = {word: number for number, word in enumerate(words)}
    rows, columns = [], []
    for text in texts:
        numbers = [ids.get(word, -1) for word in text]
        for place, number in enumerate(numbers):
            if number < 0:
                continue
            for side, offset in enumerate(_OFFSETS):
                other = place + offset
                if 0 <= other < len(numbers) and 0 <= numbers[other] < _CONTEXT_WORDS:
                    rows.append(number)
                    columns.append(side * _CONTEXT_WORDS + numbers[other])
    shape = (len(words), len(_OFFSETS) * _CONTEXT_WORDS)
    places = (np.array(rows, dtype=np.int64), np.array(columns, dtype=np.int64))
    return sparse.coo_matrix((np.ones(len(rows), dtype=np.float32), places), shape=shape).tocsr()


def _information(counts: sparse.csr_matrix) -> sparse.csr_matrix:
    """Positive pointwise mutual information, frequent contexts smoothed."""
    of_word = np.asarray(counts.sum(axis=1)).ravel()
    of_context = np.asarray(counts.sum(axis=0)).ravel() ** _CONTEXT_SMOOTHING
    cells = counts.tocoo()
    share = of_context / of_context.sum()
    values = np.log(cells.data / (of_word[cells.row] * share[cells.col]))
    keep = values > 0
    return sparse.csr_matrix((values[keep], (cells.row[keep], cells.col[keep])), shape=counts.shape)
