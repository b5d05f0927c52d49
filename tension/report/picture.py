"""The curve of the last sixty days with its interval over the bands, drawn without browser or network."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

import pandas as pd

from tension.alerts.rules import BAND_WIDTH_POINTS, BANDS
from tension.report.brief import Brief

FONT = "Liberation Sans, Arial, Helvetica, sans-serif"
INK, QUIET = "#1d2733", "#5a6673"
FEWEST_DAYS = 14
_EDGES = [number * BAND_WIDTH_POINTS for number in range(len(BANDS) + 1)]
CURVE, RIBBON = "#1b3a57", "#3f78ad"
# Light to dark, so that the order of the bands survives grey printing.
BAND_TINTS = ("#f5f7f6", "#fdf3e1", "#fbe3bf", "#f6c9a0", "#ecab90")


def curve_svg(brief: Brief, width: int, height: int) -> str:
    """The curve as an SVG document; `width` and `height` of the plot in pixels, axes apart."""
    import vl_convert  # noqa: PLC0415 -- as below

    return str(vl_convert.vegalite_to_svg(_specification(brief, width, height), allowed_base_urls=[]))


def curve_png(brief: Brief, width: int, height: int, scale: float = 2.0) -> bytes:
    """The same as PNG, `scale` pixels to a pixel."""
    import vl_convert  # noqa: PLC0415 -- as below

    specification = _specification(brief, width, height)
    return bytes(vl_convert.vegalite_to_png(specification, scale=scale, allowed_base_urls=[]))


def curve_words(brief: Brief) -> str:
    """The picture in a sentence, for who cannot see it."""
    highest = max(brief.days, key=lambda row: row["tension"])
    lowest = min(brief.days, key=lambda row: row["tension"])
    return (
        f"Tension of {brief.pair_name} over {len(brief.days)} days up to {brief.day}: "
        f"highest {highest['tension']:.0f} on {highest['date']}, lowest {lowest['tension']:.0f} on "
        f"{lowest['date']}, {brief.row['tension']:.0f} at the end, with its 90 % interval."
    )


def _specification(brief: Brief, width: int, height: int) -> str:
    import altair as alt  # noqa: PLC0415 -- a second of import that only drawing needs

    days = pd.DataFrame(
        [
            {name: row[name] for name in ("tension", "tension_low", "tension_high", "coverage")}
            | {"date": row["date"].isoformat()}
            for row in brief.days
        ]
    )
    days["unsure"] = days["coverage"] != "ok"
    # A young index is shown from its first day, yet never so few days that a step looks huge.
    first = min(brief.days[0]["date"], brief.day - timedelta(days=FEWEST_DAYS - 1))
    # Days are read as UTC, or the zone of the machine would move them.
    time = alt.X(
        "date:T",
        scale=alt.Scale(type="utc", domain=[first.isoformat(), brief.day.isoformat()]),
        axis=alt.Axis(format="%-d %b", tickCount=8, labelOverlap=True, title=None, grid=False),
    )

    def y(column: str) -> Any:
        axis = alt.Axis(values=_EDGES, title=None, grid=False, labelOverlap=False)
        return alt.Y(column, scale=alt.Scale(domain=[0, 100], nice=False), axis=axis)

    base = alt.Chart(days).encode(x=time)
    newest = alt.Chart(days.tail(1)).encode(x=time)
    layers = [
        *_bands(alt, y),
        base.mark_area(color=RIBBON, opacity=0.38).encode(y=y("tension_low:Q"), y2="tension_high:Q"),
        base.mark_line(color=CURVE, strokeWidth=2).encode(y=y("tension:Q")),
        base.transform_filter("datum.unsure")
        .mark_point(fill="#ffffff", size=26, stroke=CURVE, strokeWidth=1.2, opacity=1)
        .encode(y=y("tension:Q")),
        newest.mark_point(color=CURVE, filled=True, size=64, opacity=1).encode(y=y("tension:Q")),
    ]
    chart = alt.layer(*layers).properties(width=width, height=height)
    return str(_in_style(chart).to_json())


def _bands(alt: Any, y: Callable[[str], Any]) -> Sequence[Any]:
    rows = pd.DataFrame(
        {
            "low": _EDGES[:-1],
            "high": _EDGES[1:],
            "middle": [edge + BAND_WIDTH_POINTS / 2 for edge in _EDGES[:-1]],
            "band": BANDS,
        }
    )
    colours = alt.Scale(domain=list(BANDS), range=list(BAND_TINTS))
    backdrop = alt.Chart(rows)
    return [
        backdrop.mark_rect().encode(
            x=alt.value(0),
            x2=alt.value("width"),
            y=y("low:Q"),
            y2="high:Q",
            color=alt.Color("band:N", scale=colours, legend=None),
        ),
        backdrop.mark_text(align="left", dx=6, fontSize=11, color=QUIET).encode(
            x=alt.value("width"), y=y("middle:Q"), text="band:N"
        ),
    ]


def _in_style(chart: Any) -> Any:
    return (
        chart.configure(font=FONT, background="white", padding={"left": 2, "top": 4, "right": 2, "bottom": 2})
        .configure_view(stroke=None)
        .configure_axis(
            labelColor=QUIET, labelFontSize=11, domainColor="#aab3bd", tickColor="#aab3bd", tickSize=4
        )
    )
