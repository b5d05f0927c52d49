"""scikit-learn estimators of the signal model: features, one regression a signal, calibration, thresholds."""

from collections.abc import Sequence
from dataclasses import dataclass
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

from tension.errors import ModelError
from tension.signals.blocks import Reading
from tension.signals.features import DEFAULT_FAMILIES, FamilySpec, FeatureSpace
from tension.signals.metrics import count_calls, sides
from tension.signals.side_head import BOTH, DOWN, UP, SideHead, side_features

Array = npt.NDArray[Any]
REGULARISATION = 2.0
INNER_FOLDS = 4
_COMMON_THRESHOLD = 0.34
_OWN_SHARE = 0.4
_TINY = 1e-7
_SIDE_REGULARISATION = 0.3
_FAVOURS = (0.5, 0.7, 0.85, 1.0, 1.2, 1.5, 2.0, 2.5)
_FAVOUR_ROUNDS = 2


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


@dataclass(frozen=True, slots=True)
class Lessons:
    """Texts with their labels that are learned from whenever others are, and never held out or judged by."""

    readings: Sequence[Reading]
    labels: Array


def fit_pipeline(
    readings: Sequence[Reading], labels: Array, families: Sequence[FamilySpec], more: Lessons
) -> Pipeline:
    """A pipeline fitted to the texts given and to the further lessons."""
    both = np.vstack([labels, more.labels.reshape(-1, labels.shape[1])])
    return make_pipeline(families).fit([*readings, *more.readings], both)


def held_out_decisions(
    readings: Sequence[Reading], labels: Array, groups: Array, families: Sequence[FamilySpec], more: Lessons
) -> Array:
    """Log-odds of every text from a pipeline that never saw its family, shape (texts, signals)."""
    decisions = np.zeros(labels.shape, dtype=np.float64)
    for train, test in GroupKFold(n_splits=INNER_FOLDS).split(labels, groups=groups):
        pipeline = fit_pipeline([readings[i] for i in train], labels[train], families, more)
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


def fit_sides(probabilities: Array, labels: Array) -> SideHead:
    """The head of the sides, from held-out probabilities; `favour` is chosen for macro-F1 on the same."""
    up, down = sides(labels)
    answers = up * UP + down * DOWN
    model = LogisticRegression(C=_SIDE_REGULARISATION, solver="newton-cholesky")
    model.fit(side_features(probabilities), answers)
    if len(model.classes_) != BOTH + 1:
        raise ModelError(
            f"the corpus holds sides {model.classes_} only", "add rows of none, one and both sides"
        )
    even = SideHead(model.coef_.T, model.intercept_, np.ones(BOTH + 1))
    return SideHead(even.weights, even.offsets, _favour(even.predict_proba(probabilities), answers))


def _favour(chances: Array, answers: Array) -> Array:
    """One answer at a time, the factor that does best, from a short list."""

    def score(favour: Array) -> float:
        said = (chances * favour).argmax(axis=1)
        return sum(count_calls(said == kind, answers == kind).f1 for kind in kinds)

    kinds = np.arange(BOTH + 1)
    favour = np.ones(len(kinds))
    for kind in kinds.tolist() * _FAVOUR_ROUNDS:
        tried = [np.where(kinds == kind, factor, favour) for factor in _FAVOURS]
        favour = max(tried, key=score)
    return favour
