"""The stable views at their addresses."""

from datetime import date, datetime
from types import GenericAlias
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from tension.web.api import rows
from tension.web.api.answering import answer
from tension.web.api.asking import Resource
from tension.web.api.narrowing import driver_days, evidence_span
from tension.web.api.problems import documented
from tension.web.api.questions import Alerts, AsOf, Events, OfEvent, Question, Span
from tension.web.store import Snapshot, snapshot_of

router = APIRouter(tags=["views"])
Now = Annotated[Snapshot, Depends(snapshot_of)]

_PAIR_DAY: dict[str, type] = {"pair": str, "date": date}
INDEX = Resource("index", rows.IndexRow, _PAIR_DAY, day="date")
AS_OF = Resource("as_of", rows.AsOfRow, _PAIR_DAY, day="date", source="tension_as_of($moment)")
DRIVERS = Resource(
    "drivers",
    rows.DriverRow,
    {**_PAIR_DAY, "event_id": str},
    day="date",
    filters=("event_id",),
    narrow=driver_days,
)
EVENTS = Resource(
    "events",
    rows.EventRow,
    {"pair": str, "event_date": date, "event_id": str},
    day="event_date",
    filters=("event_id", "signal", "status"),
)
EVIDENCE = Resource(
    "evidence",
    rows.EvidenceRow,
    {"published_at": datetime, "event_id": str, "article_id": str},
    day="published_at",
    filters=("event_id",),
    of_pair="event_id in (select event_id from tension_events where pair = $pair)",
    ties=("sentence_no", "signal", "status", "probability", "sentence"),
    narrow=evidence_span,
)
ALERTS = Resource(
    "alerts",
    rows.AlertRow,
    {"pair": str, "raised_for": date, "alert_id": str},
    day="raised_for",
    filters=("state",),
)
REVISIONS = Resource("revisions", rows.RevisionRow, {**_PAIR_DAY, "revision_no": int}, day="date")
SOURCES = Resource("sources", rows.SourceRow, {"source_id": str})
RESOURCES = (INDEX, DRIVERS, EVENTS, EVIDENCE, ALERTS, REVISIONS, SOURCES, AS_OF)


def _described(resource: Resource) -> dict[str, Any]:
    """What OpenAPI says of an endpoint beyond its parameters and rows."""
    view = resource.row.view
    ok = {
        "description": f"Rows of `{view}`, ordered by {', '.join(resource.key)}.",
        "headers": {
            "ETag": {"description": "Send it back as If-None-Match.", "schema": {"type": "string"}},
            "Link": {
                "description": 'rel="first", and rel="next" while there are more rows.',
                "schema": {"type": "string"},
            },
        },
        "content": {
            "text/csv": {"schema": {"type": "string"}},
            "application/vnd.apache.parquet": {"schema": {"type": "string", "format": "binary"}},
        },
    }
    unchanged = {304: {"description": "The client has this answer already (If-None-Match)."}}
    return {
        "response_model": GenericAlias(list, resource.row),
        "responses": {200: ok, **unchanged, **documented(401, 404, 406, 422, 503)},
    }


@router.get("/index", **_described(INDEX))
def index(request: Request, question: Annotated[Span, Query()], snapshot: Now) -> Response:
    """Give the days of the index, the latest value of each."""
    return answer(request, INDEX, question, snapshot)


@router.get("/as_of", **_described(AS_OF))
def as_of(request: Request, question: Annotated[AsOf, Query()], snapshot: Now) -> Response:
    """Give the days of the index as they stood at a moment."""
    return answer(request, AS_OF, question, snapshot)


@router.get("/drivers", **_described(DRIVERS))
def drivers(request: Request, question: Annotated[OfEvent, Query()], snapshot: Now) -> Response:
    """Give what each event adds to each day; the points of a pair and day sum to its level."""
    return answer(request, DRIVERS, question, snapshot)


@router.get("/events", **_described(EVENTS))
def events(request: Request, question: Annotated[Events, Query()], snapshot: Now) -> Response:
    """Give what happened, each event once over all stories that tell it."""
    return answer(request, EVENTS, question, snapshot)


@router.get("/evidence", **_described(EVIDENCE))
def evidence(request: Request, question: Annotated[OfEvent, Query()], snapshot: Now) -> Response:
    """Give the sentences behind the events, with outlet and link."""
    return answer(request, EVIDENCE, question, snapshot)


@router.get("/alerts", **_described(ALERTS))
def alerts(request: Request, question: Annotated[Alerts, Query()], snapshot: Now) -> Response:
    """Give the lines that were crossed."""
    return answer(request, ALERTS, question, snapshot)


@router.get("/revisions", **_described(REVISIONS))
def revisions(request: Request, question: Annotated[Span, Query()], snapshot: Now) -> Response:
    """Give every value that was ever published."""
    return answer(request, REVISIONS, question, snapshot)


@router.get("/sources", **_described(SOURCES))
def sources(request: Request, question: Annotated[Question, Query()], snapshot: Now) -> Response:
    """Give the health of the sources."""
    return answer(request, SOURCES, question, snapshot)
