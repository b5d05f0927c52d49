"""A day: what makes its level, as parts that sum, each down to its sentences; and what was left aside."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request
from starlette.responses import Response

from tension.errors import InputError
from tension.web.asking import DayAsked, PairAsked, SnapshotNow
from tension.web.days import days_of
from tension.web.marking import Kind, Why, marked
from tension.web.standing import doubts, standing_of
from tension.web.store import Row, Snapshot
from tension.web.templating import names_of, page, tagged_page, today_of
from tension.web.waterfall import change_steps, level_steps

router = APIRouter()
UP, DOWN, QUOTES, ASIDE_EACH = 9, 4, 2, 12
CHANGES_UP, CHANGES_DOWN, REST_LISTED = 5, 5, 80
EACH_OUTLET, SENTENCES_FIRST, SENTENCES_AT_MOST = 3, 10, 80
REASONS = {
    "background": "Told as history",
    "denied": "Denied",
    "hypothetical": "Imagined, feared or conditional",
    "third_party": "Acts of others than the two states",
    "doubtful": "Too doubtful to be between the two",
}
REASONS_WHY = {
    "background": "Retellings of what happened before count once, on the day they happened, not again.",
    "denied": "Somebody said it did not happen; a denial moves nothing, or nearly so.",
    "hypothetical": "What might happen, or would, has not happened.",
    "third_party": "What third states, world bodies, crowds elsewhere or unknown parties do is context.",
    "doubtful": "Of readings as doubtful as these three in four are wrong: an act of others, or none.",
}


@dataclass(frozen=True, slots=True)
class Quote:
    """A sentence in pieces, with where it stands.

    Attributes:
        also: other outlets that print the same words.
    """

    pieces: list[tuple[str, Kind]]
    why: Why
    row: Row
    also: tuple[str, ...] = ()


@router.get("/{pair}/{day}")
def show(request: Request, snapshot: SnapshotNow, pair: PairAsked, day: DayAsked) -> Response:
    """Show the day."""
    return tagged_page(
        request, snapshot, "day.html", (pair, day), lambda: _context(request, snapshot, pair, day)
    )


def _context(request: Request, snapshot: Snapshot, pair: str, day: date) -> dict[str, Any]:
    """What the page of a day says.

    Raises:
        InputError: the index does not know the day.
    """
    standing = standing_of(snapshot, pair, day, names_of(request))
    around = days_of(snapshot, pair).around(day)
    if standing is None:
        first, last = around["first"], around["last"]
        span = f"its days run from {first} to {last}" if first else "it has no day yet: tension run"
        raise InputError(f"{pair} has no index for {day}", span)
    today = today_of(request)
    newest = around["after"] is None
    return {
        "pair": pair,
        "day": day,
        "standing": standing,
        "since": standing.since(today),
        "doubts": doubts(standing.row, today if newest else day),
        "around": around,
        "level": level_steps(standing.drivers, UP, DOWN),
        "change": change_steps(standing, CHANGES_UP, CHANGES_DOWN) if standing.before else None,
        "rest_listed": REST_LISTED,
        "values": snapshot.read("web_values", {"pair": pair, "day": day}),
    }


@router.get("/{pair}/{day}/read")
def read(request: Request, snapshot: SnapshotNow, pair: PairAsked, day: DayAsked) -> Response:
    """Show what was read that day and not counted; and, as a part of the day's page, its first sentences."""
    part = bool(request.headers.get("hx-request"))

    def context() -> dict[str, Any]:
        quotes = _first_quotes(snapshot, pair, day) if part else {}
        return {"pair": pair, "day": day, "aside": _aside(snapshot, pair, day), "quotes": quotes}

    answer = tagged_page(request, snapshot, "read.html" if part else "aside.html", (pair, day), context)
    answer.headers["Vary"] = "HX-Request"
    return answer


@router.get("/{pair}/{day}/{event_id}")
def event(
    request: Request,
    snapshot: SnapshotNow,
    pair: PairAsked,
    day: DayAsked,
    event_id: Annotated[str, Path(pattern=r"^[\w-]{1,80}$")],
) -> Response:
    """Show the sentences behind an event: a part of the day's page, or a page of its own."""
    known = snapshot.read("web_event", {"pair": pair, "event_id": event_id})
    if not known:
        raise InputError(f"{pair} has no event {event_id}", "go back to the day")
    quotes = _quotes(snapshot, pair, [event_id], EACH_OUTLET).get(event_id, [])
    days = days_of(snapshot, pair)
    template = "sentences.html" if request.headers.get("hx-request") else "event.html"
    return page(
        request,
        template,
        pair=pair,
        day=day,
        day_known=bool(days.first and days.last and days.first <= day <= days.last),
        event=known[0],
        quotes=quotes[:SENTENCES_FIRST],
        later=quotes[SENTENCES_FIRST:SENTENCES_AT_MOST],
        more=max(0, len(quotes) - SENTENCES_AT_MOST),
    )


def _first_quotes(snapshot: Snapshot, pair: str, day: date) -> dict[str, list[Quote]]:
    """The first sentences of the events that have a step of their own."""
    drivers = snapshot.read("web_drivers", {"pair": pair, "days": [day]})
    shown = [step.event["event_id"] for step in level_steps(drivers, UP, DOWN).steps if step.event]
    return {event_id: told[:QUOTES] for event_id, told in _quotes(snapshot, pair, shown, 1).items()}


def _quotes(snapshot: Snapshot, pair: str, event_ids: Sequence[str], each: int) -> dict[str, list[Quote]]:
    """Sentences by event, `each` of every outlet, earliest first."""
    if not event_ids:
        return {}
    rows = snapshot.read("web_quotes", {"pair": pair, "event_ids": list(event_ids), "each": each})
    return {event_id: _told_once(told) for event_id, told in groupby(rows, lambda row: row["event_id"])}


def _told_once(rows: Iterable[Row]) -> list[Quote]:
    """The same words in several outlets are one quote, of the outlet that had them first."""
    told: dict[str, list[Row]] = {}
    for row in rows:
        told.setdefault(row["sentence"], []).append(row)
    return [_quote(same[0], same[1:]) for same in told.values()]


def _quote(row: Row, others: Sequence[Row] = ()) -> Quote:
    why = Why.read(row["why"])
    outlets = dict.fromkeys(other["outlet"] for other in others if other["outlet"] != row["outlet"])
    return Quote(marked(row["sentence"], why), why, row, tuple(outlets))


def _aside(snapshot: Snapshot, pair: str, day: date) -> list[Mapping[str, Any]]:
    """What was read that day and moved nothing, by reason."""
    rows = snapshot.read("web_aside", {"pair": pair, "day": day, "each": ASIDE_EACH})
    groups = {reason: list(found) for reason, found in groupby(rows, lambda row: row["reason"])}
    return [
        {
            "reason": reason,
            "title": title,
            "why": REASONS_WHY[reason],
            "count": groups[reason][0]["of_reason"],
            "quotes": [_quote(row) for row in groups[reason]],
        }
        for reason, title in REASONS.items()
        if reason in groups
    ]
