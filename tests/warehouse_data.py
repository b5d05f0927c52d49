"""A small warehouse whose parts agree: articles, findings, events, their states, and the index they give."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import pyarrow as pa

from tension.warehouse import Writer

PAIR = "PAK-IRN"
FIRST_DAY = date(2024, 1, 10)
HALF_LIFE_DAYS = 6.0
RELIEF, RELIEF_HALF_POINTS = 0.6, 30.0
RECORDED_AT = datetime(2026, 1, 1, 6)


@dataclass(frozen=True)
class Happening:
    """One event: the day it happened, its polarity and points."""

    day: int
    polarity: str
    points: float


HAPPENINGS = (
    Happening(0, "escalation", 4.0),
    Happening(2, "escalation", 30.0),
    Happening(4, "deescalation", 9.0),
    Happening(6, "escalation", 5.0),
)


def tables(days: int = 12, scale: float = 1.0, pair: str = PAIR) -> dict[str, pa.Table]:
    """Rows by table for a run over `days` days; `scale` multiplies all points, as new evidence would."""
    rows: dict[str, list[dict[str, Any]]] = {
        name: []
        for name in ("articles", "evidence", "events", "event_states", "event_evidence", "index_values")
    }
    for number, event in enumerate(HAPPENINGS):
        _add_event(rows, number, event, scale, pair)
    rows["index_values"] = [_index_row(number, scale, pair) for number in range(days)]
    return {name: pa.Table.from_pylist(items) for name, items in rows.items()}


def write(writer: Writer, days: int = 12, scale: float = 1.0, pair: str = PAIR) -> None:
    """Put the rows into the warehouse in one transaction, as a run does."""
    data = tables(days, scale, pair)
    with writer.transaction():
        writer.insert_new("articles", data["articles"])
        for name in ("evidence", "events", "event_states", "event_evidence"):
            writer.sync_rows(name, data[name], {"pair": pair})
        writer.append_revisions(pair, data["index_values"])


def _add_event(
    rows: dict[str, list[dict[str, Any]]], number: int, event: Happening, scale: float, pair: str
) -> None:
    day = FIRST_DAY + timedelta(days=event.day)
    known_at = datetime(day.year, day.month, day.day, 9)
    signal = "strike" if event.polarity == "escalation" else "talks"
    key = {"pair": pair, "event_id": f"event-{number}-{pair}"}
    finding = {"article_id": f"article-{number}-{pair}", "revision": 1}
    rows["articles"].append(
        finding
        | {
            "url": f"https://outlet{number}.example/{number}",
            "outlet": f"outlet{number}",
            "source_id": "test",
            "title": f"Title {number}",
            "text": f"Pakistan and Iran, sentence {number}.",
            "language": "en",
            "published_at": known_at,
            "published_confidence": "stated",
            "utc_offset_minutes": 0,
            "fetched_at": known_at,
            "known_at": known_at,
            "content_hash": str(number),
            "story_id": f"story-{number}",
            "batch_id": 1,
        }
    )
    rows["evidence"].append(
        finding
        | {
            "pair": pair,
            "evidence_no": 0,
            "sentence_no": 1,
            "sentence": f"Pakistan and Iran, sentence {number}.",
            "signal": signal,
            "plover": "ASSAULT",
            "status": "reported",
            "probability": 0.9,
            "status_probability": 0.9,
            "source": "IRN",
            "target": "PAK",
            "event_date": day,
            "tone": -0.5,
            "points": event.points,
            "why": "a test",
        }
    )
    rows["event_evidence"].append(key | finding | {"evidence_no": 0, "role": "report"})
    rows["events"].append(
        key
        | {
            "signal": signal,
            "plover": "ASSAULT",
            "polarity": event.polarity,
            "status": "reported",
            "source": "IRN",
            "target": "PAK",
            "event_date": day,
            "confidence": 0.8,
            "outlet_count": 1,
            "story_count": 1,
            "first_known_at": known_at,
            "last_known_at": known_at,
            "headline": f"Title {number}",
        }
    )
    rows["event_states"].append(
        key
        | {
            "known_from": known_at,
            "points": event.points * scale,
            "status": "reported",
            "confidence": 0.8,
            "counts_from": day,
            "fades_from": day,
            "half_life_days": HALF_LIFE_DAYS,
            "standing": False,
            "pressure_a_to_b": 0.0,
            "pressure_b_to_a": event.points * scale if signal == "strike" else 0.0,
        }
    )


def _index_row(number: int, scale: float, pair: str) -> dict[str, Any]:
    faded = {"escalation": 0.0, "deescalation": 0.0}
    active = [event for event in HAPPENINGS if event.day <= number]
    for event in active:
        faded[event.polarity] += event.points * scale * 2 ** (-(number - event.day) / HALF_LIFE_DAYS)
    relief = RELIEF * faded["deescalation"] / (faded["deescalation"] + RELIEF_HALF_POINTS)
    level = faded["escalation"] * (1 - relief)
    tension = 100 * level / (level + 30)
    day = FIRST_DAY + timedelta(days=number)
    told = sum(event.day == number for event in HAPPENINGS)
    return {
        "pair": pair,
        "date": day,
        "as_of": datetime(day.year, day.month, day.day) + timedelta(days=1),
        "tension": tension,
        "tension_low": max(0.0, tension - 5),
        "tension_high": min(100.0, tension + 5),
        "level_points": level,
        "escalation_points": faded["escalation"],
        "deescalation_points": faded["deescalation"],
        "standing_points": 0.0,
        "pressure_a_to_b": 0.0,
        "pressure_b_to_a": faded["escalation"],
        "tone": -0.5 if told else None,
        "attention": 0.1,
        "article_count": told,
        "story_count": told,
        "outlet_count": told,
        "event_count": len(active),
        "coverage": "ok",
        "provisional": False,
    }
