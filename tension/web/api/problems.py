"""Errors for programs: RFC 9457 problem details that name the value and the remedy."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from pydantic import BaseModel, Field
from starlette.responses import JSONResponse

MEDIA_TYPE = "application/problem+json"
VALUE_CHARACTERS = 100


class Problem(BaseModel):
    """What went wrong, with which value, and what to do next."""

    type: str = "about:blank"
    title: str = Field(description="The status in words.")
    status: int
    detail: str = Field(description="What went wrong, naming the value.")
    remedy: str = Field(description="What to do next; may be empty.")


class ProblemResponse(JSONResponse):
    """Problem details as an answer."""

    media_type = MEDIA_TYPE


def problem(
    status: int, detail: str, remedy: str = "", headers: Mapping[str, str] | None = None
) -> ProblemResponse:
    """An error as an answer."""
    title = HTTPStatus(status).phrase
    body = Problem(title=title, status=status, detail=detail, remedy=remedy)
    return ProblemResponse(body.model_dump(), status_code=status, headers=dict(headers or {}))


def wrong_parameters(errors: Sequence[Mapping[str, Any]]) -> str:
    """Each parameter that cannot be used, with its value and why, in one line."""
    return "; ".join(_wrong(error) for error in errors)


def _wrong(error: Mapping[str, Any]) -> str:
    name = ".".join(str(step) for step in error["loc"][1:]) or str(error["loc"][0])
    said = error["msg"].removeprefix("Value error, ")
    if error["type"] == "missing":
        return f"{name} is missing"
    if isinstance(error.get("input"), str | int):
        return f"{name} = {str(error['input'])[:VALUE_CHARACTERS]!r}: {said}"
    return f"{name}: {said}"


def documented(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The problems of an endpoint for its OpenAPI description."""
    schema = {"schema": Problem.model_json_schema()}
    return {status: {"description": _WHEN[status], "content": {MEDIA_TYPE: schema}} for status in statuses}


_WHEN = {
    401: "The server shows its pages only to those who have its token.",
    404: "The pair is not in the index.",
    406: "None of the formats that the Accept header allows can be given.",
    422: "A parameter is unknown, misspelt or out of range.",
    503: "There is no snapshot yet, or it cannot be read.",
}
