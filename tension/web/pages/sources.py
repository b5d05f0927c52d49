"""The page `/sources`."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from tension.web.store import Snapshot, snapshot_of
from tension.web.templating import page

router = APIRouter()


@router.get("/sources")
def show(request: Request, _snapshot: Annotated[Snapshot, Depends(snapshot_of)]) -> Response:
    """Show the sources."""
    return page(request, "sources.html")
