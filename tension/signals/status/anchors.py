"""Where in a text a signal is told: learned words and the lexicon's patterns point to its anchor."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Self

import numpy as np
import numpy.typing as npt
from scipy import sparse

from tension.signals.status.clauses import Scene
from tension.signals.table import SIGNALS
from tension.signals.text.names import join_names, split_names

Array = npt.NDArray[Any]
_STEM = 5
_NEIGHBOUR = 0.5
_MIN_TEXTS = 3
_REGULARISATION = 0.5
_INNER_FOLDS = 5


class AnchorFinder:
    """One weight a term and signal; a word's score is the sum over the terms that start at it."""

    def __init__(self) -> None:
        self.terms: list[str] = []
        self.weights: Array = np.zeros((0, len(SIGNALS)), dtype=np.float32)
        self._ids: dict[str, int] = {}

    def fit(self, scenes: Sequence[Scene], labels: Array) -> Self:
        """Learn which words tell of each signal.

        Args:
            scenes: one a text.
            labels: 1 where a text holds an event of a signal, shape (texts, signals).
        """
        from sklearn.linear_model import LogisticRegression  # noqa: PLC0415 - only training needs scikit-learn

        found = [{term for terms in terms_of(scene) for term in terms} for scene in scenes]
        counts = Counter(term for terms in found for term in terms)
        self._set_terms(sorted(term for term, count in counts.items() if count >= _MIN_TEXTS))
        rows = self._rows(found)
        columns = []
        for number in range(len(SIGNALS)):
            if labels[:, number].min() == labels[:, number].max():
                columns.append(np.zeros(len(self.terms)))
                continue
            model = LogisticRegression(C=_REGULARISATION, solver="liblinear", random_state=0)
            columns.append(model.fit(rows, labels[:, number]).coef_[0])
        self.weights = np.stack(columns, axis=1).astype(np.float16).astype(np.float32)  # as they are stored
        return self

    def scores(self, scene: Scene) -> Array:
        """How much each word speaks for each signal, shape (words, signals)."""
        values = np.zeros((len(scene.words), len(SIGNALS)), dtype=np.float32)
        known = self._ids
        numbers, places = [], []
        for place, terms in enumerate(terms_of(scene)):
            for term in terms:
                number = known.get(term)
                if number is not None:
                    numbers.append(number)
                    places.append(place)
        np.add.at(values, places, self.weights[numbers])
        strongest = np.zeros_like(values)
        for hit in scene.patterns:
            part = strongest[hit.first : hit.last + 1, SIGNALS.index(hit.name)]
            np.maximum(part, hit.strength, out=part)
        return values + strongest

    @property
    def ids(self) -> dict[str, int]:
        """Numbers of the known terms."""
        return self._ids

    def to_arrays(self) -> dict[str, Array]:
        """Plain arrays that rebuild the finder."""
        return {"terms": join_names(self.terms), "weights": self.weights.astype(np.float16)}

    @classmethod
    def from_arrays(cls, arrays: dict[str, Array]) -> "AnchorFinder":
        """The finder that `to_arrays` described."""
        finder = cls()
        finder._set_terms(split_names(arrays["terms"]))
        finder.weights = arrays["weights"].astype(np.float32)
        return finder

    def _set_terms(self, terms: list[str]) -> None:
        self.terms = terms
        self._ids = {term: number for number, term in enumerate(terms)}

    def _rows(self, found: Sequence[set[str]]) -> sparse.csr_matrix:
        numbers = [sorted(self._ids[term] for term in terms if term in self._ids) for terms in found]
        ends = np.cumsum([0, *(len(row) for row in numbers)])
        flat = np.array([number for row in numbers for number in row], dtype=np.int32)
        return sparse.csr_matrix((np.ones(len(flat)), flat, ends), shape=(len(found), len(self.terms)))


def signals_by_text(texts: Iterable[str], told: Sequence[str], signals: Sequence[str]) -> Array:
    """1 where a text holds an event of a signal, shape (texts, signals).

    Args:
        texts: different ones.
        told: the text of each event.
        signals: the signal of each event.
    """
    number = {text: place for place, text in enumerate(texts)}
    labels = np.zeros((len(number), len(SIGNALS)), dtype=np.int64)
    labels[[number[text] for text in told], [SIGNALS.index(signal) for signal in signals]] = 1
    return labels


def held_out_anchors(
    scenes: Mapping[str, Scene], texts: Sequence[str], signals: Sequence[str], groups: Sequence[int]
) -> dict[str, Array]:
    """Each text's scores from a finder that never saw its family.

    Args:
        scenes: by text.
        texts: the text of each event; a text with several events comes several times.
        signals: the signal of each event.
        groups: its family.
    """
    from sklearn.model_selection import GroupKFold  # noqa: PLC0415 - only training needs scikit-learn

    names, labels = list(scenes), signals_by_text(scenes, texts, signals)
    family = dict(zip(texts, groups, strict=True))
    found = {}
    for train, test in GroupKFold(_INNER_FOLDS).split(names, groups=[family[name] for name in names]):
        finder = AnchorFinder().fit([scenes[names[i]] for i in train], labels[train])
        found.update({names[i]: finder.scores(scenes[names[i]]) for i in test})
    return found


def word_terms(word: str) -> list[str]:
    """The terms that a word brings by itself: the word, and its stem where it is long."""
    return [word, word[:_STEM] + "*"] if len(word) > _STEM and word[0] != "<" else [word]


def terms_of(scene: Scene) -> list[list[str]]:
    """For each word: the word, its stem where it is long, and the pair it opens."""
    words = scene.words
    found = []
    for place, word in enumerate(words):
        terms = word_terms(word)
        if place + 1 < len(words):
            terms.append(f"{word} {words[place + 1]}")
        found.append(terms)
    return found


def anchor_of(scores: Array) -> int:
    """The word that speaks loudest for a signal, its neighbours counting half."""
    raised = scores.copy()
    raised[1:] += _NEIGHBOUR * scores[:-1]
    raised[:-1] += _NEIGHBOUR * scores[1:]
    return int(raised.argmax())
