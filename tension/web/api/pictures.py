"""Small SVG pictures to embed elsewhere: a badge with the newest value, and the curve of the last days."""

from collections.abc import Mapping, Sequence
from typing import Any
from xml.sax.saxutils import escape

from tension.web.text import plain

Days = Sequence[Mapping[str, Any]]

# Background and text of each band; the contrast of every two is at least 4.5 to 1.
BAND_COLOURS = {
    "calm": ("#2e6b4f", "#ffffff"),
    "guarded": ("#4d6a1f", "#ffffff"),
    "elevated": ("#8a5a00", "#ffffff"),
    "high": ("#b3401e", "#ffffff"),
    "severe": ("#8b1a2b", "#ffffff"),
}
UNKNOWN = ("#5b6570", "#ffffff")
LABEL = ("#2f3640", "#ffffff")
FONT = "Verdana,DejaVu Sans,Geneva,sans-serif"
LINE = "#b3401e"

# Widths of Verdana at 11 px, roughly: narrow letters, wide ones, the rest.
_NARROW, _WIDE = frozenset("ijlftrI.,:;|'! ()[]1"), frozenset("mwMW%@")
_PADDING = 7
_STROKE = 'stroke-width="1.5" stroke-linejoin="round" stroke-linecap="round"'


def badge(label: str, days: Days) -> str:
    """A label beside the newest value and its band.

    Args:
        label: what the value is of; escaped here.
        days: rows of `sparkline.sql`, oldest first; none makes a badge that says so.
    """
    newest = days[-1] if days else None
    value = f"{newest['tension']:.0f} {newest['band']}" if newest else "no day yet"
    back, front = BAND_COLOURS.get(newest["band"], UNKNOWN) if newest else UNKNOWN
    label = plain(label, 60)
    left, right = _width(label), _width(value)
    return "\n".join(
        [
            _opening(left + right, 20, _said(label, newest)),
            f'<clipPath id="r"><rect width="{left + right}" height="20" rx="3"/></clipPath>',
            '<g clip-path="url(#r)">',
            f'<rect width="{left}" height="20" fill="{LABEL[0]}"/>',
            f'<rect x="{left}" width="{right}" height="20" fill="{back}"/>',
            "</g>",
            f'<g font-family="{FONT}" font-size="11" text-anchor="middle">',
            f'<text x="{left / 2}" y="14" fill="{LABEL[1]}">{escape(label)}</text>',
            f'<text x="{left + right / 2}" y="14" fill="{front}">{escape(value)}</text>',
            "</g>",
            "</svg>\n",
        ]
    )


def sparkline(label: str, days: Days, *, width: int = 160, height: int = 40) -> str:
    """The curve of some days with its interval, on the whole scale from 0 to 100.

    Args:
        label: what the curve is of; escaped here.
        days: rows of `sparkline.sql`, oldest first.
        width: of the picture, in pixels.
        height: of the picture, in pixels.
    """
    parts = [_opening(width, height, _said(plain(label, 60), days[-1] if days else None, len(days)))]
    if days:
        inner_width, inner_height = width - 8, height - 8
        start, end = days[0]["date"], days[-1]["date"]
        span = max(1, (end - start).days)

        def point(row: Mapping[str, Any], column: str) -> str:
            across = (row["date"] - start).days / span if len(days) > 1 else 0.5
            return f"{4 + inner_width * across:.1f},{4 + inner_height * (1 - row[column] / 100):.1f}"

        around = [point(row, "tension_high") for row in days] + [
            point(row, "tension_low") for row in reversed(days)
        ]
        curve = [point(row, "tension") for row in days]
        x, y = curve[-1].split(",")
        parts += [
            f'<polygon points="{" ".join(around)}" fill="{LINE}" fill-opacity="0.22"/>',
            f'<polyline points="{" ".join(curve)}" fill="none" stroke="{LINE}" {_STROKE}/>',
            f'<circle cx="{x}" cy="{y}" r="2.4" fill="{LINE}"/>',
        ]
    return "\n".join([*parts, "</svg>\n"])


def _opening(width: float, height: float, title: str) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}" role="img" aria-labelledby="t"><title id="t">{escape(title)}</title>'
    )


def _said(label: str, newest: Mapping[str, Any] | None, days: int = 1) -> str:
    """The picture in a sentence, for who cannot see it."""
    if newest is None:
        return f"{label}: no day yet"
    over = f"{days} days up to " if days > 1 else ""
    doubt = "" if newest["coverage"] == "ok" else f", coverage {newest['coverage']}"
    return (
        f"{label}, {over}{newest['date']}: {newest['tension']:.0f} of 100, {newest['band']}, "
        f"90 % interval {newest['tension_low']:.0f} to {newest['tension_high']:.0f}{doubt}"
    )


def _width(text: str) -> int:
    letters = sum(4.2 if char in _NARROW else 10.4 if char in _WIDE else 6.7 for char in text)
    return round(letters) + 2 * _PADDING
