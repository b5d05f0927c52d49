"""Messages carry the number and its reasons, and nothing an article's words could do harm with."""

from dataclasses import replace
from datetime import date, datetime
from email.message import EmailMessage
from html.parser import HTMLParser

import pandas as pd
import pytest
from apprise.conversion import markdown_to_html, text_to_html
from hypothesis import given
from hypothesis import strategies as st

from tension.alerts.messages import Driver, compose, drivers_from, harmless, link
from tension.alerts.records import Alert, Notice

CLOSE = datetime.fromisoformat("2024-01-19 00:00")
ALERT = Alert(
    alert_id="0123456789abcdef" * 2,
    pair="PAK-IRN",
    rule="severe",
    rule_class="tension",
    kind="level",
    definition="d",
    raised_for=date(2024, 1, 18),
    raised_as_of=CLOSE,
    value=81.24,
    value_low=74.0,
    value_high=88.0,
)
NOTICE = Notice("n", ALERT.alert_id, "raised", date(2024, 1, 18), CLOSE, 81.24, 64.0, 74.0, 88.0)
DRIVERS = [
    Driver(9.5, "Pakistan strikes back", "world-wire.example", "https://world-wire.example/a?b=c"),
    Driver(4.25, "Envoy recalled", "quetta-post.example", ""),
    Driver(-1.0, "Call for restraint"),
    Driver(0.5, "A fourth that is not named"),
]
HOSTILE = [
    "Peace\r\nBcc: victim@example.com\r\n\r\nbody",
    "@everyone @here <!channel> <@U123> <#C1> hello",
    "[click](javascript:alert(1)) ![x](http://evil.example/p.png)",
    "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "**bold** _it_ `code` ~~gone~~ # head | cell ||spoiler||",
    "\x1b[31mred\x07 \u202egnirts \u200b\u2066isolate\u2069 \u2028line",
    "&lt;b&gt; =?utf-8?q?Bcc:_x?= =HYPERLINK(1)",
    "go to https://evil.example/login now",
    "\ud800 lone surrogate",
]


def test_a_raise_says_number_band_interval_change_and_three_reasons_with_links() -> None:
    message = compose(ALERT, NOTICE, DRIVERS, "http://127.0.0.1:8050/")
    assert message.title == "PAK-IRN 2024-01-18: tension 81 (severe), severe raised"
    assert message.body.splitlines() == [
        "Rule severe (level) of PAK-IRN holds since 2024-01-18.",
        "Tension 81.2 of 100, severe, 90 % interval 74 to 88.",
        "Change on the day before: +17.2.",
        "",
        "What carries it:",
        "1. Pakistan strikes back (world-wire.example), +9.5 points",
        "   https://world-wire.example/a?b=c",
        "2. Envoy recalled (quetta-post.example), +4.2 points",
        "3. Call for restraint, -1.0 points",
        "",
        "http://127.0.0.1:8050/PAK-IRN/2024-01-18",
        "",
        "Rule severe, alert 01234567. Noted? tension alerts ack 01234567",
    ]


def test_every_event_has_its_own_sentence() -> None:
    cleared = replace(ALERT, cleared_for=date(2024, 1, 20), cleared_as_of=CLOSE)
    first = {
        event: compose(alert, replace(NOTICE, event=event), []).body.splitlines()[0]
        for event, alert in [
            ("escalated", ALERT),
            ("cleared", cleared),
            ("withdrawn", ALERT),
            ("raised", cleared),
        ]
    }
    assert "went on rising" in first["escalated"]
    assert "is over" in first["cleared"]
    assert "Later reports undid" in first["withdrawn"]
    assert "it was over by 2024-01-20" in first["raised"]


def test_missing_days_are_told_without_a_number() -> None:
    stale = replace(ALERT, rule="stale", kind="stale", value=None, value_low=None, value_high=None)
    notice = replace(NOTICE, value=None, previous=None)
    message = compose(stale, notice, [])
    assert message.title == "PAK-IRN 2024-01-18: stale raised"
    assert "The last closed day of PAK-IRN is 2024-01-17" in message.body


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_headlines_are_harmless(text: str) -> None:
    """One line, no markup, no mention, no address a client would turn into a link."""
    shown = harmless(text)
    assert not set(shown) & set("@<>&*_`~|[]#\\=\r\n\x1b\u202e\u2028")
    assert "://" not in shown


@given(st.text(max_size=300))
def test_any_headline_is_one_short_harmless_line(text: str) -> None:
    shown = harmless(text)
    assert len(shown) <= 140
    assert len(shown.splitlines()) <= 1
    assert not set(shown) & set("@<>&*_`~|[]#\\=")
    assert harmless(shown) == shown


@given(st.text(max_size=200), st.text(max_size=200))
def test_no_headline_or_outlet_reaches_title_markup_or_mail_header(headline: str, outlet: str) -> None:
    """The title never carries article text, and the body stays text in HTML and in Markdown."""
    message = compose(ALERT, NOTICE, [Driver(1.0, headline, outlet, "javascript:alert(1)")])
    mail = EmailMessage()
    mail["Subject"] = message.title  # raises on a line break
    assert "javascript:" not in message.body.replace(harmless(headline), "").replace(harmless(outlet, 60), "")
    for page in (text_to_html(message.body), markdown_to_html(message.body)):
        tags: list[str] = []
        parser = HTMLParser()
        parser.handle_starttag = lambda tag, attrs: tags.append(tag)  # type: ignore[method-assign]  # noqa: ARG005, B023
        parser.feed(page)
        assert set(tags) <= {"br", "p", "ol", "li"}


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_headlines_stay_text_in_rendered_markdown(text: str) -> None:
    page = markdown_to_html(compose(ALERT, NOTICE, [Driver(1.0, text, text)]).body)
    assert not any(tag in page for tag in ("<a", "<img", "<script", "<strong", "<em", "<code", "<h1"))


def test_links_are_web_addresses_with_odd_characters_encoded() -> None:
    assert link("https://a.example/x y?q=<b>") == "https://a.example/x%20y?q=%3Cb%3E"
    assert link("https://a.example/(_*[x])") == "https://a.example/%28%5F%2A%5Bx%5D%29".replace("%5F", "_")
    assert link("https://user:pw@a.example:8443/x#frag") == "https://a.example:8443/x"
    assert link("https://bücher.example/") == "https://xn--bcher-kva.example/"
    for bad in (
        "javascript:alert(1)",
        "ftp://a.example",
        "https://",
        "http://[::1",
        "https://a.example/" + "x" * 600,
    ):
        assert link(bad) == ""


def test_drivers_are_the_strongest_of_the_day_whichever_way_they_pull() -> None:
    frame = pd.DataFrame(
        {
            "date": pd.to_datetime(["2024-01-18"] * 4 + ["2024-01-17"]),
            "points": [1.0, -7.0, 3.0, 2.0, 99.0],
            "headline": list("abcde"),
            "outlet": ["o", None, "o", "o", "o"],
            "url": ["", None, "", "", ""],
        }
    )
    found = drivers_from(frame, date(2024, 1, 18))
    assert [driver.headline for driver in found] == ["b", "c", "d"]
