"""The page `/events`: measures that stand now, and all events, filtered, sorted and searched."""

from datetime import date
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query, Request
from pydantic import BaseModel, Field
from starlette.responses import Response

from tension.web.forms import Blank, PageNumber, Pages, Word, address
from tension.web.store import Row, Snapshot, snapshot_of
from tension.web.templating import page
from tension.web.words import SIGNALS, STATUSES
from tension.web.words import signal as signal_words
from tension.web.words import status as status_words

router = APIRouter()
PAGE_SIZE = 50
WORDS_AT_MOST = 8
COLUMNS = {
    "date": "Day",
    "signal": "What",
    "status": "Status",
    "toll": "Toll",
    "confidence": "Confidence",
    "outlets": "Outlets",
}
Sort = Literal["date", "signal", "status", "toll", "confidence", "outlets"]
Day = Annotated[date | None, Blank]
Reading = Annotated[Snapshot, Depends(snapshot_of)]


class Asked(BaseModel):
    """What a reader of `/events` asked for.

    Attributes:
        pair: as `PAK-IRN`.
        signal: one of the twenty.
        status: one of the five.
        actor: who did it or suffered it, ISO 3166 alpha-3 or NSA, INT, CIV, UNK.
        since: the first day of events wanted.
        until: the last day of events wanted.
        q: words that all stand in the headline, in any case and order.
        sort: the column.
        order: upwards or downwards.
        page: from 1.
    """

    pair: Word = None
    signal: Word = None
    status: Word = None
    actor: Word = None
    since: Day = None
    until: Day = None
    q: Annotated[Annotated[str, Field(max_length=200)] | None, Blank] = None
    sort: Annotated[Sort | None, Blank] = None
    order: Annotated[Literal["asc", "desc"] | None, Blank] = None
    page: PageNumber = 1

    @property
    def column(self) -> str:
        """The column sorted by."""
        return self.sort or "date"

    @property
    def down(self) -> bool:
        """Whether the largest or newest comes first."""
        return (self.order or natural_order(self.column)) == "desc"

    @property
    def conditions(self) -> Row:
        """The parameters of the statements that find and count."""
        return {
            "pair": self.pair,
            "signal": self.signal,
            "status": self.status,
            "actor": self.actor,
            "first": self.since,
            "last": self.until,
            "words": (self.q or "").lower().split()[:WORDS_AT_MOST],
        }


def natural_order(column: str) -> str:
    """How a column is sorted at first: words from A, numbers and days from the top."""
    return "asc" if column in ("signal", "status") else "desc"


@router.get("/events")
def show(request: Request, snapshot: Reading, asked: Annotated[Asked, Query()]) -> Response:
    """Show the events that the reader asked for, under the measures that stand."""
    found = snapshot.read("web_events_count", asked.conditions)[0]["found_count"]
    rows = snapshot.read("web_events", _page_of(asked))
    return page(
        request,
        "events.html",
        asked=asked,
        events=rows,
        pages=Pages(asked.page, PAGE_SIZE, found),
        standing=standing(snapshot, asked.pair),
        choices=_choices(snapshot),
        columns=COLUMNS,
        signal_words=signal_words,
        status_words=status_words,
        address=lambda **changes: address("/events", asked, **changes),
        sorted_by=lambda column: _sorting(asked, column),
    )


def standing(snapshot: Snapshot, pair: str | None) -> list[Row]:
    """Standing measures open on the latest day, of all pairs or of one."""
    rows = snapshot.memo("standing", lambda: snapshot.read("web_standing"))
    return [row for row in rows if pair in (None, row["pair"])]


def _page_of(asked: Asked) -> Row:
    return {
        **asked.conditions,
        "sort": asked.column,
        "down": asked.down,
        "limit": PAGE_SIZE,
        "offset": (asked.page - 1) * PAGE_SIZE,
    }


def _choices(snapshot: Snapshot) -> dict[str, list[str]]:
    """What the fields of the form offer."""
    return {
        "pairs": snapshot.memo("pairs", lambda: [row["pair"] for row in snapshot.read("web_pairs")]),
        "actors": snapshot.memo(
            "actors", lambda: [row["actor"] for row in snapshot.read("web_event_actors")]
        ),
        "signals": list(SIGNALS),
        "statuses": list(STATUSES),
    }


def _sorting(asked: Asked, column: str) -> Row:
    """Where a column's heading leads, and what `aria-sort` says of it."""
    chosen = column == asked.column
    order = ("asc" if asked.down else "desc") if chosen else natural_order(column)
    given = None if order == natural_order(column) else order
    state = ("descending" if asked.down else "ascending") if chosen else "none"
    return {"address": address("/events", asked, sort=column, order=given, page=1), "state": state}
