"""What went wrong, said as a page to people and as JSON to programs."""

from typing import Any
from urllib.parse import urlencode

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from tension.errors import InputError, TensionError
from tension.web.api.problems import problem, wrong_parameters
from tension.web.templating import page

UNAUTHORIZED = 401
THEN_CHARACTERS = 500
FOR_PROGRAMS = ("/api", "/badge/", "/sparkline/", "/alerts.atom")
_WORDS = {401: "Sign in first", 403: "Not allowed", 404: "Nothing is here", 422: "That cannot be asked"}


def install_errors(app: FastAPI) -> None:
    """Answer every error in the words of this project; defects of the program stay 500."""
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(TensionError, _ours)


def _answer(request: Request, status: int, what: str, remedy: str = "", headers: Any = None) -> Response:
    if request.url.path.startswith(FOR_PROGRAMS):
        return problem(status, what, remedy, headers)
    words = _WORDS.get(status, "This cannot be shown now")
    answer = page(request, "error.html", status=status, words=words, what=what, remedy=remedy)
    answer.headers.update(headers or {})
    return answer


def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 -- what it is registered for
    wants_page = "text/html" in request.headers.get("accept", "")
    if error.status_code == UNAUTHORIZED and wants_page and request.method == "GET":
        asked = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        then = urlencode({"then": asked if len(asked) <= THEN_CHARACTERS else "/"})
        return RedirectResponse(f"/sign-in?{then}", status_code=303)
    return _answer(request, error.status_code, str(error.detail), headers=error.headers)


def _invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101 -- as above
    return _answer(request, 422, wrong_parameters(error.errors()), "mend the address and ask again")


def _ours(request: Request, error: Exception) -> Response:
    assert isinstance(error, TensionError)  # noqa: S101 -- as above
    status = 404 if isinstance(error, InputError) else 503
    return _answer(request, status, error.what, error.remedy)
