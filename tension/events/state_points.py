"""Points of event states: weight x actor x toll x status x confidence, under the outlets' daily cap."""

from collections.abc import Mapping, Sequence
from typing import Any, Final, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from tension.events.caps import Claims, allowed_points
from tension.events.drafts import Draft
from tension.events.mentions import PLANNED, STATUS_CODES
from tension.index.curve import FloatArray, faded_share
from tension.signals.points import STATUS_FACTOR, casualty_multiplier

Held: TypeAlias = Mapping[str, npt.NDArray[Any]]

_FACTOR: Final = np.array([STATUS_FACTOR[name] for name in STATUS_CODES])
CONTESTED: Final = 0.5
"""An event that more outlets deny than report keeps half of its points."""
DENIED_BY: Final = 2
"""Independent outlets it takes to call off a plan or to contest an event."""


def add_points(states: pd.DataFrame, drafts: Sequence[Draft]) -> None:
    """What is confirmed counts in full, what is one outlet's word as far as its day has room."""
    held = {str(name): states[name].to_numpy() for name in states.columns}
    base = np.array([draft.base for draft in drafts])[held["event"]]
    factor = _FACTOR[held["status"]] * _dispute(held)
    plain = base * factor * held["confidence"] * ~held["other_version"]
    full = plain * casualty_multiplier(np.nan_to_num(held["killed"]), np.nan_to_num(held["wounded"]))
    sure = plain * casualty_multiplier(held["killed_shared"], held["wounded_shared"])
    since = (held["fades_from"] - held["happened"]).astype(np.float64)
    elapsed = faded_share(since, held["half_life_days"])
    lone = held["lone"] & ~held["standing"]
    risky = np.where(lone, full * elapsed, np.maximum(full - sure, 0.0))
    sure = np.where(lone, 0.0, np.minimum(sure, full))
    states["points"] = sure + np.minimum(risky, _allowed(held, risky))


def _dispute(held: Held) -> FloatArray:
    """1, less where outlets deny it: halved when more deny than report, 0 for a plan called off."""
    denied = held["n_denied"]
    told = np.minimum(held["n_outlets"], held["n_stories"])
    planned = held["status"] == PLANNED
    many = denied >= DENIED_BY
    return np.select([planned & many, ~planned & many & (denied > told)], [0.0, CONTESTED], 1.0)


def _allowed(held: Held, risky: FloatArray) -> FloatArray:
    """For each state, the points on one outlet's word that the cap has let in so far."""
    by_event = pd.Series(risky).groupby(held["event"])
    peak = np.asarray(by_event.cummax(), dtype=np.float64)
    first = np.concatenate([[True], held["event"][1:] != held["event"][:-1]])[: len(peak)]
    rise: FloatArray = peak - np.where(first, 0.0, np.concatenate([[0.0], peak])[:-1])
    rows = np.flatnonzero(rise > 0)
    chosen = {name: values[rows] for name, values in held.items()}
    age = (chosen["day"] - chosen["fades_from"]).astype(np.float64)
    toll_outlet = np.maximum(chosen["killed_outlet"], chosen["wounded_outlet"])
    let_in = np.zeros(len(risky))
    let_in[rows] = allowed_points(
        Claims(
            event=chosen["event"],
            day=chosen["day"],
            outlet=np.where(chosen["lone"] | (toll_outlet < 0), chosen["first_outlet"], toll_outlet),
            eases=chosen["eases"],
            half_life_days=chosen["half_life_days"],
            points=rise[rows],
            share=np.where(chosen["standing"], 1.0, faded_share(age, chosen["half_life_days"])),
        )
    )
    return np.asarray(pd.Series(let_in).groupby(held["event"]).cumsum(), dtype=np.float64)
