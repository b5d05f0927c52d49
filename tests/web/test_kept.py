"""Answers are made once a snapshot, and never shown to whom, or after when, they do not belong."""

import asyncio
from pathlib import Path

import httpx
import pytest
from fastapi.testclient import TestClient

from tension.warehouse import open_writer
from tension.web import kept
from tension.web.security import Access
from tension.web.store import Snapshot
from tests.web_data import NOW, TOKEN, app_over
from tests.web_lists import copy_of

BEARER = {"Authorization": f"Bearer {TOKEN}"}


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The statements asked of snapshots."""
    asked: list[str] = []
    read = Snapshot.read

    def noting(self: Snapshot, name: str, parameters: object = ()) -> object:
        asked.append(name)
        return read(self, name, parameters)  # type: ignore[arg-type]

    monkeypatch.setattr(Snapshot, "read", noting)
    return asked


def test_the_same_page_is_made_once_until_a_run_publishes(
    lists: Path, tmp_path: Path, reads: list[str]
) -> None:
    db = copy_of(lists, tmp_path)
    client = TestClient(app_over(db), base_url="http://localhost")
    first, made = client.get("/events?signal=strike"), len(reads)
    again = client.get("/events?signal=strike")
    assert again.text == first.text
    assert len(reads) == made
    with open_writer(db, wait_seconds=1, recorded_at=NOW) as writer:
        writer.execute("update events set headline = 'A changed headline' where signal = 'strike'")
        writer.publish()
    assert "A changed headline" in client.get("/events?signal=strike").text


def test_who_asks_while_a_page_is_made_waits_for_it(lists: Path, reads: list[str]) -> None:
    async def ask_four_times() -> list[str]:
        transport = httpx.ASGITransport(app=app_over(lists))
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
            return [
                answer.text for answer in await asyncio.gather(*[client.get("/events") for _ in range(4)])
            ]

    answers = asyncio.run(ask_four_times())
    assert len(set(answers)) == 1
    assert reads.count("web_events") == 1


def test_who_is_signed_in_sees_another_page(lists: Path) -> None:
    client = TestClient(app_over(lists, Access(token=TOKEN)), base_url="http://localhost")
    for _ in range(2):
        assert "Take note" not in client.get("/alerts").text
        assert "Take note" in client.get("/alerts", headers=BEARER).text


def test_a_page_for_holders_of_the_token_is_never_given_to_others(lists: Path) -> None:
    access = Access(token=TOKEN, read_needs_token=True)
    client = TestClient(app_over(lists, access), base_url="http://localhost")
    assert client.get("/events", headers=BEARER).status_code == 200
    assert client.get("/events").status_code == 401
    assert client.get("/events", headers=BEARER | {"Host": "evil.example"}).status_code == 421


def test_fragments_errors_and_plain_bodies_stay_apart(lists: Path, reads: list[str]) -> None:
    client = TestClient(app_over(lists), base_url="http://localhost")
    path = (
        client.get("/events")
        .text.split('<td role="cell" class="col-signal"')[1]
        .split('href="')[1]
        .split('"')[0]
    )
    whole = client.get(path).text
    part = client.get(path, headers={"HX-Request": "true"}).text
    assert "<html" in whole
    assert "<html" not in part
    assert client.get("/events", headers={"Accept-Encoding": "identity"}).text == client.get("/events").text
    for _ in range(2):
        made = len(reads)
        assert client.get("/PAK-IRN/2024-01-18/no-such-event").status_code == 404
        assert len(reads) > made


def test_what_is_kept_has_a_bound(lists: Path, monkeypatch: pytest.MonkeyPatch, reads: list[str]) -> None:
    monkeypatch.setattr(kept, "BYTES_AT_MOST", 10_000)
    client = TestClient(app_over(lists), base_url="http://localhost")
    paths = [f"/events?q={number}" for number in range(12)]
    for path in paths:
        client.get(path)
    made = len(reads)
    client.get(paths[-1])
    assert len(reads) == made
    client.get(paths[0])
    assert len(reads) > made


def test_the_feed_names_the_host_it_is_asked_at(lists: Path) -> None:
    client = TestClient(app_over(lists), base_url="http://localhost")
    for host in ("localhost", "127.0.0.1:8765", "localhost"):
        assert f"http://{host}/alerts" in client.get("/alerts.atom", headers={"Host": host}).text


def test_long_questions_are_not_kept(lists: Path, reads: list[str]) -> None:
    client = TestClient(app_over(lists), base_url="http://localhost")
    path = f"/events?unknown={'a' * kept.QUERY_BYTES_AT_MOST}"
    assert client.get(path).status_code == 200
    made = len(reads)
    client.get(path)
    assert len(reads) > made
