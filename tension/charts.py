"""Pictures of the index, drawn without a browser and without the network."""

from typing import TYPE_CHECKING, Any

import pandas as pd

from tension.alerts.rules import BAND_WIDTH_POINTS, BANDS

if TYPE_CHECKING:
    import altair as alt

# Light to dark, so that the order of the bands survives grey printing and colour blindness.
_BAND_COLOURS = ("#f7f7f7", "#fdebcf", "#fbd49a", "#f3a66b", "#de7355")
_LINE, _RIBBON = "#1b3a57", "#5b8db8"
_SCALE = (0.0, 100.0)
CHART_DAYS = 60


def curve_png(values: pd.DataFrame, title: str, *, width: int = 640, height: int = 280) -> bytes:
    """The curve of tension with its interval over the bands, as PNG.

    Args:
        values: one row a day: date, tension, tension_low, tension_high (0-100); the last 60 days are drawn.
        title: the pair; the project's own words, never an article's.
        width: of the plot, in pixels.
        height: of the plot, in pixels.
    """
    return _png(curve_chart(values, title).properties(width=width, height=height))


def curve_chart(values: pd.DataFrame, title: str) -> "alt.LayerChart":
    """The same curve as an Altair chart, for those who place it elsewhere."""
    import altair as alt  # noqa: PLC0415 - a second of import that only drawing needs

    days = values.sort_values("date").tail(CHART_DAYS)
    bands = pd.DataFrame(
        {
            "low": [number * BAND_WIDTH_POINTS for number in range(len(BANDS))],
            "high": [(number + 1) * BAND_WIDTH_POINTS for number in range(len(BANDS))],
            "band": BANDS,
            "start": days["date"].min(),
            "end": days["date"].max(),
        }
    )
    scale = alt.Scale(domain=_SCALE, nice=False)
    backdrop = (
        alt.Chart(bands)
        .mark_rect()
        .encode(
            x=alt.X("start:T", title=None),
            x2="end:T",
            y=alt.Y("low:Q", scale=scale, title="tension"),
            y2="high:Q",
            color=alt.Color("band:N", sort=list(BANDS), title=None).scale(
                domain=list(BANDS), range=list(_BAND_COLOURS)
            ),
        )
    )
    base = alt.Chart(days).encode(x=alt.X("date:T", title=None))
    ribbon = base.mark_area(opacity=0.35, color=_RIBBON).encode(
        y=alt.Y("tension_low:Q", scale=scale), y2="tension_high:Q"
    )
    line = base.mark_line(color=_LINE, point=True).encode(y=alt.Y("tension:Q", scale=scale))
    return alt.LayerChart(layer=[backdrop, ribbon, line], title=title)


def operating_png(curve: pd.DataFrame, title: str) -> bytes:
    """What each threshold costs and catches, as PNG.

    Args:
        curve: one row a threshold: threshold (0-100), detected_share (0-1), false_alarms_per_year.
        title: the project's own words.
    """
    import altair as alt  # noqa: PLC0415 - as above

    base = alt.Chart(curve).encode(
        x=alt.X("false_alarms_per_year:Q", title="false alarms a year"),
        y=alt.Y("detected_share:Q", title="share of events detected", scale=alt.Scale(domain=[0, 1])),
    )
    line = base.mark_line(color=_LINE, point=True).encode(order="threshold:Q")
    labels = base.mark_text(dy=-9, color=_LINE).encode(text="threshold:Q")
    return _png((line + labels).properties(title=title, width=480, height=320))


def _png(chart: Any) -> bytes:
    import vl_convert  # noqa: PLC0415 - as above

    # No fonts or data are fetched: the specification carries its data, and the resolver gets no base address.
    return bytes(vl_convert.vegalite_to_png(chart.to_json(), scale=1.5, allowed_base_urls=[]))
