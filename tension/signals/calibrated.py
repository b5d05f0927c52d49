"""From log-odds to probabilities, and from which a signal is called."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]


@dataclass(frozen=True, slots=True)
class Calibrated:
    """What holds for texts of one kind.

    Attributes:
        slopes: Platt's slope and offset of each signal, shape (signals, 2).
        thresholds: the probability from which each is called, shape (signals,).
    """

    slopes: Array
    thresholds: Array

    def probabilities(self, decisions: Array) -> Array:
        """Probabilities from log-odds (Platt 1999), shape (texts, signals)."""
        scaled = decisions.astype(np.float64) * self.slopes[:, 0] + self.slopes[:, 1]
        return np.asarray(1 / (1 + np.exp(-scaled)))
