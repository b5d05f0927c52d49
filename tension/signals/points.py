"""What a signal is worth: weight x actors x casualties x status x probability; the one place for these."""

from collections.abc import Iterable, Mapping
from typing import Final, Protocol, overload

import numpy as np
import numpy.typing as npt

from tension.pairs import Pair

STATUS_FACTOR: Final[Mapping[str, float]] = {
    "reported": 1.0,
    "planned": 0.4,
    "background": 0.0,
    "denied": 0.0,
    "hypothetical": 0.0,
}
"""History, denials and speculation move nothing; a plan counts less than the deed. Our judgement."""
NON_STATE_WEIGHT: Final = 0.5
"""Violence by armed groups across the border counts half: the states are drawn in, they did not do it."""
VIOLENT: Final = frozenset({"strike", "attack", "casualties"})
TOLL_STEP: Final = 0.25
"""Each doubling of the toll adds a quarter of the weight: the ninth death tells less than the second."""
WOUNDED_PER_KILLED: Final = 5.0
"""Wounded who weigh as one killed. Our judgement."""

FloatArray = npt.NDArray[np.float64]


@overload
def casualty_multiplier(killed: float, wounded: float) -> float: ...
@overload
def casualty_multiplier(killed: FloatArray, wounded: FloatArray) -> FloatArray: ...
def casualty_multiplier(killed: float | FloatArray, wounded: float | FloatArray) -> float | FloatArray:
    """What a toll makes of its strike or attack: `1 + 0.25 * log2(1 + killed + wounded / 5)`, at least 1.

    Args:
        killed: people killed, 0 where unknown; a number or an array.
        wounded: people wounded likewise.
    """
    toll = 1.0 + killed + wounded / WOUNDED_PER_KILLED
    multiplier = 1.0 + TOLL_STEP * np.log2(toll)
    return multiplier if isinstance(multiplier, np.ndarray) else float(multiplier)


def actor_weight(signal: str, source: str, target: str, pair: Pair | None) -> float:
    """How far an act concerns the pair.

    1 for an act of one of its states towards the other, 0.5 for violence of armed groups against either, 0
    for all others. Without a pair every act counts, armed groups' violence by half.
    """
    if source == "NSA" and signal in VIOLENT and (pair is None or target in pair.states):
        return NON_STATE_WEIGHT
    if pair is None:
        return 1.0
    return float((source, target) in pair.ways)


class Counted(Protocol):
    """What the sums of an article are made of."""

    @property
    def points(self) -> float:
        """Points, never negative."""

    @property
    def signal(self) -> str:
        """Name of the signal."""


def sum_points(evidence: Iterable[Counted], escalatory: frozenset[str]) -> tuple[float, float]:
    """An article's `escalation` and `deescalation`: points of its signals, each side summed."""
    escalation = deescalation = 0.0
    for item in evidence:
        if item.signal in escalatory:
            escalation += item.points
        else:
            deescalation += item.points
    return escalation, deescalation


# An article whose stronger side is below the floor is neutral; a weaker side within this ratio of it makes it
# mixed. Chosen once, on the scale of the weights: one sure appeal (2 points) is enough to speak.
NEUTRAL_POINTS: Final = 2.0
MIXED_RATIO: Final = 0.8


def polarity(escalation: float, deescalation: float) -> str:
    """An article's leaning: `escalation`, `deescalation`, `mixed` or `neutral`."""
    stronger, weaker = max(escalation, deescalation), min(escalation, deescalation)
    if stronger < NEUTRAL_POINTS:
        return "neutral"
    if weaker > MIXED_RATIO * stronger:
        return "mixed"
    return "escalation" if escalation > deescalation else "deescalation"
