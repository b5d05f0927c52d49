"""Raw records become articles, or say why not."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tension.articles import Article
from tension.config import InputSettings
from tension.records import (
    RejectedError,
    article_from_record,
    canonical_url,
    folded,
    is_plain_url,
    tidied_url,
    url_identity,
)

NOW = datetime(2024, 2, 1, tzinfo=UTC)
RECORD = {
    "title": "Envoys &amp; ministers meet",
    "text": "<p>They met.</p>\n\n\n<p>They will meet again.</p>",
    "published_at": "2024-01-18T04:30:00+05:00",
    "url": "https://www.dawn.example/news/1?utm_source=x",
}


def read(archive: bool = True, **changes: object) -> Article:
    return article_from_record(
        {**RECORD, **changes},
        source_id="file:x",
        place="x:1",
        fetched_at=NOW,
        settings=InputSettings(),
        archive=archive,
    )


def test_a_record_becomes_an_article_in_utc() -> None:
    article = read()
    assert article.title == "Envoys & ministers meet"
    assert article.text == "They met.\n\nThey will meet again."
    assert article.published_at == datetime(2024, 1, 17, 23, 30, tzinfo=UTC)
    assert article.utc_offset_minutes == 300
    assert article.local_date.date().isoformat() == "2024-01-18"
    assert article.outlet == "dawn.example"
    assert article.url == "https://www.dawn.example/news/1"


def test_archives_are_known_from_publication_and_live_articles_from_fetching() -> None:
    assert read(archive=True).known_at == read().published_at
    assert read(archive=False).known_at == NOW


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"title": "", "text": None}, "no words"),
        ({"published_at": None}, "no publication date"),
        ({"published_at": "yesterday"}, "unreadable date"),
        ({"published_at": "2099-01-01"}, "impossible date"),
        ({"published_at": "1024-01-18"}, "impossible date"),
        ({"published_at": "0001-01-01T00:00:00+14:00"}, "impossible date"),
        ({"text": "x" * 6_000_000}, "too large"),
    ],
)
def test_a_bad_record_names_place_value_and_remedy(changes: dict[str, object], reason: str) -> None:
    with pytest.raises(RejectedError) as caught:
        read(**changes)
    reject = caught.value.reject
    assert reject.reason == reason
    assert reject.place == "x:1"
    assert reject.remedy
    assert len(str(reject)) < 300


@pytest.mark.parametrize(
    "variant",
    [
        "http://dawn.example/news/1",
        "https://m.dawn.example/news/1/",
        "https://amp.dawn.example/news/1?utm_campaign=z&fbclid=3",
        "https://www.dawn.example/news/1/amp#comments",
        "https://dawn.example/news/1/amp/",
    ],
)
def test_variants_of_one_address_are_one_article(variant: str) -> None:
    assert read(url=variant).article_id == read().article_id


def test_another_article_has_another_id() -> None:
    assert read(url="https://dawn.example/news/2").article_id != read().article_id
    assert (
        read(url="https://dawn.example/news?id=1").article_id
        != read(url="https://dawn.example/news?id=2").article_id
    )


def test_without_an_address_outlet_and_words_identify() -> None:
    assert read(url="").article_id == read(url=None).article_id
    assert read(url="", outlet="a").article_id != read(url="", outlet="b").article_id


@given(st.text(max_size=200))
def test_no_text_breaks_the_reading_of_an_address(text: str) -> None:
    url = canonical_url("https://" + text)
    assert url == "" or url.startswith(("http://", "https://"))
    url_identity(url)


@given(
    st.dictionaries(
        st.sampled_from(["title", "text", "url", "published_at", "language", "source"]),
        st.one_of(
            st.none(), st.text(max_size=40), st.integers(), st.floats(), st.lists(st.integers(), max_size=2)
        ),
    )
)
def test_any_record_is_an_article_or_a_rejection(record: dict[str, object]) -> None:
    try:
        article = article_from_record(
            record, source_id="s", place="p", fetched_at=NOW, settings=InputSettings(), archive=True
        )
    except RejectedError:
        return
    assert article.title or article.text
    assert article.published_at.tzinfo is UTC


_PARTS = st.sampled_from(
    [
        *("a", "news", "2024", "Iran-strikes", "x_y", "amp", "index.html", "feed", "..", ".", "a..b", "AMP"),
        *("http", "%20", "//", ":80", "?a=1", "#f", "&amp;", "www", "-", "story.php", "a."),
    ]
)
_HOSTS = st.sampled_from(
    ["www.dawn.com", "m.bbc.co.uk", "xn--80ak6aa92e.com", "localhost", "1.2.3.4", "a-.b", "a..b", "X.com"]
)


@given(_HOSTS, st.lists(_PARTS, max_size=5), st.booleans())
def test_a_plain_address_is_left_as_the_long_way_leaves_it(host: str, parts: list[str], closed: bool) -> None:
    url = f"https://{host}/" + "/".join(parts) + "/" * closed
    if is_plain_url(url):
        assert tidied_url(url) == url


@given(st.text(st.sampled_from(" \t\n\r\x0b\x00ab\u00a0\u3000é.")))
def test_folding_white_space_is_the_same_for_plain_lines(text: str) -> None:
    assert folded(text) == " ".join(text.split())
