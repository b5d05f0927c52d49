"""The overview and the day, as HTML: full, thin, empty, missing, and what an address may ask."""

import json
import re
from datetime import UTC, datetime
from html import unescape
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from tension.config import load_settings
from tension.warehouse import open_writer
from tension.web.app import create_app
from tests import warehouse_data
from tests.web_data import NOW, app_over

DAY = "/PAK-IRN/2024-01-18"


def words(text: str) -> str:
    """A page without its tags, as a reader would hear it."""
    said = " ".join(unescape(re.sub(r"<[^>]+>", " ", text)).split())
    return re.sub(r" (?=[,.:])", "", said)


def test_the_overview_says_where_the_pair_stands(client: TestClient) -> None:
    page = client.get("/").text
    said = words(page)
    assert re.search(r"Calm, \d+ \(\d+\u2013\d+\), down \d since the day before: nothing new, earlier", said)
    assert "Little was read this day (one article about the pair)" in said
    assert "No recalled ambassador" in said
    assert said.index("16 Jan 2024 up") < said.index("18 Jan 2024 up")
    assert '<link rel="stylesheet" href="/static/tension.css?v=' in page


def test_the_parts_of_a_day_sum_to_its_level(client: TestClient) -> None:
    page = client.get(DAY).text
    assert re.search(r"Severe, 8\d", page)
    for fall in re.findall(r'<ol class="fall[^"]*">(.*?)</ol>', page, re.DOTALL):
        outer = re.sub(r'<ul class="fall fall-rest">.*?</ul>', "", fall, flags=re.DOTALL)
        found = [
            float(text.replace("\u2212", "-")) for text in re.findall(r'step-points num">([^<]+)<', outer)
        ]
        # Each is rounded to a hundredth.
        assert sum(found[:-1]) == pytest.approx(found[-1], abs=0.005 * len(found))


def test_a_day_tells_the_sentences_and_what_was_set_aside(client: TestClient) -> None:
    said = words(client.get(f"{DAY}/read").text)
    for group in ("Told as history", "Denied", "Imagined, feared or conditional", "Acts of others"):
        assert group in said
    part = client.get(f"{DAY}/read", headers={"HX-Request": "true"}).text
    assert part.count('hx-swap-oob="innerHTML"') == 13
    event_id = re.search(r'id="q-(\w+)"', part)
    assert event_id
    alone = client.get(f"{DAY}/{event_id[1]}").text
    assert "<h1>" in alone
    assert "<mark>" in alone
    assert "<h1>" not in client.get(f"{DAY}/{event_id[1]}", headers={"HX-Request": "true"}).text


def test_days_lead_to_their_neighbours(client: TestClient) -> None:
    first, last = client.get("/PAK-IRN/2024-01-08").text, client.get("/PAK-IRN/2024-02-10").text
    assert 'rel="prev"' not in first
    assert 'rel="next" href="/PAK-IRN/2024-01-09"' in first
    assert 'rel="next"' not in last
    answer = client.get("/PAK-IRN?day=2024-01-18", follow_redirects=False)
    assert answer.headers["location"] == DAY


@pytest.mark.parametrize(
    "path",
    [
        "/PAK-IRN/2030-01-01",
        "/PAK-IRN/yesterday",
        "/PAK-IRN/2024-01-18/no-such-event",
        "/FRA-DEU",
        "/nothing",
        "/PAK-IRN/chart/nothing.json",
        "/PAK-IRN?day=31-12",
        "/PAK-IRN/" + "9" * 30,
        "/PAK-IRN/20240118",
        "/PAK-IRN/2024-W03-4",
        "/PAK-IRN/0001-01-01",
        "/PAK-IRN/9999-12-31",
    ],
)
def test_what_is_not_there_is_a_page_that_says_so(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert "<h1>Nothing is here</h1>" in answer.text


def test_an_event_leads_to_its_day_only_where_the_index_has_it(client: TestClient) -> None:
    event_id = client.get("/api/events", params={"limit": 1}).json()[0]["event_id"]
    known = client.get(f"/PAK-IRN/2024-01-18/{event_id}").text
    assert f'href="/PAK-IRN/2024-01-18#e-{event_id}"' in known
    unknown = client.get(f"/PAK-IRN/2019-01-01/{event_id}").text
    assert 'href="/PAK-IRN/2019-01-01' not in unknown
    assert 'href="/PAK-IRN"' in unknown


def test_an_empty_database_says_what_to_do(empty_client: TestClient) -> None:
    answer = empty_client.get("/")
    assert answer.status_code == 200
    assert "There is no day to show yet" in answer.text
    assert empty_client.get(DAY).status_code == 404
    assert empty_client.get("/PAK-IRN/series.json").json()["days"]["date"] == []


def test_no_database_is_told_with_its_remedy(tmp_path: Path) -> None:
    with TestClient(app_over(tmp_path / "none.duckdb"), base_url="http://localhost") as client:
        answer = client.get("/")
    assert answer.status_code == 503
    assert "tension run" in answer.text


@pytest.mark.parametrize("days", [1, 2])
def test_few_days_are_shown_without_fuss(tmp_path: Path, days: int) -> None:
    path = tmp_path / "tension.duckdb"
    with open_writer(path, wait_seconds=5, recorded_at=NOW) as writer:
        warehouse_data.write(writer, days=days)
        writer.publish(check=False)
    with TestClient(app_over(path), base_url="http://localhost") as client:
        assert ("since the day before" in client.get("/").text) == (days > 1)
        assert client.get("/PAK-IRN/2024-01-10").status_code == 200


def test_pairs_are_compared_and_kept_apart(tmp_path: Path) -> None:
    path = tmp_path / "tension.duckdb"
    with open_writer(path, wait_seconds=5, recorded_at=NOW) as writer:
        for pair, scale in (("PAK-IRN", 1.0), ("IND-PAK", 3.0)):
            warehouse_data.write(writer, scale=scale, pair=pair)
        writer.publish(check=False)
    settings = load_settings(warehouse={"path": path}, pairs=["PAK-IRN", "IND-PAK"])
    now = datetime(2024, 1, 22, 6, tzinfo=UTC)
    with TestClient(create_app(settings, clock=lambda: now), base_url="http://localhost") as client:
        page = client.get("/IND-PAK").text
        assert "India\u2013Pakistan" in page
        assert 'name="with" value="PAK-IRN"' in page
        one, other = (client.get(f"/{pair}/series.json").json() for pair in ("PAK-IRN", "IND-PAK"))
    assert other["name"] == "India\u2013Pakistan"
    assert max(other["days"]["tension"]) > max(one["days"]["tension"])


def test_the_series_of_a_chart_are_asked_for_once(client: TestClient) -> None:
    answer = client.get("/PAK-IRN/series.json")
    days = answer.json()["days"]
    assert {len(column) for column in days.values()} == {34}
    assert max(days["tension"]) == days["tension"][10] > 80
    assert [mark["act"] for mark in answer.json()["marks"] if mark["date"] == "2024-01-18"] == [
        "Pakistan struck Iran"
    ]
    again = client.get("/PAK-IRN/series.json", headers={"If-None-Match": answer.headers["etag"]})
    assert again.status_code == 304
    charts = [client.get(f"/PAK-IRN/chart/{name}.json").headers["etag"] for name in ("curve", "tone")]
    assert len({answer.headers["etag"], *charts}) == 3


def test_specifications_carry_the_lines_that_raise_alerts_and_no_address(client: TestClient) -> None:
    spec = client.get("/PAK-IRN/chart/curve.json").json()
    assert "alert \u201chigh\u201d from 60" in json.dumps(spec, ensure_ascii=False)
    assert "http" not in json.dumps({key: value for key, value in spec.items() if key != "$schema"})
    for name in ("context", "points", "press", "attention", "tone", "compare"):
        assert client.get(f"/PAK-IRN/chart/{name}.json").status_code == 200
