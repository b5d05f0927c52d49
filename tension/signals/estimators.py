"""scikit-learn estimators of the signal model: features, one regression a signal, calibration, thresholds."""

from collections.abc import Sequence
from typing import Any, Self

import numpy as np
import numpy.typing as npt
from scipy import sparse
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import precision_recall_curve
from sklearn.model_selection import GroupKFold
from sklearn.multiclass import OneVsRestClassifier
from sklearn.pipeline import Pipeline

from tension.signals.blocks import Reading
from tension.signals.features import DEFAULT_FAMILIES, FamilySpec, FeatureSpace

Array = npt.NDArray[Any]
REGULARISATION = 3.0
INNER_FOLDS = 4
_COMMON_THRESHOLD = 0.28
_OWN_SHARE = 0.4
_TINY = 1e-7


class FeatureExtractor(TransformerMixin, BaseEstimator):  # type: ignore[misc]  # scikit-learn ships no types
    """Readings to sparse rows, as a step of a Pipeline."""

    def __init__(self, families: Sequence[FamilySpec] = DEFAULT_FAMILIES) -> None:
        self.families = families

    def fit(self, X: Sequence[Reading], y: object = None) -> Self:  # noqa: ARG002, N803 - scikit-learn's names
        """Learn the vocabulary."""
        self.space_ = FeatureSpace.fit(list(X), self.families)
        return self

    def transform(self, X: Sequence[Reading]) -> sparse.csr_matrix:  # noqa: N803 - scikit-learn's name
        """Rows of the learned space."""
        return sparse.csr_matrix(self.space_.rows(list(X)))


def make_pipeline(
    families: Sequence[FamilySpec] = DEFAULT_FAMILIES, regularisation: float = REGULARISATION
) -> Pipeline:
    """Features and one logistic regression a signal."""
    regression = LogisticRegression(C=regularisation, solver="liblinear", dual=True, tol=1e-2, random_state=0)
    return Pipeline([("features", FeatureExtractor(families)), ("signals", OneVsRestClassifier(regression))])


def held_out_decisions(
    readings: Sequence[Reading], labels: Array, groups: Array, families: Sequence[FamilySpec]
) -> Array:
    """Log-odds of every text from a pipeline that never saw its family, shape (texts, signals)."""
    decisions = np.zeros(labels.shape, dtype=np.float64)
    for train, test in GroupKFold(n_splits=INNER_FOLDS).split(labels, groups=groups):
        pipeline = make_pipeline(families).fit([readings[i] for i in train], labels[train])
        decisions[test] = pipeline.decision_function([readings[i] for i in test])
    return decisions


def fit_calibration(decisions: Array, labels: Array) -> Array:
    """Platt's slope and offset of every signal from held-out decisions, shape (signals, 2)."""
    rows = []
    for column in range(labels.shape[1]):
        model = LogisticRegression(C=1.0).fit(decisions[:, [column]], labels[:, column])
        rows.append([float(model.coef_[0, 0]), float(model.intercept_[0])])
    return np.array(rows)


def fit_thresholds(probabilities: Array, labels: Array) -> Array:
    """The probability from which a signal is called: best for held-out F1, drawn to a common value."""
    best = []
    for column in range(labels.shape[1]):
        precision, recall, cuts = precision_recall_curve(labels[:, column], probabilities[:, column])
        score = 2 * precision * recall / np.maximum(precision + recall, _TINY)
        best.append(float(cuts[min(int(np.argmax(score)), len(cuts) - 1)]))
    return np.clip(_OWN_SHARE * np.array(best) + (1 - _OWN_SHARE) * _COMMON_THRESHOLD, 0.15, 0.6)
