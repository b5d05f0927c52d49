"""What an address names: a pair, a day; and answers that a browser may keep until a run publishes."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Annotated, Any

from fastapi import Depends, Path, Request
from starlette.responses import Response

from tension.errors import ConfigError, InputError
from tension.pairs import Pair
from tension.web.store import Snapshot, snapshot_of

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
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise InputError(f"{text!r} is not a day", "write it as 2024-01-18") from error


PairAsked = Annotated[str, Depends(pair_asked)]
DayAsked = Annotated[date, Depends(day_asked)]


def kept_json(request: Request, snapshot: Snapshot, key: Any, make: Callable[[], bytes]) -> Response:
    """JSON made once a snapshot; a browser that has it already is told so in a few bytes."""
    etag = f'W/"{snapshot.identity}"'
    if etag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers={"ETag": etag})
    return Response(snapshot.memo(key, make), media_type="application/json", headers={"ETag": etag})
