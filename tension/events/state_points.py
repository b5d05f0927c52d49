"""Points of event states: weight x actor x toll x status x confidence, under the outlets' daily cap."""

from collections.abc import Sequence
from typing import Final

import numpy as np
import pandas as pd

from tension.events.caps import allowed_points
from tension.events.matching import Draft
from tension.index.curve import FloatArray, faded_share
from tension.signals.points import STATUS_FACTOR, casualty_multiplier

CONTESTED: Final = 0.5
"""An event that more outlets deny than report keeps half of its points."""
DENIED_BY: Final = 2
"""Independent outlets it takes to call off a plan or to contest an event."""


def add_points(states: pd.DataFrame, drafts: Sequence[Draft]) -> None:
    """What is confirmed counts in full, what is one outlet's word as far as its day has room."""
    event = states["event"].to_numpy()
    base = np.array([draft.base for draft in drafts])[event]
    factor = np.array(states["status"].map(STATUS_FACTOR), dtype=np.float64) * _dispute(states)
    plain = base * factor * states["confidence"].to_numpy() * ~states["other_version"].to_numpy()
    full = plain * _multiplier(states["killed"].fillna(0), states["wounded"].fillna(0))
    sure = plain * _multiplier(states["killed_shared"], states["wounded_shared"])
    half_life = states["half_life_days"].to_numpy()
    elapsed = faded_share((states["fades_from"] - states["happened"]).to_numpy(dtype=np.float64), half_life)
    lone = (states["lone"] & ~states["standing"]).to_numpy()
    risky = np.where(lone, full * elapsed, np.maximum(full - sure, 0.0))
    sure = np.where(lone, 0.0, np.minimum(sure, full))
    states["full_points"] = np.where(lone, full * elapsed, full)
    states["points"] = sure + np.minimum(risky, _allowed(states, risky))


def _multiplier(killed: pd.Series, wounded: pd.Series) -> FloatArray:
    return casualty_multiplier(killed.to_numpy(dtype=np.float64), wounded.to_numpy(dtype=np.float64))


def _dispute(states: pd.DataFrame) -> FloatArray:
    """1, less where outlets deny it: halved when more deny than report, 0 for a plan called off."""
    denied = states["n_denied"].to_numpy()
    told = states[["n_outlets", "n_stories"]].min(axis=1).to_numpy()
    planned = states["status"].eq("planned").to_numpy()
    many = denied >= DENIED_BY
    return np.asarray(
        np.select([planned & many, ~planned & many & (denied > told)], [0.0, CONTESTED], 1.0),
        dtype=np.float64,
    )


def _allowed(states: pd.DataFrame, risky: FloatArray) -> FloatArray:
    """For each state, the points on one outlet's word that the cap has let in so far."""
    peak = pd.Series(risky).groupby(states["event"]).cummax()
    earlier = peak.groupby(states["event"]).shift(fill_value=0.0)
    rise = (peak - earlier).to_numpy()
    rows = np.flatnonzero(rise > 0)
    event = states["event"].to_numpy()[rows]
    half_life = states["half_life_days"].to_numpy()[rows]
    age = (states["day"] - states["fades_from"]).to_numpy(dtype=np.float64)[rows]
    toll_outlet = states[["killed_outlet", "wounded_outlet"]].max(axis=1).to_numpy()[rows]
    lone = states["lone"].to_numpy()[rows]
    first = states["first_outlet"].to_numpy()[rows]
    claims = pd.DataFrame(
        {
            "event": event,
            "day": states["day"].to_numpy()[rows],
            "outlet": np.where(lone | (toll_outlet < 0), first, toll_outlet),
            "polarity": states["polarity"].to_numpy()[rows],
            "half_life_days": half_life,
            "points": rise[rows],
            "share": np.where(states["standing"].to_numpy()[rows], 1.0, faded_share(age, half_life)),
        }
    )
    let_in = np.zeros(len(states))
    let_in[rows] = allowed_points(claims)
    total = pd.Series(let_in).groupby(states["event"]).cumsum()
    return np.asarray(total, dtype=np.float64)
