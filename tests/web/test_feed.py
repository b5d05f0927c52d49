"""The feed of alerts: valid Atom, the same ids for ever, and nothing in it that a reader would run."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import feedparser
import pytest
from fastapi.testclient import TestClient

from tension.warehouse import open_reader, open_writer
from tests import warehouse_data
from tests.api_data import OTHER_PAIR, hostile_db
from tests.web_data import app_over

ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return hostile_db(tmp_path_factory.mktemp("feed") / "tension.duckdb")


@pytest.fixture(scope="module")
def site(path: Path) -> Iterator[TestClient]:
    with TestClient(app_over(path), base_url="http://localhost") as client:
        yield client


def parsed(client: TestClient, address: str = "/alerts.atom") -> Any:
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("application/atom+xml")
    found = feedparser.parse(answer.content)
    assert not found.bozo
    assert found.version == "atom10"
    return found


def moment(text: str) -> datetime:
    """Raises where it is not RFC 3339 in UTC."""
    assert text.endswith("Z")
    return datetime.fromisoformat(text)


def test_the_feed_has_what_atom_asks_for(site: TestClient) -> None:
    root = ET.fromstring(site.get("/alerts.atom").content)  # noqa: S314 -- our own words
    assert root.tag == f"{ATOM}feed"
    for part in (root, *root.findall(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):
            assert part.findtext(f"{ATOM}{name}")
        moment(part.findtext(f"{ATOM}updated") or "")
    assert root.find(f"{ATOM}author/{ATOM}name") is not None
    assert {link.get("rel") for link in root.findall(f"{ATOM}link")} == {"self", "alternate"}
    ids = [entry.findtext(f"{ATOM}id") or "" for entry in root.findall(f"{ATOM}entry")]
    assert len(set(ids)) == len(ids)
    assert all(name.startswith("urn:uuid:") for name in ids)


def test_there_is_an_entry_for_every_alert(db: Path, client: TestClient) -> None:
    feed = parsed(client)
    with open_reader(db) as reader:
        alerts = reader.query_arrow("select * from tension_alerts").to_pylist()
    assert len(feed.entries) == len(alerts) > 3
    days = {f"http://localhost/{alert['pair']}/{alert['raised_for']}" for alert in alerts}
    assert {entry.link for entry in feed.entries} == days
    assert all("PAK-IRN" in entry.title for entry in feed.entries)
    updated = [moment(entry.updated) for entry in feed.entries]
    assert updated == sorted(updated, reverse=True)
    assert moment(feed.feed.updated) == updated[0]


def test_an_entry_is_updated_when_its_alert_clears(site: TestClient) -> None:
    (cleared,) = [entry for entry in parsed(site).entries if any(tag.term == "cleared" for tag in entry.tags)]
    assert (cleared.published, cleared.updated) == ("2024-01-13T00:00:00Z", "2024-01-17T00:00:00Z")


def test_ids_and_dates_stay_over_a_rerun(tmp_path: Path) -> None:
    db = hostile_db(tmp_path / "tension.duckdb")
    with TestClient(app_over(db), base_url="http://localhost") as client:
        before = client.get("/alerts.atom")
        with open_writer(db, wait_seconds=0, recorded_at=datetime(2027, 1, 1)) as writer:
            warehouse_data.write(writer, days=14)
            writer.publish(check=False)
        assert client.get("/alerts.atom").content == before.content
        assert client.get("/alerts.atom").headers["etag"] != before.headers["etag"]


def test_a_pair_has_its_own_feed(site: TestClient) -> None:
    feed = parsed(site, f"/alerts.atom?pair={OTHER_PAIR}")
    assert [entry.link for entry in feed.entries] == [f"http://localhost/{OTHER_PAIR}/2024-01-14"]
    assert feed.feed.id != parsed(site).feed.id
    assert site.get("/alerts.atom?pair=FRA-DEU").status_code == 404
    assert site.get("/alerts.atom?par=PAK-IRN").status_code == 422


def test_hostile_text_is_text(site: TestClient) -> None:
    body = site.get("/alerts.atom").text
    for sign in ("<script", "\x1b", "\u202e", "\x07"):
        assert sign not in body
    entry = parsed(site).entries[0]
    assert entry.content[0].type == "text/plain"
    assert "<script>alert(1)</script>" in entry.content[0].value


def test_no_alert_is_an_empty_feed(empty_client: TestClient) -> None:
    assert parsed(empty_client).entries == []


def test_it_is_sent_once(site: TestClient) -> None:
    tag = site.get("/alerts.atom").headers["etag"]
    assert site.get("/alerts.atom", headers={"If-None-Match": tag}).status_code == 304
