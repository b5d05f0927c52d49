"""Article text on its way to a page: cleaned, cut, marked; and links that lead only to the web."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tension.web.marking import Why, marked
from tension.web.text import plain, web_link


@given(st.text())
def test_plain_text_is_one_line_of_visible_characters(text: str) -> None:
    shown = plain(text, 50)
    assert len(shown) <= 50
    assert "\n" not in shown
    assert not set(shown) & set(
        "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\x00\x1b\ufeff"
    )


def test_a_megabyte_is_cut_and_persian_keeps_its_joiners() -> None:
    assert len(plain("x" * 1_000_000, 300)) == 300
    assert plain("می\u200cخواهم") == "می\u200cخواهم"
    assert plain(None) == ""


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "\x01javascript:alert(1)",
        "java\nscript:alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "vbscript:x",
        "//evil.example/x",
        "/relative",
        "https:///no-host",
        "https://user:pass@host.example/",
        "https://host.example/\u202efdp",
        "http://[::1",
        "ftp://host.example/",
        "",
        None,
    ],
)
def test_no_other_link_is_made(url: str | None) -> None:
    assert web_link(url) == ""


def test_web_links_stay_as_they_are() -> None:
    assert web_link(" https://host.example/a?b=c#d ") == "https://host.example/a?b=c#d"


def test_words_are_marked_where_they_stand() -> None:
    why = Why.read(json.dumps({"words": ["drones and rockets strike"], "status": ["will"], "place": "lead"}))
    pieces = marked("Pakistan's drones, and rockets strike; more will follow", why)
    assert ("drones, and rockets strike", "signal") in pieces
    assert ("will", "status") in pieces
    assert (
        "".join(words for words, _kind in pieces) == "Pakistan's drones, and rockets strike; more will follow"
    )
    assert why.place == "lead"


@given(st.text(max_size=200), st.lists(st.text(max_size=20), max_size=4))
def test_marking_loses_nothing(sentence: str, phrases: list[str]) -> None:
    pieces = marked(sentence, Why(tuple(phrases), tuple(phrases), ""))
    assert "".join(words for words, _kind in pieces) == plain(sentence, 1200)


@pytest.mark.parametrize("text", ["", None, "made up", "[1]", '{"words": 3}', "{", "7"])
def test_any_reason_can_be_read(text: str | None) -> None:
    Why.read(text)
