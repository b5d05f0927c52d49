"""The trained signal model: probabilities of the twenty signals and of an event's status, and why."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from tension.errors import ModelError
from tension.signals.artefact import Arrays, load_artefact
from tension.signals.blocks import Reading, read
from tension.signals.features import FeatureSpace
from tension.signals.lexicon import Lexicon, load_lexicon
from tension.signals.plain_status import StatusModel
from tension.signals.table import SIGNALS, STATUSES
from tension.signals.tone import tone_analyzer

BATCH_TEXTS = 2000
DEFAULT_MODELS = Path("models")
Array = npt.NDArray[Any]


class SignalModel:
    """Reads texts; built by `load_model`."""

    def __init__(self, arrays: Arrays, lexicon: Lexicon, fingerprint: str) -> None:
        self.hash = fingerprint
        self.thresholds: Array = arrays["thresholds"]
        self._lexicon = lexicon
        self._tone = tone_analyzer()
        self._space = FeatureSpace.from_arrays(_under("space", arrays))
        self._weights: Array = arrays["weights"]
        self._offsets: Array = arrays["offsets"]
        self._calibration: Array = arrays["calibration"]
        self._status = StatusModel.from_arrays(_under("status", arrays))

    @property
    def lexicon(self) -> Lexicon:
        """The patterns it reads with."""
        return self._lexicon

    def predict_proba(self, texts: Sequence[str]) -> pd.DataFrame:
        """Calibrated probability that each text tells of each signal, whatever its status.

        Args:
            texts: sentences or short paragraphs of English news.

        Returns:
            A frame with one row a text, in order, and the twenty signals as columns.
        """
        parts = [self._probabilities(batch) for batch in _batches(list(texts))]
        values = np.vstack(parts) if parts else np.zeros((0, len(SIGNALS)))
        return pd.DataFrame(values, columns=pd.Index(SIGNALS))

    def predict(self, texts: Sequence[str]) -> pd.DataFrame:
        """Which signals each text tells of, at the model's own thresholds; same shape, booleans."""
        return self.predict_proba(texts) >= self.thresholds

    def predict_status(self, texts: Sequence[str], signals: Sequence[str] | None = None) -> pd.DataFrame:
        """Probabilities of the five statuses for one event a text.

        Args:
            texts: as for `predict_proba`.
            signals: the signal meant in each text; None takes the text's most probable one.

        Raises:
            ModelError: `signals` is not as long as `texts`, or names an unknown signal.
        """
        texts = list(texts)
        if signals is None:
            signals = list(self.predict_proba(texts).idxmax(axis=1)) if texts else []
        signals = list(signals)
        if len(signals) != len(texts):
            raise ModelError(f"{len(texts)} texts with {len(signals)} signals", "give one signal a text")
        unknown = sorted(set(signals) - set(SIGNALS))
        if unknown:
            raise ModelError(f"unknown signals {unknown}", f"use {', '.join(SIGNALS)}")
        values = self._status.predict_proba(texts, signals) if texts else np.zeros((0, len(STATUSES)))
        return pd.DataFrame(values, columns=pd.Index(STATUSES))

    def explain(self, text: str, signal: str, limit: int = 8) -> list[tuple[str, float]]:
        """The features that spoke for (positive) or against a signal in a text, strongest first.

        Contributions are in log-odds before calibration; patterns of the lexicon are shown as written.
        """
        if signal not in SIGNALS:
            raise ModelError(f"unknown signal {signal!r}", f"use {', '.join(SIGNALS)}")
        row = self._space.rows([self._read(text)])
        values = row.data * self._weights[row.indices, SIGNALS.index(signal)]
        order = np.argsort(-np.abs(values))[:limit]
        names = self._space.names
        return [(self._show(names[row.indices[i]]), float(values[i])) for i in order if values[i]]

    def _show(self, name: str) -> str:
        family, _, feature = name.partition(":")
        if family == "lexicon" and feature.startswith("p") and feature[1:].isdigit():
            pattern = self._lexicon.patterns[int(feature[1:])]
            return f"{pattern.name}: {pattern.text}"
        return feature

    def _read(self, text: str) -> Reading:
        return read(text, self._lexicon, self._tone)

    def _probabilities(self, texts: list[str]) -> Array:
        rows = self._space.rows([self._read(text) for text in texts])
        decisions = rows @ self._weights + self._offsets
        scaled = decisions.astype(np.float64) * self._calibration[:, 0] + self._calibration[:, 1]
        return np.asarray(1 / (1 + np.exp(-scaled)))


def load_model(path: Path = DEFAULT_MODELS) -> SignalModel:
    """Load the trained model of a folder.

    Raises:
        ModelError: the artefact is missing, damaged, or belongs to another corpus, lexicon, table or library
            version; the message says to run `tension train`.
    """
    arrays, stamp = load_artefact(path)
    return SignalModel(arrays, load_lexicon(path / "lexicon"), stamp.arrays)


def _under(prefix: str, arrays: Arrays) -> Arrays:
    head = f"{prefix}."
    return {name[len(head) :]: value for name, value in arrays.items() if name.startswith(head)}


def _batches(texts: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(texts), BATCH_TEXTS):
        yield texts[start : start + BATCH_TEXTS]
