"""Training: from the corpus and the lexicon to the artefact, the same way every time."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from itertools import repeat
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt
from sklearn.pipeline import Pipeline
from threadpoolctl import threadpool_limits

from tension.gazetteer import load_gazetteer
from tension.signals.artefact import Arrays, Stamp, named, pack_weights, save_artefact
from tension.signals.calibrated import Calibrated
from tension.signals.corpus import (
    Row,
    families,
    load_additions,
    load_corpus,
    load_status_additions,
    signal_labels,
    status_examples,
)
from tension.signals.estimators import (
    INNER_FOLDS,
    Lessons,
    fit_calibrated,
    fit_sides,
    held_out_decisions,
)
from tension.signals.features.blocks import Reader
from tension.signals.features.counted import count_texts, join_hashed
from tension.signals.features.space import DEFAULT_FAMILIES, FamilySpec
from tension.signals.frozen import load_frozen_items
from tension.signals.model import load_reader
from tension.signals.network.reader import load_held_out, load_network
from tension.signals.roles.model import RolesModel
from tension.signals.side_head import SideHead
from tension.signals.status.model import StatusModel
from tension.signals.status.view import load_status_view
from tension.signals.table import SIGNALS
from tension.signals.text.lexicon import Lexicon
from tension.signals.vetting import fit_vetting, load_findings
from tension.workers import process_pool

Array = npt.NDArray[Any]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Judgement:
    """What is fitted on decisions for texts that were not learned from.

    Attributes:
        corpus: calibration and thresholds for texts as dense in events as those of the corpus.
        news: the same for sentences of real news.
        sides: the head of the sides, for the corpus.
    """

    corpus: Calibrated
    news: Calibrated
    sides: SideHead

    def to_arrays(self) -> Arrays:
        """As plain arrays."""
        kinds = named("corpus", asdict(self.corpus)) | named("news", asdict(self.news))
        return kinds | named("sides", asdict(self.sides))


@dataclass(frozen=True, slots=True)
class FittedSignals:
    """A pipeline, and how what it and the network say is judged."""

    pipeline: Pipeline
    judgement: Judgement

    def to_arrays(self) -> Arrays:
        """Everything inference needs, as plain arrays."""
        return _pipeline_arrays(self.pipeline) | self.judgement.to_arrays()


def _pipeline_arrays(pipeline: Pipeline) -> Arrays:
    models = pipeline.named_steps["signals"].estimators_
    return {
        **named("space", pipeline.named_steps["features"].space_.to_arrays()),
        **pack_weights(np.stack([m.coef_[0] for m in models], axis=1)),
        "offsets": np.array([m.intercept_[0] for m in models], dtype=np.float32),
    }


def fit_signals(lessons: Lessons, specs: Sequence[FamilySpec] = DEFAULT_FAMILIES) -> FittedSignals:
    """Fit the pipeline, and what follows it on decisions for families it had not seen."""
    return FittedSignals(lessons.fit(lessons.rows, specs), fit_judgement(lessons, specs))


def fit_judgement(lessons: Lessons, specs: Sequence[FamilySpec] = DEFAULT_FAMILIES) -> Judgement:
    """Fit on decisions of pipelines that each were held from a part of the texts."""
    folds = lessons.folds(INNER_FOLDS)
    decisions = held_out_decisions(lessons, folds, (lessons.fit(fold.train, specs) for fold in folds))
    return judgement_on(decisions, lessons, lessons.corpus_rows, lessons.news_rows)


def judgement_on(decisions: Array, lessons: Lessons, of_corpus: Array, of_news: Array) -> Judgement:
    """Fit on held-out decisions for these of the texts."""
    labels = lessons.labels
    corpus = fit_calibrated(decisions[of_corpus], labels[of_corpus])
    sides = fit_sides(corpus.probabilities(decisions[of_corpus]), labels[of_corpus])
    news = fit_calibrated(decisions[of_news], labels[of_news]) if len(of_news) else corpus
    return Judgement(corpus, news, sides)


def read_lessons(corpus: Sequence[Row], added: Sequence[Row], reader: Reader) -> Lessons:
    """Rows as signals are learned from them; those added are learned from only, and no network is asked."""
    rows = [*corpus, *added]
    texts, labels = count_texts(reader.read_all([row.text for row in rows])), signal_labels(rows)
    return Lessons(texts, labels, families(corpus), np.zeros(0, dtype=np.int64))


def make_status_model(models: Path, lexicon: Lexicon) -> StatusModel:
    """An untrained status model with the frozen network."""
    return StatusModel(lexicon, load_status_view(models))


def train(models: Path) -> Stamp:
    """Train from the corpus, lexicon and frozen arrays of a folder and write the artefact; takes minutes."""
    with process_pool(2) as pool:
        parts = list(pool.map(one_at_a_time, _PARTS, repeat(models)))
    return save_artefact(models, {name: values for part in parts for name, values in part.items()})


def one_at_a_time(fit: Callable[[Path], T], models: Path) -> T:
    """Fit with one thread, so that the result is the same to the last bit."""
    with threadpool_limits(limits=1, user_api="blas"):  # sums over several threads differ in their last bits
        return fit(models)


def _fit_judgement(models: Path) -> Arrays:
    return fit_judgement(read_all_lessons(models)).to_arrays()


def _fit_pipeline(models: Path) -> Arrays:
    lessons = read_all_lessons(models)
    return _pipeline_arrays(lessons.fit(lessons.rows, DEFAULT_FAMILIES))


def read_all_lessons(models: Path) -> Lessons:
    """All that signals are learned from in a folder."""
    corpus, added = load_corpus(models / "corpus"), load_additions(models / "corpus")
    reader, frozen = load_reader(models), load_frozen_items(models)
    lessons = read_lessons(corpus, added, reader)
    of_corpus = load_network(models, reader).decisions(reader.lexicon.read_all([row.text for row in corpus]))
    return Lessons(
        join_hashed(lessons.texts, frozen.features, reader.groups.words),
        np.vstack([lessons.labels, frozen.labels]),
        lessons.groups,
        frozen.items,
        np.vstack([of_corpus, np.zeros((len(added), len(SIGNALS))), load_held_out(models)]),
    )


def _fit_status(models: Path) -> Arrays:
    corpus, added = load_corpus(models / "corpus"), load_status_additions(models / "corpus")
    model = make_status_model(models, load_reader(models).lexicon)
    return named("status", model.fit(*status_examples([*corpus, *added])).to_arrays())


def _fit_roles(models: Path) -> Arrays:
    rows = [*load_corpus(models / "corpus"), *load_additions(models / "corpus")]
    model = RolesModel.fit(rows, load_gazetteer(models / "gazetteer.toml"))
    return named("roles", model.to_arrays())


def fit_vetting_arrays(models: Path) -> Arrays:
    """The vetting, from the frozen findings."""
    return named("vetting", fit_vetting(load_findings(models)).to_arrays())


# Long ones first.
_PARTS = (_fit_judgement, _fit_roles, _fit_status, _fit_pipeline, fit_vetting_arrays)
