"""Multinomial regression over named features of an event."""

from collections import Counter
from collections.abc import Sequence
from functools import cached_property
from typing import Any, Self

import numpy as np
import numpy.typing as npt
from scipy import sparse

from tension.signals.table import STATUSES
from tension.signals.text.names import join_names, split_names

Array = npt.NDArray[Any]
_MIN_EVENTS = 4
_REGULARISATION = 0.05
_ROW_LENGTH = 8.0
_MAX_ITERATIONS = 200
_TOLERANCE = 1e-3


class LinearView:
    """Features that occur often enough, and one weight a feature and status."""

    def __init__(self) -> None:
        self._features: Array = join_names([])
        self._weights: Array = np.zeros((0, len(STATUSES)), dtype=np.float32)
        self._offsets: Array = np.zeros(len(STATUSES), dtype=np.float32)

    def fit(self, named: Sequence[list[str]], labels: Array, weights: Array) -> Self:
        """Learn from the features, status number and weight of each event."""
        from sklearn.linear_model import LogisticRegression  # noqa: PLC0415 - only training needs scikit-learn

        counts = Counter(name for row in named for name in set(row))
        self._set_names(sorted(name for name, count in counts.items() if count >= _MIN_EVENTS))
        model = LogisticRegression(C=_REGULARISATION, max_iter=_MAX_ITERATIONS, tol=_TOLERANCE)
        model.fit(self._rows(named), labels, sample_weight=weights)
        self._weights = np.zeros((len(self.ids), len(STATUSES)), dtype=np.float32)
        self._weights[:, model.classes_] = model.coef_.T.astype(np.float16)  # as they are stored
        self._offsets = np.full(len(STATUSES), -np.inf, dtype=np.float32)
        self._offsets[model.classes_] = model.intercept_
        return self

    @cached_property
    def ids(self) -> dict[str, int]:
        """Numbers of the known features by name; laid out when they are first asked for."""
        return {name: number for number, name in enumerate(split_names(self._features))}

    def predict_proba(self, named: Sequence[list[str]]) -> Array:
        """Probabilities, shape (events, 5)."""
        return self._judge(self._rows(named))

    def predict_rows(self, sizes: Array, features: Array) -> Array:
        """The same from each event's number of known features, and all of them, event by event, ascending."""
        return self._judge(self._matrix(sizes, features))

    def _judge(self, rows: sparse.csr_matrix) -> Array:
        values = rows @ self._weights + self._offsets
        raised = np.exp(values - values.max(axis=1, keepdims=True))
        return np.asarray(raised / raised.sum(axis=1, keepdims=True), dtype=np.float64)

    def to_arrays(self) -> dict[str, Array]:
        """Plain arrays that rebuild the view."""
        weights = self._weights.astype(np.float16)
        return {"features": self._features, "weights": weights, "offsets": self._offsets}

    @classmethod
    def from_arrays(cls, arrays: dict[str, Array]) -> "LinearView":
        """The view that `to_arrays` described."""
        view = cls()
        view._features = arrays["features"]
        view._weights, view._offsets = arrays["weights"].astype(np.float32), arrays["offsets"]
        return view

    def _set_names(self, names: list[str]) -> None:
        self._features = join_names(names)
        self.__dict__.pop("ids", None)

    def _rows(self, named: Sequence[list[str]]) -> sparse.csr_matrix:
        """Rows of equal length over the known features, each counted once."""
        known = self.ids
        numbers = [list({known[name] for name in row if name in known}) for row in named]
        sizes = np.array([len(row) for row in numbers], dtype=np.int64)
        flat = np.array([number for row in numbers for number in row], dtype=np.int32)
        matrix = self._matrix(sizes, flat)
        matrix.sort_indices()
        return matrix

    def _matrix(self, sizes: Array, features: Array) -> sparse.csr_matrix:
        values = np.repeat(_ROW_LENGTH / np.sqrt(np.maximum(sizes, 1)), sizes).astype(np.float32)
        ends = np.concatenate([[0], np.cumsum(sizes)])
        return sparse.csr_matrix((values, features, ends), shape=(len(sizes), len(self.ids)))
