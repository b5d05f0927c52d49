"""`/alerts`: what is open, what became of the messages, and taking note: token, origin and host, or nothing."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from lxml import html

from tension.warehouse import WarehousePaths, open_reader, open_writer
from tension.warehouse.lock import writer_lock
from tension.web.pages import alerts
from tension.web.security import Access
from tests.web_data import NOW, TOKEN, app_over, serving
from tests.web_lists import copy_of

ORIGIN = {"Origin": "http://localhost"}
BEARER = {"Authorization": f"Bearer {TOKEN}"}
NOTED = "select acknowledged_at, acknowledged_note, state from alerts where alert_id = ?"


@pytest.fixture
def own(lists: Path, tmp_path: Path) -> Path:
    """A database to be changed."""
    return copy_of(lists, tmp_path)


@pytest.fixture
def desk(own: Path) -> Iterator[TestClient]:
    """Asks the changeable database, without a token so far."""
    with TestClient(app_over(own, Access(token=TOKEN)), base_url="http://localhost") as desk:
        yield desk


def open_alert(db: Path) -> str:
    """The id of the open alert that the tests take note of."""
    with open_reader(db) as reader:
        rows = reader.query_arrow("select alert_id from alerts where rule = 'raised'").to_pylist()
    return str(rows[0]["alert_id"])


def noted(db: Path) -> tuple[Any, Any]:
    """When the alert was noted and with which words, as a reader of the snapshot sees it."""
    with open_reader(db) as reader:
        (row,) = reader.query_arrow(NOTED, [open_alert(db)]).to_pylist()
    return row["acknowledged_at"], row["acknowledged_note"]


def test_open_alerts_stand_first_and_the_history_is_whole(lists: Path) -> None:
    client = TestClient(app_over(lists), base_url="http://localhost")
    page = html.fromstring(client.get("/alerts").text)
    cards = [" ".join(card.text_content().split()) for card in page.xpath("//li[contains(@class, 'card')]")]
    assert "The index is late: Pakistan–Iran stale" in cards[0]
    with open_reader(lists) as reader:
        still_open = reader.query(
            "select strftime(raised_for, 'Since %A %-d %B %Y') as since from tension_alerts "
            "where state in ('raised', 'acknowledged') order by raised_for desc"
        )["since"]
        assert len(cards) == len(still_open) > 1
        assert all(since in card for since, card in zip(still_open, cards, strict=True))
        wanted = reader.query(
            "select strftime(raised_for, '%-d %b %Y') as day, rule from tension_alerts order by raised_for desc"
        )
    rows = page.xpath("//table/tbody/tr")
    assert [row.xpath("th")[0].text_content().strip() for row in rows] == wanted["day"].tolist()
    told = " ".join(page.text_content().split())
    assert "given up after 12 tries: mailbox unknown" in told
    assert "waiting, 3 tries so far" in told
    assert "sent 18 Jan 2024 06:01 UTC" in told
    assert "recorded as history, not sent" in told


@pytest.mark.parametrize(
    ("query", "where"),
    [
        ("state=cleared", "state = 'cleared'"),
        ("rule=jump", "rule = 'jump'"),
        ("rule=jump&state=raised", "rule = 'jump' and state = 'raised'"),
        ("pair=A-B", "pair = 'A-B'"),
    ],
)
def test_the_history_is_filtered(desk: TestClient, lists: Path, query: str, where: str) -> None:
    page = html.fromstring(desk.get(f"/alerts?{query}").text)
    with open_reader(lists) as reader:
        wanted = reader.query(f"select * from tension_alerts where {where}")
    assert len(page.xpath("//table/tbody/tr")) == len(wanted)


def test_a_server_without_a_token_says_how_to_get_one(lists: Path) -> None:
    client = TestClient(app_over(lists, Access()), base_url="http://localhost")
    page = client.get("/alerts").text
    assert "has no token" in page
    assert "<form" not in page.split('id="history-title"')[0]
    answer = client.post(f"/alerts/{open_alert(lists)}/acknowledge", headers=ORIGIN | BEARER)
    assert answer.status_code == 403


def test_taking_note_is_kept_in_the_database_and_shown(desk: TestClient, own: Path) -> None:
    alert = open_alert(own)
    answer = desk.post(
        f"/alerts/{alert}/acknowledge",
        data={"note": "  the desk\u202e calls\nIslamabad <b>now</b> "},
        headers=ORIGIN | BEARER,
        follow_redirects=False,
    )
    assert answer.status_code == 303
    assert answer.headers["location"] == f"/alerts?noted={alert}#alert-{alert}"
    moment, note = noted(own)
    assert (moment, note) == (NOW.replace(tzinfo=None), "the desk calls Islamabad <b>now</b>")
    with open_writer(own, wait_seconds=0, recorded_at=NOW) as writer:
        assert writer.query(NOTED, [alert])["state"][0] == "raised"
    page = desk.get(answer.headers["location"]).text
    assert "Noted." in page
    assert "the desk calls Islamabad &lt;b&gt;now&lt;/b&gt;" in page


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        (ORIGIN, 401),
        (ORIGIN | {"Authorization": "Bearer guess"}, 401),
        ({"Origin": "http://evil.example"} | BEARER, 403),
        ({"Origin": "null"} | BEARER, 403),
        ({}, 403),
        ({"Host": "evil.example", "Origin": "http://evil.example"} | BEARER, 421),
    ],
    ids=["no-token", "wrong-token", "foreign-origin", "null-origin", "no-origin", "foreign-host"],
)
def test_without_token_origin_and_host_nothing_changes(
    desk: TestClient, own: Path, headers: dict[str, str], status: int
) -> None:
    before = own.stat()
    answer = desk.post(f"/alerts/{open_alert(own)}/acknowledge", data={"note": "x"}, headers=headers)
    assert answer.status_code == status
    assert noted(own) == (None, None)
    assert own.stat().st_mtime_ns == before.st_mtime_ns
    assert not WarehousePaths(own).work.exists()


def test_while_a_run_writes_the_note_waits_with_its_words(
    desk: TestClient, own: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The lock is really held; the words stay in their field, and the next try succeeds."""
    monkeypatch.setattr(alerts, "WAIT_SECONDS", 0.1)
    alert = open_alert(own)
    desk.post("/sign-in", data={"token": TOKEN}, headers=ORIGIN)
    path = f"/alerts/{alert}/acknowledge"
    with writer_lock(WarehousePaths(own).lock, 1):
        answer = desk.post(path, data={"note": 'kept "words"'}, headers=ORIGIN)
    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) > 0
    page = html.fromstring(answer.text)
    assert "A run is writing" in page.xpath("//p[@role='alert']")[0].text_content()
    assert page.get_element_by_id(f"note-{alert}").get("value") == 'kept "words"'
    assert noted(own) == (None, None)
    assert desk.post(path, data={"note": "again"}, headers=ORIGIN).status_code == 200
    assert noted(own)[1] == "again"


@pytest.mark.parametrize("alert", ["nothing", "", "%", "5", "..%2f.."])
def test_only_a_whole_id_is_taken(desk: TestClient, alert: str) -> None:
    answer = desk.post(f"/alerts/{alert}/acknowledge", headers=ORIGIN | BEARER)
    assert answer.status_code in {404, 405}


@pytest.mark.parametrize(
    ("kwargs", "status"),
    [({"data": {"note": "x" * 20_000}}, 413), ({"json": {"note": "x"}}, 415)],
    ids=["too-long", "no-form"],
)
def test_what_is_no_form_of_ours_is_refused(
    desk: TestClient, own: Path, kwargs: dict[str, Any], status: int
) -> None:
    answer = desk.post(f"/alerts/{open_alert(own)}/acknowledge", headers=ORIGIN | BEARER, **kwargs)
    assert answer.status_code == status


def test_empty_and_quiet_databases_have_pages(empty_client: TestClient, thin_client: TestClient) -> None:
    for client in (empty_client, thin_client):
        page = client.get("/alerts").text
        assert "No line was ever crossed" in page
        assert "No alert is open" in page


@pytest.mark.browser
def test_signing_in_and_taking_note_in_the_browser(own: Path, browser: Any) -> None:
    alert = open_alert(own)
    with serving(app_over(own, Access(token=TOKEN))) as address:
        page = browser.new_page()
        troubles: list[str] = []
        page.on("console", lambda message: troubles.append(message.text) if message.type == "error" else None)
        page.goto(f"{address}/alerts")
        page.click("main a:text('Sign in')")
        page.fill("#token", TOKEN)
        page.click("main button")
        page.wait_for_url("**/alerts")
        page.fill(f"#note-{alert}", "calling <script>window.hacked=1</script>")
        page.press(f"#note-{alert}", "Enter")
        page.wait_for_url("**/alerts?noted=*")
        card = page.inner_text(f"#alert-{alert}")
        assert "calling <script>window.hacked=1</script>" in card
        assert page.evaluate("window.hacked") is None
        assert troubles == []
        page.close()
    assert noted(own)[1] == "calling <script>window.hacked=1</script>"
