"""Training: from the corpus and the lexicon to the artefact, the same way every time."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import repeat
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.pipeline import Pipeline
from threadpoolctl import threadpool_limits

from tension.gazetteer import load_gazetteer
from tension.signals.artefact import Arrays, Stamp, save_artefact
from tension.signals.blocks import Reader, Reading
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
    fit_pipeline,
    fit_sides,
    fit_thresholds,
    held_out_decisions,
)
from tension.signals.features import DEFAULT_FAMILIES, FamilySpec
from tension.signals.lexicon import Lexicon
from tension.signals.model import apply_calibration, load_reader
from tension.signals.roles import RolesModel
from tension.signals.side_head import SideHead
from tension.signals.status import StatusModel
from tension.signals.word_vectors import load_word_vectors
from tension.workers import process_pool

Array = npt.NDArray[Any]


@dataclass(frozen=True, slots=True)
class FittedSignals:
    """A pipeline with the calibration, thresholds and head of the sides fitted on its held-out decisions."""

    pipeline: Pipeline
    calibration: Array
    thresholds: Array
    sides: SideHead

    def predict_proba(self, readings: Sequence[Reading]) -> Array:
        """Calibrated probabilities, shape (texts, signals)."""
        return apply_calibration(self.pipeline.decision_function(list(readings)), self.calibration)

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


def fit_signals(
    readings: Sequence[Reading],
    labels: Array,
    groups: Array,
    specs: Sequence[FamilySpec] = DEFAULT_FAMILIES,
    more: Lessons | None = None,
) -> FittedSignals:
    """Fit the pipeline, and what follows it on decisions for families it had not seen.

    Args:
        readings: the texts of the corpus.
        labels: their signals, shape (texts, signals).
        groups: their families.
        specs: the families of features.
        more: lessons that calibration, thresholds and the head of the sides do not look at.
    """
    lessons = more or Lessons([], np.zeros((0, labels.shape[1]), dtype=labels.dtype))
    decisions = held_out_decisions(readings, labels, groups, specs, lessons)
    calibration = fit_calibration(decisions, labels)
    probabilities = apply_calibration(decisions, calibration)
    return FittedSignals(
        fit_pipeline(readings, labels, specs, lessons),
        calibration,
        fit_thresholds(probabilities, labels),
        fit_sides(probabilities, labels),
    )


def read_rows(rows: Sequence[Row], reader: Reader) -> list[Reading]:
    """Every row's text as the features see it."""
    return reader.read_all([row.text for row in rows])


def make_status_model(models: Path, lexicon: Lexicon) -> StatusModel:
    """An untrained status model that starts from the frozen word vectors."""
    return StatusModel(lexicon, load_word_vectors(models / "vectors" / "word_vectors.npz"))


def train(models: Path) -> Stamp:
    """Train from the corpus, lexicon and frozen arrays of a folder and write the artefact; takes minutes."""
    with process_pool(2) as pool:
        parts = list(pool.map(_one_at_a_time, (_fit_signals, _fit_status, _fit_roles), repeat(models)))
    return save_artefact(models, {name: values for part in parts for name, values in part.items()})


def _one_at_a_time(fit: Callable[[Path], Arrays], models: Path) -> Arrays:
    with threadpool_limits(limits=1, user_api="blas"):  # sums over several threads differ in their last bits
        return fit(models)


def _fit_signals(models: Path) -> Arrays:
    corpus, added = load_corpus(models / "corpus"), load_additions(models / "corpus")
    reader = load_reader(models)
    more = Lessons(read_rows(added, reader), signal_labels(added))
    rows = read_rows(corpus, reader)
    return fit_signals(rows, signal_labels(corpus), families(corpus), more=more).to_arrays()


def _fit_status(models: Path) -> Arrays:
    corpus, added = load_corpus(models / "corpus"), load_status_additions(models / "corpus")
    model = make_status_model(models, load_reader(models).lexicon)
    return _named("status", model.fit(*status_examples([*corpus, *added])).to_arrays())


def _fit_roles(models: Path) -> Arrays:
    model = RolesModel.fit(load_corpus(models / "corpus"), load_gazetteer(models / "gazetteer.toml"))
    return _named("roles", model.to_arrays())


def _named(part: str, arrays: Arrays) -> Arrays:
    return {f"{part}.{name}": values for name, values in arrays.items()}
