"""Sums of fading states over days: which are in force and active, and what is left of them."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from tension.events.mentions import IntArray
from tension.index.curve import LIVES, FloatArray, faded_share, level_points


@dataclass(frozen=True, slots=True)
class Table:
    """States as columns, in order of event and day; days are day numbers.

    Attributes:
        day: the first close at which the state is in force; until: the first at which it no longer is.
        counts_from, counts_to, fades_from: as in table `event_states`.
        half_life, points: days and points; a_to_b, b_to_a: points of directed pressure.
        kind: 0 escalation, 1 de-escalation, 2 standing.
    """

    day: IntArray
    until: IntArray
    counts_from: IntArray
    counts_to: IntArray
    fades_from: IntArray
    half_life: FloatArray
    points: FloatArray
    a_to_b: FloatArray
    b_to_a: FloatArray
    kind: IntArray

    @classmethod
    def of(cls, states: pd.DataFrame) -> "Table":
        """Read the columns of a frame made by `tension.events.make_events`."""
        kind = np.where(states["standing"], 2, states["eases"])
        whole = ("day", "until", "counts_from", "counts_to", "fades_from")
        real = {"half_life": "half_life_days", "points": "points", "a_to_b": "a_to_b", "b_to_a": "b_to_a"}
        return cls(
            **{name: states[name].to_numpy(dtype=np.int64) for name in whole},
            **{name: states[column].to_numpy(dtype=np.float64) for name, column in real.items()},
            kind=kind.astype(np.int64),
        )

    @property
    def last_day(self) -> IntArray:
        """The last day on which anything is left."""
        left = self.fades_from + np.ceil(LIVES * self.half_life).astype(np.int64) - 1
        return np.minimum(left, self.counts_to - 1)


@dataclass(frozen=True, slots=True)
class Active:
    """States in force and active, one entry for each (evaluation, state), by evaluation within state.

    Attributes:
        slot: the evaluation's index.
        state: the state's row.
        faded: what is left of one point.
    """

    slot: IntArray
    state: IntArray
    faded: FloatArray


def active_states(table: Table, closes: IntArray, lag_days: int = 0) -> Active:
    """States that contribute to day `close - lag_days` as of each of the (ascending) closes, their slots."""
    begin = np.maximum(table.day, table.counts_from + lag_days)
    end = np.minimum(table.until - 1, table.last_day + lag_days)
    first = np.searchsorted(closes, begin, side="left")
    length = np.searchsorted(closes, end, side="right") - first
    length[table.points <= 0] = 0
    used = np.flatnonzero(length > 0)
    length = length[used]
    state = np.repeat(used, length)
    slot = np.arange(len(state)) + np.repeat(first[used] - np.cumsum(length) + length, length)
    age = (closes[slot] - lag_days - table.fades_from[state]).astype(np.float64)
    return Active(slot, state, faded_share(age, table.half_life[state]))


def touched(table: Table, closes: IntArray, lag_days: int) -> npt.NDArray[np.bool_]:
    """Closes at which what was newly known may have moved the day `lag_days` before."""
    result = np.zeros(len(closes), dtype=bool)
    for moment in (table.day, table.until):
        day = moment - lag_days
        live = (day >= table.counts_from) & (day <= table.last_day) & (table.points > 0)
        moments = np.unique(moment[live])
        where = np.searchsorted(closes, moments)
        inside = where < len(closes)
        where, moments = where[inside], moments[inside]
        result[where[closes[where] == moments]] = True
    return result


def sums(table: Table, active: Active, slots: int) -> dict[str, FloatArray]:
    """Faded sums for each evaluation.

    Returns:
        escalation, deescalation, standing, a_to_b, b_to_a, level (points) and count (states that contribute).
    """
    faded = table.points[active.state] * active.faded
    kind = table.kind[active.state]

    def total(amounts: FloatArray) -> FloatArray:
        return np.asarray(np.bincount(active.slot, weights=amounts, minlength=slots), dtype=np.float64)

    result = {
        name: total(np.where(kind == code, faded, 0.0))
        for code, name in enumerate(("escalation", "deescalation", "standing"))
    }
    result["a_to_b"] = total(table.a_to_b[active.state] * active.faded)
    result["b_to_a"] = total(table.b_to_a[active.state] * active.faded)
    result["count"] = total((faded > 0).astype(np.float64))
    result["level"] = level_points(result["standing"], result["escalation"], result["deescalation"])
    return result
