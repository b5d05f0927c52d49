"""What was known of each event and from when: states as step functions of knowledge.

A state holds from one daily close to the next in which something about the event changed. Its points are

    weight x actor x toll multiplier x status factor x confidence, under the outlet's daily cap,

and fade as `tension.index.curve.faded_share` says from `fades_from` on. Contribution to the index of day D as
of a close: `points * 2 ** (-max(0, D - fades_from) / half_life_days)` for `counts_from <= D <
counts_to`, 0 after ten half-lives; a de-escalatory event j contributes `-E * r * d_j / D` in its stead
(see `tension.index.curve`).
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from tension.events.drafts import Assignment
from tension.events.memberships import Memberships, Support, support_for
from tension.events.mentions import (
    BACKGROUND,
    DENIED,
    FOREVER,
    HYPOTHETICAL,
    PLANNED,
    REPORTED,
    STATUS_CODES,
    IntArray,
    Mentions,
)
from tension.events.standing import FORGOTTEN_DAYS
from tension.events.state_points import add_points
from tension.events.state_tolls import add_tolls
from tension.events.tallies import DAY_SPAN, cumulative
from tension.events.versions_of_deeds import Mates, find_mates, is_other_version, shared_moments
from tension.signals.table import SignalRow


@dataclass(frozen=True, slots=True)
class Moments:
    """When something about an event may change.

    Attributes:
        key: `event * DAY_SPAN + day`, ascending, each once.
        mates: events that may be versions of one deed, see `tension.events.versions_of_deeds`.
    """

    key: IntArray
    mates: Mates

    def what_matters_to(self, wanted: IntArray) -> "Moments":
        """All moments of the events that take part in the states of these.

        A state depends on its event's own mentions, on its mates' and on who else claims points on its days.
        """
        event, day = self.key // DAY_SPAN, self.key % DAY_SPAN
        days = np.unique(day[np.isin(event, wanted)])
        claiming = np.unique(event[np.isin(day, days)])
        mates = [other for one in claiming.tolist() for other in self.mates.get(one, ())]
        needed = np.concatenate([claiming, np.array(mates, dtype=np.int64)])
        return Moments(self.key[np.isin(event, needed)], self.mates)


def find_moments(mentions: Mentions, members: Memberships, assignment: Assignment) -> Moments:
    """The days of an event's mentions, of their withdrawal, of its end, and of its mates' mentions."""
    mates = find_mates(assignment.drafts, members, members.told(mentions, "killed")[0])
    withdrawn = members.gone < FOREVER
    ended = [event * DAY_SPAN + known for event, (known, _) in assignment.closings.items()]
    keys = [
        members.key,
        members.event[withdrawn] * DAY_SPAN + members.gone[withdrawn],
        np.array(ended, dtype=np.int64),
        shared_moments(mates, members),
    ]
    return Moments(np.unique(np.concatenate(keys)), mates)


def build_states(
    mentions: Mentions,
    members: Memberships,
    assignment: Assignment,
    table: Mapping[str, SignalRow],
    moments: Moments,
) -> tuple[pd.DataFrame, dict[str, Support]]:
    """Every state of every event, one row each, sorted by event and day.

    Args:
        mentions: the evidence.
        members: the mentions of the events whose moments are given.
        assignment: all events.
        table: the signal table.
        moments: when a state may begin.

    Returns:
        Columns event, day (close from which it holds), eases (its polarity), points, status (see
        `tension.events.mentions.STATUS_CODES`), killed, wounded, confidence, counts_from, counts_to,
        fades_from (day numbers), half_life_days, standing, k_reported, n_outlets, n_stories.
    """
    drafts = assignment.drafts
    key = moments.key
    states = pd.DataFrame({"event": key // DAY_SPAN, "day": key % DAY_SPAN})
    event = states["event"].to_numpy()
    rows = [table[draft.group[0]] for draft in drafts]
    states["eases"] = np.array([row.polarity == "deescalation" for row in rows], dtype=bool)[event]
    states["half_life_days"] = np.array([row.half_life_days for row in rows], dtype=np.float64)[event]
    supports = _add_support(states, key, members)
    add_tolls(states, mentions, members)
    states["other_version"] = is_other_version(states, moments.mates, drafts)
    _add_dates(states, key, members, assignment)
    add_points(states, drafts)
    return states, supports


def _add_support(states: pd.DataFrame, key: IntArray, members: Memberships) -> dict[str, Support]:
    supports = {name: support_for(members, STATUS_CODES[name]) for name in ("reported", "planned")}
    reported, planned = supports["reported"].at(key), supports["planned"].at(key)
    is_reported, is_planned = reported.voices > 0, planned.voices > 0
    states["k_reported"] = reported.voices
    for name in ("outlets", "stories"):
        states[f"n_{name}"] = np.where(is_reported, getattr(reported, name), getattr(planned, name))
    states["first_outlet"] = members.outlet[np.searchsorted(members.event, states["event"].to_numpy())]
    states["n_denied"] = support_for(members, DENIED).at(key).distinct
    other = _other_status(members, key)
    states["status"] = np.select([is_reported, is_planned], [REPORTED, PLANNED], other)
    states["lone"] = np.minimum(states["n_outlets"].to_numpy(), states["n_stories"].to_numpy()) <= 1
    sure = np.where(is_reported, reported.confidence, planned.confidence)
    states["confidence"] = np.where(is_reported | is_planned, sure, 0.0)
    return supports


def _other_status(members: Memberships, key: IntArray) -> IntArray:
    """The status of an event nobody reports or plans: denied, else background, else hypothetical."""
    denied, background = (
        cumulative(members.key, (members.status == code).astype(np.int64), key)
        for code in (DENIED, BACKGROUND)
    )
    return np.select([denied > 0, background > 0], [DENIED, BACKGROUND], HYPOTHETICAL)


def _add_dates(states: pd.DataFrame, key: IntArray, members: Memberships, assignment: Assignment) -> None:
    """From which day a state counts and fades, until when, and whether it stands."""
    drafts = assignment.drafts
    event, day = states["event"].to_numpy(), states["day"].to_numpy()
    reported = states["status"].to_numpy() == REPORTED
    happened = [d.first_day if d.reported_day is None else d.reported_day for d in drafts]
    first_known = _first_days(members, len(drafts))
    known = np.where(reported, first_known[REPORTED][event], first_known[PLANNED][event])
    date = np.where(reported, np.array(happened, dtype=np.int64)[event], known)
    stands_from = np.full(len(drafts), FOREVER)
    stands_from[list(assignment.standing_from)] = list(assignment.standing_from.values())
    ended_known, ended = np.full((2, len(drafts)), FOREVER)
    for number, closing in assignment.closings.items():
        ended_known[number], ended[number] = closing
    standing = reported & (day >= stands_from[event])
    last = members.day[np.searchsorted(members.key, key, side="right") - 1]
    lone = states["lone"].to_numpy() & ~standing
    states["standing"] = standing
    states["happened"] = date
    states["counts_from"] = np.where(lone, known, date)
    states["fades_from"] = np.select([standing, lone], [last + FORGOTTEN_DAYS, known], date)
    states["counts_to"] = np.where(standing & (day >= ended_known[event]), ended[event], FOREVER)


def _first_days(members: Memberships, count: int) -> dict[int, IntArray]:
    """By status, the day each event was first reported or announced."""
    result: dict[int, IntArray] = {}
    for status in (REPORTED, PLANNED):
        chosen = members.status == status
        events, where = np.unique(members.event[chosen], return_index=True)
        result[status] = np.zeros(count, dtype=np.int64)
        result[status][events] = members.day[chosen][where]
    return result
