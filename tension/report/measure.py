"""How wide words are in print, and lines of words: an SVG page does not wrap its text."""

import unicodedata
from collections.abc import Iterator

# Widths of Helvetica in thousandths of its size, from Adobe's font metrics; Liberation Sans shares them.
_WIDTHS = dict(
    zip(
        " !\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~",
        (
            *(278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278),
            *(556,) * 10,
            *(278, 278, 584, 584, 584, 556, 1015),
            *(667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778, 667, 778),
            *(722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556, 333),
            *(556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556, 556),
            *(333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584),
        ),
        strict=True,
    )
)
# Letters of other alphabets are taken for wide ones, so that a line never runs over.
_OTHER, _FULL = 620, 1000
_ELLIPSIS = "\u2026"
_PUNCTUATION = {
    "\u2013": 556,
    "\u2014": 1000,
    "\u2018": 222,
    "\u2019": 222,
    "\u201c": 333,
    "\u201d": 333,
    _ELLIPSIS: 1000,
}
_BOLD = 1.07


def width_of(text: str, size: float, *, bold: bool = False) -> float:
    """Width of a line, in the unit of its size; never too small."""
    total = sum(_width(char) for char in text)
    return total / 1000 * size * (_BOLD if bold else 1)


def _width(char: str) -> int:
    known = _WIDTHS.get(char) or _PUNCTUATION.get(char)
    if known is not None:
        return known
    return _FULL if unicodedata.east_asian_width(char) in "WF" else _OTHER


def lines_of(text: str, width: float, size: float, most: int, *, bold: bool = False) -> list[str]:
    """The text in lines that fit, at most so many; what is left out ends in an ellipsis."""
    lines: list[str] = []
    for word in _pieces(text, width, size, bold=bold):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and width_of(longer, size, bold=bold) <= width:
            lines[-1] = longer
        elif len(lines) < most:
            lines.append(word)
        else:
            lines[-1] = _cut(f"{lines[-1]} {word}", width, size, bold=bold)
            break
    return lines


def _pieces(text: str, width: float, size: float, *, bold: bool) -> Iterator[str]:
    """The words, those too long for a line in parts."""
    for word in text.split():
        rest = word
        while (fitting := max(1, _fitting(rest, width, size, bold=bold))) < len(rest):
            yield rest[:fitting]
            rest = rest[fitting:]
        yield rest


def _fitting(text: str, width: float, size: float, *, bold: bool) -> int:
    """How many characters from the start fit in a line."""
    room = width / size * 1000 / (_BOLD if bold else 1)
    for number, char in enumerate(text):
        room -= _width(char)
        if room < 0:
            return number
    return len(text)


def _cut(text: str, width: float, size: float, *, bold: bool) -> str:
    room = width - width_of(_ELLIPSIS, size, bold=bold)
    return f"{text[: _fitting(text, room, size, bold=bold)].rstrip(' ,;:.')}{_ELLIPSIS}"
