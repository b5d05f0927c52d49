"""One page of an answer: its rows, where it goes on, and whether the client has it already."""

from typing import Any

import pyarrow as pa
from fastapi import Request
from starlette.responses import Response

from tension.web.api.asking import Asked, Resource
from tension.web.api.cursors import Cursor, CursorError, write_cursor
from tension.web.api.formats import FORMATS, MEDIA, Format, negotiated, rendered
from tension.web.api.problems import VALUE_CHARACTERS, problem
from tension.web.api.questions import Question
from tension.web.asking import pairs_of
from tension.web.conditions import still_good, tag_of
from tension.web.store import Snapshot

PAIRS_NAMED = 20
_VARY = {"Vary": "Accept"}


def answer(request: Request, resource: Resource, question: Question, snapshot: Snapshot) -> Response:
    """The page a question asks for, or the problem with it."""
    accept = request.headers.get("accept", "")
    form = question.format or negotiated(accept)
    if form is None:
        kinds = ", ".join(MEDIA[name].split(";")[0] for name in FORMATS)
        what = f"Accept = {accept[:VALUE_CHARACTERS]!r} names no format that can be given"
        return problem(406, what, f"accept one of {kinds}, or add format=csv", _VARY)
    try:
        asked = Asked.read(resource, question)
    except CursorError as error:
        return problem(422, str(error), "take the next address from the Link header as it stands")
    if missing := unknown_pair(request, snapshot, getattr(question, "pair", None)):
        return problem(404, *missing)
    tag = tag_of(snapshot.identity, resource.name, form, repr(question))
    headers = {"ETag": tag, **_VARY}
    if still_good(request, tag):
        return Response(status_code=304, headers=headers)
    table = snapshot.arrow(*asked.sql(snapshot))
    headers["Link"] = ", ".join(_links(request, asked, table))
    return Response(rendered(table.slice(0, question.limit), form), 200, headers | _named(resource, form))


def unknown_pair(request: Request, snapshot: Snapshot, pair: str | None) -> tuple[str, str] | None:
    """What to say of a pair that is neither in the index nor in the configuration; None where it is."""
    known = pairs_of(request, snapshot)
    if pair is None or pair in known:
        return None
    return f"pair = {pair!r} is not in the index", f"ask for one of {', '.join(known[:PAIRS_NAMED])}"


def _named(resource: Resource, form: Format) -> dict[str, str]:
    headers = {"Content-Type": MEDIA[form]}
    if form != "json":
        headers["Content-Disposition"] = f'attachment; filename="{resource.row.view}.{form}"'
    return headers


def _links(request: Request, asked: Asked, table: pa.Table) -> list[str]:
    """The first page, and the next where there is one."""
    start = request.url.remove_query_params(["cursor", "offset"])
    links = [f'<{start}>; rel="first"']
    if table.num_rows > asked.question.limit:
        place = (
            {"offset": asked.skip + asked.question.limit}
            if asked.cursor is None and asked.skip
            else {"cursor": _next_cursor(asked, table)}
        )
        links.append(f'<{start.include_query_params(**place)}>; rel="next"')
    return links


def _next_cursor(asked: Asked, table: pa.Table) -> str:
    resource, limit = asked.resource, asked.question.limit
    keys = list(zip(*(table.column(name).slice(0, limit).to_pylist() for name in resource.key), strict=True))
    key: tuple[Any, ...] = keys[-1]
    given = sum(other == key for other in keys)
    if asked.cursor is not None and asked.cursor.key == key:
        given += asked.cursor.skip
    return write_cursor(resource.name, asked.question.order, Cursor(key, given))
