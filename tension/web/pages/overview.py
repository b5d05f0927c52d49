"""The overview: where a pair stands, in a sentence, a curve and the days that moved it."""

from collections.abc import Sequence
from datetime import date
from itertools import groupby
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from starlette.responses import RedirectResponse, Response

from tension.web.asking import PairAsked, SnapshotNow, day_of, pairs_of
from tension.web.standing import Standing, doubts, standing_of
from tension.web.store import Row, Snapshot
from tension.web.templating import names_of, page, today_of

router = APIRouter()
TABLE_DAYS, BIGGEST_MOVES = 60, 5
OPEN = ("raised", "acknowledged")


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
    today, names = today_of(request), names_of(request)
    pairs = pairs_of(request, snapshot)
    standing = snapshot.memo(("standing", pair), lambda: standing_of(snapshot, pair, None, names))
    if standing is None:
        return page(request, "empty.html", pair=pair, pairs_known=pairs)
    days = snapshot.memo(("days", pair), lambda: snapshot.read("web_days", {"pair": pair}))
    moves = snapshot.memo(("moves", pair), lambda: _biggest(request, snapshot, pair))
    return page(
        request,
        "overview.html",
        pair=pair,
        pairs_known=pairs,
        others=[other for other in pairs if other != pair],
        standing=standing,
        said=standing.sentence(today),
        since=standing.since(today),
        doubts=doubts(standing.row, today),
        span=(days[0]["date"], days[-1]["date"]),
        recent=list(reversed(days[-TABLE_DAYS:])),
        months=snapshot.memo(("months", pair), lambda: _months(days)) if len(days) > TABLE_DAYS else [],
        moves=moves,
        measures=snapshot.read("web_measures", {"pair": pair, "day": standing.row["date"]}),
        alerts=[
            row
            for row in snapshot.read("alert_list", {"pair": pair, "only_open": True})
            if row["state"] in OPEN
        ],
    )


def _biggest(request: Request, snapshot: Snapshot, pair: str) -> list[tuple[Row, Standing]]:
    """The days that moved most, each with its reason."""
    found = []
    for move in snapshot.read("web_moves", {"pair": pair, "moves": BIGGEST_MOVES}):
        standing = standing_of(snapshot, pair, move["date"], names_of(request))
        if standing is not None:
            found.append((move, standing))
    return found


def _months(days: Sequence[Row]) -> list[dict[str, Any]]:
    """Each month's mean, its highest day, and how many days were read too little, newest first."""

    def month_of(row: Row) -> date:
        day: date = row["date"]
        return day.replace(day=1)

    months = []
    for month, rows in groupby(days, month_of):
        held = list(rows)
        highest = max(held, key=lambda row: row["tension"])
        months.append(
            {
                "month": month,
                "mean": sum(row["tension"] for row in held) / len(held),
                "highest": highest["tension"],
                "band": highest["band"],
                "highest_on": highest["date"],
                "days": len(held),
                "unsure": sum(row["coverage"] != "ok" for row in held),
            }
        )
    return months[::-1]
