"""Conditions that change no answer: they tell DuckDB in which days a page lies, so that it reads only those.

Without them a page of drivers would first be reckoned over every day of every pair.
"""

from typing import TYPE_CHECKING, Any

from tension.warehouse import statement
from tension.web.store import Snapshot

if TYPE_CHECKING:
    from tension.web.api.asking import Asked, Where


def driver_days(snapshot: Snapshot, asked: "Asked", where: "Where") -> tuple["Where", int]:
    """The days that hold a page of drivers: those of its event, or as many as have enough events."""
    event_id = where.values.get("event_id")
    if event_id is not None:
        (life,) = snapshot.read("api_event_days", {"event_id": event_id})
        own = "pair between $least_pair and $greatest_pair and date between $life_first and $life_last"
        return where.also(own, **life), asked.skip
    wanted = asked.filters("pair = $pair").and_(asked.past_cursor(2))
    offset = 0 if asked.cursor else asked.question.offset
    sql = _filled("api_driver_days", wanted, asked.question.order)
    days = snapshot.rows(sql, {**wanted.values, "offset": offset, "limit": asked.question.limit})
    if not days:
        return where.also("false"), 0
    spans: list[str] = []
    values: dict[str, Any] = {}
    for number, day in enumerate(days):
        spans.append(f"(pair = $pair_{number} and date between $first_{number} and $last_{number})")
        values |= {f"{name}_{number}": day[name] for name in ("pair", "first", "last")}
    passed = min(day["passed"] for day in days)
    return where.also(f"({' or '.join(spans)})", **values), asked.skip - (0 if asked.cursor else passed)


def evidence_span(snapshot: Snapshot, asked: "Asked", where: "Where") -> tuple["Where", int]:
    """The time up to which a page of sentences reaches, found without reading the sentences."""
    if "event_id" in where.values:
        return where, asked.skip
    wanted = asked.filters("pair = $pair").and_(asked.past_cursor())
    direction = asked.question.order
    sql = _filled("api_evidence_span", wanted, direction)
    found = snapshot.rows(sql, {**wanted.values, "rows": asked.skip + asked.question.limit})
    if not found:
        return where, asked.skip
    side = ">=" if direction == "desc" else "<="
    return where.also(f"published_at {side} $reach", reach=found[0]["published_at"]), asked.skip


def _filled(name: str, where: "Where", order: str) -> str:
    """A statement with its conditions and its order in place of `true` and `asc`."""
    return statement(name).replace(" asc", f" {order}").replace("/* where */ true", where.sql)
