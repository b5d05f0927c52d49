"""From points to the level and from the level to 0-100: the fixed curve, its constants and its bands.

The level of a day is `S + E * (1 - r)` with `r = MAX_RELIEF * D / (D + RELIEF_HALF_POINTS)`:
S the standing measures, E and D the faded sums of escalatory and de-escalatory points. The curve from
level to tension is `100 * (1 - exp(-L / CURVE_POINTS))`. It is monotone and concave, so that the same
points move a calm pair most and one bound for one outlet holds on every day. docs/methodology.md lists
the worked scenarios it was set on.
"""

from typing import Final, overload

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]

MAX_RELIEF: Final = 0.6
"""Goodwill relieves at most this share of what fades: talks do not unmake a strike."""
RELIEF_HALF_POINTS: Final = 30.0
"""Points of goodwill that bring half of the greatest relief: about six agreements made in one day."""
CURVE_POINTS: Final = 25.0
"""The level that reads 63; one strike with civilian dead and the protests it draws read 57."""
BANDS: Final = ("calm", "guarded", "elevated", "high", "severe")
BAND_EDGES: Final = (20.0, 40.0, 60.0, 80.0)
LIVES: Final = 10.0
"""A contribution is exactly zero after this many half-lives."""


@overload
def relief(deescalation: float) -> float: ...
@overload
def relief(deescalation: FloatArray) -> FloatArray: ...
def relief(deescalation: float | FloatArray) -> float | FloatArray:
    """The share of escalation that goodwill of so many faded points takes away (0 to `MAX_RELIEF`)."""
    return MAX_RELIEF * deescalation / (deescalation + RELIEF_HALF_POINTS)


def level_points(standing: FloatArray, escalation: FloatArray, deescalation: FloatArray) -> FloatArray:
    """The level in points, from faded sums of the same shape; all parts are at least 0."""
    return standing + escalation * (1.0 - relief(deescalation))


@overload
def tension_of(level: float) -> float: ...
@overload
def tension_of(level: FloatArray) -> FloatArray: ...
def tension_of(level: float | FloatArray) -> float | FloatArray:
    """The level in points mapped to 0-100."""
    return -100.0 * np.expm1(-level / CURVE_POINTS)


def level_of(tension: float) -> float:
    """The level that reads as this tension, the curve's inverse (tension under 100)."""
    return float(-CURVE_POINTS * np.log1p(-tension / 100.0))


def band_of(tension: float) -> str:
    """Calm < 20 <= guarded < 40 <= elevated < 60 <= high < 80 <= severe."""
    return BANDS[sum(tension >= edge for edge in BAND_EDGES)]


def faded_share(age_days: FloatArray, half_life_days: FloatArray) -> FloatArray:
    """What is left of an event's points: `2 ** (-age / half-life)`, exactly 0 from ten half-lives on."""
    age = np.maximum(age_days, 0.0)
    share: FloatArray = np.where(age < LIVES * half_life_days, np.exp2(-age / half_life_days), 0.0)
    return share
