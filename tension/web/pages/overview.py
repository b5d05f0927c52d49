"""The overview: where a pair stands, in a sentence, a curve and the days that moved it."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from starlette.responses import RedirectResponse, Response

from tension.errors import InputError
from tension.web.asking import PairAsked, SnapshotNow, day_of, pairs_of
from tension.web.days import days_back, days_of
from tension.web.moves import moves_between
from tension.web.standing import doubts, reason_of, standing_of
from tension.web.store import Row, Snapshot
from tension.web.templating import names_of, page, tagged_page, today_of
from tension.web.words import Names

router = APIRouter()
TABLE, BIGGEST_MOVES = timedelta(days=60), 5


@router.get("/")
def first(request: Request, snapshot: SnapshotNow) -> Response:
    """Show the first configured pair."""
    return _overview(request, snapshot, request.app.state.settings.parsed_pairs[0].key)


@router.get("/{pair}")
def one(
    request: Request,
    snapshot: SnapshotNow,
    pair: PairAsked,
    day: Annotated[str, Query(max_length=20)] = "",
) -> Response:
    """Show a pair, or go to one of its days."""
    if day:
        return RedirectResponse(f"/{pair}/{day_of(day)}", status_code=303)
    return _overview(request, snapshot, pair)


def _overview(request: Request, snapshot: Snapshot, pair: str) -> Response:
    key = (pair, request.url.path)
    if days_of(snapshot, pair).last is None:
        return page(request, "empty.html", pair=pair, pairs_known=pairs_of(request, snapshot))
    return tagged_page(request, snapshot, "overview.html", key, lambda: _context(request, snapshot, pair))


def _context(request: Request, snapshot: Snapshot, pair: str) -> dict[str, Any]:
    """What the overview of a pair that has days says."""
    today, names = today_of(request), names_of(request)
    standing = standing_of(snapshot, pair, None, names)
    if standing is None:
        raise InputError(f"{pair} has no day yet", "read something with: tension run")
    last, days = standing.row["date"], days_of(snapshot, pair)
    pairs = pairs_of(request, snapshot)
    open_alerts = snapshot.read("alert_list", {"pair": pair, "only_open": True})
    return {
        "pair": pair,
        "pairs_known": pairs,
        "others": [other for other in pairs if other != pair],
        "standing": standing,
        "said": standing.sentence(today),
        "since": standing.since(today),
        "doubts": doubts(standing.row, today),
        "around": days.around(last),
        "recent": days.between(days_back(last, TABLE), last),
        "months": days.months(),
        "moves": _biggest(snapshot, pair, names),
        "measures": standing.measures,
        "alerts": [alert for alert in open_alerts if alert["class"] == "tension"],
    }


def _biggest(snapshot: Snapshot, pair: str, names: Names) -> list[tuple[Row, str]]:
    """The days that moved most, each with its reason."""
    found = days_of(snapshot, pair).moves(BIGGEST_MOVES)
    asked = {day for move in found for day in (move["date"], move["before"])}
    drivers = snapshot.read("web_move_drivers", {"pair": pair, "days": sorted(asked)}) if found else []
    return [(move, _why(move, drivers, names)) for move in found]


def _why(move: Row, drivers: Sequence[Row], names: Names) -> str:
    days = (move["date"], move["before"])
    held = [driver for driver in drivers if driver["date"] in days]
    return reason_of(move["change"], moves_between(held, move["before"], move["date"]), names)
