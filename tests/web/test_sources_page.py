"""`/sources`: the health of the sources and the outlets' shares are those of the database."""

from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from lxml import html

from tension.warehouse import open_reader
from tests.web_data import app_over


@pytest.fixture(scope="module")
def page(lists: Path) -> Any:
    client = TestClient(app_over(lists), base_url="http://localhost")
    return html.fromstring(client.get("/sources").text)


def cells(page: Any, table: str) -> list[list[str]]:
    rows = page.xpath(f"//table[contains(concat(' ', @class, ' '), ' {table} ')]/tbody/tr")
    return [[" ".join(cell.text_content().split()) for cell in row.xpath("th|td")] for row in rows]


def test_every_source_is_shown_with_its_health(page: Any, lists: Path) -> None:
    with open_reader(lists) as reader:
        health = reader.query("from source_health").set_index("source_id")
    rows = cells(page, "sources")
    assert {row[0].split()[0] for row in rows} == set(health.index)
    for name, state, success, article, failures, a_day, _pause in rows:
        row = health.loc[name.split()[0]]
        assert state == f"{row['state']} {row['reason']}".strip()
        assert (success == "never") == bool(row[["last_success_at"]].isna().all())
        assert (article == "never") == bool(row[["last_article_at"]].isna().all())
        assert int(failures) == row["failure_count"]
        assert a_day == f"{row['articles_a_day']:.1f}"


def test_sources_in_trouble_come_first_and_are_flagged(page: Any) -> None:
    rows = cells(page, "sources")
    assert [row[1].split()[0] for row in rows] == ["failing", "silent", "ok", "untried", "disabled"]
    assert len(page.xpath("//span[contains(@class, 'state-bad')]")) == 2
    (warning,) = page.xpath("//p[contains(@class, 'notice')]")
    assert "2 of 4 sources cannot be relied on" in warning.text_content()


def test_outlets_have_their_share_of_the_coverage(client: TestClient, db: Path) -> None:
    page = html.fromstring(client.get("/sources").text)
    with open_reader(db) as reader:
        wanted = reader.query(
            "select outlet, count(scored.article_id) as about, count(*) as read from articles as article "
            "left join scored_articles as scored using (article_id, revision) "
            "where superseded_at is null "
            "and published_at > (select max(published_at) from articles) - interval 30 day "
            "group by outlet order by about desc, read desc, outlet"
        )
    rows = cells(page, "outlets")
    assert [(row[0].split()[0], int(row[1]), int(row[3])) for row in rows] == [
        (row.outlet, row.about, row.read) for row in wanted.head(40).itertuples()
    ]
    total = wanted["about"].sum()
    assert [row[2] for row in rows] == [f"{100 * about / total:.0f} %" for about in wanted["about"].head(40)]


def test_without_sources_the_page_says_where_the_articles_came_from(
    client: TestClient, empty_client: TestClient
) -> None:
    assert "read from files" in client.get("/sources").text
    assert "Nothing was read yet" in empty_client.get("/sources").text


def test_an_unknown_pair_has_no_coverage(client: TestClient) -> None:
    page = html.fromstring(client.get("/sources?pair=XXX-YYY").text)
    assert {row[1] for row in cells(page, "outlets")} == {"0"}
