"""Five models like the artefact, each trained without a fifth of the families, and what they say of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.model_selection import GroupKFold

from tension.gazetteer import load_gazetteer
from tension.signals.artefact import Arrays
from tension.signals.corpus import (
    Row,
    families,
    load_additions,
    load_corpus,
    load_status_additions,
    status_examples,
)
from tension.signals.estimators import Lessons, Split
from tension.signals.evaluation.metrics import summary
from tension.signals.features.space import DEFAULT_FAMILIES, FamilySpec
from tension.signals.model import SignalModel, load_reader
from tension.signals.roles.model import RolesModel
from tension.signals.side_head import agree
from tension.signals.train import (
    FittedSignals,
    make_status_model,
    named,
    one_at_a_time,
    read_lessons,
    with_calibration,
)
from tension.workers import process_pool

Array = npt.NDArray[Any]
FOLDS = 5
# Families of features left in for each ablation; VADER alone is what a tone-based index would have.
ABLATIONS = {"vader_alone": ("tone",), "lexicon_alone": ("lexicon",), "ngrams_alone": ("words", "letters")}


@dataclass(frozen=True, slots=True)
class Predicted:
    """Held-out answers, shape (rows, signals).

    Attributes:
        probabilities: calibrated.
        called: at or above the thresholds, brought in line with the sides.
        by_threshold: at or above the thresholds, and nothing more.
    """

    probabilities: Array
    called: Array
    by_threshold: Array


@dataclass(frozen=True, slots=True)
class Folds:
    """What is measured.

    Attributes:
        splits: the rows that each model learned from, and those that it did not.
        models: one a split.
        predicted: the signals of every row, by the model that did not learn from it.
        ablations: summaries of the same with only some families of features.
    """

    splits: list[Split]
    models: list[SignalModel]
    predicted: Predicted
    ablations: dict[str, dict[str, float]]


@dataclass(frozen=True, slots=True)
class _SignalFolds:
    arrays: list[Arrays]
    predicted: Predicted
    ablations: dict[str, dict[str, float]]


def fit_folds(models: Path) -> Folds:
    """Train five models from a folder's corpus, lexicon and frozen arrays; takes minutes.

    Rows added to the corpus are learned from by every model and judged by none.
    """
    with process_pool(2) as pool:
        others = pool.submit(one_at_a_time, _fit_others, models)
        signals = pool.submit(one_at_a_time, _fit_signals, models).result()
        arrays = [one | other for one, other in zip(signals.arrays, others.result(), strict=True)]
    reader = load_reader(models)
    fitted = [SignalModel(each, reader, f"fold {number}") for number, each in enumerate(arrays)]
    return Folds(split_rows(load_corpus(models / "corpus")), fitted, signals.predicted, signals.ablations)


def split_rows(rows: Sequence[Row]) -> list[Split]:
    """Five splits by family."""
    groups = families(rows)
    return list(GroupKFold(n_splits=FOLDS).split(groups, groups=groups))


def fit_signal_folds(lessons: Lessons, specs: Sequence[FamilySpec] = DEFAULT_FAMILIES) -> list[FittedSignals]:
    """One model of signals a fold.

    A fold's calibration and thresholds come from the held-out decisions of the other folds: none of its
    labels has a part in them, at a fifth of the cost of nesting a second cross-validation.
    """
    splits = lessons.folds(FOLDS)
    pipelines = [lessons.fit(train, specs) for train, _ in splits]
    decisions = np.zeros(lessons.judged.shape)
    for pipeline, (_, test) in zip(pipelines, splits, strict=True):
        decisions[test] = pipeline.decision_function(lessons.texts[test])
    own = [train[train < len(decisions)] for train, _ in splits]
    return [
        with_calibration(pipeline, decisions[rows], lessons.judged[rows])
        for pipeline, rows in zip(pipelines, own, strict=True)
    ]


def predict(lessons: Lessons, fitted: Sequence[FittedSignals]) -> Predicted:
    """Every judged text by the model of the fold that held it out."""
    probabilities = np.zeros(lessons.judged.shape)
    above, called = (np.zeros(lessons.judged.shape, dtype=bool) for _ in range(2))
    for model, (_, test) in zip(fitted, lessons.folds(FOLDS), strict=True):
        chances = model.predict_proba(lessons.texts[test])
        probabilities[test], above[test] = chances, chances >= model.thresholds
        called[test] = agree(above[test], chances, model.sides.told(chances))
    return Predicted(probabilities, called, above)


def _fit_signals(models: Path) -> _SignalFolds:
    corpus, added = load_corpus(models / "corpus"), load_additions(models / "corpus")
    lessons = read_lessons(corpus, added, load_reader(models))
    fitted = fit_signal_folds(lessons)
    ablations = {}
    for name, kept in ABLATIONS.items():
        specs = [spec for spec in DEFAULT_FAMILIES if spec.name in kept]
        found = predict(lessons, fit_signal_folds(lessons, specs))
        ablations[name] = summary(found.probabilities, found.called, lessons.judged)
    arrays = [each.to_arrays() for each in fitted]
    return _SignalFolds(arrays, predict(lessons, fitted), ablations)


def _fit_others(models: Path) -> list[Arrays]:
    """Statuses and roles of each fold."""
    corpus = models / "corpus"
    rows, added, status_added = load_corpus(corpus), load_additions(corpus), load_status_additions(corpus)
    lexicon, gazetteer = load_reader(models).lexicon, load_gazetteer(models / "gazetteer.toml")
    found = []
    for train, _ in split_rows(rows):
        own = [rows[number] for number in train.tolist()]
        statuses = make_status_model(models, lexicon).fit(*status_examples([*own, *status_added]))
        roles = RolesModel.fit([*own, *added], gazetteer)
        found.append(named("status", statuses.to_arrays()) | named("roles", roles.to_arrays()))
    return found
