"""`/events`: what it filters, sorts and counts is what SQL says, with and without a script."""

from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import html

from tension.warehouse import open_reader, open_writer
from tension.web.pages.events import COLUMNS, PAGE_SIZE
from tension.web.security import Access
from tests.web_data import NOW, TOKEN, app_over
from tests.web_lists import copy_of

KEYS = {
    "date": "event_date",
    "signal": "signal",
    "status": "status",
    "toll": "coalesce(killed, wounded)",
    "confidence": "confidence",
    "outlets": "outlet_count",
}
DAYS = st.dates(date(2024, 1, 5), date(2024, 2, 15)).map(date.isoformat)
ASKED = st.fixed_dictionaries(
    {},
    optional={
        "signal": st.sampled_from(["strike", "talks", "accuse", "restore", "no such signal"]),
        "status": st.sampled_from(["reported", "planned", "denied", "background"]),
        "actor": st.sampled_from(["PAK", "IRN", "NSA", "CHN"]),
        "since": DAYS,
        "until": DAYS,
        "q": st.sampled_from(["iran", "PAKISTAN strike", "100%", "_", "'", "pipeline"]),
        "sort": st.sampled_from([*COLUMNS, ""]),
        "order": st.sampled_from(["asc", "desc", ""]),
        "page": st.sampled_from(["", "1", "2"]),
    },
)


def expected(db: Path, asked: dict[str, str]) -> list[str]:
    """Ids of all events asked for, in order, by an SQL text of its own."""
    wheres, values = ["true"], []
    for name, condition in (
        ("signal", "signal = ?"),
        ("status", "status = ?"),
        ("since", "event_date >= ?"),
        ("until", "event_date <= ?"),
    ):
        if asked.get(name):
            wheres.append(condition)
            values.append(asked[name])
    if asked.get("actor"):
        wheres.append("? in (source, target)")
        values.append(asked["actor"])
    for word in asked.get("q", "").split():
        wheres.append("position(? in lower(headline)) > 0")
        values.append(word.lower())
    column = asked.get("sort") or "date"
    order = asked.get("order") or ("asc" if column in {"signal", "status"} else "desc")
    with open_reader(db) as reader:
        rows = reader.query(
            f"select event_id from tension_events where {' and '.join(wheres)} "
            f"order by {KEYS[column]} {order} nulls last, event_date desc, pair, event_id",
            values,
        )
    return [str(event_id) for event_id in rows["event_id"]]


def shown(page: Any) -> list[str]:
    return [link.rsplit("/", 1)[1] for link in page.xpath("//table//td[@class='col-signal']/p[1]/a/@href")]


def tree(client: TestClient, path: str) -> Any:
    answer = client.get(path)
    assert answer.status_code == 200, answer.text
    return html.fromstring(answer.text)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(asked=ASKED)
def test_filters_and_sorts_equal_sql(client: TestClient, db: Path, asked: dict[str, str]) -> None:
    wanted = expected(db, asked)
    page = tree(client, f"/events?{urlencode(asked)}")
    first = (int(asked.get("page") or 1) - 1) * PAGE_SIZE
    assert shown(page) == wanted[first : first + PAGE_SIZE]
    told = page.get_element_by_id("count").text_content()
    assert told.startswith(f"{len(wanted)} event" if wanted else "No event")


def test_the_next_pages_lead_through_all_events_once(client: TestClient, db: Path) -> None:
    path, seen = "/events?signal=&sort=confidence&order=asc", []
    while path:
        page = tree(client, path)
        seen += shown(page)
        path = "".join(page.xpath("//nav[@class='pager']/a[@rel='next']/@href"))
    assert seen == expected(db, {"sort": "confidence", "order": "asc"})


@pytest.mark.parametrize("column", COLUMNS)
def test_a_heading_sorts_and_sorts_back(client: TestClient, db: Path, column: str) -> None:
    """Without a script: two clicks on a heading give one order and its reverse, filters kept."""
    path = "/events?actor=PAK"
    states = []
    for _ in range(2):
        path = tree(client, path).get_element_by_id(f"sort-{column}").get("href")
        page = tree(client, path)
        (state,) = page.xpath(f"//th[a/@id='sort-{column}']/@aria-sort")
        states.append(state)
        asked = {"actor": "PAK", "sort": column, "order": state.removesuffix("ending")}
        assert shown(page) == expected(db, asked)[:PAGE_SIZE]
        assert len(page.xpath("//th[@aria-sort!='none']")) == 1
    assert sorted(states) == ["ascending", "descending"]


def test_the_fields_keep_what_was_asked(client: TestClient) -> None:
    page = tree(client, "/events?signal=strike&since=2024-01-16&q=%3Cb%3E&actor=ZZZ")
    form = page.xpath("//form[@action='/events']")[0]
    assert form.get("method") == "get"
    assert form.fields["signal"] == "strike"
    assert form.fields["since"] == "2024-01-16"
    assert form.fields["q"] == "<b>"
    assert form.fields["actor"] == "ZZZ"


@pytest.mark.parametrize(
    "query",
    [
        "since=yesterday",
        "sort=headline",
        "order=up",
        "page=0",
        "page=x",
        "page=99999999999",
        "q=" + "a" * 201,
    ],
    ids=["since", "sort", "order", "page-0", "page-x", "page-huge", "long"],
)
def test_what_cannot_be_asked_is_refused_in_words(client: TestClient, query: str) -> None:
    answer = client.get(f"/events?{query}")
    assert answer.status_code == 422
    assert "cannot be asked" in answer.text


def test_behind_the_last_page_a_way_leads_back(client: TestClient) -> None:
    page = tree(client, "/events?page=4000&signal=strike")
    assert shown(page) == []
    assert page.xpath("//div[@id='found']//a/@href")[0] == "/events?signal=strike"


def test_standing_measures_weigh_what_the_drivers_say(lists: Path) -> None:
    """The card tells since when, the last mention and the points, and leads to the sentences."""
    client = TestClient(app_over(lists, Access(token=TOKEN)), base_url="http://localhost")
    page = tree(client, "/events")
    (card,) = page.xpath("//li[contains(@class, 'standing')]")
    told = " ".join(card.text_content().split())
    with open_reader(lists) as reader:
        row = reader.query(
            "select driver.event_id, driver.points from tension_drivers as driver "
            "inner join event_states as state using (pair, event_id) "
            "where state.standing and driver.date = (select max(date) from tension_index)"
        ).iloc[0]
    assert "open since 13 Jan 2024 (3 days)" in told
    assert f"+{row['points']:.1f} points a day" in told
    assert "Last mentioned 13 Jan 2024" in told
    (link,) = card.xpath(".//a/@href")
    assert link == f"/PAK-IRN/2024-01-13/{row['event_id']}"
    assert client.get(link).status_code == 200


def test_empty_and_thin_databases_have_pages(empty_client: TestClient, thin_client: TestClient) -> None:
    assert "Nothing matches" in empty_client.get("/events").text
    assert "4 events." in thin_client.get("/events").text


@pytest.mark.browser
def test_filtering_in_the_browser_needs_no_new_page(address: str, browser: Any, db: Path) -> None:
    from playwright.sync_api import expect

    page = browser.new_page()
    troubles: list[str] = []
    page.on("console", lambda message: troubles.append(message.text) if message.type == "error" else None)
    page.goto(f"{address}/events")
    page.evaluate("window.kept = true")
    page.select_option("#field-signal", "strike")
    count = len(expected(db, {"signal": "strike"}))
    expect(page.locator("#count")).to_have_text(f"{count} events.")
    page.fill("#field-q", "iran")
    count = len(expected(db, {"signal": "strike", "q": "iran"}))
    expect(page.locator("#count")).to_have_text(f"{count} events.")
    page.click("#sort-toll")
    page.wait_for_url("**/events?signal=strike&q=iran&sort=toll")
    assert page.evaluate("window.kept")
    links = page.eval_on_selector_all(
        "td.col-signal > p:first-child a", "all => all.map(a => a.pathname.split('/').pop())"
    )
    assert links == expected(db, {"signal": "strike", "q": "iran", "sort": "toll"})
    page.click("details.sentences summary >> nth=0")
    page.wait_for_selector("details.sentences .evidence blockquote")
    assert troubles == []
    page.close()


@pytest.mark.browser
def test_filtering_works_without_scripts(address: str, browser: Any, db: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/events")
    page.select_option("#field-status", "denied")
    page.click("text=Show")
    count = len(expected(db, {"status": "denied"}))
    assert page.inner_text("#count") == f"{count} events."
    page.click("td.col-signal a >> nth=0")
    assert page.locator("blockquote").count() > 0
    context.close()


def test_a_measure_that_faded_away_is_in_force_nowhere(lists: Path, tmp_path: Path) -> None:
    db = copy_of(lists, tmp_path)
    with TestClient(app_over(db), base_url="http://localhost") as client:
        assert "No recalled ambassador" not in client.get("/PAK-IRN").text
    with open_writer(db, wait_seconds=5, recorded_at=NOW) as writer:
        writer.execute(
            "update event_states set fades_from = counts_from, half_life_days = 0.1 where standing"
        )
        writer.publish(check=False)
    with TestClient(app_over(db), base_url="http://localhost") as client:
        assert "No recalled ambassador" in client.get("/PAK-IRN").text
        assert not tree(client, "/events").xpath("//li[contains(@class, 'standing')]")
