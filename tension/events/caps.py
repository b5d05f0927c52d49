"""The daily cap on what one outlet alone can claim.

Points that rest on one outlet's word (or one story's, however often printed), and what a toll only one outlet
carries adds to an event, are taken in the order of their half-lives, slowest first, until the outlet's day is
full. As all of them are valued at that day's close and only fade from there, an added claim never
lowers the sum on any later day. Escalatory and de-escalatory claims fill separate days.
"""

from typing import Final

import numpy as np
import pandas as pd

from tension.events.mentions import IntArray
from tension.index.curve import FloatArray

OUTLET_DAY_POINTS: Final = 4.0
"""What one outlet alone can add in a day: at most 14.8 on the scale of 100, whatever it invents."""
_UNIT: Final = 2.0**32
"""Claims are summed in units of 2**-32 points, so that sums do not depend on what other outlets claim."""


def allowed_points(claims: pd.DataFrame) -> FloatArray:
    """How many points of each claim the outlet's day has room for.

    Args:
        claims: one row a claim: event, day, outlet, polarity (any labels), half_life_days, points and
        `share`,
            what is left of a point at the close of the claim's day (0 to 1).

    Returns:
        Points allowed, between 0 and `points`, in the rows' order.
    """
    value = (claims["points"] * claims["share"]).to_numpy(dtype=np.float64)
    order = np.lexsort(
        (claims["event"], -claims["half_life_days"], claims["polarity"], claims["outlet"], claims["day"])
    )
    wanted = np.rint(value[order] * _UNIT).astype(np.int64)
    group = _group_starts(claims, order)
    before = np.concatenate([[0], np.cumsum(wanted)])[:-1]
    before -= before[group]
    room = np.clip(int(OUTLET_DAY_POINTS * _UNIT) - before, 0, wanted)
    points = claims["points"].to_numpy(dtype=np.float64)
    with np.errstate(invalid="ignore", divide="ignore"):
        part = np.where(wanted > 0, room / wanted, 1.0)
    allowed = np.empty_like(points)
    allowed[order] = points[order] * part
    return allowed


def _group_starts(claims: pd.DataFrame, order: IntArray) -> IntArray:
    """For each claim in order, the position of the first claim of its outlet, day and polarity."""
    labels = claims[["day", "outlet", "polarity"]].iloc[order]
    new = np.array((labels != labels.shift()).any(axis=1))
    if len(new):
        new[0] = True
    starts = np.flatnonzero(new)
    return np.repeat(starts, np.diff(np.concatenate([starts, [len(new)]]))).astype(np.int64)
