"""The page `/sources`: which sources can be relied on, and whose articles the recent coverage is made of."""

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from tension.sources.health import UNHEALTHY
from tension.web.forms import Word
from tension.web.store import Row, Snapshot, snapshot_of
from tension.web.templating import page

router = APIRouter()
COVERAGE_DAYS = 30
KINDS = {
    "feed": "feed",
    "gdelt_docs": "GDELT article lists",
    "gdelt_events": "GDELT events",
    "archive": "archive of days past",
}


@router.get("/sources")
def show(
    request: Request, snapshot: Annotated[Snapshot, Depends(snapshot_of)], pair: Word = None
) -> Response:
    """Show the health of every source and the outlets' share of the coverage."""
    sources = snapshot.memo("sources", lambda: snapshot.read("web_sources"))
    outlets = snapshot.memo(
        ("outlets", pair), lambda: snapshot.read("web_outlets", {"pair": pair, "days": COVERAGE_DAYS})
    )
    return page(
        request,
        "sources.html",
        sources=[{**row, "mark": _mark(str(row["state"]))} for row in sources],
        counts=_counts(sources),
        source_days=snapshot.memo("source_days", lambda: snapshot.read("web_source_days")),
        outlets=outlets,
        coverage_days=COVERAGE_DAYS,
        kinds=KINDS,
        pair=pair,
        known_pairs=snapshot.memo("pairs", lambda: [row["pair"] for row in snapshot.read("web_pairs")]),
    )


def _mark(state: str) -> Literal["bad", "good", "quiet"]:
    """How a state is coloured; the word stands beside the colour."""
    if state in UNHEALTHY:
        return "bad"
    return "good" if state == "ok" else "quiet"


def _counts(sources: list[Row]) -> dict[str, int]:
    """Sources in use, those in trouble, and those switched off."""
    states = [str(row["state"]) for row in sources]
    off = states.count("disabled")
    return {
        "used": len(states) - off,
        "troubled": sum(state in UNHEALTHY for state in states),
        "untried": states.count("untried"),
        "off": off,
    }
