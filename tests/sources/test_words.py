"""Words out of markup: paragraphs apart, scripts gone, and never more than was there."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tension.sources.words import plain_text


@pytest.mark.parametrize(
    ("markup", "words"),
    [
        ("plain", "plain"),
        ("<p>One</p><p>Two</p>", "One\n\nTwo"),
        ("One<br>Two &amp; three", "One\n\nTwo & three"),
        ("<b>bold</b> and <i>more</i>", "bold and more"),
        ("<script>x()</script>kept<style>p {}</style> too", "kept too"),
        ("<figure><img alt='x'><figcaption>Photo: X</figcaption></figure><p>Text</p>", "Text"),
        ("2 < 3 and 4 > 3", "2 < 3 and 4 > 3"),
        ("<p>unclosed <b>bold", "unclosed bold"),
        ("<!-- hidden --><p>seen</p>", "seen"),
        ("<p>سفیر – Chāh Bahār</p>", "سفیر – Chāh Bahār"),
        ("<𐀀𐀀 not a tag", "<𐀀𐀀 not a tag"),
        ("", ""),
    ],
)
def test_markup_becomes_paragraphs(markup: str, words: str) -> None:
    assert plain_text(markup) == words


def test_deep_nesting_does_not_exhaust_the_stack() -> None:
    assert "end" in plain_text("<div>" * 200 + "end") or not plain_text("<div>" * 200_000 + "end")


@given(st.text(max_size=200))
def test_any_text_comes_back_without_surplus(markup: str) -> None:
    found = plain_text(markup)
    assert len(found) <= 2 * len(markup) + 2
