"""From evidence to events: what happened, who says so, and what was known of it when.

An event is keyed by pair, signal, source, target, day and named measure over all stories. The order of
articles does not matter, and a state as of a close uses nothing known after it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from tension.articles import digest
from tension.events.matching import Assignment, Draft, Matcher
from tension.events.memberships import Memberships, Support, order_memberships
from tension.events.mentions import FOREVER, IntArray, Mentions, read_mentions
from tension.events.states import build_states
from tension.events.tallies import DAY_SPAN
from tension.pairs import Pair
from tension.signals.table import SignalRow

_ROLES = np.array(["report", "announcement", "retelling", "denial", "speculation"], dtype=object)
_SAME = (
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
class Made:
    """Events as they were made, with what the interval needs.

    Attributes:
        ids: event ids by event number, in order of creation.
        events, links: frames as tables `events` and `event_evidence`.
        states: one row a state, sorted by event and day; see `tension.events.states.build_states`, and
        event_id, polarity,
            a_to_b, b_to_a (points of pressure), known_from, known_to.
        members: mentions by event.
        mentions: the evidence in order.
        supports: votes by status, `reported` and `planned`.
    """

    ids: npt.NDArray[np.object_]
    events: pd.DataFrame
    states: pd.DataFrame
    links: pd.DataFrame
    members: Memberships
    mentions: Mentions
    supports: dict[str, Support]


def make_events(evidence: pd.DataFrame, pair: Pair, table: Mapping[str, SignalRow]) -> Made:
    """Gather evidence into events and their histories.

    Args:
        evidence: rows of table `evidence` joined to their articles, of any order.
        pair: the two states.
        table: the signal table.

    Raises:
        InputError: a column is missing or a status is unknown.
    """
    mentions = read_mentions(evidence, pair)
    assignment = Matcher(mentions, pair, table).run()
    members = order_memberships(mentions, assignment)
    ids = _event_ids(assignment.drafts, pair)
    states, supports = build_states(mentions, members, assignment, table)
    states = _with_pressure(states, assignment.drafts, pair)
    states["known_us"] = _known_times(states, mentions, members)
    states = _merge_unchanged(states)
    states["event_id"] = ids[states["event"].to_numpy()]
    events = _events_frame(states, mentions, members, assignment, ids, pair, table)
    return Made(ids, events, states, _links_frame(mentions, members, ids, pair), members, mentions, supports)


def _event_ids(drafts: Sequence[Draft], pair: Pair) -> npt.NDArray[np.object_]:
    """Stable names of events, the same whichever way the pair is named."""
    states = "-".join(sorted(pair.states))
    used: dict[tuple[object, ...], int] = {}
    ids = []
    for draft in drafts:
        key = (*draft.group, draft.anchor_day)
        used[key] = used.get(key, 0) + 1
        signal, source, target, measure = draft.group
        parts = (states, signal, source, target, measure or "", str(draft.anchor_day), str(used[key]))
        ids.append(digest(*parts))
    return np.array(ids, dtype=object)


def _with_pressure(states: pd.DataFrame, drafts: Sequence[Draft], pair: Pair) -> pd.DataFrame:
    """Points of escalation that one state directs at the other; armed groups' violence has no direction."""
    groups = [draft.group for draft in drafts]
    event = states["event"].to_numpy()
    escalates = states["polarity"].eq("escalation").to_numpy()
    for name, source, target in (("a_to_b", pair.a, pair.b), ("b_to_a", pair.b, pair.a)):
        directed = np.array([group[1] == source and group[2] == target for group in groups], dtype=bool)[
            event
        ]
        states[name] = np.where(directed & escalates, states["points"], 0.0)
    return states


def _known_times(states: pd.DataFrame, mentions: Mentions, members: Memberships) -> IntArray:
    """The moment of the day (UTC, microseconds) at which a state was fully known.

    The last mention of that day; where another event's news changed it, the day's last microsecond.
    """
    key = states["event"].to_numpy() * DAY_SPAN + states["day"].to_numpy()
    day_us = 86_400_000_000
    last = np.searchsorted(members.key, key, side="right") - 1
    own = members.key[last] == key
    known = np.maximum.reduceat(
        mentions.known_us[members.row], np.searchsorted(members.key, np.unique(members.key))
    )
    by_key = dict(zip(np.unique(members.key).tolist(), known.tolist(), strict=True))
    ends = (states["day"].to_numpy() + 1) * day_us - 1
    times = np.array([by_key.get(k, 0) for k in key.tolist()], dtype=np.int64)
    return np.where(own & ~_moved_by_others(states, members), times, ends)


def _moved_by_others(states: pd.DataFrame, members: Memberships) -> npt.NDArray[np.bool_]:
    """States whose day also closed the measure or withdrew a mention: those are known at the day's end."""
    withdrawn = members.gone < FOREVER
    keys = members.event[withdrawn] * DAY_SPAN + members.gone[withdrawn]
    key = states["event"].to_numpy() * DAY_SPAN + states["day"].to_numpy()
    ended = states["counts_to"].to_numpy() < FOREVER
    return np.isin(key, keys) | ended


def _merge_unchanged(states: pd.DataFrame) -> pd.DataFrame:
    """Drop states that repeat the one before and say until when each holds."""
    before = states.shift()
    same = states["event"].eq(before["event"])
    for name in _SAME:
        same &= states[name].eq(before[name]) | (states[name].isna() & before[name].isna())
    kept = states[~same].reset_index(drop=True)
    following = kept.shift(-1)
    last = ~following["event"].eq(kept["event"])
    kept["until"] = following["day"].where(~last, FOREVER).astype(np.int64)
    kept["known_from"] = pd.to_datetime(kept["known_us"], unit="us")
    kept["known_to"] = kept["known_from"].shift(-1).where(~last)
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
    drafts = assignment.drafts
    last = states.groupby("event", sort=True).tail(1).set_index("event").sort_index()
    memberships = pd.DataFrame({"event": members.event, "known_us": mentions.known_us[members.row]})
    seen = memberships.groupby("event", sort=True)["known_us"].agg(["min", "max"])
    rows = np.array([draft.row for draft in drafts], dtype=np.int64)
    happened = [d.anchor_day if d.reported_day is None else d.reported_day for d in drafts]
    return pd.DataFrame(
        {
            "pair": pair.key,
            "event_id": ids,
            "signal": [draft.group[0] for draft in drafts],
            "plover": [table[draft.group[0]].plover for draft in drafts],
            "polarity": [table[draft.group[0]].polarity for draft in drafts],
            "status": last["status"].to_numpy(),
            "source": [draft.group[1] for draft in drafts],
            "target": [draft.group[2] for draft in drafts],
            "measure": [draft.measure for draft in drafts],
            "place": mentions.frame["place"].to_numpy()[rows],
            "event_date": dates_of(np.array(happened, dtype=np.int64)),
            "killed": last["killed"].astype("Int64").array,
            "wounded": last["wounded"].astype("Int64").array,
            "confidence": last["confidence"].to_numpy(),
            "outlet_count": last["n_outlets"].to_numpy(),
            "story_count": last["n_stories"].to_numpy(),
            "first_known_at": pd.to_datetime(seen["min"], unit="us").to_numpy(),
            "last_known_at": pd.to_datetime(seen["max"], unit="us").to_numpy(),
            "headline": mentions.frame["title"].to_numpy()[rows],
        }
    )


def _links_frame(
    mentions: Mentions, members: Memberships, ids: npt.NDArray[np.object_], pair: Pair
) -> pd.DataFrame:
    """Which evidence belongs to which event, and as what."""
    frame = mentions.frame
    is_dead = mentions.signal[members.row] == "casualties"
    told = np.where(is_dead & (members.status == 0), "toll", _ROLES[members.status])
    return pd.DataFrame(
        {
            "pair": pair.key,
            "event_id": ids[members.event],
            "article_id": frame["article_id"].to_numpy()[members.row],
            "revision": frame["revision"].to_numpy()[members.row],
            "evidence_no": frame["evidence_no"].to_numpy()[members.row],
            "role": told,
        }
    )
