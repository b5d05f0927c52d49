"""What an address names: a pair, a day; and answers that a browser may keep until a run publishes."""

import re
from collections.abc import Callable, Sequence
from datetime import date
from typing import Annotated, Any

from fastapi import Depends, Path, Request
from starlette.responses import Response

from tension.articles import digest
from tension.errors import ConfigError, InputError
from tension.pairs import Pair
from tension.web.conditions import still_good, tag_of
from tension.web.store import Snapshot, snapshot_of

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
SnapshotNow = Annotated[Snapshot, Depends(snapshot_of)]


def pairs_of(request: Request, snapshot: Snapshot) -> Sequence[str]:
    """The configured pairs, then others that the database holds."""
    held = snapshot.memo("pairs", lambda: [row["pair"] for row in snapshot.read("web_pairs")])
    return list(dict.fromkeys([*request.app.state.settings.pairs, *held]))


def pair_asked(request: Request, snapshot: SnapshotNow, pair: Annotated[str, Path(max_length=40)]) -> str:
    """Dependency: the pair in the address.

    Raises:
        InputError: it is no pair, or none that is indexed.
    """
    known = pairs_of(request, snapshot)
    try:
        key = Pair.parse(pair).key
    except ConfigError as error:
        raise InputError(f"{pair!r} is no page of this server", "see the overview") from error
    if key not in known:
        raise InputError(f"{key} is not indexed here", f"the pairs are {', '.join(known[:20])}")
    return key


def day_asked(day: Annotated[str, Path(max_length=40)]) -> date:
    """Dependency: the day in the address.

    Raises:
        InputError: it is no calendar day.
    """
    return day_of(day)


def day_of(text: str) -> date:
    """A calendar day, as 2024-01-18.

    Raises:
        InputError: the text is none.
    """
    wrong = InputError(f"{text!r} is not a day", "write it as 2024-01-18")
    if not _DAY.fullmatch(text):
        raise wrong
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise wrong from error


PairAsked = Annotated[str, Depends(pair_asked)]
DayAsked = Annotated[date, Depends(day_asked)]


def kept_json(request: Request, snapshot: Snapshot, key: Any, make: Callable[[], bytes]) -> Response:
    """JSON made once a snapshot; a browser that has it already is told so in a few bytes."""
    body = snapshot.memo(key, make)
    # Of the body too: a chart hangs on rules and on this program, of which a snapshot knows nothing.
    tag = tag_of(snapshot.identity, digest(body.hex()))
    if still_good(request, tag):
        return Response(status_code=304, headers={"ETag": tag})
    return Response(body, media_type="application/json", headers={"ETag": tag})
