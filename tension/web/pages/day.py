"""A day: what moved it, as parts that sum, each down to its sentences."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from tension.web.store import Snapshot, snapshot_of
from tension.web.templating import page

router = APIRouter()


@router.get("/{pair}/{date}")
def show(
    request: Request, pair: str, date: str, _snapshot: Annotated[Snapshot, Depends(snapshot_of)]
) -> Response:
    """Show the day."""
    return page(request, "day.html", pair=pair, date=date)
