"""What was known of each event and from when: states as step functions of knowledge.

A state holds from one daily close to the next in which something about the event changed. Its points are

    weight x actor x toll multiplier x status factor x confidence, under the outlet's daily cap,

and fade as `tension.index.curve.faded_share` says from `fades_from` on. Contribution to the index of day D as
of a close: `points * 2 ** (-max(0, D - fades_from) / half_life_days)` for `counts_from <= D <
counts_to`, 0 after ten half-lives; a de-escalatory event j contributes `-E * r * d_j / D` in its stead
(see `tension.index.curve`).
"""

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd

from tension.events.matching import Assignment, Draft
from tension.events.memberships import Memberships, Support, support_for
from tension.events.mentions import BACKGROUND, DENIED, FOREVER, PLANNED, REPORTED, IntArray, Mentions
from tension.events.standing import FORGOTTEN_DAYS
from tension.events.state_points import add_points
from tension.events.state_tolls import add_tolls
from tension.events.tallies import DAY_SPAN, cumulative
from tension.events.versions_of_deeds import find_mates, is_other_version, shared_moments
from tension.signals.table import SignalRow


def build_states(
    mentions: Mentions, members: Memberships, assignment: Assignment, table: Mapping[str, SignalRow]
) -> tuple[pd.DataFrame, dict[str, Support]]:
    """Every state of every event, one row each, sorted by event and day.

    Returns:
        Columns event, day (close from which it holds), until (the next state's day), points, status, killed,
        wounded, confidence, counts_from, counts_to, fades_from (day numbers), half_life_days, standing,
        k_reported, outlet_count, story_count.
    """
    mates = find_mates(assignment.drafts, members, members.told_dead(mentions))
    key = _moments(members, assignment, shared_moments(mates, members))
    states = pd.DataFrame({"event": key // DAY_SPAN, "day": key % DAY_SPAN})
    polarity = np.array([table[draft.group[0]].polarity for draft in assignment.drafts], dtype=object)
    states["polarity"] = polarity[states["event"].to_numpy()]
    supports = _add_support(states, key, members)
    add_tolls(states, mentions, members)
    states["other_version"] = is_other_version(states, mates, assignment.drafts)
    _add_dates(states, key, members, assignment, table)
    add_points(states, assignment.drafts)
    return states, supports


def _moments(members: Memberships, assignment: Assignment, shared: IntArray) -> IntArray:
    """Keys at which something about an event may change."""
    withdrawn = members.gone < FOREVER
    ended = [event * DAY_SPAN + known for event, (known, _) in assignment.closings.items()]
    keys = [
        members.key,
        members.event[withdrawn] * DAY_SPAN + members.gone[withdrawn],
        np.array(ended, dtype=np.int64),
        shared,
    ]
    return np.unique(np.concatenate(keys))


def _add_support(states: pd.DataFrame, key: IntArray, members: Memberships) -> dict[str, Support]:
    reported, planned = support_for(members, REPORTED), support_for(members, PLANNED)
    denied = support_for(members, DENIED)
    states["k_reported"], states["k_planned"] = reported.k(key), planned.k(key)
    is_reported, is_planned = states["k_reported"] > 0, states["k_planned"] > 0
    for name in ("outlets", "stories"):
        counts = np.where(is_reported, getattr(reported, name).count(key), getattr(planned, name).count(key))
        states[f"n_{name}"] = counts
    states["first_outlet"] = members.outlet[np.searchsorted(members.event, states["event"].to_numpy())]
    states["n_denied"] = denied.distinct(key)
    other = _other_status(members, key)
    states["status"] = np.select([is_reported, is_planned], ["reported", "planned"], other)
    states["lone"] = np.minimum(states["n_outlets"], states["n_stories"]) <= 1
    sure = np.where(is_reported, reported.confidence(key), planned.confidence(key))
    states["confidence"] = np.where(is_reported | is_planned, sure, 0.0)
    return {"reported": reported, "planned": planned}


def _other_status(members: Memberships, key: IntArray) -> npt.NDArray[np.str_]:
    """The status of an event nobody reports or plans: denied, else background, else hypothetical."""
    counts = {
        name: cumulative(members.key, (members.status == code).astype(np.int64), key)
        for name, code in (("denied", DENIED), ("background", BACKGROUND))
    }
    result: npt.NDArray[np.str_] = np.select(
        [counts["denied"] > 0, counts["background"] > 0], ["denied", "background"], "hypothetical"
    )
    return result


def _add_dates(
    states: pd.DataFrame,
    key: IntArray,
    members: Memberships,
    assignment: Assignment,
    table: Mapping[str, SignalRow],
) -> None:
    """From which day a state counts and fades, until when, and whether it stands."""
    drafts = assignment.drafts
    event = states["event"].to_numpy()
    reported = states["status"].eq("reported").to_numpy()
    states["half_life_days"] = np.array([_half_life(draft, table) for draft in drafts])[event]
    happened = np.array(
        [d.first_day if d.reported_day is None else d.reported_day for d in drafts], dtype=np.int64
    )
    first_known = _first_days(members, len(drafts))
    known = np.where(reported, first_known[REPORTED][event], first_known[PLANNED][event])
    date = np.where(reported, happened[event], known)
    stands_from = np.array([assignment.standing_from.get(i, FOREVER) for i in range(len(drafts))])[event]
    closings = [assignment.closings.get(i, (FOREVER, FOREVER)) for i in range(len(drafts))]
    ended_known, ended = np.array(closings, dtype=np.int64).reshape(-1, 2)[event].T
    standing = reported & (states["day"].to_numpy() >= stands_from)
    last = members.day[np.searchsorted(members.key, key, side="right") - 1]
    lone = states["lone"].to_numpy() & ~standing
    states["standing"] = standing
    states["happened"] = date
    states["counts_from"] = np.where(lone, known, date)
    states["fades_from"] = np.select([standing, lone], [last + FORGOTTEN_DAYS, known], date)
    states["counts_to"] = np.where(standing & (states["day"].to_numpy() >= ended_known), ended, FOREVER)


def _half_life(draft: Draft, table: Mapping[str, SignalRow]) -> float:
    return table[draft.group[0]].half_life_days


def _first_days(members: Memberships, count: int) -> dict[int, IntArray]:
    """By status, the day each event was first reported or announced."""
    result: dict[int, IntArray] = {}
    for status in (REPORTED, PLANNED):
        chosen = members.status == status
        events, where = np.unique(members.event[chosen], return_index=True)
        result[status] = np.zeros(count, dtype=np.int64)
        result[status][events] = members.day[chosen][where]
    return result
