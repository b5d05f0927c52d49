"""scikit-learn estimators of the signal model: features, one regression a signal, calibration, thresholds."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple, Self

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
from tension.signals.calibrated import Calibrated, asks_network, both_views
from tension.signals.evaluation.metrics import count_calls, sides
from tension.signals.features.counted import CountedTexts
from tension.signals.features.space import DEFAULT_FAMILIES, FamilySpec, FeatureSpace
from tension.signals.side_head import BOTH, DOWN, UP, SideHead, side_features

Array = npt.NDArray[Any]
Split = tuple[Array, Array]
REGULARISATION = 1.0
INNER_FOLDS = 4
_COMMON_THRESHOLD = 0.34
_OWN_SHARE = 0.4
_TINY = 1e-7
_SIDE_REGULARISATION = 0.3
_FAVOURS = (0.5, 0.7, 0.85, 1.0, 1.2, 1.5, 2.0, 2.5)
_FAVOUR_ROUNDS = 2


class FeatureExtractor(TransformerMixin, BaseEstimator):  # type: ignore[misc]  # scikit-learn ships no types
    """Counted texts to sparse rows, as a step of a Pipeline."""

    def __init__(self, families: Sequence[FamilySpec] = DEFAULT_FAMILIES) -> None:
        self.families = families

    def fit(self, X: CountedTexts, y: object = None) -> Self:  # noqa: ARG002, N803 - scikit-learn's names
        """Learn the vocabulary."""
        self.space_ = FeatureSpace.fit(X, self.families)
        return self

    def transform(self, X: CountedTexts) -> sparse.csr_matrix:  # noqa: N803 - scikit-learn's name
        """Rows of the learned space."""
        return sparse.csr_matrix(self.space_.rows(X))


def make_pipeline(
    families: Sequence[FamilySpec] = DEFAULT_FAMILIES, regularisation: float = REGULARISATION
) -> Pipeline:
    """Features and one logistic regression a signal."""
    regression = LogisticRegression(C=regularisation, solver="liblinear", dual=True, tol=3e-2, random_state=0)
    return Pipeline([("features", FeatureExtractor(families)), ("signals", OneVsRestClassifier(regression))])


class Fold(NamedTuple):
    """Texts that are learned from, and those of the corpus and of news that are held out, by number."""

    train: Array
    test: Array
    news: Array


@dataclass(frozen=True, slots=True)
class Lessons:
    """Texts with their labels.

    Attributes:
        texts: those of the corpus, which are held out in turn; those that are only learned from, every time;
            and sentences of real news, which are held out in turn, too.
        labels: their signals, shape (texts, signals).
        groups: families of the first, on which to calibrate and judge.
        items: items of the last, on which to calibrate for news.
        network: what the network says of the first and the last, none of which it learned from, shape
            (texts, signals); None for no network.
    """

    texts: CountedTexts
    labels: Array
    groups: Array
    items: Array
    network: Array | None = None

    @property
    def rows(self) -> Array:
        """Numbers of all texts."""
        return np.arange(len(self.labels))

    @property
    def corpus_rows(self) -> Array:
        """Numbers of the texts of the corpus."""
        return np.arange(len(self.groups))

    @property
    def news_rows(self) -> Array:
        """Numbers of the sentences of real news."""
        return self.rows[len(self.labels) - len(self.items) :]

    def folds(self, count: int) -> list[Fold]:
        """Splits by family and by item."""
        added = np.arange(len(self.groups), len(self.labels) - len(self.items))
        splits = GroupKFold(n_splits=count).split(self.groups, groups=self.groups)
        folds = []
        for number, (train, test) in enumerate(splits):
            held = self.items % count == number
            news = self.news_rows
            folds.append(Fold(np.concatenate([train, added, news[~held]]), test, news[held]))
        return folds

    def fit(self, rows: Array, families: Sequence[FamilySpec]) -> Pipeline:
        """A pipeline fitted to these of the texts."""
        return make_pipeline(families).fit(self.texts[rows], self.labels[rows])

    def decisions(self, pipeline: Pipeline, rows: Array) -> Array:
        """Log-odds of these of the texts by a pipeline and the network, shape (texts, signals)."""
        regressions = np.asarray(pipeline.decision_function(self.texts[rows]))
        if self.network is None:
            return regressions
        asked = asks_network(regressions)
        return both_views(regressions, asked, self.network[rows][asked])


def held_out_decisions(lessons: Lessons, folds: Sequence[Fold], pipelines: Iterable[Pipeline]) -> Array:
    """Log-odds of every text that a fold holds out, by the fold's pipeline; of the others zero.

    Returns:
        Shape (texts, signals), as the labels of the lessons.
    """
    decisions = np.zeros(lessons.labels.shape, dtype=np.float64)
    for fold, pipeline in zip(folds, pipelines, strict=True):
        held = np.concatenate([fold.test, fold.news])
        decisions[held] = lessons.decisions(pipeline, held)
    return decisions


def fit_calibrated(decisions: Array, labels: Array) -> Calibrated:
    """Slopes and thresholds from held-out decisions and the labels of the same texts."""
    even = Calibrated(_fit_slopes(decisions, labels), np.zeros(labels.shape[1]))
    return replace(even, thresholds=fit_thresholds(even.probabilities(decisions), labels))


def _fit_slopes(decisions: Array, labels: Array) -> Array:
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
