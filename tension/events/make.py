"""From evidence to events: what happened, who says so, and what was known of it when.

An event is keyed by pair, signal, source, target, day and named measure over all stories. The order of
articles does not matter, and a state as of a close uses nothing known after it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from tension.articles import digest
from tension.events.drafts import Assignment, Draft
from tension.events.matching import Matcher
from tension.events.memberships import Memberships, Support, order_memberships
from tension.events.mentions import FOREVER, REPORTED, STATUS_CODES, IntArray, Mentions, read_mentions
from tension.events.standing import Group
from tension.events.states import Moments, build_states, find_moments
from tension.events.tallies import DAY_SPAN
from tension.pairs import Pair
from tension.signals.table import SignalRow

_ROLES: Final = ("report", "announcement", "retelling", "denial", "speculation", "toll")
_TOLL: Final = _ROLES.index("toll")
_DAY_US: Final = 86_400_000_000
_SAME: Final = (
    "points",
    "status",
    "killed",
    "wounded",
    "confidence",
    "counts_from",
    "counts_to",
    "fades_from",
    "standing",
)


@dataclass(frozen=True, slots=True)
class Recent:
    """Events wanted: those that anything changed about on the day `since` or later, and those in `also`."""

    since: int
    also: frozenset[str]


@dataclass(frozen=True, slots=True)
class Made:
    """Events as they were made, with what the interval needs.

    Attributes:
        ids: event ids by event number, in order of creation; empty where not wanted.
        events, links: frames as tables `events` and `event_evidence`, of the events wanted.
        states: of these, one row a state, sorted by event and day; see `tension.events.states.build_states`,
            and until (the next state's day), a_to_b, b_to_a (points of pressure), known_from, known_to.
        mentions: the evidence in order.
        supports: votes by status, `reported` and `planned`.
    """

    ids: npt.NDArray[np.object_]
    events: pd.DataFrame
    states: pd.DataFrame
    links: pd.DataFrame
    mentions: Mentions
    supports: dict[str, Support]


class _Ids:
    """Stable names of events, the same whichever way the pair is named."""

    def __init__(self, drafts: Sequence[Draft], pair: Pair) -> None:
        self._states = "-".join(sorted(pair.states))
        self._keys = [(draft.group, draft.anchor_day) for draft in drafts]
        used: dict[tuple[Group, int], int] = {}
        self._order = []
        for key in self._keys:
            used[key] = used.get(key, 0) + 1
            self._order.append(used[key])

    def __len__(self) -> int:
        return len(self._keys)

    def of(self, wanted: IntArray) -> npt.NDArray[np.object_]:
        """By event number, the names of those wanted; empty for all others."""
        ids = np.full(len(self), "", dtype=object)
        for number in wanted.tolist():
            (*what, named), day = self._keys[number]
            ids[number] = digest(self._states, *what, named or "", str(day), str(self._order[number]))
        return ids


def make_events(
    evidence: pd.DataFrame, pair: Pair, table: Mapping[str, SignalRow], recent: Recent | None = None
) -> Made:
    """Gather evidence into events and their histories.

    Args:
        evidence: rows of table `evidence` joined to their articles, of any order.
        pair: the two states.
        table: the signal table.
        recent: which events are wanted, None for all; their histories are the same either way.

    Raises:
        InputError: a column is missing or a status is unknown.
    """
    mentions = read_mentions(evidence, pair)
    assignment = Matcher(mentions, pair, table).run()
    members = order_memberships(mentions, assignment)
    moments = find_moments(mentions, members, assignment)
    names = _Ids(assignment.drafts, pair)
    wanted = np.arange(len(assignment.drafts))
    if recent is not None:
        wanted = _wanted(moments, names, recent)
        moments = moments.what_matters_to(wanted)
        members = members.of(moments.key // DAY_SPAN)
    ids = names.of(wanted)
    states, supports = build_states(mentions, members, assignment, table, moments)
    if recent is not None:
        states = states[np.isin(states["event"], wanted)].reset_index(drop=True)
        members = members.of(wanted)
    _add_pressure(states, assignment.drafts, pair)
    states["known_us"] = _known_times(states, mentions, members)
    states = _merge_unchanged(states)
    events = _events_frame(states, mentions, members, assignment, ids, pair, table)
    return Made(ids, events, states, _links_frame(mentions, members, ids, pair), mentions, supports)


def _wanted(moments: Moments, names: _Ids, recent: Recent) -> IntArray:
    """The events something about which may have changed since, and those named."""
    numbers = np.arange(len(names))
    last = moments.key[np.searchsorted(moments.key // DAY_SPAN, numbers, side="right") - 1] % DAY_SPAN
    changed = np.flatnonzero(last >= recent.since)
    if recent.also.issubset(names.of(changed)[changed]):
        return changed
    named = pd.Index(names.of(numbers)).isin(list(recent.also))
    return np.union1d(changed, np.flatnonzero(named))


def _add_pressure(states: pd.DataFrame, drafts: Sequence[Draft], pair: Pair) -> None:
    """Points of escalation that one state directs at the other; armed groups' violence has no direction."""
    event = states["event"].to_numpy()
    points = np.where(states["eases"], 0.0, states["points"])
    for name, way in (("a_to_b", (pair.a, pair.b)), ("b_to_a", (pair.b, pair.a))):
        directed = np.array([draft.group[1:3] == way for draft in drafts], dtype=bool)
        states[name] = np.where(directed[event], points, 0.0)


def _known_times(states: pd.DataFrame, mentions: Mentions, members: Memberships) -> IntArray:
    """The moment of the day (UTC, microseconds) at which a state was fully known.

    The last mention of that day; where another event's news changed it, the day's last microsecond.
    """
    key = states["event"].to_numpy() * DAY_SPAN + states["day"].to_numpy()
    ends = (states["day"].to_numpy() + 1) * _DAY_US - 1
    if not len(key):
        return ends
    days, starts = np.unique(members.key, return_index=True)
    known = np.maximum.reduceat(mentions.known_us[members.row], starts)
    last = np.searchsorted(days, key, side="right") - 1
    own = days[last] == key
    return np.where(own & ~_moved_by_others(states, key, members), known[last], ends)


def _moved_by_others(states: pd.DataFrame, key: IntArray, members: Memberships) -> npt.NDArray[np.bool_]:
    """States whose day also closed the measure or withdrew a mention: those are known at the day's end."""
    withdrawn = members.gone < FOREVER
    keys = members.event[withdrawn] * DAY_SPAN + members.gone[withdrawn]
    ended = states["counts_to"].to_numpy() < FOREVER
    return np.isin(key, keys) | ended


def _merge_unchanged(states: pd.DataFrame) -> pd.DataFrame:
    """Drop states that repeat the one before and say until when each holds."""
    event = states["event"].to_numpy()
    same = event[1:] == event[:-1]
    for name in _SAME:
        values = states[name].to_numpy()
        unknown = pd.isna(values)
        same &= (values[1:] == values[:-1]) | (unknown[1:] & unknown[:-1])
    kept = states.iloc[np.flatnonzero(np.concatenate([[True], ~same])[: len(event)])].reset_index(drop=True)
    event, day = kept["event"].to_numpy(), kept["day"].to_numpy()
    more = np.concatenate([event[1:] == event[:-1], [False]])[: len(event)]
    kept["until"] = np.where(more, np.concatenate([day[1:], [FOREVER]])[: len(day)], FOREVER)
    kept["known_from"] = pd.to_datetime(kept["known_us"], unit="us")
    kept["known_to"] = kept["known_from"].shift(-1).where(more)
    return kept


def dates_of(days: pd.Series | IntArray) -> npt.NDArray[np.datetime64]:
    """Day numbers as dates; what has no end is NaT."""
    numbers = np.asarray(days, dtype=np.int64)
    return np.where(numbers == FOREVER, np.datetime64("NaT"), numbers.astype("datetime64[D]")).astype(
        "datetime64[us]"
    )


def _events_frame(
    states: pd.DataFrame,
    mentions: Mentions,
    members: Memberships,
    assignment: Assignment,
    ids: npt.NDArray[np.object_],
    pair: Pair,
    table: Mapping[str, SignalRow],
) -> pd.DataFrame:
    """One row an event: its last state, who carries it and the headline it was first known by."""
    numbers, starts = np.unique(members.event, return_index=True)
    drafts = [assignment.drafts[number] for number in numbers.tolist()]
    last = states.iloc[np.searchsorted(states["event"], numbers, side="right") - 1]
    known = mentions.known_us[members.row]
    first_known, last_known = (
        (edge.reduceat(known, starts) if len(starts) else known) for edge in (np.minimum, np.maximum)
    )
    titles = mentions.frame["title"].take(np.array([draft.row for draft in drafts], dtype=np.int64))
    happened = [d.anchor_day if d.reported_day is None else d.reported_day for d in drafts]
    rows = [table[draft.group[0]] for draft in drafts]
    return pd.DataFrame(
        {
            "pair": pair.key,
            "event_id": ids[numbers],
            "signal": [draft.group[0] for draft in drafts],
            "plover": [row.plover for row in rows],
            "polarity": [row.polarity for row in rows],
            "status": names_of(tuple(STATUS_CODES), last["status"].to_numpy()),
            "source": [draft.group[1] for draft in drafts],
            "target": [draft.group[2] for draft in drafts],
            "measure": [draft.measure for draft in drafts],
            "place": [draft.place for draft in drafts],
            "event_date": dates_of(np.array(happened, dtype=np.int64)),
            "killed": last["killed"].astype("Int64").array,
            "wounded": last["wounded"].astype("Int64").array,
            "confidence": last["confidence"].to_numpy(),
            "outlet_count": last["n_outlets"].to_numpy(),
            "story_count": last["n_stories"].to_numpy(),
            "first_known_at": pd.to_datetime(first_known, unit="us"),
            "last_known_at": pd.to_datetime(last_known, unit="us"),
            "headline": titles.array,
        }
    )


def names_of(names: Sequence[str] | npt.NDArray[np.object_], codes: IntArray) -> "pd.Series[str]":
    """Text by its place in a list."""
    return pd.Series(names, dtype="str").take(codes).reset_index(drop=True)


def _links_frame(
    mentions: Mentions, members: Memberships, ids: npt.NDArray[np.object_], pair: Pair
) -> pd.DataFrame:
    """Which evidence belongs to which event, and as what."""
    is_dead = np.array([group[0] == "casualties" for group in mentions.groups], dtype=bool)
    dead_told = is_dead[mentions.group[members.row]] & (members.status == REPORTED)
    links = mentions.frame[["article_id", "revision", "evidence_no"]].take(members.row).reset_index(drop=True)
    links.insert(0, "pair", pair.key)
    links.insert(1, "event_id", names_of(ids, members.event))
    links["role"] = names_of(_ROLES, np.where(dead_told, _TOLL, members.status))
    return links
