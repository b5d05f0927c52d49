"""Which event contributes how much to a day's level, and what made the difference between two days.

The same formula as view `tension_drivers`: contributions sum to `level_points`, differences to theirs.
"""

from datetime import date, datetime
from typing import Final

import numpy as np
import pandas as pd

from tension.index.curve import faded_share, relief

_KEYS: Final = ("event_id", "signal", "source", "target", "event_date")


def contributions(events: pd.DataFrame, states: pd.DataFrame, day: date, as_of: datetime) -> pd.DataFrame:
    """The level of a day taken apart, as known before `as_of`.

    Args:
        events: rows as in table `events`.
        states: rows as in table `event_states`.
        day: the day of the level.
        as_of: naive UTC; nothing known at or after it takes part.

    Returns:
        Columns event_id, signal, source, target, event_date, polarity, standing, share (what is left of the
        event's points), points (its contribution, negative where it relieves); largest first. They sum
        to the level.
    """
    held = _in_force(states, pd.Timestamp(as_of))
    frame = held.merge(events[[*_KEYS, "polarity"]], on="event_id")
    today = pd.Timestamp(day)
    counted = (frame["counts_from"] <= today) & ~(frame["counts_to"] <= today)
    age = (today - frame["fades_from"]).dt.days.to_numpy(dtype=np.float64)
    share = faded_share(age, frame["half_life_days"].to_numpy(dtype=np.float64)) * counted
    frame = frame.assign(share=share, faded=frame["points"] * share)
    frame = frame[frame["faded"] > 0]
    frame = frame.assign(points=_contribution(frame))
    order = frame["points"].abs().sort_values(ascending=False, kind="stable").index
    columns = [*_KEYS, "polarity", "standing", "share", "points"]
    return frame.loc[order, columns].reset_index(drop=True)


def _in_force(states: pd.DataFrame, as_of: pd.Timestamp) -> pd.DataFrame:
    return states[(states["known_from"] < as_of) & ~(states["known_to"] < as_of)]


def _contribution(frame: pd.DataFrame) -> pd.Series:
    """Escalation counts its faded points; goodwill shares the relief in proportion to its own."""
    eases = frame["polarity"].eq("deescalation")
    goodwill = float(frame.loc[eases, "faded"].sum())
    escalation = float(frame.loc[~eases & ~frame["standing"], "faded"].sum())
    if not goodwill:
        return frame["faded"]
    return frame["faded"].where(~eases, -escalation * relief(goodwill) * frame["faded"] / goodwill)


def differences(before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    """How each event moved the level between two days; the sum of `change` is the difference of the levels.

    Args:
        before: contributions at the first day, from `contributions` or view `tension_drivers`.
        after: contributions at the second.

    Returns:
        Columns event_id, signal, source, target, event_date, before, after, change and kind: `new`, `gone`
        (restored or faded out), `faded`, `grew` or `eased` (a relief that weighs otherwise); largest first.
    """
    keys = [*_KEYS]
    both = before[[*keys, "points"]].merge(
        after[[*keys, "points"]], on=keys, how="outer", suffixes=("_before", "_after")
    )
    first, second = both["points_before"].fillna(0.0), both["points_after"].fillna(0.0)
    result = both[keys].assign(before=first, after=second, change=second - first)
    kinds = [
        both["points_before"].isna(),
        both["points_after"].isna(),
        (first < 0) | (second < 0),
        result["change"] <= 0,
    ]
    result["kind"] = np.select(kinds, ["new", "gone", "eased", "faded"], "grew")
    order = result["change"].abs().sort_values(ascending=False, kind="stable").index
    return result.loc[order].reset_index(drop=True)
