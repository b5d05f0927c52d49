"""Signing in: the token becomes a cookie that no script can read and no other site can send."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import RedirectResponse, Response

from tension.web.errors import THEN_CHARACTERS
from tension.web.forms import read_form
from tension.web.security import COOKIE, COOKIE_SECONDS, Access
from tension.web.templating import page

router = APIRouter(include_in_schema=False)


def own_path(path: str) -> str:
    """The path if it leads to a page of this server, else the overview."""
    plain = path.isascii() and path.isprintable() and "\\" not in path
    return path if plain and path.startswith("/") and not path.startswith("//") else "/"


@router.get("/sign-in")
def ask(request: Request, then: Annotated[str, Query(max_length=THEN_CHARACTERS)] = "/") -> Response:
    """Ask for the token."""
    return page(request, "sign_in.html", then=own_path(then), wrong=False)


@router.post("/sign-in")
async def sign_in(request: Request) -> Response:
    """Set the cookie where the token is right, and go on to where the reader came from."""
    access: Access = request.app.state.access
    form = await read_form(request)
    then = own_path(form.get("then", "/"))
    if not access.admits(form.get("token", "").strip()):
        return page(request, "sign_in.html", status=403, then=then, wrong=True)
    answer = RedirectResponse(then, status_code=303)
    answer.set_cookie(
        COOKIE,
        access.session,
        max_age=COOKIE_SECONDS,
        httponly=True,
        samesite="strict",
        secure=request.url.scheme == "https",
    )
    return answer


@router.post("/sign-out")
def sign_out() -> Response:
    """Forget the cookie."""
    answer = RedirectResponse("/", status_code=303)
    answer.delete_cookie(COOKIE, httponly=True, samesite="strict")
    return answer
