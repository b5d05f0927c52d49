"""A backfill that asks a source for days of the past."""

import json
from datetime import date
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from flows.backfill import backfill
from tension.errors import ConfigError
from tension.warehouse import open_reader
from tests.sources import server
from tests.sources.server import Handler

DAYS = date(2024, 1, 16), date(2024, 1, 18)
TITLES = {
    "20240116T180000Z": "Iran strikes militant bases inside Pakistan",
    "20240117T090000Z": "Pakistan recalls its ambassador from Iran",
}


def listed(handler: Handler) -> None:
    """What GDELT's article lists look like; only what was seen in the window asked for."""
    asked = parse_qs(urlsplit(handler.path).query)
    begins, ends = asked["startdatetime"][0], asked["enddatetime"][0]
    articles = [
        {
            "url": f"https://www.outlet.example/{seen}",
            "title": title,
            "seendate": seen,
            "domain": "outlet.example",
            "language": "English",
            "sourcecountry": "Pakistan",
        }
        for seen, title in TITLES.items()
        if begins <= seen.replace("T", "").rstrip("Z") <= ends
    ]
    handler.send(200, json.dumps({"articles": articles}).encode(), "application/json")


def config(folder: Path, url: str) -> str:
    file = folder / "tension.toml"
    file.write_text(
        f"""
[fetch]
host_delay_seconds = 0
private_networks = ["127.0.0.0/8"]
[[sources]]
id = "docs"
kind = "gdelt_docs"
url = "{url}"
query = "pakistan iran"
pages = false
enabled = false
[[sources]]
id = "feed"
url = "{url}"
"""
    )
    return str(file)


def test_a_source_is_asked_for_the_days_and_keeps_its_own_place(tmp_path: Path) -> None:
    db = tmp_path / "t.duckdb"
    with server.site() as web:
        web.replies["/doc"] = listed
        settings = config(tmp_path, web.url("/doc"))
        first, second = (
            backfill(first=DAYS[0], last=DAYS[1], sources=["docs"], config=settings, db=str(db))
            for _ in range(2)
        )
    assert first["inputs"]["docs"]["new"] == 2
    assert second["inputs"]["docs"]["repeated"] == 2
    assert second["pairs"]["PAK-IRN"]["revisions"] == 0
    with open_reader(db) as reader:
        known = reader.query("select known_at = published_at as same from articles")
        days = reader.query("select date::varchar as day, tension from tension_index order by date")
        assert reader.query("select * from log.source_state where source_id = 'docs'").empty
    assert known["same"].all()
    assert days["day"].tolist() == ["2024-01-16", "2024-01-17", "2024-01-18"]
    assert days["tension"].iloc[1] > 0


@pytest.mark.parametrize(("name", "what"), [("feed", "holds only what is new"), ("nowhere", "no source")])
def test_a_source_without_a_past_is_refused_before_anything_is_written(
    tmp_path: Path, name: str, what: str
) -> None:
    settings = config(tmp_path, "http://127.0.0.1:9/doc")
    db = tmp_path / "t.duckdb"
    with pytest.raises(ConfigError, match=what):
        backfill(first=DAYS[0], last=DAYS[1], sources=[name], config=settings, db=str(db))
    assert not db.exists()
