"""What people are told of an alert: a number, its reasons, and links, safe in mail, chat and HTML alike."""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import quote, urlsplit

import pandas as pd

from tension.alerts.records import Alert, Notice
from tension.alerts.rules import band_of

DRIVERS_NAMED = 3
HEADLINE_CHARACTERS = 140
LINK_CHARACTERS = 500

# What means something to mail, Markdown, HTML, Slack, Discord or Telegram is shown in its full-width form.
_FULL_WIDTH_OFFSET = 0xFEE0
_HARMLESS = {ord(char): ord(char) + _FULL_WIDTH_OFFSET for char in "@<>&*_`~|[]#\\="}
_BREAKS = {"Cc", "Zl", "Zp"}
_INVISIBLE = {"Cf", "Co", "Cn", "Cs"}


@dataclass(frozen=True, slots=True)
class Message:
    """A title of one line and a body of plain text."""

    title: str
    body: str


@dataclass(frozen=True, slots=True)
class Driver:
    """An event that carries the number of a day.

    Attributes:
        points: what it adds to the level of the day.
        headline: title of an article that reports it; hostile text.
        outlet: who printed it; hostile text.
        url: where to read it; hostile text, empty where there is none.
    """

    points: float
    headline: str
    outlet: str = ""
    url: str = ""


def harmless(text: str, limit: int = HEADLINE_CHARACTERS) -> str:
    """Text from an article as one line that no mail header, mention, markup or link can grow from."""
    kinds = [(char, unicodedata.category(char)) for char in text]
    shown = "".join(" " if kind in _BREAKS else char for char, kind in kinds if kind not in _INVISIBLE)
    plain = " ".join(shown.split()).translate(_HARMLESS).replace("://", ": //")
    return plain if len(plain) <= limit else plain[: limit - 1].rstrip() + "…"


def link(url: str) -> str:
    """A web address with everything odd percent-encoded; empty where it is not one."""
    try:
        parts = urlsplit(url.strip())
        host = parts.hostname or ""
        port = f":{parts.port}" if parts.port else ""
        domain = host.encode("idna").decode("ascii")
    except (ValueError, UnicodeError):
        return ""
    if parts.scheme not in ("http", "https") or not domain:
        return ""
    path = quote(parts.path, safe="/%:,;+-.~!$'")
    query = f"?{quote(parts.query, safe='=&%:,;+-.~!$/')}" if parts.query else ""
    address = f"{parts.scheme}://{domain}{port}{path}{query}"
    return address if len(address) <= LINK_CHARACTERS else ""


def drivers_from(frame: pd.DataFrame, day: date) -> list[Driver]:
    """The strongest drivers of a day.

    Args:
        frame: columns date, points, headline, outlet, url; one row an event and day.
        day: the day asked for.
    """
    rows = frame[pd.to_datetime(frame["date"]) == pd.Timestamp(day)]
    order = rows["points"].abs().sort_values(ascending=False, kind="stable").index
    return [
        Driver(float(row["points"]), str(row["headline"]), str(row["outlet"] or ""), str(row["url"] or ""))
        for row in rows.loc[order].head(DRIVERS_NAMED).to_dict(orient="records")
    ]


def compose(alert: Alert, notice: Notice, drivers: Sequence[Driver], dashboard: str = "") -> Message:
    """The message of a notice.

    Args:
        alert: the alert it is about.
        notice: what is to be told.
        drivers: events that carry the number of the notice's day, strongest first.
        dashboard: address of the dashboard; empty for none.

    Returns:
        A message whose every word is the project's own, save for headlines and outlets made harmless.
    """
    lines = [_sentence(alert, notice), *_numbers(notice)]
    if drivers and notice.event in ("raised", "escalated"):
        lines += ["", "What carries it:", *_listed(drivers[:DRIVERS_NAMED])]
    if dashboard:
        lines += ["", f"{dashboard.rstrip('/')}/{alert.pair}/{notice.for_date}"]
    lines += [
        "",
        f"Rule {alert.rule}, alert {alert.alert_id[:8]}. Noted? tension alerts ack {alert.alert_id[:8]}",
    ]
    return Message(_title(alert, notice), "\n".join(lines))


def _title(alert: Alert, notice: Notice) -> str:
    subject = f"{alert.pair} {notice.for_date}"
    if notice.value is None:
        return f"{subject}: {alert.rule} {notice.event}"
    return f"{subject}: tension {notice.value:.0f} ({band_of(notice.value)}), {alert.rule} {notice.event}"


def _sentence(alert: Alert, notice: Notice) -> str:
    """One sentence that says what happened."""
    pair, rule, day, since = alert.pair, alert.rule, notice.for_date, alert.raised_for
    if alert.kind == "stale":
        last = day if notice.event == "cleared" else day - timedelta(days=1)
        end = "it is written again." if notice.event == "cleared" else "has the schedule stopped?"
        return f"The last closed day of {pair} is {last}: {end}"
    late = alert.cleared_for is not None and alert.cleared_as_of == notice.as_of
    sentences = {
        "raised": f"Later reports raised {rule} of {pair} for {day}; it was over by {alert.cleared_for}."
        if late
        else f"Rule {rule} ({alert.kind}) of {pair} holds since {day}.",
        "escalated": f"Tension of {pair} went on rising; {rule} holds since {since}.",
        "cleared": f"{rule} of {pair}, raised for {since}, is over on {day}.",
        "withdrawn": f"Later reports undid {rule} of {pair}, raised for {since}: it does not hold.",
    }
    return sentences[notice.event]


def _numbers(notice: Notice) -> Iterable[str]:
    if notice.value is None:
        return
    interval = ""
    if notice.value_low is not None and notice.value_high is not None:
        interval = f", 90 % interval {notice.value_low:.0f} to {notice.value_high:.0f}"
    yield f"Tension {notice.value:.1f} of 100, {band_of(notice.value)}{interval}."
    if notice.previous is not None:
        yield f"Change on the day before: {notice.value - notice.previous:+.1f}."


def _listed(drivers: Sequence[Driver]) -> Iterable[str]:
    for number, driver in enumerate(drivers, start=1):
        outlet = f" ({harmless(driver.outlet, 60)})" if driver.outlet else ""
        yield f"{number}. {harmless(driver.headline)}{outlet}, {driver.points:+.1f} points"
        address = link(driver.url)
        if address:
            yield f"   {address}"
