"""Training: from the corpus and the lexicon to the artefact, the same way every time."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.pipeline import Pipeline

from tension.gazetteer import load_gazetteer
from tension.signals.artefact import Arrays, Stamp, save_artefact
from tension.signals.blocks import Reader, Reading
from tension.signals.corpus import Row, families, load_additions, load_corpus, signal_labels, status_examples
from tension.signals.estimators import fit_calibration, fit_thresholds, held_out_decisions, make_pipeline
from tension.signals.features import DEFAULT_FAMILIES, FamilySpec
from tension.signals.lexicon import Lexicon
from tension.signals.model import apply_calibration, load_reader
from tension.signals.roles import RolesModel
from tension.signals.status import StatusModel
from tension.signals.word_vectors import load_word_vectors

Array = npt.NDArray[Any]


@dataclass(frozen=True, slots=True)
class FittedSignals:
    """A pipeline with the calibration and thresholds fitted on its held-out decisions."""

    pipeline: Pipeline
    calibration: Array
    thresholds: Array

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
        }


def fit_signals(
    readings: Sequence[Reading], labels: Array, groups: Array, specs: Sequence[FamilySpec] = DEFAULT_FAMILIES
) -> FittedSignals:
    """Fit the pipeline, and its calibration and thresholds on decisions for families it had not seen."""
    decisions = held_out_decisions(readings, labels, groups, specs)
    calibration = fit_calibration(decisions, labels)
    thresholds = fit_thresholds(apply_calibration(decisions, calibration), labels)
    return FittedSignals(make_pipeline(specs).fit(list(readings), labels), calibration, thresholds)


def read_rows(rows: Sequence[Row], reader: Reader) -> list[Reading]:
    """Every row's text as the features see it."""
    return [reader.read(row.text) for row in rows]


def make_status_model(models: Path, lexicon: Lexicon) -> StatusModel:
    """An untrained status model that starts from the frozen word vectors."""
    return StatusModel(lexicon, load_word_vectors(models / "vectors" / "word_vectors.npz"))


def train(models: Path) -> Stamp:
    """Train from the corpus, lexicon and frozen arrays of a folder and write the artefact; takes minutes."""
    corpus = load_corpus(models / "corpus")
    rows = corpus + load_additions(models / "corpus")
    reader = load_reader(models)
    fitted = fit_signals(read_rows(rows, reader), signal_labels(rows), families(rows))
    status = make_status_model(models, reader.lexicon).fit(*status_examples(rows))
    roles = RolesModel.fit(corpus, load_gazetteer(models / "gazetteer.toml"))
    parts = {"status": status.to_arrays(), "roles": roles.to_arrays()}
    arrays = fitted.to_arrays()
    for part, values in parts.items():
        arrays.update({f"{part}.{name}": value for name, value in values.items()})
    return save_artefact(models, arrays)
