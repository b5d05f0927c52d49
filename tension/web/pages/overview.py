"""The overview: where a pair stands, in a sentence, a curve and the events that moved it."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from tension.web.store import Snapshot, snapshot_of
from tension.web.templating import page

router = APIRouter()


@router.get("/")
@router.get("/{pair}")
def show(
    request: Request, _snapshot: Annotated[Snapshot, Depends(snapshot_of)], pair: str | None = None
) -> Response:
    """Show where the pair stands."""
    return page(request, "overview.html", pair=pair)
