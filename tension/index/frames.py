"""The index as frames in the shape of the warehouse's tables."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from tension.events.make import Made, dates_of, names_of
from tension.events.mentions import STATUS_CODES, IntArray
from tension.index.curve import FloatArray
from tension.index.fading import Active
from tension.pairs import Pair

MOVED: Final = 1e-9
"""A value that moved by no more than this is the same value."""
_PUBLISHED: Final = (
    "tension",
    "tension_low",
    "tension_high",
    "level_points",
    "escalation_points",
    "deescalation_points",
    "standing_points",
    "pressure_a_to_b",
    "pressure_b_to_a",
)
_STATE_COLUMNS: Final = (
    "pair",
    "event_id",
    "known_from",
    "known_to",
    "points",
    "status",
    "killed",
    "wounded",
    "confidence",
    "counts_from",
    "counts_to",
    "fades_from",
    "half_life_days",
    "standing",
    "pressure_a_to_b",
    "pressure_b_to_a",
)


@dataclass(frozen=True, slots=True)
class Evaluations:
    """Values to give: day and close (day numbers), the faded sums of each and the states that enter them."""

    day: IntArray
    close: IntArray
    numbers: dict[str, FloatArray]
    active: Active


def join_evaluations(parts: Sequence[Evaluations]) -> Evaluations:
    """One after the other; slots of their active states are already numbered through."""
    return Evaluations(
        np.concatenate([part.day for part in parts]),
        np.concatenate([part.close for part in parts]),
        {name: np.concatenate([part.numbers[name] for part in parts]) for name in parts[0].numbers},
        Active(
            np.concatenate([part.active.slot for part in parts]),
            np.concatenate([part.active.state for part in parts]),
            np.concatenate([part.active.faded for part in parts]),
        ),
    )


def without_repeats(frame: pd.DataFrame) -> pd.DataFrame:
    """Drop a day's value where it is the one given at an earlier close; sorted by (as_of, date)."""
    frame = frame.sort_values(["date", "as_of"], kind="stable")
    before = frame.shift()
    same = frame["date"].eq(before["date"]) & frame["event_count"].eq(before["event_count"])
    for name in _PUBLISHED:
        same &= (frame[name] - before[name]).abs() <= MOVED
    return frame[~same].sort_values(["as_of", "date"], kind="stable").reset_index(drop=True)


def value_rows(
    pair: Pair,
    chosen: Evaluations,
    tension: FloatArray,
    low: FloatArray,
    high: FloatArray,
    daily: pd.DataFrame,
) -> pd.DataFrame:
    """Rows of `index_values`, one for each evaluation, without revision number and time of recording."""
    numbers = chosen.numbers
    counts = {
        name: daily[name].to_numpy(dtype=np.int64)
        for name in ("article_count", "story_count", "outlet_count")
    }
    return pd.DataFrame(
        {
            "pair": pair.key,
            "date": dates_of(chosen.day),
            "as_of": dates_of(chosen.close + 1),
            "tension": tension,
            "tension_low": low,
            "tension_high": high,
            "level_points": numbers["level"],
            "escalation_points": numbers["escalation"],
            "deescalation_points": numbers["deescalation"],
            "standing_points": numbers["standing"],
            "pressure_a_to_b": numbers["a_to_b"],
            "pressure_b_to_a": numbers["b_to_a"],
            "tone": daily["tone"].to_numpy(dtype=np.float64),
            "attention": daily["attention"].to_numpy(dtype=np.float64),
            **counts,
            "event_count": numbers["count"].astype(np.int64),
            "coverage": daily["coverage"].to_numpy(),
        }
    )


def state_rows(made: Made, pair: Pair) -> pd.DataFrame:
    """States as table `event_states` keeps them."""
    states = made.states
    frame = states.assign(
        pair=pair.key,
        event_id=names_of(made.ids, states["event"].to_numpy()),
        status=names_of(tuple(STATUS_CODES), states["status"].to_numpy()),
        killed=states["killed"].astype("Int64"),
        wounded=states["wounded"].astype("Int64"),
        counts_from=dates_of(states["counts_from"]),
        counts_to=dates_of(states["counts_to"]),
        fades_from=dates_of(states["fades_from"]),
        pressure_a_to_b=states["a_to_b"],
        pressure_b_to_a=states["b_to_a"],
    )
    return frame[list(_STATE_COLUMNS)]
