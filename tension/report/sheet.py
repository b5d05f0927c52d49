"""The brief as one A4 page, composed as SVG and turned into PDF or PNG without a browser."""

import re
from dataclasses import dataclass, field
from xml.sax.saxutils import escape, quoteattr

from tension.report.brief import Aside, Brief, Driver, Quote
from tension.report.measure import lines_of, width_of
from tension.report.picture import FONT, INK, QUIET, curve_svg
from tension.report.wording import (
    CARRIES,
    COLOPHON,
    NO_EVENT,
    NOTHING_ASIDE,
    OPEN,
    SET_ASIDE,
    SURE,
    day_words,
    legend,
    others,
    sentences,
    signed,
)
from tension.web.api.pictures import BAND_COLOURS

PAGE_WIDTH, PAGE_HEIGHT = 595.0, 842.0
MARGIN = 42.0
WIDTH = PAGE_WIDTH - 2 * MARGIN
FOOT = 38.0
RULE, UP, DOWN = "#d5dae0", "#9c2f1b", "#1f6b4a"
PNG_SCALE = 2.0
ALERTS = 4
_PLOT_WIDTH, _PLOT_HEIGHT = 430, 132
_POINTS_WIDTH = 46.0


@dataclass
class _Page:
    """Marks on the page, and how far down it is filled."""

    y: float = MARGIN
    marks: list[str] = field(default_factory=list)

    def text(
        self, x: float, text: str, size: float, *, bold: bool = False, colour: str = INK, end: bool = False
    ) -> None:
        weight = ' font-weight="bold"' if bold else ""
        anchor = ' text-anchor="end"' if end else ""
        self.marks.append(
            f'<text x="{x:.1f}" y="{self.y:.1f}" font-size="{size:g}" fill="{colour}"{weight}{anchor}>'
            f"{escape(text)}</text>"
        )

    def lines(
        self, x: float, text: str, size: float, most: int, *, bold: bool = False, colour: str = INK
    ) -> None:
        """Lines of text, each a line further down."""
        for line in lines_of(text, MARGIN + WIDTH - x, size, most, bold=bold):
            self.text(x, line, size, bold=bold, colour=colour)
            self.y += size * 1.32

    def heading(self, words: str) -> None:
        self.y += 7
        self.marks.append(
            f'<line x1="{MARGIN}" y1="{self.y:.1f}" x2="{MARGIN + WIDTH}" y2="{self.y:.1f}" stroke="{RULE}"/>'
        )
        self.y += 14
        self.text(MARGIN, words, 10, bold=True)
        self.y += 14


def as_svg(brief: Brief) -> str:
    """The page as SVG, of whose examples as many are shown as fit."""
    for drivers, aside in ((5, 4), (5, 3), (4, 3), (4, 2), (3, 2), (3, 1), (2, 1)):
        page = _drawn(brief, drivers, aside)
        if page.y <= PAGE_HEIGHT - FOOT - 14:
            break
    page.y = PAGE_HEIGHT - FOOT
    as_of = f"{brief.row['as_of']:%Y-%m-%d %H:%M}"
    page.lines(MARGIN, COLOPHON.format(pair=brief.pair, day=brief.day, as_of=as_of), 7.5, 2, colour=QUIET)
    title = escape(f"{brief.pair_name}, {brief.day}: {brief.sentence}")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
        f'width="{PAGE_WIDTH:g}" height="{PAGE_HEIGHT:g}" viewBox="0 0 {PAGE_WIDTH:g} {PAGE_HEIGHT:g}" '
        f"font-family={quoteattr(FONT)}><title>{title}</title>"
        f'<rect width="{PAGE_WIDTH:g}" height="{PAGE_HEIGHT:g}" fill="#ffffff"/>'
        + "".join(page.marks)
        + "</svg>"
    )


def as_png(brief: Brief) -> bytes:
    """The page as PNG, 1190 by 1684 pixels."""
    import vl_convert  # noqa: PLC0415 -- loads a JavaScript engine that only drawing needs

    return bytes(vl_convert.svg_to_png(as_svg(brief), scale=PNG_SCALE))


def as_pdf(brief: Brief) -> bytes:
    """The page as PDF, A4, with its fonts."""
    import vl_convert  # noqa: PLC0415 -- as above

    return bytes(vl_convert.svg_to_pdf(as_svg(brief)))


def _drawn(brief: Brief, drivers: int, aside: int) -> _Page:
    page = _Page()
    _head(page, brief)
    _curve(page, brief)
    page.heading(CARRIES.format(points=brief.row["level_points"]))
    if not brief.drivers:
        page.lines(MARGIN, NO_EVENT, 8.5, 1)
    for driver in brief.drivers[:drivers]:
        _driver(page, driver)
    hidden = brief.drivers[drivers:]
    if said := others(
        brief.other_count + len(hidden), brief.other_points + sum(item.points for item in hidden)
    ):
        page.lines(MARGIN + _POINTS_WIDTH, said, 8.5, 1, colour=QUIET)
    page.heading(SET_ASIDE.format(count=sentences(brief.aside_count)) if brief.aside else NOTHING_ASIDE)
    for item in brief.aside[:aside]:
        _set_aside(page, item)
    page.heading(SURE)
    for sentence in brief.sure:
        page.lines(MARGIN, sentence, 8.5, 2)
    page.heading(OPEN)
    for alert in brief.alerts[:ALERTS] or ["None."]:
        page.lines(MARGIN, alert, 8.5, 1)
    more = len(brief.alerts) - ALERTS
    if more > 0:
        page.lines(MARGIN, f"And {more} more.", 8.5, 1, colour=QUIET)
    return page


def _head(page: _Page, brief: Brief) -> None:
    page.y += 6
    page.text(MARGIN, f"{brief.pair_name} tension", 10, bold=True, colour=QUIET)
    page.text(MARGIN + WIDTH, day_words(brief.day), 10, colour=QUIET, end=True)
    back, front = BAND_COLOURS[brief.row["band"]]
    page.y += 14
    page.marks.append(f'<rect x="{MARGIN}" y="{page.y:.1f}" width="64" height="58" rx="5" fill="{back}"/>')
    number = f"{brief.row['tension']:.0f}"
    page.y += 33
    page.text(MARGIN + 32 - width_of(number, 30, bold=True) / 2, number, 30, bold=True, colour=front)
    page.y += 16
    page.text(MARGIN + 32 - width_of(brief.row["band"], 10) / 2, brief.row["band"], 10, colour=front)
    bottom = page.y + 9
    page.y -= 34
    page.lines(MARGIN + 78, brief.sentence, 15, 2, bold=True)
    if brief.week:
        page.lines(MARGIN + 78, brief.week[:1].upper() + brief.week[1:] + ".", 9.5, 1, colour=QUIET)
    page.y = max(bottom, page.y) + 12


def _curve(page: _Page, brief: Brief) -> None:
    picture = curve_svg(brief, _PLOT_WIDTH, _PLOT_HEIGHT)
    size = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', picture)
    width, height = (float(size[1]), float(size[2])) if size else (WIDTH, 170.0)
    scale = min(1.0, WIDTH / width)
    placed = f'<svg x="{MARGIN}" y="{page.y:.1f}" width="{width * scale:.1f}" height="{height * scale:.1f}" '
    # The picture brings its own size; it is given the one it has on the page.
    body = re.sub(
        r'\s(?:width|height)="[\d.]+"', "", picture[picture.index("<svg") : picture.index(">")], count=2
    )
    page.marks.append(placed + body.removeprefix("<svg") + picture[picture.index(">") :])
    page.y += height * scale + 7
    page.text(MARGIN, legend(brief.any_unsure), 7.5, colour=QUIET)


def _driver(page: _Page, driver: Driver) -> None:
    x = MARGIN + _POINTS_WIDTH
    colour = UP if driver.points > 0 else DOWN
    page.text(MARGIN + _POINTS_WIDTH - 10, signed(driver.points), 9.5, bold=True, colour=colour, end=True)
    room = WIDTH - _POINTS_WIDTH - width_of(driver.detail, 8.5) - 12
    page.text(MARGIN + WIDTH, driver.detail, 8.5, colour=QUIET, end=True)
    page.text(x, lines_of(driver.act, room, 9.5, 1, bold=True)[0], 9.5, bold=True)
    page.y += 12
    if driver.quote:
        page.lines(x, f"“{driver.quote.sentence}”", 8.5, 2)
        _source(page, x, driver.quote)
    page.y += 6


def _set_aside(page: _Page, item: Aside) -> None:
    page.lines(MARGIN, f"{item.reason}: “{item.quote.sentence}”", 8.5, 2)
    _source(page, MARGIN, item.quote)
    page.y += 4


def _source(page: _Page, x: float, quote: Quote) -> None:
    page.lines(x, f"{quote.outlet}  {quote.url}".strip(), 7.5, 1, colour=QUIET)
