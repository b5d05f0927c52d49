"""The views as JSON, CSV and Parquet, for programs; a feed of alerts, and pictures to embed."""

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse, Response

from tension.web.api import feeds, views
from tension.web.api.problems import problem

__all__ = ["feeds", "router"]

router = APIRouter()
router.include_router(views.router)


@router.get("/openapi.json", include_in_schema=False)
def description(request: Request) -> Response:
    """Give the OpenAPI description, to those who may read."""
    return JSONResponse(request.app.openapi())


@router.get("", include_in_schema=False)
@router.get("/{rest:path}", include_in_schema=False)
def elsewhere(request: Request) -> Response:
    """Say what there is, to whoever asks for something else."""
    names = ", ".join(f"/api/{resource.name}" for resource in views.RESOURCES)
    return problem(
        404, f"nothing is at {request.url.path}", f"there are {names}, described in /api/openapi.json"
    )
