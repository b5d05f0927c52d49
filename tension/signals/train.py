"""Training: from the corpus and the frozen arrays to the artefact, the same way every time."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.pipeline import Pipeline

from tension.signals.artefact import Arrays, Stamp, save_artefact
from tension.signals.blocks import Reading, read
from tension.signals.corpus import Row, families, load_corpus, signal_labels, status_examples
from tension.signals.estimators import (
    apply_calibration,
    fit_calibration,
    fit_thresholds,
    held_out_decisions,
    make_pipeline,
)
from tension.signals.lexicon import Lexicon, load_lexicon
from tension.signals.plain_status import StatusModel
from tension.signals.tone import tone_analyzer

Array = npt.NDArray[Any]


@dataclass(frozen=True, slots=True)
class FittedSignals:
    """A pipeline with what was fitted on its held-out decisions."""

    pipeline: Pipeline
    calibration: Array
    thresholds: Array

    def predict_proba(self, readings: Sequence[Reading]) -> Array:
        """Calibrated probabilities, shape (texts, signals)."""
        return apply_calibration(self.pipeline.decision_function(list(readings)), self.calibration)

    def to_arrays(self) -> Arrays:
        """Everything inference needs, as plain arrays."""
        space = self.pipeline.named_steps["features"].space_
        models = self.pipeline.named_steps["signals"].estimators_
        return {
            **{f"space.{name}": value for name, value in space.to_arrays().items()},
            "weights": np.stack([m.coef_[0] for m in models], axis=1).astype(np.float32),
            "offsets": np.array([m.intercept_[0] for m in models], dtype=np.float32),
            "calibration": self.calibration,
            "thresholds": self.thresholds,
        }


def fit_signals(readings: Sequence[Reading], labels: Array, groups: Array) -> FittedSignals:
    """Fit the pipeline, and its calibration and thresholds on decisions for families it had not seen."""
    pipeline = make_pipeline()
    decisions = held_out_decisions(readings, labels, groups, pipeline)
    calibration = fit_calibration(decisions, labels)
    thresholds = fit_thresholds(apply_calibration(decisions, calibration), labels)
    return FittedSignals(pipeline.fit(list(readings), labels), calibration, thresholds)


def read_rows(rows: Sequence[Row], lexicon: Lexicon) -> list[Reading]:
    """Every row's text as the features see it."""
    tone = tone_analyzer()
    return [read(row.text, lexicon, tone) for row in rows]


def train(models: Path) -> Stamp:
    """Train from `models/corpus` and `models/lexicon` and write the artefact; takes minutes."""
    rows = load_corpus(models / "corpus")
    readings = read_rows(rows, load_lexicon(models / "lexicon"))
    fitted = fit_signals(readings, signal_labels(rows), families(rows))
    status = StatusModel()
    status.fit(*status_examples(rows))
    arrays = fitted.to_arrays()
    arrays.update({f"status.{name}": value for name, value in status.to_arrays().items()})
    return save_artefact(models, arrays)
