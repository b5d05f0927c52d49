"""Whether what was found in a sentence is news between the two sides: a last look before it counts.

A sentence can tell of a signal and name both sides and still tell of nothing between them: one of the two
does it to a third, or it is no event at all. Each of the readings before knows its own doubt; a regression
over them, learned from findings in labelled items of real news, puts these together.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import exp, log
from pathlib import Path
from typing import Any, Final, NamedTuple, Self

import numpy as np
import numpy.typing as npt

from tension.gazetteer import Mention
from tension.pairs import Pair
from tension.signals.artefact import RESTORE, read_arrays
from tension.signals.past.history import Told
from tension.signals.roles.model import Parties
from tension.signals.table import SIGNALS

Array = npt.NDArray[Any]
FLOOR: Final = 0.25
"""Four in five of those below are no news between the two: they stay as evidence, and count nothing."""
FINDINGS_FILE = Path("frozen/findings.npz")
_NUMBERS = {name: number for number, name in enumerate(SIGNALS)}
_OTHERS = frozenset(("NSA", "CIV", "INT", "UNK"))
_MOST = 4
_LEAST_CHANCE = 0.01


class Doubts(NamedTuple):
    """What the readings of a finding make of it.

    Attributes:
        told: log-odds that the sentence tells of the signal.
        standing: probability of its status.
        between: log-odds that it is between the two sides.
        near: log-odds that it is, or that an armed group did it to one of them.
        states: how many states the sentence names, at most 4.
        modifiers: how many mentions are modifiers of something else ("Iranian diesel"), at most 4.
        half_named: 1 where the sentence names one of the sides alone.
        unnamed: 1 where it names neither.
        again: the highest probability of the same signal in another sentence of the article, 0 without one.
    """

    told: float
    standing: float
    between: float
    near: float
    states: float
    modifiers: float
    half_named: float
    unnamed: float
    again: float


def doubts_of(
    probability: float,
    again: float,
    standing: float,
    parties: Parties,
    mentions: Sequence[Mention],
    pair: Pair,
) -> Doubts:
    """What is known of a finding.

    Args:
        probability: that the sentence tells of the signal.
        again: the highest that another sentence of the article does, 0 without one.
        standing: the probability of its status.
        parties: as the sentence alone gives them.
        mentions: whom the sentence names.
        pair: the two sides.
    """
    states = {mention.actor for mention in mentions} - _OTHERS
    sides = len(states & pair.states)
    return Doubts(
        _log_odds(probability),
        standing,
        _log_odds(parties.between),
        _log_odds(parties.between + parties.by_group),
        float(min(len(states), _MOST)),
        float(min(sum(mention.kind == "modifier" for mention in mentions), _MOST)),
        float(sides == 1),
        float(sides == 0),
        again,
    )


def _log_odds(chance: float) -> float:
    return log((chance + _LEAST_CHANCE) / (1 - min(chance, 1.0) + _LEAST_CHANCE))


def told_again(told: Sequence[Told]) -> Iterator[float]:
    """The highest probability of each one's signal in other sentences of the article, 0 without one."""
    chances: dict[str, dict[int, float]] = {}
    for each in told:
        of_signal = chances.setdefault(each.signal, {})
        of_signal[each.sentence_no] = max(each.probability, of_signal.get(each.sentence_no, 0.0))
    for each in told:
        others = chances[each.signal].items()
        yield max((chance for number, chance in others if number != each.sentence_no), default=0.0)


class Vetting:
    """The regression; one offset a signal."""

    def __init__(self, weights: Sequence[float], offsets: Sequence[float]) -> None:
        """Take the weights of `Doubts` in order, and the offsets of the signals in that of the table."""
        self._weights, self._offsets = list(weights), list(offsets)

    def chance(self, signal: str, doubts: Doubts) -> float:
        """How likely a finding of the signal is news between the two sides."""
        score = self._offsets[_NUMBERS[signal]]
        score += sum(weight * value for weight, value in zip(self._weights, doubts, strict=True))
        return 1 / (1 + exp(-score))

    def chances(self, findings: "Findings") -> Array:
        """The chance of each finding."""
        rows = zip(findings.signals.tolist(), findings.doubts.tolist(), strict=True)
        return np.array([self.chance(SIGNALS[signal], Doubts(*doubts)) for signal, doubts in rows])

    def to_arrays(self) -> dict[str, Array]:
        """Plain arrays that rebuild it."""
        return {"weights": np.array(self._weights), "offsets": np.array(self._offsets)}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, Array]) -> Self:
        """The regression that `to_arrays` described."""
        return cls(arrays["weights"].tolist(), arrays["offsets"].tolist())


@dataclass(frozen=True, slots=True)
class Findings:
    """Findings in labelled items of real news by models that did not learn from the item, one a row.

    Attributes:
        doubts: shape (findings, fields of `Doubts`).
        signals: their numbers.
        right: whether the labels tell of the signal as news between the same two.
        items: the number of each one's item.
    """

    doubts: Array
    signals: Array
    right: Array
    items: Array

    def to_arrays(self) -> dict[str, Array]:
        """Plain arrays that rebuild the findings."""
        return {
            "doubts": self.doubts.astype(np.float32),
            "signals": self.signals.astype(np.uint8),
            "right": self.right.astype(bool),
            "items": self.items.astype(np.uint16),
        }

    def __getitem__(self, rows: Array) -> "Findings":
        """Some of them."""
        return Findings(self.doubts[rows], self.signals[rows], self.right[rows], self.items[rows])


def load_findings(models: Path) -> Findings:
    """Read the findings of a models folder.

    Raises:
        ModelError: the file is missing or damaged.
    """
    return Findings(**read_arrays(models / FINDINGS_FILE, RESTORE))


def fit_vetting(findings: Findings) -> Vetting:
    """Fit by logistic regression (scikit-learn)."""
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415 - only training needs scikit-learn

    of_signal = findings.signals[:, None] == np.arange(len(SIGNALS))
    table = np.hstack([findings.doubts.astype(np.float64), of_signal])
    model = LogisticRegression(C=1.0, max_iter=5000).fit(table, findings.right)
    count = len(Doubts._fields)
    return Vetting(model.coef_[0, :count].tolist(), (model.coef_[0, count:] + model.intercept_[0]).tolist())
