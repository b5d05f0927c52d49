"""Altair's part: the specifications of the curve and of the panels under it, without data.

Colours are names of CSS variables, so that light, dark and paper need one specification. Data come later,
under the names `days`, `unsure`, `marks`, `hovered` and `lines`; the window of time is the parameters
`x_from` and `x_to` (milliseconds).
"""

import json
from collections.abc import Sequence
from functools import cache
from typing import Any

from tension.alerts.rules import BAND_WIDTH_POINTS, BANDS, LevelRule, Rule

CURVE_HEIGHT, CONTEXT_HEIGHT, PANEL_HEIGHT = 330, 54, 150
AXIS_WIDTH = 44
SERIES_COLOURS = tuple(f"var(--series-{number})" for number in range(1, 7))
_DASHES = ([1, 0], [6, 3], [2, 2], [8, 3, 2, 3], [4, 2], [10, 4])


def thresholds(rules: Sequence[Rule], pair: str) -> tuple[tuple[str, float], ...]:
    """Name and tension of the lines that raise an alert for a pair."""
    return tuple(
        (rule.name, rule.raise_at) for rule in rules if isinstance(rule, LevelRule) and rule.watches(pair)
    )


@cache
def curve_spec(lines: tuple[tuple[str, float], ...]) -> bytes:
    """The curve of tension with its interval over the bands, the alert lines, and marks of events."""
    import altair as alt  # noqa: PLC0415 -- a second of import that only drawing needs

    time, tension = _time(alt), alt.Scale(domain=[0, 100], nice=False)
    edges = [number * BAND_WIDTH_POINTS for number in range(len(BANDS) + 1)]
    y_axis = alt.Axis(values=edges, title=None, minExtent=AXIS_WIDTH, maxExtent=AXIS_WIDTH)
    bands = [
        {"low": low, "high": low + BAND_WIDTH_POINTS, "middle": low + BAND_WIDTH_POINTS / 2, "band": band}
        for low, band in zip(edges, BANDS, strict=False)
    ]
    colours = alt.Scale(domain=list(BANDS), range=[f"var(--band-{band}-back)" for band in BANDS])
    backdrop = alt.Chart(alt.InlineData(bands))
    whole = {"x": alt.value(0), "x2": alt.value("width")}
    y_of_band = alt.Y("low:Q", scale=tension, axis=y_axis)
    layers = [
        backdrop.mark_rect().encode(
            **whole, y=y_of_band, y2="high:Q", color=alt.Color("band:N", scale=colours, legend=None)
        ),
        backdrop.mark_text(align="right", dx=-6, fill="var(--ink-quiet)", fontSize=11).encode(
            x=alt.value("width"), y=alt.Y("middle:Q", scale=tension), text="band:N"
        ),
        *_threshold_layers(alt, lines, tension),
    ]
    days = alt.Chart(alt.NamedData("days"))
    y = alt.Y("tension:Q", scale=tension)
    layers += [
        days.mark_area(fill="var(--ribbon)", fillOpacity=0.45, clip=True).encode(
            x=time, y=alt.Y("tension_low:Q", scale=tension), y2="tension_high:Q"
        ),
        days.mark_line(stroke="var(--line)", strokeWidth=2, clip=True).encode(x=time, y=y),
        *_mark_layers(alt, time, y),
    ]
    return _json(alt.layer(*layers), alt, CURVE_HEIGHT)


def _threshold_layers(alt: Any, lines: tuple[tuple[str, float], ...], tension: Any) -> list[Any]:
    if not lines:
        return []
    rows = [{"at": at, "label": f"alert \u201c{name}\u201d from {at:g}"} for name, at in lines]
    base = alt.Chart(alt.InlineData(rows)).encode(y=alt.Y("at:Q", scale=tension))
    return [
        base.mark_rule(stroke="var(--alert)", strokeDash=[5, 4]).encode(),
        base.mark_text(align="left", dx=6, dy=-6, fill="var(--alert)", fontSize=11).encode(
            x=alt.value(0), text="label:N"
        ),
    ]


def _mark_layers(alt: Any, time: Any, y: Any) -> list[Any]:
    """Days of little coverage hollow, events as triangles, and the day that is pointed at."""
    unsure = alt.Chart(alt.NamedData("unsure"))
    events = alt.Chart(alt.NamedData("marks"))
    hovered = alt.Chart(alt.NamedData("hovered"))
    up_down = alt.Scale(domain=["escalation", "deescalation"], range=["triangle-up", "triangle-down"])
    fills = alt.Scale(domain=["escalation", "deescalation"], range=["var(--up)", "var(--down)"])
    shown = alt.Opacity("shown:Q", scale=None, legend=None)
    return [
        unsure.mark_point(
            stroke="var(--line)", fill="var(--paper)", fillOpacity=1, size=22, strokeWidth=1, clip=True
        ).encode(x=time, y=y, opacity=shown),
        events.mark_point(filled=True, size=90, stroke="var(--paper)", strokeWidth=1, clip=True).encode(
            x=time,
            y=y,
            opacity=shown,
            shape=alt.Shape("polarity:N", scale=up_down, legend=None),
            fill=alt.Fill("polarity:N", scale=fills, legend=None),
        ),
        hovered.mark_rule(stroke="var(--ink)", strokeWidth=1, clip=True).encode(x=time, opacity=shown),
        hovered.mark_point(filled=True, fill="var(--line)", stroke="var(--paper)", size=80, clip=True).encode(
            x=time, y=y, opacity=shown
        ),
    ]


@cache
def context_spec() -> bytes:
    """The whole history in small, to brush a window of time on."""
    import altair as alt  # noqa: PLC0415 -- as above

    brush = alt.selection_interval(
        name="brush",
        encodings=["x"],
        mark=alt.BrushConfig(fill="var(--line)", fillOpacity=0.2, stroke="var(--line)"),
    )
    hidden = alt.Axis(labels=False, ticks=False, title=None, minExtent=AXIS_WIDTH, maxExtent=AXIS_WIDTH)
    chart = (
        alt.Chart(alt.NamedData("days"))
        .mark_area(fill="var(--ribbon)", line={"stroke": "var(--line)", "strokeWidth": 1})
        .encode(
            x=alt.X(
                "date:T",
                scale=alt.Scale(type="utc"),
                axis=alt.Axis(title=None, grid=False, labelOverlap=True, tickCount=8),
            ),
            y=alt.Y("tension:Q", scale=alt.Scale(domain=[0, 100]), axis=hidden),
        )
        .add_params(brush)
    )
    return _json(chart, alt, CONTEXT_HEIGHT, window=False)


@cache
def panel_spec(
    series: tuple[str, ...], *, domain: tuple[float, float] | None = None, height: int = PANEL_HEIGHT
) -> bytes:
    """Lines of several series over the same window of time, told apart by colour and by dashes."""
    import altair as alt  # noqa: PLC0415 -- as above

    names = list(series)
    colours, dashes = list(SERIES_COLOURS[: len(names)]), list(_DASHES[: len(names)])
    legend = alt.Legend(title=None, orient="top", direction="horizontal", labelLimit=240, symbolType="stroke")
    y_axis = alt.Axis(title=None, tickCount=4, minExtent=AXIS_WIDTH, maxExtent=AXIS_WIDTH)
    chart = (
        alt.Chart(alt.NamedData("lines"))
        .mark_line(strokeWidth=1.8, clip=True)
        .encode(
            x=_time(alt),
            y=alt.Y("value:Q", scale=alt.Scale(domain=domain) if domain else alt.Scale(), axis=y_axis),
            color=alt.Color("series:N", scale=alt.Scale(domain=names, range=colours), legend=legend),
            strokeDash=alt.StrokeDash("series:N", scale=alt.Scale(domain=names, range=dashes), legend=legend),
        )
    )
    return _json(chart, alt, height)


def _time(alt: Any) -> Any:
    window = alt.Scale(type="utc", domainMin=alt.ExprRef("x_from"), domainMax=alt.ExprRef("x_to"))
    return alt.X(
        "date:T", scale=window, axis=alt.Axis(title=None, labelOverlap=True, tickCount=8, grid=False)
    )


def _json(chart: Any, alt: Any, height: int, *, window: bool = True) -> bytes:
    """The specification with the looks that all share; sizes follow the page."""
    chart = chart.properties(
        width="container", height=height, autosize=alt.AutoSizeParams(type="fit-x", contains="padding")
    )
    if window:
        chart = chart.add_params(alt.param(name="x_from", value=0), alt.param(name="x_to", value=1))
    chart = chart.configure(
        background="transparent",
        # The page describes its charts itself.
        aria=False,
        font="system-ui, sans-serif",
        view=alt.ViewConfig(stroke="var(--edge)"),
        axis=alt.AxisConfig(
            labelColor="var(--ink-quiet)",
            domainColor="var(--edge)",
            tickColor="var(--edge)",
            gridColor="var(--edge)",
            labelFontSize=11,
        ),
        legend=alt.LegendConfig(labelColor="var(--ink)", labelFontSize=12),
    )
    return json.dumps(chart.to_dict(), separators=(",", ":")).encode()
