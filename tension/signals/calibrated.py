"""From log-odds to probabilities, and from which a signal is called."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
_HARDLY_ANY = -2.0
NETWORK_SHARE = 0.6
"""Of the log-odds of both views."""


def asks_network(regressions: Array) -> Array:
    """Which texts the network is asked about: in the others the regressions see hardly any signal.

    Few calls are lost so, most of them wrong, and nearly four texts in ten cost less (models/README.md, ninth
    round).

    Args:
        regressions: log-odds, shape (texts, signals).
    """
    return np.asarray(regressions.max(axis=1) > _HARDLY_ANY)


def both_views(regressions: Array, asked: Array, network: Array) -> Array:
    """Log-odds of the signals of texts: both views weighed where the network was asked.

    Args:
        regressions: log-odds by the features, shape (texts, signals).
        asked: of which texts, see `asks_network`.
        network: log-odds by the network, for these.
    """
    found = regressions.astype(np.float64)
    found[asked] = (1 - NETWORK_SHARE) * found[asked] + NETWORK_SHARE * network
    return found


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
