"""scikit-learn estimators that train the signal model: features, one-vs-rest regressions, calibration."""

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
INNER_FOLDS = 5
REGULARISATION = 3.0
_PRIOR_THRESHOLD = 0.35
_PRIOR_WEIGHT = 0.5


class FeatureExtractor(TransformerMixin, BaseEstimator):
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
    regression = LogisticRegression(C=regularisation, solver="liblinear", random_state=0)
    return Pipeline([("features", FeatureExtractor(families)), ("signals", OneVsRestClassifier(regression))])


def held_out_decisions(
    readings: Sequence[Reading], labels: Array, groups: Array, pipeline: Pipeline
) -> Array:
    """Decision values of every text from a pipeline that never saw its family, shape (texts, signals)."""
    decisions = np.zeros(labels.shape, dtype=np.float64)
    for train, test in GroupKFold(n_splits=INNER_FOLDS).split(np.zeros(len(labels)), groups=groups):
        pipeline.fit([readings[i] for i in train], labels[train])
        decisions[test] = pipeline.decision_function([readings[i] for i in test])
    return decisions


def fit_calibration(decisions: Array, labels: Array) -> Array:
    """Platt's two numbers a signal (slope, offset) from held-out decisions, shape (signals, 2)."""
    rows = []
    for column in range(labels.shape[1]):
        model = LogisticRegression(C=1e3, solver="lbfgs").fit(decisions[:, [column]], labels[:, column])
        rows.append([float(model.coef_[0, 0]), float(model.intercept_[0])])
    return np.array(rows)


def apply_calibration(decisions: Array, calibration: Array) -> Array:
    """Probabilities from decision values."""
    return np.asarray(1 / (1 + np.exp(-(decisions * calibration[:, 0] + calibration[:, 1]))))


def fit_thresholds(probabilities: Array, labels: Array) -> Array:
    """The probability above which a signal is called, best for F1 on held-out texts, drawn to a common value."""
    best = []
    for column in range(labels.shape[1]):
        precision, recall, cuts = precision_recall_curve(labels[:, column], probabilities[:, column])
        score = 2 * precision * recall / np.maximum(precision + recall, 1e-9)
        best.append(float(cuts[min(int(np.argmax(score)), len(cuts) - 1)]))
    return np.clip(_PRIOR_WEIGHT * np.array(best) + (1 - _PRIOR_WEIGHT) * _PRIOR_THRESHOLD, 0.2, 0.6)
