"""Templates: everything is escaped, and article text passes a filter before it is shown."""

import hashlib
from calendar import month_abbr
from collections.abc import Callable, Hashable
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any, cast

from fastapi import Request
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse, Response

from tension.articles import digest
from tension.config import Settings
from tension.web import words
from tension.web.conditions import still_good, tag_of
from tension.web.moves import change_words
from tension.web.security import holds_token
from tension.web.store import Snapshot
from tension.web.text import plain, web_link

FOLDER = Path(__file__).parent / "templates"
STATIC = Path(__file__).parent / "static"
_MONTHS = tuple(month_abbr)


def make_templates(settings: Settings) -> Environment:
    """The environment: undefined names are errors, HTML is escaped always."""
    environment = Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    names = words.Names.read(settings.models / "gazetteer.toml")
    environment.filters |= {
        "text": plain,
        "web_link": web_link,
        "day": _day,
        "moment": _moment,
        "number": _number,
        "signed": _signed,
        "change": change_words,
        "capital": _capital,
        "share": _share,
        "actor": names.actor,
        "adjective": names.adjective,
        "pair_name": names.pair,
        "act": names.act,
        "signal": words.signal,
        "status": words.status,
    }
    environment.globals |= {"pairs": settings.pairs, "names": names, "asset": asset}
    return environment


def make_ready(environment: Environment) -> None:
    """Do once what the first page would have to wait for."""
    for name in environment.list_templates():
        environment.get_template(name)
    for file in STATIC.iterdir():
        _fingerprint(file.name)
    _looks()


def tagged_page(
    request: Request, snapshot: Snapshot, template: str, key: Hashable, context: Callable[[], dict[str, Any]]
) -> Response:
    """A page with the tag of what it is made from; who has it already is told so in a few bytes.

    Args:
        request: as for `page`.
        snapshot: what it is made from.
        template: file under `templates`.
        key: what else it depends on, as the pair.
        context: gives what the template names; called only where the reader has no good copy.
    """
    reader = (today_of(request), holds_token(request), bool(request.app.state.access.token))
    tag = tag_of(snapshot.identity, template, repr(key), repr(reader), _looks())
    if still_good(request, tag):
        return Response(status_code=304, headers={"ETag": tag})
    answer = page(request, template, **context())
    answer.headers["ETag"] = tag
    return answer


def page(request: Request, template: str, *, status: int = 200, **context: Any) -> HTMLResponse:
    """A template filled and answered as HTML.

    Args:
        request: gives the path and whether the reader is signed in.
        template: file under `templates`.
        status: of the answer.
        context: what the template names.
    """
    environment: Environment = request.app.state.templates
    shared = {
        "path": request.url.path,
        "signed_in": holds_token(request),
        "can_sign_in": bool(request.app.state.access.token),
    }
    body = environment.get_template(template).render({**shared, **context})
    return HTMLResponse(body, status_code=status)


def names_of(request: Request) -> words.Names:
    """Names of states, as the gazetteer has them."""
    environment: Environment = request.app.state.templates
    return cast("words.Names", environment.globals["names"])


def today_of(request: Request) -> date:
    """The UTC day it is."""
    now: datetime = request.app.state.clock()
    return now.astimezone(UTC).date()


def asset(name: str) -> str:
    """The address of a file under `static`, which changes when the file does."""
    return f"/static/{name}?v={_fingerprint(name)}"


@cache
def _fingerprint(name: str) -> str:
    return hashlib.blake2b((STATIC / name).read_bytes(), digest_size=6).hexdigest()


@cache
def _looks() -> str:
    """Changes with any template or file they point at, so that an upgrade is seen at once."""
    files = [*sorted(FOLDER.iterdir()), *sorted(STATIC.iterdir())]
    return digest(*(file.read_bytes().hex() for file in files if file.suffix in {".html", ".css", ".js"}))


def _day(value: date | datetime | None, style: str = "long") -> str:
    """A calendar day in words: long "Thursday 18 January 2024", short "18 Jan 2024", iso."""
    if value is None:
        return ""
    if style == "iso":
        return value.isoformat()[:10]
    # A page names hundreds of days, and strftime takes its time.
    short = f"{value.day} {_MONTHS[value.month]} {value.year}"
    return short if style == "short" else f"{value:%A} {value.day} {value:%B %Y}"


def _moment(value: datetime | None) -> str:
    """A UTC moment to the minute."""
    return "" if value is None else f"{value.day} {value:%b %Y %H:%M} UTC"


def _number(value: float | None, digits: int = 1) -> str:
    """A number with fixed digits and a proper minus; nothing for null."""
    return "" if value is None else f"{value:,.{digits}f}".replace("-", "\u2212")


def _signed(value: float | None, digits: int = 1) -> str:
    """The same with its sign."""
    return "" if value is None else f"{value:+,.{digits}f}".replace("-", "\u2212")


def _capital(value: str) -> str:
    """The first letter in upper case, the others as they are."""
    return value[:1].upper() + value[1:]


def _share(value: float | None, digits: int = 0) -> str:
    """A share of 1 as per cent."""
    return "" if value is None else f"{100 * value:.{digits}f} %"
