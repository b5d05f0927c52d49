"""A whole run over forty sources of which half misbehave, from the wire into the warehouse."""

import time
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tension.config import InputSettings
from tension.pairs import Pair
from tension.sources.collect import Collector
from tension.sources.config import FetchSettings, Source
from tension.sources.state import SourceResult
from tension.sources.store import load_states, store_result, told
from tension.warehouse import open_writer
from tests.sources.feed_data import STORY, item, page, rss
from tests.sources.server import Site, quick

NOW = datetime(2024, 1, 18, 12, tzinfo=UTC)
PAIRS = (Pair("PAK", "IRN"),)
GOOD = 20
HIDDEN = "/hidden"


def resolver(host: str, _: int) -> Sequence[str]:
    """Every outlet lives on this machine, but for one that does not exist and one that lies about it."""
    if host == "nowhere.example":
        raise OSError("no such name")
    return ["10.0.0.1"] if host == "liar.example" else ["127.0.0.1"]


def good_sources(web: Site) -> list[Source]:
    """Outlets with three items each: one with its text, one with a blurb and a page, one undated."""
    sources = []
    for number in range(GOOD):
        host = f"good{number}.example"
        path = f"/good{number}"
        link = web.url(path, host)
        items = [
            item(f"Full {number}", f"{link}/full", body=STORY * 8),
            item(f"Blurb {number}", f"{link}/page", body="A blurb."),
            item(f"Undated {number}", f"{link}/undated", None, STORY * 8),
        ]
        feed = rss(items)
        if number == 0:
            web.fail_then(path, 1, 500, feed)
        elif number == 1:
            web.fail_then(path, 1, 429, feed, Retry_After="1")
        elif number == 2:
            web.redirect(path, f"{path}/moved")
            web.serve(f"{path}/moved", feed)
        else:
            web.serve(path, feed)
        web.serve(f"{path}/page", page(f"Blurb {number}"), "text/html")
        sources.append(Source(id=f"good{number}", url=link, outlet_country="PAK"))
    return sources


def troubled_sources(web: Site) -> dict[str, Source]:
    """Everything the web does to a reader."""
    feed = rss([item("Troubled", "/t", body=STORY * 8), item("Later", "/u", body=STORY * 8)])
    laughs = "".join(f'<!ENTITY b{n} "{"&b" + str(n - 1) + ";" if n else "ha"}">' * 1 for n in range(30))
    web.silent("/silent")
    web.drip("/drip")
    web.drip("/dripping-headers", headers_too=True)
    web.cut("/cut", feed, at=len(feed) - 60)
    web.bomb("/bomb", megabytes=100)
    web.endless("/endless", megabytes=100, kind="text/xml")
    web.serve("/laughs", rss([item("&b29;", "/l")], prolog=f'<?xml version="1.0"?><!DOCTYPE rss [{laughs}]>'))
    thief = '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    web.serve("/thief", rss([item("Theft &x;", "/x")], prolog=thief))
    web.serve("/charset", rss([item("Protégé", "/c")]).encode("cp1252"), "text/xml; charset=utf-8")
    web.serve("/html", page(), "text/html")
    web.serve("/empty", b"")
    web.redirect("/to-loopback", f"http://127.0.0.1:{web.port}{HIDDEN}")
    web.redirect("/to-file", "file:///etc/passwd")
    web.redirect("/loop", "/loop")
    web.fail_then("/down", 99, 500, "")
    web.fail_then("/busy", 99, 429, "", Retry_After="3600")
    web.serve("/image", b"\x89PNG", "image/png")
    web.serve("/future", rss([item("Dated 2099", "/f", "Thu, 01 Jan 2099 00:00:00 GMT", STORY)]))
    web.serve(HIDDEN, "hidden", "text/plain")
    names = (
        *(
            "silent",
            "drip",
            "dripping-headers",
            "cut",
            "bomb",
            "endless",
            "laughs",
            "thief",
            "charset",
            "html",
        ),
        *("empty", "to-loopback", "to-file", "loop", "down", "busy", "image", "future"),
    )
    sources = {
        name: Source(id=name, url=web.url(f"/{name}", f"{name}.example"), pages=False) for name in names
    }
    for name in ("nowhere", "liar"):
        sources[name] = Source(id=name, url=web.url("/feed", f"{name}.example"), pages=False)
    return sources


def run(
    folder: Path, sources: Sequence[Source], settings: FetchSettings, now: datetime
) -> tuple[dict[str, SourceResult], Counter[str]]:
    """One run, as the flow makes it."""
    results: dict[str, SourceResult] = {}
    counts: Counter[str] = Counter()
    with (
        open_writer(folder / "t.duckdb", wait_seconds=5, recorded_at=now) as writer,
        Collector(
            sources, settings, now, pairs=PAIRS, spool_folder=folder / "spool", resolver=resolver
        ) as collector,
    ):
        for result in collector.collect_all(load_states(writer)):
            ingested = store_result(writer, result, InputSettings())
            if collector.spool:
                collector.spool.forget(result.source.id)
            results[result.source.id] = result
            counts.update(ingested.counts)
            assert told(result, ingested).startswith(result.source.id)
    return results, counts


def test_half_of_forty_sources_misbehave_and_the_rest_comes_home(web: Site, tmp_path: Path) -> None:
    troubled = troubled_sources(web)
    sources = [*good_sources(web), *troubled.values()]
    assert len(sources) == 2 * GOOD
    settings = quick(private_networks=["127.0.0.1/32"], feed_max_mb=2, run_seconds=120)
    began = time.monotonic()
    results, counts = run(tmp_path, sources, settings, NOW)
    # The configured deadline of the run is what is promised, not a speed.
    assert time.monotonic() - began < settings.run_seconds
    assert {results[f"good{number}"].outcome for number in range(GOOD)} == {"ok"}
    assert {name: results[name].outcome for name in troubled} == {
        **dict.fromkeys(("silent", "drip", "dripping-headers", "bomb", "endless"), "failed"),
        **dict.fromkeys(("html", "empty", "to-loopback", "to-file", "loop", "down", "busy"), "failed"),
        **dict.fromkeys(("image", "nowhere", "liar"), "failed"),
        **dict.fromkeys(("laughs", "thief", "charset", "future"), "ok"),
        "cut": "partial",
    }
    assert all(results[name].message for name in troubled if results[name].outcome != "ok")
    assert counts["new"] == 3 * GOOD + 5
    assert counts["rejected"] == 0
    hosts = {headers["host"].partition(":")[0] for _, headers in web.requests}
    assert hosts <= {source.host for source in sources} - {"nowhere.example", "liar.example"}
    assert web.hits[HIDDEN] == 0


def test_the_second_run_asks_for_changes_only_and_adds_nothing(web: Site, tmp_path: Path) -> None:
    sources = good_sources(web)[3:]
    settings = quick(private_networks=["127.0.0.1/32"])
    first, counts = run(tmp_path, sources, settings, NOW)
    assert counts["new"] == 3 * len(sources)
    assert all(not result.state.last_error for result in first.values())
    web.forget()
    second, counts = run(tmp_path, sources, settings, NOW + timedelta(hours=6))
    assert counts["new"] == counts["changed"] == counts["read"] == 0
    assert {result.outcome for result in second.values()} == {"unchanged"}
    assert {result.message for result in second.values()} == {"nothing changed"}
    assert len(web.requests) == len(sources)
    assert all("if-none-match" in headers for _, headers in web.requests)


def test_a_run_ends_when_its_time_is_over(web: Site, tmp_path: Path) -> None:
    """Eight silent sources at one worker would take ten seconds; the deadline lets the rest go unasked."""
    web.silent("/silent")
    sources = [Source(id=f"s{n}", url=web.url("/silent", f"s{n}.example"), pages=False) for n in range(8)]
    settings = quick(
        private_networks=["127.0.0.1/32"], run_seconds=2.0, workers=1, read_seconds=1.2, request_seconds=1.2,
        attempts=1,
    )  # fmt: skip
    results, _ = run(tmp_path, sources, settings, NOW)
    outcomes = Counter(row.outcome for result in results.values() for row in result.fetches)
    assert outcomes["out_of_time"] >= 4
    assert len(web.requests) <= 3


def test_what_is_stored_tells_what_happened(web: Site, tmp_path: Path) -> None:
    web.serve("/good", rss([item("One", "/1", body=STORY * 8)]))
    sources = [
        Source(id="good", url=web.url("/good", "good.example"), outlet_country="IRN"),
        Source(id="gone", url=web.url("/gone", "gone.example")),
    ]
    settings = quick(private_networks=["127.0.0.1/32"])
    run(tmp_path, sources, settings, NOW)
    with open_writer(tmp_path / "t.duckdb", wait_seconds=5, recorded_at=NOW) as writer:
        visits = writer.query(
            "select source_id, outcome, new_count from log.source_visits order by source_id"
        )
        fetches = writer.query(
            "select source_id, outcome, status from log.fetches order by source_id, outcome"
        )
        health = writer.query("select source_id, state from source_health order by source_id")
        article = writer.query("select outlet_country, source_id, known_at, utc_offset_minutes from articles")
    assert visits.values.tolist() == [["gone", "failed", 0], ["good", "ok", 1]]
    assert ["gone", "status", 404] in fetches.values.tolist()
    assert health.values.tolist() == [["gone", "failing"], ["good", "ok"]]
    assert article["outlet_country"].tolist() == ["IRN"]
    assert article["known_at"].tolist() == [NOW.replace(tzinfo=None)]
    assert article["utc_offset_minutes"].tolist() == [210]
