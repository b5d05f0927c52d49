"""The daily cap on what one outlet alone can claim.

Points that rest on one outlet's word (or one story's, however often printed), and what a toll only one outlet
carries adds to an event, are taken in the order of their half-lives, slowest first, until the outlet's day is
full. As all of them are valued at that day's close and only fade from there, an added claim never
lowers the sum on any later day. Escalatory and de-escalatory claims fill separate days.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from tension.events.mentions import IntArray
from tension.index.curve import FloatArray

OUTLET_DAY_POINTS: Final = 4.0
"""What one outlet alone can add in a day: at most 14.8 on the scale of 100, whatever it invents."""
_UNIT: Final = 2.0**32
"""Claims are summed in units of 2**-32 points, so that sums do not depend on what other outlets claim."""


@dataclass(frozen=True, slots=True)
class Claims:
    """What rests on one outlet's word, one entry a claim.

    Attributes:
        event, day, outlet: labels.
        eases: whether it is de-escalatory.
        half_life_days: of its signal.
        points: what is claimed.
        share: what is left of a point at the close of the claim's day (0 to 1).
    """

    event: IntArray
    day: IntArray
    outlet: IntArray
    eases: npt.NDArray[np.bool_]
    half_life_days: FloatArray
    points: FloatArray
    share: FloatArray


def allowed_points(claims: Claims) -> FloatArray:
    """How many points of each claim the outlet's day has room for, between 0 and `points`."""
    order = np.lexsort((claims.event, -claims.half_life_days, ~claims.eases, claims.outlet, claims.day))
    wanted = np.rint((claims.points * claims.share)[order] * _UNIT).astype(np.int64)
    before = np.concatenate([[0], np.cumsum(wanted)])[:-1]
    before -= before[_group_starts(claims, order)]
    room = np.clip(int(OUTLET_DAY_POINTS * _UNIT) - before, 0, wanted)
    with np.errstate(invalid="ignore", divide="ignore"):
        part = np.where(wanted > 0, room / wanted, 1.0)
    allowed = np.empty_like(claims.points)
    allowed[order] = claims.points[order] * part
    return allowed


def _group_starts(claims: Claims, order: IntArray) -> IntArray:
    """For each claim in order, the position of the first claim of its outlet, day and polarity."""
    new = np.ones(len(order), dtype=bool)
    labels = np.stack([claims.day, claims.outlet, claims.eases])[:, order]
    new[1:] = (labels[:, 1:] != labels[:, :-1]).any(axis=0)
    starts = np.flatnonzero(new)
    return np.repeat(starts, np.diff(np.concatenate([starts, [len(new)]])))
