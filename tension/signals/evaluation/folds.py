"""Five models like the artefact, each trained without a fifth of the families, and what they say of it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.model_selection import GroupKFold
from sklearn.pipeline import Pipeline

from tension.gazetteer import load_gazetteer
from tension.signals.artefact import Arrays, named
from tension.signals.corpus import (
    Row,
    families,
    load_additions,
    load_corpus,
    load_status_additions,
    status_examples,
)
from tension.signals.estimators import Lessons, Split, held_out_decisions
from tension.signals.evaluation.metrics import signal_scores, summary
from tension.signals.features.space import DEFAULT_FAMILIES, FamilySpec
from tension.signals.model import SignalModel, load_reader
from tension.signals.network.reader import load_network
from tension.signals.roles.model import RolesModel
from tension.signals.side_head import agree
from tension.signals.status.view import load_status_view
from tension.signals.train import (
    FittedSignals,
    fit_vetting_arrays,
    judgement_on,
    make_status_model,
    one_at_a_time,
    read_all_lessons,
)
from tension.workers import process_pool

Array = npt.NDArray[Any]
FOLDS = 5
# Families of features left in for each ablation; VADER alone is what a tone-based index would have.
ABLATIONS = {"vader_alone": ("tone",), "lexicon_alone": ("lexicon",), "ngrams_alone": ("words", "letters")}
WITHOUT_NETWORK = "without_network"


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
        news: scores over sentences of real news, by the model that did not learn from their items.
        ablations: summaries of the signals of every row with only some families of features.
    """

    splits: list[Split]
    models: list[SignalModel]
    predicted: Predicted
    news: dict[str, Any]
    ablations: dict[str, dict[str, float]]


@dataclass(frozen=True, slots=True)
class _SignalFolds:
    arrays: list[Arrays]
    predicted: Predicted
    news: dict[str, Any]
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
    networks = load_network(models, reader), load_status_view(models)
    fitted = [SignalModel(each, reader, *networks, f"fold {number}") for number, each in enumerate(arrays)]
    splits = split_rows(load_corpus(models / "corpus"))
    return Folds(splits, fitted, signals.predicted, signals.news, signals.ablations)


def split_rows(rows: Sequence[Row]) -> list[Split]:
    """Five splits by family."""
    groups = families(rows)
    return list(GroupKFold(n_splits=FOLDS).split(groups, groups=groups))


def fit_signal_folds(lessons: Lessons, specs: Sequence[FamilySpec] = DEFAULT_FAMILIES) -> list[FittedSignals]:
    """One model of signals a fold.

    A fold's calibration and thresholds come from the held-out decisions of the other folds: none of its
    labels has a part in them, at a fifth of the cost of nesting a second cross-validation.
    """
    return judge_folds(lessons, [lessons.fit(fold.train, specs) for fold in lessons.folds(FOLDS)])


def judge_folds(lessons: Lessons, pipelines: Sequence[Pipeline]) -> list[FittedSignals]:
    """Each fold's pipeline with the calibration and thresholds of the others."""
    folds = lessons.folds(FOLDS)
    decisions = held_out_decisions(lessons, folds, pipelines)
    fitted = []
    for pipeline, fold in zip(pipelines, folds, strict=True):
        of_corpus = np.setdiff1d(lessons.corpus_rows, fold.test)
        of_news = np.setdiff1d(lessons.news_rows, fold.news)
        fitted.append(FittedSignals(pipeline, judgement_on(decisions, lessons, of_corpus, of_news)))
    return fitted


def predict(lessons: Lessons, fitted: Sequence[FittedSignals]) -> Predicted:
    """Every text of the corpus by the model of the fold that held it out."""
    shape = lessons.labels[lessons.corpus_rows].shape
    probabilities = np.zeros(shape)
    above, called = (np.zeros(shape, dtype=bool) for _ in range(2))
    for model, (_, test, _) in zip(fitted, lessons.folds(FOLDS), strict=True):
        judged = model.judgement
        chances = judged.corpus.probabilities(lessons.decisions(model.pipeline, test))
        probabilities[test], above[test] = chances, chances >= judged.corpus.thresholds
        called[test] = agree(above[test], chances, judged.sides.told(chances))
    return Predicted(probabilities, called, above)


def measure_news(lessons: Lessons, fitted: Sequence[FittedSignals]) -> dict[str, Any]:
    """Scores over the sentences of real news, each by the model of the fold that held its item out."""
    probabilities = np.zeros(lessons.labels.shape)
    called = np.zeros(lessons.labels.shape, dtype=bool)
    for model, (_, _, held) in zip(fitted, lessons.folds(FOLDS), strict=True):
        news = model.judgement.news
        probabilities[held] = news.probabilities(lessons.decisions(model.pipeline, held))
        called[held] = probabilities[held] >= news.thresholds
    rows = lessons.news_rows
    chances, calls, labels = probabilities[rows], called[rows], lessons.labels[rows]
    return {
        **summary(chances, calls, labels),
        "per_signal": signal_scores(calls, labels),
        "sentences": len(rows),
        "items": len(np.unique(lessons.items)),
    }


def _fit_signals(models: Path) -> _SignalFolds:
    lessons = read_all_lessons(models)
    fitted = fit_signal_folds(lessons)
    alone = replace(lessons, network=None)
    without = {WITHOUT_NETWORK: judge_folds(alone, [each.pipeline for each in fitted])}
    for name, kept in ABLATIONS.items():
        specs = [spec for spec in DEFAULT_FAMILIES if spec.name in kept]
        without[name] = fit_signal_folds(alone, specs)
    ablations = {}
    for name, own in without.items():
        found = predict(alone, own)
        ablations[name] = summary(found.probabilities, found.called, lessons.labels[lessons.corpus_rows])
    arrays = [each.to_arrays() for each in fitted]
    return _SignalFolds(arrays, predict(lessons, fitted), measure_news(lessons, fitted), ablations)


def _fit_others(models: Path) -> list[Arrays]:
    """Statuses and roles of each fold."""
    corpus = models / "corpus"
    rows, added, status_added = load_corpus(corpus), load_additions(corpus), load_status_additions(corpus)
    lexicon, gazetteer = load_reader(models).lexicon, load_gazetteer(models / "gazetteer.toml")
    vetting = fit_vetting_arrays(models)
    found = []
    for train, _ in split_rows(rows):
        own = [rows[number] for number in train.tolist()]
        statuses = make_status_model(models, lexicon).fit(*status_examples([*own, *status_added]))
        roles = RolesModel.fit([*own, *added], gazetteer)
        found.append(named("status", statuses.to_arrays()) | named("roles", roles.to_arrays()) | vetting)
    return found
