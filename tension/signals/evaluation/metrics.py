"""Scores of predictions against labels, as plain functions."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Any

import numpy as np
import numpy.typing as npt

from tension.signals.table import ESCALATORY, SIGNALS

Array = npt.NDArray[Any]
_CALIBRATION_BINS = 10
_Z_95 = 1.959964


@dataclass(frozen=True, slots=True)
class Counted:
    """Right, wrong and missed calls of one class."""

    right: int
    wrong: int
    missed: int

    @property
    def precision(self) -> float:
        """Share of the calls that are right."""
        return self.right / max(1, self.right + self.wrong)

    @property
    def recall(self) -> float:
        """Share of the true ones that are called."""
        return self.right / max(1, self.right + self.missed)

    @property
    def f1(self) -> float:
        """Harmonic mean of the two; 0 where nothing is right."""
        return 2 * self.right / max(1, 2 * self.right + self.wrong + self.missed)

    @property
    def support(self) -> int:
        """How many there are."""
        return self.right + self.missed


def count_calls(called: Array, truth: Array) -> Counted:
    """Counts over one boolean column, or over all cells of a table."""
    called, truth = called.astype(bool), truth.astype(bool)
    return Counted(int((called & truth).sum()), int((called & ~truth).sum()), int((~called & truth).sum()))


def signal_scores(called: Array, truth: Array) -> dict[str, dict[str, float]]:
    """Precision, recall, F1 and support of every signal."""
    found = {}
    for column, name in enumerate(SIGNALS):
        each = count_calls(called[:, column], truth[:, column])
        found[name] = {
            "precision": each.precision,
            "recall": each.recall,
            "f1": each.f1,
            "support": float(each.support),
        }
    return found


def micro_f1(called: Array, truth: Array) -> float:
    """F1 over all cells."""
    return count_calls(called, truth).f1


def macro_f1(called: Array, truth: Array) -> float:
    """Mean of the columns' F1."""
    return float(np.mean([count_calls(called[:, i], truth[:, i]).f1 for i in range(truth.shape[1])]))


def sides(labels: Array) -> tuple[Array, Array]:
    """Whether each row has an escalatory, and a de-escalatory signal."""
    first = len(ESCALATORY)
    told = labels.astype(bool)
    return np.asarray(told[:, :first].any(axis=1)), np.asarray(told[:, first:].any(axis=1))


def side_probabilities(probabilities: Array) -> tuple[Array, Array]:
    """Probability of at least one escalatory, and one de-escalatory signal, taking signals as independent."""
    first = len(ESCALATORY)
    missing = 1 - probabilities
    return 1 - missing[:, :first].prod(axis=1), 1 - missing[:, first:].prod(axis=1)


def stronger_sides(probabilities: Array, called: Array) -> tuple[Array, Array]:
    """The side with the greater sum of called probabilities, as two columns; neither without any call."""
    first = len(ESCALATORY)
    weight = np.where(called, probabilities, 0.0)
    up, down = weight[:, :first].sum(axis=1), weight[:, first:].sum(axis=1)
    return np.asarray(up > down), np.asarray((down >= up) & (down > 0))


def polarity_accuracy(probabilities: Array, truth: Array) -> float:
    """Share of rows with signals of one side only on which that side is the more probable."""
    up, down = sides(truth)
    more_up, more_down = side_probabilities(probabilities)
    one = up != down
    return float(((more_up > more_down) == up)[one].mean())


def four_way_f1(called: Array, truth: Array) -> float:
    """Macro-F1 over escalation only, de-escalation only, both, none."""
    said, true = _four_way(called), _four_way(truth)
    return float(np.mean([count_calls(said == kind, true == kind).f1 for kind in range(4)]))


def _four_way(labels: Array) -> Array:
    up, down = sides(labels)
    return np.asarray(up * 2 + down * 1)


def calibration_error(probabilities: Array, truth: Array) -> float:
    """Expected calibration error over all cells in ten bins of equal width (Naeini et al. 2015)."""
    flat, true = probabilities.ravel(), truth.ravel().astype(float)
    bins = np.minimum((flat * _CALIBRATION_BINS).astype(int), _CALIBRATION_BINS - 1)
    error = 0.0
    for number in range(_CALIBRATION_BINS):
        inside = bins == number
        if inside.any():
            error += inside.mean() * abs(flat[inside].mean() - true[inside].mean())
    return float(error)


def wilson_interval(right: int, total: int) -> tuple[float, float]:
    """The 95 % interval of a share (Wilson 1927)."""
    if not total:
        return 0.0, 1.0
    share = right / total
    centre = (share + _Z_95**2 / (2 * total)) / (1 + _Z_95**2 / total)
    half = _Z_95 * sqrt(share * (1 - share) / total + _Z_95**2 / (4 * total**2)) / (1 + _Z_95**2 / total)
    return max(0.0, centre - half), min(1.0, centre + half)


def summary(probabilities: Array, called: Array, truth: Array) -> dict[str, float]:
    """The headline scores of one set of predictions."""
    return {
        "signals_micro_f1": micro_f1(called, truth),
        "signals_macro_f1": macro_f1(called, truth),
        "polarity_accuracy": polarity_accuracy(probabilities, truth),
        "four_way_macro_f1": four_way_f1(called, truth),
        "calibration_error": calibration_error(probabilities, truth),
    }


def macro_over(said: Sequence[str], true: Sequence[str], names: Sequence[str]) -> dict[str, float]:
    """F1 of each name and their mean under `macro`."""
    told, truth = np.array(said), np.array(true)
    scores = {name: count_calls(told == name, truth == name).f1 for name in names}
    return {**scores, "macro": float(np.mean(list(scores.values())))}
