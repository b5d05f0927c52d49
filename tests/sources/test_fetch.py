"""Fetching against a real server: what can be had is had, everything else ends in time with a reason."""

import threading
import tracemalloc
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tension.sources.answers import Ask, FetchError
from tension.sources.config import FetchSettings
from tension.sources.fetch import Fetcher
from tension.sources.guard import AllowList, Resolver
from tension.sources.request import retry_after
from tension.sources.spool import Spool
from tests.sources.server import Handler, Site, allow, quick

NOW = datetime(2024, 1, 18, 12, tzinfo=UTC)


def ask(web: Site, path: str, etag: str = "") -> Ask:
    return Ask(web.url(path), "source", "feed", etag=etag)


def fault_of(web: Site, path: str, settings: FetchSettings | None = None) -> FetchError:
    with Fetcher(settings or quick(), allow(web), NOW) as fetcher:
        with pytest.raises(FetchError) as caught:
            fetcher.get(ask(web, path))
        (row,) = fetcher.take_rows("source")
    assert row.outcome == caught.value.fault
    return caught.value


def refusal_of(url: str, settings: FetchSettings, allowed: AllowList, resolver: Resolver) -> FetchError:
    """What happens to a request for a name that resolves as the test says."""
    with Fetcher(settings, allowed, NOW, resolver=resolver) as fetcher, pytest.raises(FetchError) as caught:
        fetcher.get(Ask(url, "source", "feed"))
    return caught.value


def test_body_and_validators_then_a_304(web: Site) -> None:
    web.serve("/feed", "<rss/>")
    with Fetcher(quick(), allow(web), NOW) as fetcher:
        first = fetcher.get(ask(web, "/feed"))
        second = fetcher.get(ask(web, "/feed", etag=first.headers["etag"]))
        rows = fetcher.take_rows("source")
    assert first.body == b"<rss/>"
    assert second.unchanged
    assert [row.outcome for row in rows] == ["ok", "unchanged"]
    assert [row.conditional for row in rows] == [False, True]


def test_requests_name_us_and_carry_no_cookie(web: Site) -> None:
    web.serve("/feed", "<rss/>", Set_Cookie="spy=1")
    with Fetcher(quick(contact="mailto:desk@example.org"), allow(web), NOW) as fetcher:
        fetcher.get(ask(web, "/feed"))
        fetcher.get(ask(web, "/feed"))
    assert all("cookie" not in headers for _, headers in web.requests)
    assert all("mailto:desk@example.org" in headers["user-agent"] for _, headers in web.requests)


def test_a_500_passes_and_the_attempts_are_counted(web: Site) -> None:
    web.fail_then("/feed", 2, 500, "<rss/>")
    with Fetcher(quick(), allow(web), NOW) as fetcher:
        assert fetcher.get(ask(web, "/feed")).status == 200
        (row,) = fetcher.take_rows("source")
    assert row.attempts == 3


def test_retry_after_is_waited_for(web: Site) -> None:
    web.fail_then("/feed", 1, 429, "<rss/>", Retry_After="1")
    with Fetcher(quick(), allow(web), NOW) as fetcher:
        fetcher.get(ask(web, "/feed"))
        (row,) = fetcher.take_rows("source")
    assert row.seconds >= 1


def test_a_long_retry_after_is_left_to_a_later_run(web: Site) -> None:
    web.fail_then("/feed", 9, 503, "<rss/>", Retry_After="Thu, 18 Jan 2024 13:00:00 GMT")
    error = fault_of(web, "/feed")
    assert error.fault == "busy"
    assert error.retry_after_seconds == pytest.approx(3600, abs=5)
    assert web.hits["/feed"] == 1


def test_a_404_is_not_retried(web: Site) -> None:
    error = fault_of(web, "/nowhere")
    assert (error.fault, error.status, web.hits["/nowhere"]) == ("status", 404, 1)


@pytest.mark.parametrize("headers_too", [False, True])
def test_a_slow_drip_ends_by_the_request_deadline(web: Site, headers_too: bool) -> None:
    web.drip("/feed", headers_too=headers_too)
    assert fault_of(web, "/feed", quick(attempts=1)).fault == "timeout"


def test_a_server_that_never_answers_times_out(web: Site) -> None:
    web.silent("/feed")
    assert fault_of(web, "/feed", quick(attempts=1)).fault == "timeout"


def test_a_cut_connection_hands_over_what_came(web: Site) -> None:
    web.cut("/feed", "<rss><item>one</item><item>two</item></rss>", at=25)
    error = fault_of(web, "/feed")
    assert error.fault == "network"
    assert error.partial == b"<rss><item>one</item><ite"
    assert web.hits["/feed"] == 3


def test_a_gzip_bomb_stops_at_the_cap(web: Site) -> None:
    web.bomb("/feed", megabytes=200)
    tracemalloc.start()
    error = fault_of(web, "/feed", quick(feed_max_mb=2))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert error.fault == "too_large"
    assert peak < 12e6


def test_a_body_without_length_stops_at_the_cap(web: Site) -> None:
    web.endless("/feed", megabytes=100, kind="text/xml")
    assert fault_of(web, "/feed", quick(request_seconds=20)).fault == "too_large"


def test_an_unasked_or_broken_encoding_is_named(web: Site) -> None:
    web.serve("/br", b"abc", Content_Encoding="br")
    web.serve("/gz", b"not gzip", Content_Encoding="gzip")
    assert fault_of(web, "/br").fault == "encoding"
    assert fault_of(web, "/gz").fault == "encoding"


def test_an_image_is_no_feed(web: Site) -> None:
    web.serve("/feed", b"\x89PNG", "image/png")
    assert fault_of(web, "/feed").fault == "type"


def test_redirects_inside_the_list_are_followed(web: Site) -> None:
    web.redirect("/old", "/new")
    web.serve("/new", "<rss/>")
    with Fetcher(quick(), allow(web), NOW) as fetcher:
        assert fetcher.get(ask(web, "/old")).url == web.url("/new")


@pytest.mark.parametrize(
    "target",
    ["file:///etc/passwd", "http://elsewhere.example/", "http://127.0.0.2/", "//169.254.169.254/latest"],
)
def test_redirects_outside_the_list_are_refused(web: Site, target: str) -> None:
    web.redirect("/old", target)
    assert fault_of(web, "/old").fault == "refused"


def test_endless_redirects_end(web: Site) -> None:
    web.redirect("/loop", "/loop")
    assert fault_of(web, "/loop").fault == "redirects"
    assert web.hits["/loop"] == 6


@pytest.mark.parametrize("answers", [["127.0.0.1"], ["93.184.216.34", "127.0.0.1"], ["::ffff:10.0.0.1"]])
def test_a_listed_name_on_a_private_address_is_refused(web: Site, answers: list[str]) -> None:
    """DNS may answer anything: every address counts, not the name."""
    web.serve("/feed", "<rss/>")
    url, allowed = web.url("/feed", "outlet.example"), allow(web, "outlet.example")
    error = refusal_of(url, quick(private_networks=[]), allowed, lambda *_: answers)
    assert error.fault == "refused"
    assert not web.requests


def test_rebinding_gains_nothing(web: Site) -> None:
    """The name is resolved once a connection, and every answer is checked by itself."""
    web.serve("/feed", "<rss/>")
    answers = iter([["127.0.0.1"], ["127.9.9.9"]])
    asked: list[str] = []

    def resolver(host: str, _: int) -> Sequence[str]:
        asked.append(host)
        return next(answers)

    settings, allowed = quick(private_networks=["127.0.0.1/32"]), allow(web, "outlet.example")
    url = web.url("/feed", "outlet.example")
    with Fetcher(settings, allowed, NOW, resolver=resolver) as fetcher:
        fetcher.get(Ask(url, "source", "feed"))
    assert asked == ["outlet.example"]
    assert "127.9.9.9" in str(refusal_of(url, settings, allowed, resolver))
    assert web.hits["/feed"] == 1


def test_a_resolver_that_hangs_does_not_hang_the_run(web: Site) -> None:
    def resolver(*_: object) -> Sequence[str]:
        web.stopping.wait(20)
        return []

    allowed = AllowList(frozenset({"slow.example"}))
    assert refusal_of("http://slow.example/", quick(attempts=1), allowed, resolver).fault == "timeout"


def test_nothing_starts_after_the_runs_deadline(web: Site) -> None:
    web.serve("/feed", "<rss/>")
    assert fault_of(web, "/feed", quick(run_seconds=1e-9)).fault == "out_of_time"
    assert not web.requests


def test_hosts_are_left_alone_between_requests(web: Site) -> None:
    web.serve("/feed", "<rss/>")
    with Fetcher(quick(host_delay_seconds=0.2), allow(web), NOW) as fetcher:
        for _ in range(3):
            fetcher.get(ask(web, "/feed"))
        rows = fetcher.take_rows("source")
    assert sum(row.seconds for row in rows) >= 0.4


def test_a_host_is_asked_by_no_more_threads_than_it_may(web: Site) -> None:
    lock, inside, most = threading.Lock(), 0, 0

    def reply(handler: Handler) -> None:
        nonlocal inside, most
        with lock:
            inside += 1
            most = max(most, inside)
        web.stopping.wait(0.05)
        with lock:
            inside -= 1
        handler.send(200, b"<rss/>", "text/xml")

    web.replies["/feed"] = reply
    with (
        Fetcher(quick(host_connections=2, read_seconds=20, request_seconds=30), allow(web), NOW) as fetcher,
        ThreadPoolExecutor(8) as pool,
    ):
        assert len(list(pool.map(lambda _: fetcher.get(ask(web, "/feed")), range(12)))) == 12
    assert most <= 2


def test_what_an_interrupted_run_fetched_is_not_fetched_again(web: Site, tmp_path: Path) -> None:
    web.serve("/feed", "<rss/>")
    spool = Spool(tmp_path, timedelta(hours=1))
    with Fetcher(quick(), allow(web), NOW, spool=spool) as fetcher:
        fetcher.get(ask(web, "/feed"))
    with Fetcher(quick(), allow(web), NOW + timedelta(minutes=5), spool=spool) as fetcher:
        again = fetcher.get(ask(web, "/feed"))
    assert again.resumed
    assert web.hits["/feed"] == 1
    with Fetcher(quick(), allow(web), NOW + timedelta(hours=5), spool=spool) as fetcher:
        assert not fetcher.get(ask(web, "/feed")).resumed
    spool.forget("source")
    with Fetcher(quick(), allow(web), NOW + timedelta(hours=5), spool=spool) as fetcher:
        assert not fetcher.get(ask(web, "/feed")).resumed


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120.0),
        ("Thu, 18 Jan 2024 12:01:00 GMT", 60.0),
        ("Thu, 18 Jan 2024 11:00:00 GMT", 0.0),
        ("9" * 12, 604_800.0),
        ("9" * 400, None),
        ("\u00b2", None),
        ("-5", None),
        ("soon", None),
        ("", None),
    ],
)
def test_retry_after_is_a_number_or_a_date_within_reason(value: str, seconds: float | None) -> None:
    assert retry_after(value, NOW) == seconds
