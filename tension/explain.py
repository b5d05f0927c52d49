"""Why a day reads as it does, and what changed between two days, as data for whoever shows it."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import pandas as pd

from tension.index.attribution import differences


@dataclass(frozen=True, slots=True)
class Quote:
    """A sentence that an event rests on, as printed; hostile text, to be cleaned by whoever shows it."""

    sentence: str
    status: str
    outlet: str
    url: str
    published_at: datetime


@dataclass(frozen=True, slots=True)
class Driver:
    """One event's part in the level of a day.

    Attributes:
        points: its contribution, negative where it relieves; in a change, the difference of the two.
        kind: `escalation` or `relief`; in a change `new`, `gone`, `faded`, `grew` or `eased`.
        quotes: sentences of distinct outlets, earliest first.
    """

    event_id: str
    signal: str
    source: str
    target: str
    event_date: date
    points: float
    kind: str
    quotes: tuple[Quote, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """The drivers shown and what the others add up to, so that all of it sums to `total_points`."""

    total_points: float
    drivers: tuple[Driver, ...]
    other_count: int
    other_points: float


def explain_day(
    drivers: pd.DataFrame, evidence: pd.DataFrame, limit: int = 10, quotes: int = 2
) -> Explanation:
    """The events that make the level of a day, largest first.

    Args:
        drivers: rows of view `tension_drivers` of one pair and date, or what `contributions` gives.
        evidence: rows of view `tension_evidence` for these events.
        limit: how many events to give.
        quotes: how many sentences an event.
    """
    order = drivers["points"].abs().sort_values(ascending=False, kind="stable").index
    ranked = drivers.loc[order]
    kinds = ["relief" if points < 0 else "escalation" for points in ranked["points"]]
    return _explanation(ranked.assign(kind=kinds), "points", evidence, limit, quotes)


def explain_change(
    before: pd.DataFrame, after: pd.DataFrame, evidence: pd.DataFrame, limit: int = 10, quotes: int = 1
) -> Explanation:
    """What moved the level between two days, largest first; arguments as in `explain_day`."""
    return _explanation(differences(before, after), "change", evidence, limit, quotes)


def _explanation(
    ranked: pd.DataFrame, column: str, evidence: pd.DataFrame, limit: int, quotes: int
) -> Explanation:
    shown, rest = ranked.iloc[:limit], ranked.iloc[limit:]
    chosen = evidence[evidence["event_id"].isin(shown["event_id"])]
    by_event = {str(event): _quotes(rows, quotes) for event, rows in chosen.groupby("event_id", sort=False)}
    drivers = tuple(_driver(row, column, by_event) for row in shown.to_dict("records"))
    return Explanation(float(ranked[column].sum()), drivers, len(rest), float(rest[column].sum()))


def _driver(row: dict[Any, Any], column: str, quotes: dict[str, tuple[Quote, ...]]) -> Driver:
    return Driver(
        event_id=row["event_id"],
        signal=row["signal"],
        source=row["source"],
        target=row["target"],
        event_date=pd.Timestamp(row["event_date"]).date(),
        points=float(row[column]),
        kind=row["kind"],
        quotes=quotes.get(row["event_id"], ()),
    )


def _quotes(rows: pd.DataFrame, count: int) -> tuple[Quote, ...]:
    """Reports before retellings, each outlet once, earliest first."""
    told = rows.assign(_later=rows["status"].ne("reported"))
    first = told.sort_values(["_later", "published_at", "sentence"], kind="stable").drop_duplicates("outlet")
    return tuple(
        Quote(row["sentence"], row["status"], row["outlet"], row["url"], row["published_at"].to_pydatetime())
        for row in first.head(count).to_dict("records")
    )
