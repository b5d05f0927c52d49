"""Killed and wounded of each event state."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from tension.events.memberships import Memberships
from tension.events.mentions import Mentions
from tension.events.tolls import Figure, tolls_by_day


def add_tolls(states: pd.DataFrame, mentions: Mentions, members: Memberships) -> None:
    """Killed and wounded as of each state, what of them may be relied on, and whose word the rest is."""
    for name in ("killed", "wounded"):
        told, numbers = members.told(mentions, name)
        why = mentions.frame["why"].iloc[members.row[told]]
        corrects = why.str.contains("correct", case=False, regex=False).to_numpy(dtype=bool)
        columns = [column[told].tolist() for column in (members.day, members.outlet, members.story)]
        told_by = zip(*columns, numbers.astype(np.int64).tolist(), corrects.tolist(), strict=True)
        figures: dict[int, list[Figure]] = {}
        for event, figure in zip(members.event[told].tolist(), map(Figure._make, told_by), strict=True):
            figures.setdefault(event, []).append(figure)
        _write_tolls(states, name, figures)


def _write_tolls(states: pd.DataFrame, name: str, figures: Mapping[int, list[Figure]]) -> None:
    number = np.full(len(states), np.nan)
    shared = np.zeros(len(states))
    outlet = np.full(len(states), -1, dtype=np.int64)
    events = states["event"].to_numpy()
    days = states["day"].to_numpy()
    for event, told in figures.items():
        first, last = np.searchsorted(events, [event, event + 1])
        for index, toll in enumerate(tolls_by_day(told, days[first:last].tolist()), start=int(first)):
            if toll is not None:
                number[index], shared[index], outlet[index] = toll.number, toll.shared, toll.outlet
    states[name], states[f"{name}_shared"], states[f"{name}_outlet"] = number, shared, outlet
