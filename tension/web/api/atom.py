"""Alerts as an Atom feed (RFC 4287); ids and dates come from the index, so a reader sees each once."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from xml.etree import ElementTree as ET

from tension.alerts.rules import band_of
from tension.web.text import plain

NAMESPACE = "http://www.w3.org/2005/Atom"
MEDIA_TYPE = "application/atom+xml"
ENTRIES = 100
BODY_LINES, LINE_CHARACTERS = 200, 1000
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


def feed(
    alerts: Sequence[Mapping[str, Any]], *, server: str, pair: str | None, nothing_since: datetime
) -> bytes:
    """The feed of some alerts.

    Args:
        alerts: rows of `feed_alerts.sql`, newest first.
        server: address of the pages, ending in a slash.
        pair: the pair it is about, None for all.
        nothing_since: when an empty feed was last changed; naive UTC.

    Returns:
        XML in UTF-8; text from articles is cleaned and escaped.
    """
    ET.register_namespace("", NAMESPACE)
    root = ET.Element(f"{{{NAMESPACE}}}feed", {_LANGUAGE: "en"})
    own = f"{server}alerts.atom" + (f"?pair={pair}" if pair else "")
    name = uuid.uuid5(uuid.NAMESPACE_URL, f"tension-index/alerts/{pair or ''}")
    _text(root, "id", f"urn:uuid:{name}")
    _text(root, "title", f"Tension alerts: {pair}" if pair else "Tension alerts")
    _text(root, "subtitle", "Lines that the daily index of tension crossed.")
    _text(root, "updated", _moment(alerts[0]["updated_at"] if alerts else nothing_since))
    _add(root, "link", rel="self", type=MEDIA_TYPE, href=own)
    _add(root, "link", rel="alternate", type="text/html", href=f"{server}alerts")
    _text(_add(root, "author"), "name", "The tension index")
    for alert in alerts:
        _entry(_add(root, "entry"), alert, server)
    body: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return body


def _entry(entry: ET.Element, alert: Mapping[str, Any], server: str) -> None:
    notices = alert["notices"] or []
    _text(
        entry, "id", f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, 'tension-index/alert/' + alert['alert_id'])}"
    )
    _text(entry, "title", plain(notices[-1]["title"] if notices else _title(alert)))
    _text(entry, "published", _moment(alert["published_at"]))
    _text(entry, "updated", _moment(alert["updated_at"]))
    day = f"{server}{alert['pair']}/{alert['raised_for']}"
    _add(entry, "link", rel="alternate", type="text/html", href=day)
    for scheme in ("pair", "rule", "class", "state"):
        _add(entry, "category", scheme=f"urn:tension-index:{scheme}", term=plain(alert[scheme]))
    told = "\n\n".join(_lines(notice["body"]) for notice in notices)
    _text(entry, "content", told or _title(alert)).set("type", "text")


def _title(alert: Mapping[str, Any]) -> str:
    value = alert["value"]
    said = "" if value is None else f": tension {value:.0f} ({band_of(value)})"
    return f"{alert['pair']} {alert['raised_for']}{said}, {plain(alert['rule'])} {alert['state']}"


def _lines(body: str) -> str:
    """A letter's lines, each cleaned; the breaks between them are ours."""
    lines = body.split("\n")[:BODY_LINES]
    return "\n".join(plain(line, LINE_CHARACTERS) for line in lines)


def _add(parent: ET.Element, name: str, **attributes: str) -> ET.Element:
    return ET.SubElement(parent, f"{{{NAMESPACE}}}{name}", attributes)


def _text(parent: ET.Element, name: str, text: str) -> ET.Element:
    element = _add(parent, name)
    element.text = text
    return element


def _moment(value: datetime) -> str:
    return f"{value.isoformat(timespec='seconds')}Z"
