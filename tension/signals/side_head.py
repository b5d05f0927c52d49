"""Which sides a text tells of, judged from all twenty probabilities together, and calls that agree with it.

Twenty thresholds chosen one by one answer "does anything escalate here?" badly: many small doubts add up to
one call too many, and a text all of whose signals stay just under their thresholds looks empty.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tension.signals.table import ESCALATORY, SIGNALS

Array = npt.NDArray[np.float64]
Calls = npt.NDArray[np.bool_]
# The four answers by number: 0 none, 1 de-escalation only, 2 escalation only, 3 both.
NONE, DOWN, UP, BOTH = range(4)
_FIRST_DOWN = len(ESCALATORY)
# Columns of escalation and of de-escalation.
_SPANS = ((0, _FIRST_DOWN), (_FIRST_DOWN, len(SIGNALS)))
_TOP = 3
SURE = 0.7
HARDLY, CLEARLY = 0.4, 0.6
_SMALL = 1e-6


@dataclass(frozen=True, slots=True)
class SideHead:
    """A multinomial regression on the twenty probabilities.

    Attributes:
        weights: shape (features, 4).
        offsets: shape (4,).
        favour: what each answer's probability is multiplied by before the largest is called, shape (4,).
    """

    weights: Array
    offsets: Array
    favour: Array

    def predict_proba(self, probabilities: Array) -> Array:
        """Probability of none, de-escalation only, escalation only and both, shape (texts, 4)."""
        values = side_features(probabilities) @ self.weights + self.offsets
        raised = np.exp(values - values.max(axis=1, keepdims=True))
        return np.asarray(raised / raised.sum(axis=1, keepdims=True))

    def told(self, probabilities: Array) -> Array:
        """The chance that each text tells of escalation, and of de-escalation, shape (texts, 2)."""
        chances = self.predict_proba(probabilities) * self.favour
        chances /= chances.sum(axis=1, keepdims=True)
        return np.column_stack([chances[:, UP] + chances[:, BOTH], chances[:, DOWN] + chances[:, BOTH]])


def side_features(probabilities: Array) -> Array:
    """What the head reads: log-odds, probabilities, each side's three strongest, and each side as a whole."""
    safe = np.clip(probabilities, _SMALL, 1 - _SMALL)
    odds = np.log(safe / (1 - safe)) / 2
    strongest = [-np.sort(-odds[:, first:end], axis=1)[:, :_TOP] for first, end in _SPANS]
    up, down = (1 - (1 - safe[:, first:end]).prod(axis=1) for first, end in _SPANS)
    whole = np.column_stack([up, down, up * down, (1 - up) * (1 - down)])
    return np.hstack([odds, *strongest, whole, 2 * safe])


def agree(called: Calls, probabilities: Array, told: Array) -> Calls:
    """Calls brought in line with the sides that are told of; in between the thresholds have their way.

    A side that hardly is loses its calls, unless one of them is sure: a plain headline with one clear signal
    and nothing beside it is rare among the rows the head learned from, and it may take it for nothing. A side
    that clearly is and has no calls gets its most probable signal.

    Args:
        called: shape (texts, signals), in the order of SIGNALS.
        probabilities: same shape.
        told: of `SideHead.told`, shape (texts, 2).
    """
    found = called.copy()
    for (first, end), chance in zip(_SPANS, told.T, strict=True):
        is_sure = probabilities[:, first:end].max(axis=1) >= SURE
        found[(chance < HARDLY) & ~is_sure, first:end] = False
        empty = np.flatnonzero((chance > CLEARLY) & ~found[:, first:end].any(axis=1))
        found[empty, first + probabilities[empty, first:end].argmax(axis=1)] = True
    return found
