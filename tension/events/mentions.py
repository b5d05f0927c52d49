"""Evidence put in order for the making of events: who did what, and when it was known.

A mention is one row of evidence. Mentions are sorted by (`known_at`, article, ...), so that whatever
order articles arrive in, events come out the same and nothing known later decides anything earlier.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from tension.errors import InputError
from tension.events.standing import FULL_TIES
from tension.pairs import Pair
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
    """Evidence in order of `known_at`, one entry a row; days are counted from 1970-01-01 UTC."""

    frame: pd.DataFrame
    signal: npt.NDArray[np.object_]
    source: npt.NDArray[np.object_]
    target: npt.NDArray[np.object_]
    measure: npt.NDArray[np.object_]
    status: IntArray
    chance: IntArray
    event_day: IntArray
    published_day: IntArray
    known_us: IntArray
    known_day: IntArray
    gone_day: IntArray

    def __len__(self) -> int:
        return len(self.frame)


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
    frame = _ordered(evidence)
    unknown = sorted(set(frame["status"].unique()) - set(STATUS_CODES))
    if unknown:
        raise InputError(f"evidence has the statuses {unknown}", f"use {sorted(STATUS_CODES)}")
    signal, source, target = _actors(frame, pair)
    chance = (frame["probability"] * frame["status_probability"]).to_numpy(dtype=np.float64).clip(0.0, 1.0)
    return Mentions(
        frame=frame,
        signal=signal,
        source=source,
        target=target,
        measure=_measures(frame),
        status=np.array(frame["status"].map(STATUS_CODES), dtype=np.int64),
        chance=np.rint(chance * SCALE).astype(np.int64),
        event_day=day_numbers(frame["event_date"]),
        published_day=day_numbers(frame["published_at"]),
        known_us=frame["known_at"].to_numpy(dtype="datetime64[us]").astype(np.int64),
        known_day=day_numbers(frame["known_at"]),
        gone_day=_gone_days(frame["superseded_at"]),
    )


def _ordered(evidence: pd.DataFrame) -> pd.DataFrame:
    """Sorted by when it was known, the deed before its dead; what lasted under a day is dropped."""
    gone = _gone_days(evidence["superseded_at"])
    kept = evidence.loc[gone > day_numbers(evidence["known_at"])]
    counts_dead = (kept["signal"] == "casualties").rename("_dead")
    keys = ["known_at", "article_id", "revision", "_dead", "evidence_no"]
    return (
        kept.assign(_dead=counts_dead)
        .sort_values(keys, kind="stable")
        .drop(columns="_dead")
        .reset_index(drop=True)
    )


def _gone_days(superseded: pd.Series) -> IntArray:
    """The first close that no longer counts the row."""
    times = pd.to_datetime(superseded)
    days = times.to_numpy(dtype="datetime64[D]").astype(np.int64)
    return np.where(times.isna().to_numpy(), FOREVER, days)


def _measures(frame: pd.DataFrame) -> npt.NDArray[np.object_]:
    """The named measure or None; a restoration of all ties at once is the measure `ties`."""
    named = np.array(frame["measure"].astype(object).where(frame["measure"].notna(), None), dtype=object)
    unnamed = frame["measure"].isna().to_numpy()
    open_rows = np.flatnonzero((frame["signal"] == "restore").to_numpy() & unnamed)
    if len(open_rows):
        full = (
            frame["sentence"]
            .iloc[open_rows]
            .str.contains(_ALL_TIES, case=False, regex=True)
            .to_numpy(dtype=bool)
        )
        named[open_rows[full]] = FULL_TIES
    return named


def _actors(
    frame: pd.DataFrame, pair: Pair
) -> tuple[npt.NDArray[np.object_], npt.NDArray[np.object_], npt.NDArray[np.object_]]:
    """Signal, source and target with one name for one thing, whatever order the pair is named in."""
    signal = frame["signal"].to_numpy(dtype=object).copy()
    source = frame["source"].to_numpy(dtype=object).copy()
    target = frame["target"].to_numpy(dtype=object).copy()
    from_state = np.isin(source, sorted(pair.states))
    to_state = np.isin(target, sorted(pair.states))
    crowd = (signal == "protest") & (source == "CIV") & to_state
    first, second = sorted(pair.states)
    source[crowd] = np.where(target[crowd] == first, second, first)
    signal[(signal == "attack") & from_state] = "strike"
    signal[(signal == "strike") & (source == "NSA")] = "attack"
    mutual = np.isin(signal, sorted(MUTUAL)) & from_state & to_state
    source[mutual], target[mutual] = first, second
    return signal, source, target


def base_points(signal: str, source: str, target: str, pair: Pair, table: Mapping[str, SignalRow]) -> float:
    """Points of one reported event without casualties at full confidence."""
    return table[signal].weight * actor_weight(signal, source, target, pair)
