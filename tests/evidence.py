"""Evidence frames for tests of events and index: one call a mention, everything else filled in."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import pandas as pd

from tension.bench.index import PRINTED
from tension.index.compute import PairIndex, compute_pair
from tension.pairs import Pair
from tension.signals.table import load_signal_table

PAIR = Pair("PAK", "IRN")
TABLE = load_signal_table()
DAY_0 = date(2024, 3, 1)
COLUMNS = [
    "article_id",
    "revision",
    "evidence_no",
    "sentence_no",
    "sentence",
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
    "tone",
    "points",
    "why",
    *PRINTED,
]


@dataclass(frozen=True)
class Parameters:
    """Index settings of tests."""

    revision_days: int = 7


def mention(
    day: float, signal: str, source: str, target: str, outlet: str = "a", **more: Any
) -> dict[str, Any]:
    """One row: known at noon of a day (a fraction shifts the hour), dated to that day, an article of its own."""
    known = datetime.combine(DAY_0, datetime.min.time()) + timedelta(days=day, hours=12)
    on = more.pop("on", None)
    happened = known.date() if on is None else DAY_0 + timedelta(days=on)
    identity = more.pop("article", f"{day}-{signal}-{source}-{target}-{outlet}-{sorted(more.items())}")
    row: dict[str, Any] = {
        "article_id": identity,
        "revision": 1,
        "evidence_no": 0,
        "sentence_no": 0,
        "sentence": f"{source} {signal} {target}",
        "signal": signal,
        "status": "reported",
        "probability": 1.0,
        "status_probability": 1.0,
        "source": source,
        "target": target,
        "measure": None,
        "place": None,
        "killed": None,
        "wounded": None,
        "event_date": pd.Timestamp(happened),
        "tone": 0.0,
        "points": 0.0,
        "why": "",
        "outlet": outlet,
        "outlet_country": None,
        "url": "",
        "title": "",
        "published_at": known,
        "known_at": known,
        "superseded_at": pd.NaT,
        "story_id": identity,
    }
    return {**row, **more}


def by(outlets: str, day: float, signal: str, source: str, target: str, **more: Any) -> list[dict[str, Any]]:
    """The same event told by each outlet (a letter each) in a story of its own."""
    return [mention(day, signal, source, target, outlet, **more) for outlet in outlets]


def frame(rows: list[dict[str, Any]]) -> pd.DataFrame:
    """Rows as the frame `compute_pair` takes."""
    result = pd.DataFrame(rows, columns=COLUMNS)
    for name in ("killed", "wounded"):
        result[name] = result[name].astype("Int64")
    for name in ("event_date", "published_at", "known_at", "superseded_at"):
        result[name] = result[name].astype("datetime64[us]")
    return result


def reads(days: int, outlets: int = 5, start: date = DAY_0) -> pd.DataFrame:
    """Ten articles a day from each outlet."""
    rows = [
        {
            "known_date": pd.Timestamp(start) + timedelta(days=day),
            "outlet": f"r{n}",
            "article_count": 10,
            "story_count": 9,
        }
        for day in range(days)
        for n in range(outlets)
    ]
    return pd.DataFrame(rows, columns=["known_date", "outlet", "article_count", "story_count"])


def index(
    rows: list[dict[str, Any]],
    days: int = 20,
    *,
    pair: Pair = PAIR,
    first: int = 0,
    read: pd.DataFrame | None = None,
    seed: int = 1,
) -> PairIndex:
    """Close `days` days from the first on."""
    closes = [DAY_0 + timedelta(days=first + day) for day in range(days)]
    known = reads(first + days) if read is None else read
    return compute_pair(frame(rows), known, pair, TABLE, closes, Parameters(), seed)


def values_in(result: PairIndex) -> pd.DataFrame:
    """The rows of `index_values`."""
    return result.values  # noqa: PD011 - a field of PairIndex, not pandas' attribute


def values_of(rows: list[dict[str, Any]], days: int = 20, **more: Any) -> pd.DataFrame:
    """The rows of `index_values` computed from mentions."""
    return values_in(index(rows, days, **more))


def own_days(values: pd.DataFrame) -> pd.DataFrame:
    """The value of each day at its own close, by day."""
    at_close = values["as_of"] == values["date"] + pd.Timedelta(days=1)
    return values[at_close].set_index("date").sort_index()


def levels(rows: list[dict[str, Any]], days: int = 20, **more: Any) -> list[float]:
    """`level_points` of each day at its own close."""
    return own_days(values_of(rows, days, **more))["level_points"].tolist()


def tensions(rows: list[dict[str, Any]], days: int = 20, **more: Any) -> list[float]:
    """Tension of each day at its own close."""
    return own_days(values_of(rows, days, **more))["tension"].tolist()
