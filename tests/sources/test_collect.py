"""Sources against a real server: what they bring, what they remember, what a second run asks."""

import gzip
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from tension.config import InputSettings
from tension.pairs import Pair
from tension.records import Reject
from tension.sources.collect import Collector
from tension.sources.config import FetchSettings, Source
from tension.sources.gdelt_docs import CAP
from tension.sources.state import SourceResult, SourceState
from tension.sources.store import load_states, store_result
from tension.warehouse import Writer, open_writer
from tests.sources.feed_data import STORY, item, page, rss
from tests.sources.gdelt_data import event_line, mention_line, zipped
from tests.sources.server import Handler, Site, quick

NOW = datetime(2024, 1, 18, 12, tzinfo=UTC)
PAIRS = (Pair("PAK", "IRN"),)


def feed(web: Site, path: str = "/feed", **more: object) -> Source:
    values: dict[str, object] = {
        "id": path.strip("/") or "root",
        "url": web.url(path),
        "outlet_country": "PAK",
    }
    return Source.model_validate(values | more)


def visit(
    source: Source,
    state: SourceState | None = None,
    *,
    now: datetime = NOW,
    settings: FetchSettings | None = None,
    spool: Path | None = None,
) -> SourceResult:
    with Collector([source], settings or quick(), now, pairs=PAIRS, spool_folder=spool) as collector:
        return collector.collect(source, state)


def records(result: SourceResult) -> list[Mapping[str, object]]:
    return [item[1] for item in result.items if not isinstance(item, Reject)]


def titles(result: SourceResult) -> list[object]:
    return [record["title"] for record in records(result)]


@contextmanager
def warehouse(folder: Path, now: datetime = NOW) -> Iterator[Writer]:
    with open_writer(folder / "t.duckdb", wait_seconds=5, recorded_at=now) as writer:
        yield writer


def test_a_feed_brings_records_on_the_outlets_clock(web: Site) -> None:
    web.serve("/feed", rss([item(link=web.url("/a"))]))
    result = visit(feed(web, outlet="outlet.example"), settings=quick(pages=False))
    (record,) = records(result)
    assert record["url"] == web.url("/a")
    assert record["published_at"] == "2024-01-18T13:00:00+05:00"
    assert (record["outlet"], record["outlet_country"], record["language"]) == ("outlet.example", "PAK", "en")
    assert result.outcome == "ok"


def test_a_second_visit_asks_for_changes_only(web: Site) -> None:
    web.serve("/feed", rss([item(link=web.url("/a"))]))
    web.serve("/a", page(), "text/html")
    first = visit(feed(web))
    web.forget()
    second = visit(feed(web), first.state, now=NOW + timedelta(hours=1))
    assert second.outcome == "unchanged"
    assert [path for path, _ in web.requests] == ["/feed"]
    assert all("if-none-match" in headers for _, headers in web.requests)
    assert all(row.conditional for row in second.fetches)


def test_a_server_without_validators_brings_nothing_twice(web: Site) -> None:
    body = rss([item(link=web.url("/a"))]).encode()
    web.replies["/feed"] = lambda handler: handler.send(200, body, "text/xml")
    first = visit(feed(web), settings=quick(pages=False))
    assert visit(feed(web), first.state, settings=quick(pages=False)).outcome == "unchanged"


def test_only_new_and_changed_items_come_again(web: Site) -> None:
    web.serve("/feed", rss([item("One", web.url("/1")), item("Two", web.url("/2"))]))
    first = visit(feed(web), settings=quick(pages=False))
    changed = [
        item("One", web.url("/1")),
        item("Two, corrected", web.url("/2")),
        item("Three", web.url("/3")),
    ]
    web.serve("/feed", rss(changed))
    second = visit(feed(web), first.state, settings=quick(pages=False))
    assert titles(second) == ["Two, corrected", "Three"]


def test_the_same_item_twice_in_a_feed_is_one_record(web: Site) -> None:
    twice = [item("T", web.url("/1"), extra="<guid>g</guid>")] * 2
    web.serve("/feed", rss([*twice, item("U", web.url("/2"), extra="<guid>g</guid>")]))
    result = visit(feed(web), settings=quick(pages=False))
    assert titles(result) == ["T", "U"]
    assert result.notes["listed twice"] == 1


def test_variants_of_one_address_are_one_record(web: Site) -> None:
    links = ["/a", "/a?utm_source=rss&utm_medium=x", "/a/amp", "/a?at_medium=RSS", "/a#top"]
    web.serve("/feed", rss(item("T", web.url(link).replace("&", "&amp;")) for link in links))
    result = visit(feed(web), settings=quick(pages=False))
    assert result.record_count == 1
    assert result.notes["listed twice"] == 4


@pytest.mark.parametrize("tag", ['"\xe9t\xe9"', '"' + "x" * 4000 + '"', "W/\x01"])
def test_a_validator_that_cannot_be_sent_back_is_dropped(web: Site, tag: str) -> None:
    body = rss([item(link=web.url("/a"))]).encode()
    web.replies["/feed"] = lambda handler: handler.send(200, body, "text/xml", {"ETag": tag})
    first = visit(feed(web), settings=quick(pages=False))
    assert visit(feed(web), first.state, settings=quick(pages=False)).outcome in ("unchanged", "failed")
    assert not first.state.etag


def test_blurbs_are_filled_from_their_pages(web: Site) -> None:
    web.serve("/feed", rss([item(link=web.url("/a"), body="A blurb.", date=None)]))
    web.serve("/a", page(), "text/html")
    (record,) = records(visit(feed(web)))
    assert len(str(record["text"])) > 300
    assert record["published_at"] == "2024-01-18T09:15:00+05:00"
    assert record["published_confidence"] == "inferred"


def test_robots_are_obeyed(web: Site) -> None:
    web.serve("/robots.txt", "User-agent: tension-index\nDisallow: /private", "text/plain")
    web.serve("/feed", rss([item("P", web.url("/private/a")), item("Q", web.url("/open"))]))
    web.serve("/private/a", page(), "text/html")
    web.serve("/open", page(), "text/html")
    result = visit(feed(web))
    assert web.hits["/private/a"] == 0
    assert web.hits["/open"] == 1
    assert web.hits["/robots.txt"] == 1
    assert result.notes["robots.txt forbids the page"] == 1
    assert titles(result) == ["P", "Q"]


def test_a_host_whose_robots_fail_is_left_alone(web: Site) -> None:
    web.replies["/robots.txt"] = lambda handler: handler.send(503, b"", "text/plain")
    web.serve("/feed", rss([item(link=web.url("/a"))]))
    web.serve("/a", page(), "text/html")
    visit(feed(web), settings=quick(attempts=1))
    assert web.hits["/a"] == 0


def test_pages_of_other_hosts_are_not_fetched(web: Site) -> None:
    """An item may link anywhere; only hosts of the source are followed."""
    web.serve("/feed", rss([item(link="http://127.0.0.2/a"), item("B", "http://elsewhere.example/b")]))
    result = visit(feed(web))
    assert result.notes["page not fetched: refused"] == 2
    assert len(titles(result)) == 2


def test_a_page_that_fails_for_now_is_asked_for_again(web: Site) -> None:
    web.serve("/feed", rss([item(link=web.url("/a"), body="A blurb.")]))
    web.replies["/a"] = lambda handler: handler.send(503, b"", "text/html")
    first = visit(feed(web), settings=quick(attempts=1))
    assert len(titles(first)) == 1
    web.serve("/a", page(), "text/html")
    second = visit(feed(web), first.state)
    (record,) = records(second)
    assert len(str(record["text"])) > 300


def test_a_feed_cut_short_keeps_the_items_that_came_whole(web: Site) -> None:
    body = rss(item(f"T{n}", web.url(f"/{n}")) for n in range(5))
    web.cut("/feed", body, at=body.index("T3") + 40)
    result = visit(feed(web), settings=quick(pages=False))
    assert result.outcome == "partial"
    assert titles(result) == ["T0", "T1", "T2"]
    assert not result.state.etag


def test_a_source_that_asks_for_peace_gets_it(web: Site) -> None:
    web.fail_then("/feed", 9, 429, "", Retry_After="7200")
    first = visit(feed(web))
    assert first.outcome == "failed"
    web.forget()
    assert visit(feed(web), first.state, now=NOW + timedelta(hours=1)).outcome == "waiting"
    assert not web.requests
    assert visit(feed(web), first.state, now=NOW + timedelta(hours=3)).outcome == "failed"


def test_everything_odd_in_a_feed_is_kept_or_told(web: Site) -> None:
    odd = [
        item("Dated in 2099", web.url("/1"), "Thu, 01 Jan 2099 00:00:00 GMT"),
        item("Undated", web.url("/2"), None),
        item("Relative", "/3"),
        item("", web.url("/4"), body=""),
        item("No link", ""),
        "<item></item>",
    ]
    web.serve("/feed", rss(odd))
    result = visit(feed(web), settings=quick(pages=False))
    assert titles(result) == ["Dated in 2099", "Undated", "Relative", "", "No link"]
    (reject,) = [item for item in result.items if isinstance(item, Reject)]
    assert reject.reason == "empty entry"
    confidences = [record["published_confidence"] for record in records(result)]
    assert confidences == ["fetched", "fetched", "stated", "stated", "stated"]


def gdelt_site(web: Site, quarters: int = 3) -> Source:
    """Files of three quarters of an hour, the last one named by lastupdate.txt."""
    stamps = [NOW - timedelta(minutes=15 * back) for back in range(quarters)]
    for number, stamp in enumerate(stamps):
        name = f"{stamp:%Y%m%d%H%M%S}"
        event = event_line(GLOBALEVENTID=str(100 + number), DATEADDED=name)
        web.serve(f"/v2/{name}.export.CSV.zip", zipped([event, "bad\trow"]), "application/zip")
        mention = mention_line(GLOBALEVENTID=str(100 + number), MentionTimeDate=name)
        web.serve(f"/v2/{name}.mentions.CSV.zip", zipped([mention]), "application/zip")
    newest = f"{NOW:%Y%m%d%H%M%S}"
    lines = [
        f"9 {'0' * 32} http://evil.example/v2/{newest}.{kind}.CSV.zip" for kind in ("export", "mentions")
    ]
    web.serve("/v2/lastupdate.txt", "\n".join(lines), "text/plain")
    return Source(
        id="gdelt",
        kind="gdelt_events",
        url=web.url("/v2/lastupdate.txt"),
        first_hours=0.75,
        outlet_country="",
    )


def test_gdelt_events_are_read_from_where_the_last_run_stopped(web: Site, tmp_path: Path) -> None:
    source = gdelt_site(web)
    first = visit(source)
    assert first.events is not None
    assert first.events.column("global_event_id").to_pylist() == [102, 101, 100]
    assert first.mentions is not None
    assert first.mentions.num_rows == 3
    assert first.state.cursor == NOW
    assert sum(isinstance(item, Reject) and item.reason == "malformed row" for item in first.items) == 3
    with warehouse(tmp_path) as writer:
        counts = store_result(writer, first, InputSettings()).counts
        again = store_result(writer, first, InputSettings()).counts
        state = load_states(writer)["gdelt"]
    assert (counts["gdelt_events"], counts["gdelt_mentions"]) == (3, 3)
    assert (again["gdelt_events"], again["gdelt_mentions"]) == (0, 0)
    web.forget()
    second = visit(source, state, now=NOW + timedelta(minutes=5))
    assert second.outcome == "unchanged"
    assert [path for path, _ in web.requests] == ["/v2/lastupdate.txt"]
    assert all(row.conditional for row in second.fetches)


def test_gdelt_stops_at_a_file_that_may_be_had_later(web: Site) -> None:
    source = gdelt_site(web)
    name = f"/v2/{NOW - timedelta(minutes=15):%Y%m%d%H%M%S}.export.CSV.zip"
    good = web.replies[name]
    web.replies[name] = lambda handler: handler.send(503, b"", "text/plain")
    first = visit(source, settings=quick(attempts=1))
    assert first.outcome == "partial"
    assert first.state.cursor == NOW - timedelta(minutes=30)
    web.replies[name] = good
    second = visit(source, first.state)
    assert second.events is not None
    assert second.events.column("global_event_id").to_pylist() == [101, 100]


def test_a_missing_gdelt_file_is_counted_and_passed(web: Site) -> None:
    source = gdelt_site(web)
    del web.replies[f"/v2/{NOW - timedelta(minutes=15):%Y%m%d%H%M%S}.export.CSV.zip"]
    result = visit(source)
    assert result.notes["missing files: status"] == 1
    assert result.state.cursor == NOW


def test_gdelt_article_lists_split_windows_that_are_full(web: Site) -> None:
    """Six hours of articles, one a minute, come whole though one answer lists only 250."""
    articles = [NOW - timedelta(minutes=minute) for minute in range(1, 361)]

    def reply(handler: Handler) -> None:
        query = parse_qs(urlsplit(handler.path).query)
        begins, ends = query["startdatetime"][0], query["enddatetime"][0]
        found = [at for at in sorted(articles) if begins <= f"{at:%Y%m%d%H%M%S}" <= ends][:CAP]
        listed = [
            {
                "url": f"https://www.outlet.example/{at:%H%M}",
                "title": f"At {at:%H:%M} \\u0026 later",
                "seendate": f"{at:%Y%m%dT%H%M%SZ}",
                "domain": "outlet.example",
                "language": "English",
                "sourcecountry": "Pakistan",
            }
            for at in found
        ]
        handler.send(200, json.dumps({"articles": listed}).encode(), "application/json")

    web.replies["/doc"] = reply
    source = Source(id="docs", kind="gdelt_docs", url=web.url("/doc"), query="pakistan iran", first_hours=6)
    result = visit(source)
    assert result.record_count == 360
    assert result.notes["windows split"] >= 1
    assert result.state.cursor == NOW
    record = records(result)[0]
    assert (record["outlet"], record["outlet_country"], record["language"]) == ("outlet.example", "PAK", "en")
    web.forget()
    assert visit(source, result.state, now=NOW + timedelta(minutes=3)).outcome == "unchanged"
    assert not web.requests


@pytest.mark.parametrize(
    "body", [b"Your query was too short", b"<html>limit requests</html>", b"[1]", b'{"articles": 3}']
)
def test_gdelts_errors_in_plain_text_are_failures(web: Site, body: bytes) -> None:
    web.replies["/doc"] = lambda handler: handler.send(200, body, "text/html")
    source = Source(id="docs", kind="gdelt_docs", url=web.url("/doc"), query="x")
    result = visit(source)
    assert result.outcome == "failed"
    assert result.state.cursor is None


def test_an_updated_article_becomes_a_revision_and_a_thinner_one_does_not(web: Site, tmp_path: Path) -> None:
    first_words, second_words = STORY * 5, STORY * 4 + "Tehran later denied it."
    with warehouse(tmp_path) as writer:
        state = None
        counts = []
        for hour, words in enumerate((first_words, second_words, "A blurb.")):
            web.serve("/feed", rss([item(link="https://outlet.example/a", body=words)]))
            result = visit(feed(web), state, now=NOW + timedelta(hours=hour), settings=quick(pages=False))
            counts.append(store_result(writer, result, InputSettings()).counts)
            state = load_states(writer)["feed"]
        rows = writer.query(
            "select revision, superseded_at is null as latest from articles order by revision"
        )
    assert [(c["new"], c["changed"], c["thinner"]) for c in counts] == [(1, 0, 0), (0, 1, 0), (0, 0, 1)]
    assert rows.values.tolist() == [[1, False], [2, True]]


def test_the_state_comes_back_from_the_warehouse_as_it_went(web: Site, tmp_path: Path) -> None:
    web.serve("/feed", rss([item(link=web.url("/a"))]), Last_Modified="Thu, 18 Jan 2024 08:00:00 GMT")
    result = visit(feed(web), settings=quick(pages=False))
    with warehouse(tmp_path) as writer:
        store_result(writer, result, InputSettings())
        assert load_states(writer) == {"feed": result.state}


def test_a_killed_run_fetches_nothing_twice(web: Site, tmp_path: Path) -> None:
    """The run dies before its articles are stored; the next takes the bodies it had."""
    web.serve("/feed", rss([item(f"T{n}", web.url(f"/{n}"), body="Blurb.") for n in range(3)]))
    for number in range(3):
        web.serve(f"/{number}", page(f"T{number}"), "text/html")
    lost = visit(feed(web), spool=tmp_path)
    asked = dict(web.hits)
    resumed = visit(feed(web), now=NOW + timedelta(minutes=10), spool=tmp_path)
    assert {path: count for path, count in web.hits.items() if path != "/robots.txt"} == {
        path: count for path, count in asked.items() if path != "/robots.txt"
    }
    assert titles(resumed) == titles(lost)
    assert {row.outcome for row in resumed.fetches if "robots" not in row.url} == {"resumed"}


def warc(responses: list[tuple[str, str, bytes]], *, packed: bool = False) -> bytes:
    """A WARC file of responses, written by hand in its documented form; each record is packed by itself."""
    out = b""
    for url, kind, body in responses:
        http = b"HTTP/1.1 200 OK\r\nContent-Type: " + kind.encode() + b"\r\n\r\n" + body
        head = (
            f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2024-01-19T00:00:00Z\r\n"
            f"WARC-Record-ID: <urn:uuid:{len(out)}>\r\nContent-Type: application/http; msgtype=response\r\n"
            f"Content-Length: {len(http)}\r\n\r\n"
        )
        record = head.encode() + http + b"\r\n\r\n"
        out += gzip.compress(record) if packed else record
    return out


@pytest.mark.parametrize("packed", [False, True])
def test_pages_of_a_web_archive_are_articles(tmp_path: Path, packed: bool) -> None:
    data = warc(
        [
            ("https://outlet.example/a", "text/html", page().encode()),
            ("https://outlet.example/logo.png", "image/png", b"\x89PNG"),
            ("https://outlet.example/list", "text/html", b"<html><body>menu</body></html>"),
            ("https://outlet.example/b", "text/html; charset=utf-8", page("Second", date="").encode()),
        ],
        packed=packed,
    )
    file = tmp_path / ("a.warc.gz" if packed else "a.warc")
    file.write_bytes(data)
    source = Source(id="archive", kind="archive", path=str(tmp_path), outlet_country="IRN")
    result = visit(source, now=NOW + timedelta(days=30))
    assert titles(result) == ["Envoys to return", "Second"]
    assert [item.reason for item in result.items if isinstance(item, Reject)] == ["no article on the page"]
    assert visit(source, result.state).outcome == "unchanged"


def test_a_damaged_archive_gives_what_stands_before_the_damage(tmp_path: Path) -> None:
    data = warc([("https://outlet.example/a", "text/html", page().encode())] * 2)
    (tmp_path / "a.warc").write_bytes(data[: len(data) // 2] + b"garbage")
    result = visit(Source(id="archive", kind="archive", path=str(tmp_path)), now=NOW + timedelta(days=30))
    assert titles(result)[:1] == ["Envoys to return"]
