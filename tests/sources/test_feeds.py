"""Feeds as they come: every item with a link or a title is kept, nothing hangs, nothing is fetched."""

import tarfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tension.sources.feeds import FeedError, FeedReading, parse_feed, read_feed
from tests.reference import reference_file
from tests.sources.feed_data import item, rss

URL = "https://outlet.example/feeds/rss.xml"


def read(text: str | bytes, content_type: str = "text/xml") -> FeedReading:
    return read_feed(text.encode() if isinstance(text, str) else text, URL, content_type, 20)


def test_an_item_is_read_whole() -> None:
    (found,) = read(rss([item(body="<p>One <b>bold</b> move.</p><script>x()</script><p>Two.</p>")])).items
    assert found.url == "https://outlet.example/envoys"
    assert found.title == "Envoys to return"
    assert found.text == "One bold move.\n\nTwo."
    assert found.moment
    assert found.moment.isoformat() == "2024-01-18T08:00:00+00:00"


def test_atom_is_read_too() -> None:
    atom = (
        '<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>T</title><link href="/a"/>'
        "<updated>2024-01-18T10:00:00+05:00</updated><content>Words</content></entry></feed>"
    )
    (found,) = read(atom).items
    assert (found.url, found.text) == ("https://outlet.example/a", "Words")
    assert found.moment
    assert found.moment.isoformat() == "2024-01-18T05:00:00+00:00"


def test_relative_links_are_resolved_and_others_dropped() -> None:
    links = ["/world/1", "2", "javascript:alert(1)", "file:///etc/passwd", ""]
    found = read(rss(item(title=f"T{n}", link=link) for n, link in enumerate(links)))
    assert [one.url for one in found.items] == [
        "https://outlet.example/world/1",
        "https://outlet.example/feeds/2",
        "",
        "",
        "",
    ]


def test_an_address_as_guid_serves_where_the_link_is_missing() -> None:
    (found,) = read(rss([item(link="", extra="<guid>https://outlet.example/g</guid>")])).items
    assert found.url == "https://outlet.example/g"


def test_aggregators_name_the_outlet_and_its_name_leaves_the_title() -> None:
    extra = '<source url="https://www.dawn.example">Dawn</source>'
    (found,) = read(rss([item(title="Envoys to return - Dawn", extra=extra)])).items
    assert (found.title, found.outlet, found.outlet_url) == (
        "Envoys to return",
        "Dawn",
        "https://www.dawn.example",
    )


def test_a_search_engines_list_of_headlines_is_no_text() -> None:
    body = '<ol><li><a href="/1">Envoys to return</a> Dawn</li><li><a href="/2">Other news</a> X</li></ol>'
    extra = '<source url="https://www.dawn.example">Dawn</source>'
    (found,) = read(rss([item(title="Envoys to return - Dawn", body=body, extra=extra)])).items
    assert found.text == ""


def test_an_entry_without_anything_is_counted() -> None:
    found = read(rss([item(), "<item></item>", item(title="", link="", body="", date=None)]))
    assert len(found.items) == 1
    assert found.empty_entries == (2, 3)


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (rss([item(title="Żółć – تہران")]).encode("utf-8"), "text/xml"),
        (
            rss([item(title="Żółć – تہران")], prolog='<?xml version="1.0"?>').encode("utf-16"),
            "text/xml; charset=utf-16",
        ),
        (rss([item(title="Żółć – تہران")]).encode("utf-8"), "text/xml; charset=iso-8859-1"),
    ],
)
def test_a_wrong_charset_loses_no_item(body: bytes, content_type: str) -> None:
    (found,) = read(body, content_type).items
    assert found.url == "https://outlet.example/envoys"
    assert found.title


def test_windows_text_called_utf8_is_read() -> None:
    body = rss([item(title="Iran’s “warning”")]).encode("cp1252")
    (found,) = read(body, "text/xml; charset=utf-8").items
    assert "warning" in found.title


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "is empty"),
        (b"  \n ", "is empty"),
        (b"<!DOCTYPE html><html><body>Please log in</body></html>", "web page"),
        (b"\x89PNG\r\n\x1a\n0000", "not a feed"),
        (b"{}", "not a feed"),
    ],
)
def test_what_is_no_feed_is_named(body: bytes, words: str) -> None:
    with pytest.raises(FeedError, match=words):
        read(body)


def test_a_feed_that_lists_nothing_is_no_error() -> None:
    assert read(rss([])).items == ()


def test_entity_bombs_and_external_entities_do_nothing() -> None:
    """A billion laughs stay unlaughed; no file of ours is read into an item."""
    laughs = '<!ENTITY a "ha">' + "".join(f'<!ENTITY b{n} "{"&a;" * 10}">' for n in range(20))
    bomb = f'<?xml version="1.0"?><!DOCTYPE rss [{laughs}]>'
    thief = '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
    assert len(read(rss([item(title="&b9;")], prolog=bomb)).items[0].title) < 100
    assert read(rss([item(title="T &x;")], prolog=thief)).items[0].title.startswith("T")
    with open("/etc/hostname", encoding="utf-8") as file:  # noqa: PTH123 - read as an attacker would
        secret = file.read().strip()
    assert secret not in str(read(rss([item(title="T &x;")], prolog=thief)).items)


def test_a_large_feed_is_parsed_by_a_child_and_comes_out_the_same() -> None:
    body = rss(item(title=f"Title {n}", link=f"/{n}", body="word " * 100) for n in range(800)).encode()
    assert len(body) > 262_144
    assert read_feed(body, URL, "text/xml", 60) == parse_feed(body, URL, "text/xml")


def test_a_feed_built_to_take_for_ever_is_stopped() -> None:
    with pytest.raises(FeedError, match="took more than"):
        read_feed(b'<rss><a b="' + b'<a b="' * 600_000, URL, "text/xml", 1.0)


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=200), st.text(max_size=80), st.text(max_size=80))
def test_no_text_in_a_feed_breaks_the_reader(title: str, link: str, date: str) -> None:
    try:
        found = read(rss([item(title=title, link=link, date=date, body=title)]))
    except FeedError:
        return
    assert len(found.items) + len(found.empty_entries) <= 1 or "<item" in title + link + date


@pytest.mark.reference
def test_a_parsers_own_test_feeds_neither_crash_nor_hang_the_reader() -> None:
    """Every item that a parse finds with a link or a title is kept, whatever shape its feed is in."""
    import io

    import feedparser

    kept = refused = feeds = 0
    with tarfile.open(reference_file("feeds/feedparser_tests.tar.gz")) as archive:
        for member in archive:
            file = archive.extractfile(member) if member.isfile() else None
            if file is None:
                continue
            body = file.read()
            feeds += 1
            entries = feedparser.parse(io.BytesIO(body), response_headers={"content-location": URL}).entries
            worth = sum(bool(entry.get("title") or entry.get("link")) for entry in entries)
            try:
                found = read_feed(body, URL, "", 30)
            except FeedError:
                refused += 1
                assert not worth
                continue
            assert len(found.items) >= worth - len(found.empty_entries)
            assert len(found.items) + len(found.empty_entries) + found.left_out == len(entries)
            kept += len(found.items)
    assert (feeds, kept) == (1201, 287)
    assert refused == 2
