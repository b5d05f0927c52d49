"""What the charts of a pair are drawn from: data and specifications, asked for by `charts.js`."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from tension.errors import InputError
from tension.web import charts
from tension.web.asking import PairAsked, SnapshotNow, kept_json
from tension.web.series import days_json, press_json
from tension.web.templating import names_of

router = APIRouter()
# The script puts the names of the pairs in their place.
COMPARED = ("1", "2", "3", "4", "5", "6")


@router.get("/{pair}/series.json")
def series(request: Request, snapshot: SnapshotNow, pair: PairAsked) -> Response:
    """The days of a pair and the events marked on its curve."""
    names = names_of(request)
    return kept_json(request, snapshot, ("series", pair), lambda: days_json(snapshot, pair, names))


@router.get("/{pair}/press.json")
def press(request: Request, snapshot: SnapshotNow, pair: PairAsked) -> Response:
    """How much each side's press says, by day."""
    return kept_json(request, snapshot, ("press", pair), lambda: press_json(snapshot, pair))


@router.get("/{pair}/chart/{name}.json")
def chart(request: Request, snapshot: SnapshotNow, pair: PairAsked, name: str) -> Response:
    """A Vega-Lite specification without data."""
    names = names_of(request)
    a, b = (names.actor(code) for code in pair.split("-"))
    rules = request.app.state.settings.alerts.rules
    match name:
        case "curve":
            spec = charts.curve_spec(charts.thresholds(rules, pair))
        case "context":
            spec = charts.context_spec()
        case "points":
            spec = charts.panel_spec(("escalation", "de-escalation", f"{a} on {b}", f"{b} on {a}"))
        case "press":
            spec = charts.panel_spec((f"press of {a}", f"press of {b}", "press of others"))
        case "compare":
            spec = charts.panel_spec(COMPARED, domain=(0, 100))
        case "attention" | "tone":
            spec = charts.panel_spec((name,), height=110)
        case _:
            raise InputError(f"no chart {name!r}", "see the overview")
    return kept_json(request, snapshot, ("chart", name, spec), lambda: spec)
