"""Training: from the corpus and the lexicon to the artefact, the same way every time."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import repeat
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt
from sklearn.pipeline import Pipeline
from threadpoolctl import threadpool_limits

from tension.gazetteer import load_gazetteer
from tension.signals.artefact import Arrays, Stamp, save_artefact
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
    Lessons,
    fit_calibration,
    fit_sides,
    fit_thresholds,
    held_out_decisions,
)
from tension.signals.features.blocks import Reader
from tension.signals.features.counted import CountedTexts, count_texts
from tension.signals.features.space import DEFAULT_FAMILIES, FamilySpec
from tension.signals.model import apply_calibration, load_reader
from tension.signals.roles.model import RolesModel
from tension.signals.side_head import SideHead
from tension.signals.status.model import StatusModel
from tension.signals.text.lexicon import Lexicon
from tension.signals.text.word_vectors import load_word_vectors
from tension.workers import process_pool

Array = npt.NDArray[Any]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class FittedSignals:
    """A pipeline with the calibration, thresholds and head of the sides fitted on its held-out decisions."""

    pipeline: Pipeline
    calibration: Array
    thresholds: Array
    sides: SideHead

    def predict_proba(self, texts: CountedTexts) -> Array:
        """Calibrated probabilities, shape (texts, signals)."""
        return apply_calibration(self.pipeline.decision_function(texts), self.calibration)

    def to_arrays(self) -> Arrays:
        """Everything inference needs, as plain arrays; weights in half precision, for size."""
        space = self.pipeline.named_steps["features"].space_.to_arrays()
        models = self.pipeline.named_steps["signals"].estimators_
        return {
            **{f"space.{name}": value for name, value in space.items()},
            "weights": np.stack([m.coef_[0] for m in models], axis=1).astype(np.float16),
            "offsets": np.array([m.intercept_[0] for m in models], dtype=np.float32),
            "calibration": self.calibration,
            "thresholds": self.thresholds,
            "sides.weights": self.sides.weights,
            "sides.offsets": self.sides.offsets,
            "sides.favour": self.sides.favour,
        }


def fit_signals(lessons: Lessons, specs: Sequence[FamilySpec] = DEFAULT_FAMILIES) -> FittedSignals:
    """Fit the pipeline, and what follows it on decisions for families it had not seen."""
    decisions = held_out_decisions(lessons, specs)
    pipeline = lessons.fit(np.arange(len(lessons.labels)), specs)
    return with_calibration(pipeline, decisions, lessons.judged)


def with_calibration(pipeline: Pipeline, decisions: Array, labels: Array) -> FittedSignals:
    """A pipeline, with what is fitted on held-out decisions and the labels of the same texts."""
    calibration = fit_calibration(decisions, labels)
    probabilities = apply_calibration(decisions, calibration)
    thresholds, sides = fit_thresholds(probabilities, labels), fit_sides(probabilities, labels)
    return FittedSignals(pipeline, calibration, thresholds, sides)


def read_lessons(corpus: Sequence[Row], added: Sequence[Row], reader: Reader) -> Lessons:
    """Rows as signals are learned from them; those added are learned from only."""
    rows = [*corpus, *added]
    texts = count_texts(reader.read_all([row.text for row in rows]))
    return Lessons(texts, signal_labels(rows), families(corpus))


def make_status_model(models: Path, lexicon: Lexicon) -> StatusModel:
    """An untrained status model that starts from the frozen word vectors."""
    return StatusModel(lexicon, load_word_vectors(models / "vectors" / "word_vectors.npz"))


def train(models: Path) -> Stamp:
    """Train from the corpus, lexicon and frozen arrays of a folder and write the artefact; takes minutes."""
    with process_pool(2) as pool:
        parts = list(pool.map(one_at_a_time, (_fit_signals, _fit_status, _fit_roles), repeat(models)))
    return save_artefact(models, {name: values for part in parts for name, values in part.items()})


def one_at_a_time(fit: Callable[[Path], T], models: Path) -> T:
    """Fit with one thread, so that the result is the same to the last bit."""
    with threadpool_limits(limits=1, user_api="blas"):  # sums over several threads differ in their last bits
        return fit(models)


def _fit_signals(models: Path) -> Arrays:
    corpus, added = load_corpus(models / "corpus"), load_additions(models / "corpus")
    return fit_signals(read_lessons(corpus, added, load_reader(models))).to_arrays()


def _fit_status(models: Path) -> Arrays:
    corpus, added = load_corpus(models / "corpus"), load_status_additions(models / "corpus")
    model = make_status_model(models, load_reader(models).lexicon)
    return named("status", model.fit(*status_examples([*corpus, *added])).to_arrays())


def _fit_roles(models: Path) -> Arrays:
    rows = [*load_corpus(models / "corpus"), *load_additions(models / "corpus")]
    model = RolesModel.fit(rows, load_gazetteer(models / "gazetteer.toml"))
    return named("roles", model.to_arrays())


def named(part: str, arrays: Arrays) -> Arrays:
    """Arrays under the name of their part of the artefact."""
    return {f"{part}.{name}": values for name, values in arrays.items()}
