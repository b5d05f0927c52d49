"""Evidence put in order for the making of events: who did what, and when it was known.

A mention is one row of evidence. Mentions are sorted by (`known_at`, article, ...), so that whatever
order articles arrive in, events come out the same and nothing known later decides anything earlier.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from tension.errors import InputError
from tension.events.standing import FULL_TIES, Group
from tension.pairs import Pair
from tension.signals.places import PLACED
from tension.signals.points import actor_weight
from tension.signals.table import SignalRow

REPORTED, PLANNED, BACKGROUND, DENIED, HYPOTHETICAL = range(5)
STATUS_CODES: Final = {
    "reported": REPORTED,
    "planned": PLANNED,
    "background": BACKGROUND,
    "denied": DENIED,
    "hypothetical": HYPOTHETICAL,
}
MUTUAL: Final = frozenset({"talks", "agree", "cooperate"})
"""Signals two states do together: which of them is named first is the reporter's choice, not the event's."""
VIOLENT: Final = frozenset({"strike", "attack"})
FOREVER: Final = 2**31 - 1
"""The day number of what has no end."""
SCALE: Final = 2**20
"""Probabilities are kept in units of 1/SCALE, so that their sums are exact in any order."""

_ALL_TIES: Final = (
    r"\b(?:full(?:y)?|all|complete)\b[^.]{0,40}\b(?:ties|relations)\b"
    r"|\b(?:ties|relations)\b[^.]{0,40}\b(?:fully|in full)\b"
)
IntArray = npt.NDArray[np.int64]
_NEEDED: Final = (
    "article_id",
    "revision",
    "evidence_no",
    "signal",
    "status",
    "probability",
    "status_probability",
    "source",
    "target",
    "measure",
    "place",
    "killed",
    "wounded",
    "event_date",
    "sentence",
    "why",
    "outlet",
    "title",
    "published_at",
    "known_at",
    "superseded_at",
    "story_id",
)


@dataclass(frozen=True, slots=True)
class Mentions:
    """Evidence in order of `known_at`, one entry a row; days are counted from 1970-01-01 UTC.

    Attributes:
        frame: the rows in that order.
        group: by row, the number in `groups` of its signal, source, target, and measure or place.
        groups: those four, with one name for one thing.
        status: see `STATUS_CODES`.
        chance: in units of 1/SCALE.
        event_day, published_day, known_day: of the row; gone_day: the first close that no longer counts it.
        known_us: microseconds since 1970-01-01 UTC.
        outlet, story: by row, the place in `outlets` and `stories`; these are in order of first appearance.
    """

    frame: pd.DataFrame
    group: IntArray
    groups: list[Group]
    status: IntArray
    chance: IntArray
    event_day: IntArray
    published_day: IntArray
    known_us: IntArray
    known_day: IntArray
    gone_day: IntArray
    outlet: IntArray
    outlets: npt.NDArray[np.object_]
    story: IntArray
    stories: npt.NDArray[np.object_]

    def __len__(self) -> int:
        return len(self.frame)


def day_number(day: date) -> int:
    """Whole days since 1970-01-01."""
    return (day - date(1970, 1, 1)).days


def day_numbers(dates: pd.Series) -> IntArray:
    """Whole days since 1970-01-01 of dates or naive UTC timestamps."""
    values = pd.to_datetime(dates).to_numpy(dtype="datetime64[D]")
    return values.astype(np.int64)


def read_mentions(evidence: pd.DataFrame, pair: Pair) -> Mentions:
    """Order and clean the evidence of one pair.

    Args:
        evidence: rows of table `evidence` joined to their articles (see the module's `_NEEDED` columns).
        pair: the two states.

    Raises:
        InputError: a column is missing or a status is unknown.
    """
    missing = [name for name in _NEEDED if name not in evidence.columns]
    if missing:
        raise InputError(f"evidence lacks the columns {missing}", "join evidence to its articles")
    frame = _ordered(evidence[list(_NEEDED)])
    group, groups = _groups(frame, pair)
    chance = (frame["probability"] * frame["status_probability"]).to_numpy(dtype=np.float64).clip(0.0, 1.0)
    outlet, outlets = pd.factorize(frame["outlet"])
    story, stories = pd.factorize(frame["story_id"])
    return Mentions(
        frame=frame,
        group=group,
        groups=groups,
        status=_statuses(frame["status"]),
        chance=np.rint(chance * SCALE).astype(np.int64),
        event_day=day_numbers(frame["event_date"]),
        published_day=day_numbers(frame["published_at"]),
        known_us=_microseconds(frame["known_at"]),
        known_day=day_numbers(frame["known_at"]),
        gone_day=_gone_days(frame["superseded_at"]),
        outlet=outlet.astype(np.int64),
        outlets=np.asarray(outlets, dtype=object),
        story=story.astype(np.int64),
        stories=np.asarray(stories, dtype=object),
    )


def _microseconds(times: pd.Series) -> IntArray:
    return times.to_numpy(dtype="datetime64[us]").astype(np.int64)


def _ordered(evidence: pd.DataFrame) -> pd.DataFrame:
    """Sorted by when it was known, the deed before its dead; what lasted under a day is dropped."""
    gone = _gone_days(evidence["superseded_at"])
    rows = np.flatnonzero(gone > day_numbers(evidence["known_at"]))
    known = _microseconds(evidence["known_at"])[rows]
    order = np.argsort(known, kind="stable")
    rows, known = rows[order], known[order]
    same = known[1:] == known[:-1]
    tied = np.concatenate([same, [False]]) | np.concatenate([[False], same])
    if tied.any():
        rows[tied] = _told_apart(evidence, rows[tied], known[tied])
    if np.array_equal(rows, np.arange(len(evidence))):
        return evidence.reset_index(drop=True)
    return evidence.take(rows).reset_index(drop=True)


def _told_apart(evidence: pd.DataFrame, rows: IntArray, known: IntArray) -> IntArray:
    """Rows known at the same moments in the order of article, revision, deed before its dead, number."""
    part = evidence[["article_id", "revision", "signal", "evidence_no"]].take(rows)
    article, _ = pd.factorize(part["article_id"], sort=True)
    is_dead = part["signal"].eq("casualties").to_numpy()
    return rows[np.lexsort((part["evidence_no"], is_dead, part["revision"], article, known))]


def _gone_days(superseded: pd.Series) -> IntArray:
    """The first close that no longer counts the row."""
    times = pd.to_datetime(superseded)
    days = times.to_numpy(dtype="datetime64[D]").astype(np.int64)
    return np.where(times.isna().to_numpy(), FOREVER, days)


def _statuses(names: pd.Series) -> IntArray:
    codes, known = pd.factorize(names)
    unknown = sorted(set(known) - set(STATUS_CODES))
    if unknown:
        raise InputError(f"evidence has the statuses {unknown}", f"use {sorted(STATUS_CODES)}")
    return np.array([STATUS_CODES[name] for name in known], dtype=np.int64)[codes]


def _groups(frame: pd.DataFrame, pair: Pair) -> tuple[IntArray, list[Group]]:
    """Signal, source, target, and measure or place of each row, as a number and what it stands for."""
    combined = np.zeros(len(frame), dtype=np.int64)
    columns = [frame[name] for name in ("signal", "source", "target", "measure", "place")]
    for column in columns:
        codes, names = pd.factorize(column)
        combined = combined * (len(names) + 1) + codes + 1
    _, first, code = np.unique(combined, return_index=True, return_inverse=True)
    told = zip(*(column.iloc[first].astype(object) for column in columns), strict=True)
    numbers: dict[Group, int] = {}
    cleaned = [
        _cleaned(signal, source, target, measure, place, pair)
        for signal, source, target, measure, place in told
    ]
    group = np.array([numbers.setdefault(name, len(numbers)) for name in cleaned], dtype=np.int64)[code]
    for name in [name for name in numbers if name[0] == "restore" and name[3] is None]:
        rows = np.flatnonzero(group == numbers[name])
        full = frame["sentence"].iloc[rows].str.contains(_ALL_TIES, case=False, regex=True)
        of_all = numbers.setdefault((*name[:3], FULL_TIES), len(numbers))
        group[rows[full.to_numpy(dtype=bool)]] = of_all
    return group, list(numbers)


def _cleaned(
    signal: str, source: str, target: str, measure: str | None, place: str | None, pair: Pair
) -> Group:
    """One name for one thing, whatever order the pair is named in."""
    first, second = sorted(pair.states)
    between = source in pair.states and target in pair.states
    if signal == "protest" and source == "CIV" and target in pair.states:
        source = second if target == first else first
    if signal == "attack" and source in pair.states:
        signal = "strike"
    if signal == "strike" and source == "NSA":
        signal = "attack"
    if signal in MUTUAL and between:
        source, target = first, second
    named = place if signal in PLACED else measure
    return signal, source, target, None if pd.isna(named) else named


def base_points(signal: str, source: str, target: str, pair: Pair, table: Mapping[str, SignalRow]) -> float:
    """Points of one reported event without casualties at full confidence."""
    return table[signal].weight * actor_weight(signal, source, target, pair)
