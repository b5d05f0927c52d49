"""Worked scenarios: small invented histories on which the curve was set."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import pandas as pd

START: Final = date(2030, 1, 1)
"""Day 0 of every scenario, in the future so that nobody takes them for facts."""


@dataclass(frozen=True, slots=True)
class Deed:
    """One event as `outlets` independent outlets report it on `day` (days after `START`)."""

    day: int
    signal: str
    source: str
    target: str
    outlets: int = 6
    measure: str | None = None
    killed: int | None = None
    status: str = "reported"
    event_day: int | None = None


@dataclass(frozen=True, slots=True)
class Scenario:
    """A named history between A (`AAA`) and B (`BBB`) and the day at whose close it is read."""

    name: str
    deeds: tuple[Deed, ...]
    read_on: int


def evidence_of(deeds: Iterable[Deed], start: date = START, chance: float = 1.0) -> pd.DataFrame:
    """Evidence rows, one an outlet and deed (two where there are dead), each in a story of its own."""
    rows: list[dict[str, object]] = []
    for number, deed in enumerate(deeds):
        for outlet in range(deed.outlets):
            rows.extend(_rows(number, deed, outlet, start, chance))
    frame = pd.DataFrame(rows)
    for name in ("killed", "wounded"):
        frame[name] = frame[name].astype("Int64")
    return frame


def _rows(number: int, deed: Deed, outlet: int, start: date, chance: float) -> list[dict[str, object]]:
    known = pd.Timestamp(start) + timedelta(days=deed.day, hours=8, minutes=outlet)
    happened = start + timedelta(days=deed.day if deed.event_day is None else deed.event_day)
    row: dict[str, object] = {
        "article_id": f"{number:04d}-{outlet:03d}",
        "revision": 1,
        "evidence_no": 0,
        "sentence_no": 0,
        "sentence": f"{deed.source} {deed.signal} {deed.target}.",
        "signal": deed.signal,
        "status": deed.status,
        "probability": chance,
        "status_probability": 1.0,
        "source": deed.source,
        "target": deed.target,
        "measure": deed.measure,
        "place": None,
        "killed": None,
        "wounded": None,
        "event_date": pd.Timestamp(happened),
        "tone": 0.0,
        "points": 0.0,
        "why": "",
        "outlet": f"outlet-{outlet:03d}.example",
        "outlet_country": None,
        "url": f"https://outlet-{outlet:03d}.example/{number}",
        "title": f"{deed.source} {deed.signal} {deed.target}",
        "published_at": known,
        "known_at": known,
        "superseded_at": pd.NaT,
        "story_id": f"{number:04d}-{outlet:03d}",
    }
    if deed.killed is None:
        return [row]
    return [row, {**row, "evidence_no": 1, "signal": "casualties", "killed": deed.killed, "measure": None}]


def readings_of(scenario: Scenario) -> tuple[pd.DataFrame, list[date]]:
    """A scenario's evidence and its days up to the one it is read on."""
    days = [START + timedelta(days=day) for day in range(scenario.read_on + 1)]
    return evidence_of(scenario.deeds), days


def reads_of(days: Sequence[date], outlets: int = 12, articles: int = 40) -> pd.DataFrame:
    """A steady reading of `articles` a day from `outlets` outlets."""
    each = max(1, articles // outlets)
    return pd.DataFrame(
        [
            {
                "known_date": pd.Timestamp(day),
                "outlet": f"outlet-{n:03d}.example",
                "article_count": each,
                "story_count": each,
            }
            for day in days
            for n in range(outlets)
        ]
    )


def _quiet_year() -> tuple[Deed, ...]:
    """Every month a protest note about the border and a round of talks; twice a year a visit."""
    months = [day for month in range(12) for day in (30 * month + 5,)]
    notes = [Deed(day, "accuse", "AAA", "BBB", outlets=3) for day in months]
    talks = [Deed(day + 9, "talks", "AAA", "BBB", outlets=3) for day in months]
    visits = [Deed(day, "visit", "BBB", "AAA", outlets=4) for day in (100, 280)]
    return (*notes, *talks, *visits)


_STRIKE: Final = (
    Deed(0, "strike", "AAA", "BBB", outlets=10, killed=2),
    Deed(0, "accuse", "BBB", "AAA", outlets=8),
    Deed(0, "threaten", "BBB", "AAA", outlets=6),
)
_RECALL: Final = (
    Deed(1, "sanction", "BBB", "AAA", outlets=8, measure="envoy"),
    Deed(1, "demand", "BBB", "AAA", outlets=4),
)
_REPLY: Final = (
    Deed(2, "strike", "BBB", "AAA", outlets=10, killed=9),
    Deed(2, "accuse", "AAA", "BBB", outlets=8),
    Deed(2, "threaten", "AAA", "BBB", outlets=5),
    Deed(2, "mobilize", "AAA", "BBB", outlets=4),
    Deed(2, "mobilize", "BBB", "AAA", outlets=4),
)
_PEACE: Final = (
    Deed(3, "talks", "AAA", "BBB"),
    Deed(3, "concede", "AAA", "BBB"),
    Deed(3, "concede", "BBB", "AAA"),
    Deed(6, "agree", "AAA", "BBB"),
    Deed(10, "restore", "BBB", "AAA", measure="envoy"),
    Deed(10, "restore", "AAA", "BBB", measure="envoy"),
)
SCENARIOS: Final = (
    Scenario("quiet year: a note and a round of talks every month", _quiet_year(), 359),
    Scenario(
        "state visit with an agreement, nothing else",
        (Deed(0, "visit", "AAA", "BBB"), Deed(0, "agree", "AAA", "BBB")),
        0,
    ),
    Scenario(
        "armed group kills four guards",
        (Deed(0, "attack", "NSA", "BBB", killed=4), Deed(0, "accuse", "BBB", "AAA", outlets=3)),
        0,
    ),
    Scenario("envoy recalled, alone", (Deed(0, "sanction", "BBB", "AAA", outlets=8, measure="envoy"),), 0),
    Scenario(
        "border shooting with two dead",
        (Deed(0, "strike", "AAA", "BBB", outlets=3, killed=2), Deed(0, "accuse", "BBB", "AAA", outlets=2)),
        0,
    ),
    Scenario("single strike with civilian dead, confirmed by many", _STRIKE, 0),
    Scenario("strike, then the envoy recalled", (*_STRIKE, *_RECALL), 1),
    Scenario("exchange of strikes", (*_STRIKE, *_RECALL, *_REPLY), 2),
    Scenario("the day after its ceasefire", (*_STRIKE, *_RECALL, *_REPLY, *_PEACE), 4),
    Scenario("ceasefire and return of envoys", (*_STRIKE, *_RECALL, *_REPLY, *_PEACE), 10),
    Scenario("three weeks later", (*_STRIKE, *_RECALL, *_REPLY, *_PEACE), 31),
    Scenario(
        "three days of strikes both ways, border and trade shut",
        tuple(
            deed
            for day in range(0, 9, 3)
            for deed in (
                Deed(day, "strike", "AAA", "BBB", outlets=12, killed=30 + day),
                Deed(day, "strike", "BBB", "AAA", outlets=12, killed=20 + day),
                Deed(day, "mobilize", "AAA", "BBB"),
                Deed(day, "mobilize", "BBB", "AAA"),
                Deed(day, "threaten", "AAA", "BBB"),
                Deed(day, "threaten", "BBB", "AAA"),
                Deed(day, "sanction", "AAA", "BBB", measure=("envoy", "trade", "flights")[day // 3]),
                Deed(day, "coerce", "BBB", "AAA", measure="border"),
            )
        ),
        6,
    ),
)
