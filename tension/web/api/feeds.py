"""What other sites and readers embed: the feed of alerts, the badge and the sparkline."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from tension.errors import InputError
from tension.web.api.answering import unknown_pair
from tension.web.api.atom import ENTRIES, MEDIA_TYPE, feed
from tension.web.api.pictures import badge, sparkline
from tension.web.api.problems import documented
from tension.web.api.questions import PairName
from tension.web.conditions import still_good, tag_of
from tension.web.store import Row, Snapshot, snapshot_of
from tension.web.templating import names_of

router = APIRouter(tags=["to embed"])
Now = Annotated[Snapshot, Depends(snapshot_of)]
PairInPath = Annotated[str, Path(pattern=r"^[A-Z]{3}-[A-Z]{3}$", description="As PAK-IRN.")]
SVG = "image/svg+xml"
# Seen on its own an SVG is a page: this one may load and run nothing. Other sites may show it.
_EMBEDDED = {
    "Content-Security-Policy": "default-src 'none'",
    "Cross-Origin-Resource-Policy": "cross-origin",
}


class FeedAsked(BaseModel):
    """Alerts of one pair, or all."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    pair: PairName | None = None


class CurveAsked(BaseModel):
    """How many days the curve shows."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    days: Annotated[int, Field(ge=2, le=366, description="Days shown, up to the newest.")] = 60


class NothingAsked(BaseModel):
    """No parameters."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def _described(media: str, what: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {
        "response_class": Response,
        "responses": {
            200: {"description": what, "content": {media: {"schema": schema}}},
            304: {"description": "The client has this answer already (If-None-Match)."},
            **documented(401, 404, 422, 503),
        },
    }


@router.get("/alerts.atom", **_described(MEDIA_TYPE, "An Atom feed.", {"type": "string"}))
def alerts_feed(request: Request, asked: Annotated[FeedAsked, Query()], snapshot: Now) -> Response:
    """Give the newest alerts as a feed; an entry is updated when its alert grows, clears or is withdrawn."""
    _refuse_unknown(request, snapshot, asked.pair)
    tag = tag_of(snapshot.identity, "atom", asked.pair or "", str(request.base_url))
    if still_good(request, tag):
        return Response(status_code=304, headers={"ETag": tag})
    alerts = snapshot.read("feed_alerts", {"pair": asked.pair, "entries": ENTRIES})
    newest = snapshot.rows("select max(as_of) as moment from index_values")[0]["moment"]
    body = feed(
        alerts,
        server=str(request.base_url),
        pair=asked.pair,
        nothing_since=newest or datetime(2024, 1, 1),  # noqa: DTZ001 -- the database's moments are naive UTC
    )
    return Response(body, media_type=MEDIA_TYPE, headers={"ETag": tag})


@router.get("/badge/{pair}.svg", **_described(SVG, "An SVG picture.", {"type": "string"}))
def badge_of(
    request: Request, pair: PairInPath, _asked: Annotated[NothingAsked, Query()], snapshot: Now
) -> Response:
    """Give the newest value and its band as a badge."""
    return _picture(request, snapshot, pair, 1, badge)


@router.get("/sparkline/{pair}.svg", **_described(SVG, "An SVG picture.", {"type": "string"}))
def sparkline_of(
    request: Request, pair: PairInPath, asked: Annotated[CurveAsked, Query()], snapshot: Now
) -> Response:
    """Give the curve of the last days with its interval."""
    return _picture(request, snapshot, pair, asked.days, sparkline)


def _picture(request: Request, snapshot: Snapshot, pair: str, days: int, draw: Any) -> Response:
    _refuse_unknown(request, snapshot, pair)
    tag = tag_of(snapshot.identity, draw.__name__, pair, str(days))
    if still_good(request, tag):
        return Response(status_code=304, headers={"ETag": tag})
    label = f"{names_of(request).pair(pair)} tension"
    rows: list[Row] = snapshot.read("sparkline", {"pair": pair, "days": days})
    return Response(draw(label, rows), media_type=SVG, headers={"ETag": tag, **_EMBEDDED})


def _refuse_unknown(request: Request, snapshot: Snapshot, pair: str | None) -> None:
    if missing := unknown_pair(request, snapshot, pair):
        raise InputError(*missing)
