"""A plain status model: words and the signal's name; stands in until a better one is trained."""

from collections.abc import Sequence
from typing import Any, Self

import numpy as np
import numpy.typing as npt
from scipy import sparse

from tension.signals.blocks import Reading
from tension.signals.features import FamilySpec, FeatureSpace
from tension.signals.lexicon import Lexicon
from tension.signals.masks import masked_words
from tension.signals.table import SIGNALS, STATUSES
from tension.signals.words import normalise, split_words

Array = npt.NDArray[Any]
_EMPTY = Lexicon([])


class StatusModel:
    """Multinomial regression over words, pairs of words and the signal."""

    def fit(
        self, texts: Sequence[str], signals: Sequence[str], statuses: Sequence[str], groups: Sequence[int]
    ) -> Self:
        """Learn from one example an event; `groups` is unused by this model."""
        from sklearn.linear_model import LogisticRegression  # noqa: PLC0415 - only training needs scikit-learn

        del groups
        readings = [_read(text) for text in texts]
        self._space = FeatureSpace.fit(readings, [FamilySpec("words", 2, 1.0)])
        rows = self._rows(readings, signals)
        labels = [STATUSES.index(status) for status in statuses]
        model = LogisticRegression(C=3.0, max_iter=300).fit(rows, labels)
        self._weights = model.coef_.T.astype(np.float32)
        self._offsets = model.intercept_.astype(np.float32)
        return self

    def predict_proba(self, texts: Sequence[str], signals: Sequence[str]) -> Array:
        """Probabilities of the five statuses, shape (texts, 5)."""
        scores = self._rows([_read(text) for text in texts], signals) @ self._weights + self._offsets
        raised = np.exp(scores - scores.max(axis=1, keepdims=True))
        return np.asarray(raised / raised.sum(axis=1, keepdims=True), dtype=np.float64)

    def to_arrays(self) -> dict[str, Array]:
        """Plain arrays that rebuild the model."""
        space = {f"space.{name}": value for name, value in self._space.to_arrays().items()}
        return {**space, "weights": self._weights, "offsets": self._offsets}

    @classmethod
    def from_arrays(cls, arrays: dict[str, Array]) -> "StatusModel":
        """The model that `to_arrays` described."""
        model = cls()
        model._space = FeatureSpace.from_arrays(
            {name[6:]: value for name, value in arrays.items() if name.startswith("space.")}
        )
        model._weights, model._offsets = arrays["weights"], arrays["offsets"]
        return model

    def _rows(self, readings: Sequence[Reading], signals: Sequence[str]) -> sparse.csr_array:
        numbers = [SIGNALS.index(signal) for signal in signals]
        flags = sparse.csr_array(np.eye(len(SIGNALS), dtype=np.float32)[numbers] * 0.5)
        return sparse.csr_array(sparse.hstack([self._space.rows(readings), flags], format="csr"))


def _read(text: str) -> Reading:
    words = split_words(normalise(text))
    return Reading(words, masked_words(words), [], _EMPTY, 0.0)
