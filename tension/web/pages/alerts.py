"""The page `/alerts`: lines crossed, what was said of them, and taking note of one."""

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query, Request
from pydantic import BaseModel
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response

from tension.alerts.noting import take_note
from tension.errors import InputError, WarehouseBusyError
from tension.web.forms import Blank, PageNumber, Pages, Word, address, read_form
from tension.web.security import require_token
from tension.web.store import Row, Snapshot, Store, snapshot_of
from tension.web.templating import page
from tension.web.text import plain

router = APIRouter()
PAGE_SIZE = 50
OPEN_AT_MOST = 100
NOTE_CHARACTERS = 500
WAIT_SECONDS = 3.0
RETRY_SECONDS = 30
State = Literal["raised", "acknowledged", "cleared", "withdrawn", "retired"]
STATES = {
    "raised": "open, nobody has taken note",
    "acknowledged": "open, somebody took note",
    "cleared": "over",
    "withdrawn": "undone by a revision",
    "retired": "its rule is no more",
}
KINDS = {
    "level": "Tension reached a line",
    "jump": "Tension jumped",
    "fall": "Tension fell",
    "band": "Tension changed its band",
    "thin": "Too little is read",
    "stale": "The index is late",
}


class Asked(BaseModel):
    """Which alerts of the history a reader of `/alerts` wants, and which was noted just now."""

    pair: Word = None
    rule: Word = None
    state: Annotated[State | None, Blank] = None
    page: PageNumber = 1
    noted: Word = None


@router.get("/alerts")
def show(
    request: Request,
    snapshot: Annotated[Snapshot, Depends(snapshot_of)],
    asked: Annotated[Asked, Query()],
) -> Response:
    """Show open alerts, then the history."""
    return _page(request, snapshot, asked)


@router.post("/alerts/{alert_id}/acknowledge", dependencies=[Depends(require_token)])
async def acknowledge(request: Request, alert_id: str) -> Response:
    """Take note of an alert, and go back to the page that shows it."""
    note = plain((await read_form(request)).get("note", ""), NOTE_CHARACTERS)
    try:
        noted = await run_in_threadpool(_take_note, request, alert_id, note)
    except WarehouseBusyError:
        return await run_in_threadpool(_busy, request, alert_id, note)
    return RedirectResponse(f"/alerts?noted={noted}#alert-{noted}", status_code=303)


def _take_note(request: Request, alert_id: str, note: str) -> str:
    """Look first, where looking waits for nobody; then write."""
    store: Store = request.app.state.store
    with store.snapshot() as snapshot:
        if not snapshot.read("web_alert", {"alert_id": alert_id}):
            raise InputError("there is no such alert", "a later run may have undone it; see the alerts")
    now = request.app.state.clock()
    lake = request.app.state.settings.warehouse.opened_lake
    return take_note(store.path, alert_id, note, wait_seconds=WAIT_SECONDS, now=now, lake=lake)


def _busy(request: Request, alert_id: str, note: str) -> Response:
    """Say that a run is writing, with the note kept in its field."""
    store: Store = request.app.state.store
    with store.snapshot() as snapshot:
        answer = _page(request, snapshot, Asked(), status=503, busy=alert_id, note=note)
    answer.headers["Retry-After"] = str(RETRY_SECONDS)
    return answer


def _page(
    request: Request,
    snapshot: Snapshot,
    asked: Asked,
    *,
    status: int = 200,
    busy: str | None = None,
    note: str = "",
) -> Response:
    conditions = {"pair": asked.pair, "rule": asked.rule, "state": asked.state, "open": None}
    found = snapshot.read("web_alerts_count", conditions)[0]["found_count"]
    where = {"limit": PAGE_SIZE, "offset": (asked.page - 1) * PAGE_SIZE}
    history = snapshot.read("web_alerts", {**conditions, **where})
    every = {"pair": None, "rule": None, "state": None, "open": True}
    still_open = snapshot.read("web_alerts", {**every, "limit": OPEN_AT_MOST, "offset": 0})
    known = snapshot.memo("alert rules", lambda: snapshot.read("web_alert_rules"))
    return page(
        request,
        "alerts.html",
        status=status,
        asked=asked,
        still_open=still_open,
        history=history,
        letters=_letters(snapshot, [*still_open, *history]),
        pages=Pages(asked.page, PAGE_SIZE, found),
        known_pairs=sorted({row["pair"] for row in known}),
        known_rules=sorted({row["rule"] for row in known}),
        states=STATES,
        kinds=KINDS,
        as_it_is=str,
        address=lambda **changes: address("/alerts", asked, **{"noted": None, **changes}),
        busy=busy,
        note=note,
        retry_seconds=RETRY_SECONDS,
        note_characters=NOTE_CHARACTERS,
    )


def _letters(snapshot: Snapshot, alerts: list[Row]) -> dict[str, list[Row]]:
    """What was said of each alert and what became of it, by id of the alert."""
    ids = sorted({str(row["alert_id"]) for row in alerts})
    letters: dict[str, list[Row]] = {alert_id: [] for alert_id in ids}
    for row in snapshot.read("web_deliveries", {"ids": ids}) if ids else ():
        letters[row["alert_id"]].append(row)
    return letters
