"""The data behind the charts, as columns of JSON: the same for every reader until a run publishes."""

import json
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from tension.web.days import Days, days_of
from tension.web.store import Row, Snapshot
from tension.web.words import Names

MARKS_AT_MOST, MARKS_AT_LEAST, DAYS_A_MARK = 40, 6, 4
_PLACES = {
    "tension": 2,
    "tension_low": 2,
    "tension_high": 2,
    "escalation_points": 2,
    "deescalation_points": 2,
    "pressure_a_to_b": 2,
    "pressure_b_to_a": 2,
    "attention": 1,
    "tone": 3,
}


def days_json(snapshot: Snapshot, pair: str, names: Names) -> bytes:
    """The days of a pair, and its weightiest events, for the curve and the panels under it."""
    days = days_of(snapshot, pair)
    most = min(MARKS_AT_MOST, max(MARKS_AT_LEAST, len(days) // DAYS_A_MARK))
    marks = snapshot.read("web_marks", {"pair": pair, "marks": most})
    columns: dict[str, list[Any]] = {"date": days.words}
    for name, places in _PLACES.items():
        columns[name] = days.column(name, places)
    for name in ("coverage", "provisional"):
        columns[name] = days.column(name)
    return _json(
        {"pair": pair, "name": names.pair(pair), "days": columns, "marks": _marks(marks, days, names)}
    )


def press_json(snapshot: Snapshot, pair: str) -> bytes:
    """Points found in the sentences of each side's press, a column a side."""
    found: dict[date, dict[str, float]] = {}
    for row in snapshot.read("web_press", {"pair": pair}):
        found.setdefault(row["date"], {})[row["press"]] = row["points"]
    columns: dict[str, list[Any]] = {"date": [day.isoformat() for day in found]}
    for press in ("a", "b", "others"):
        columns[press] = [_rounded(points.get(press, 0.0), 2) for points in found.values()]
    return _json({"pair": pair, "days": columns})


def _marks(marks: Iterable[Row], days: Days, names: Names) -> list[dict[str, Any]]:
    """Each event with the tension of its day, which is where the curve carries it."""
    tension = dict(zip(days.words, days.column("tension", 1), strict=True))
    dated = sorted(((mark["date"].isoformat(), mark) for mark in marks), key=lambda item: item[0])
    return [
        {"date": day, "tension": tension[day], "polarity": mark["polarity"], "act": names.act(mark)}
        for day, mark in dated
        if day in tension
    ]


def _rounded(value: float | None, places: int) -> float | None:
    return None if value is None or value != value else round(value, places)  # noqa: PLR0124 -- NaN


def _json(content: Mapping[str, Any]) -> bytes:
    return json.dumps(content, separators=(",", ":"), allow_nan=False).encode()
