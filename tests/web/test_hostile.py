"""A hostile article is shown as harmless text on every page, in every feed, and to a real browser.

The texts lie in the database as they are, whatever reading would have made of them; one article with a title of
a megabyte goes the whole way besides.
"""

import csv
import io
import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import pytest
from fastapi.testclient import TestClient
from lxml import html

from tension.warehouse import open_reader, open_writer
from tension.web.security import Access
from tests.web_data import NOW, TOKEN, app_over, fill, serving
from tests.web_lists import copy_of

MARKUP = (
    '</title></script><script>window.hacked=1</script><img src=x onerror="window.hacked=1">'
    "<svg onload=window.hacked=1><a href=javascript:window.hacked=1>x</a> {{ 7 * 7 }} ${7*7} "
    "\" onmouseover=window.hacked=1 ' autofocus onfocus=window.hacked=1 ]]> <!-- --> &lt;script&gt; "
)
ORDER = "\u202edesrever\u202c \u2066isolated\u2069 \u200f\ufeff \x07\x1b[31mred\x1b[0m \u2028line "
FORMULA = '=HYPERLINK("https://evil.example","x") '
LONG = "x" * 1_000_000
LINKS = (
    "javascript:window.hacked=1",
    "data:text/html,<script>window.hacked=1</script>",
    "https://user:password@evil.example/",
    'https://ok.example/" onclick="window.hacked=1',
    "//evil.example/",
    "JaVaScRiPt://ok.example/%0awindow.hacked=1",
)
TEXT = MARKUP + ORDER
# By column, in the order of their rows: markup and reordering first, a formula next, the megabyte last.
COLUMNS = {
    "events": ("headline", "place"),
    "evidence": ("sentence",),
    "articles": ("title", "outlet"),
    "notices": ("title", "body"),
    "deliveries": ("last_error", "channel"),
    "alerts": ("acknowledged_note",),
    "log.source_state": ("last_error", "source_id"),
}
INVISIBLE = re.compile(
    r"[\u200b\u200e\u200f\u202a-\u202e\u2028\u2029\u2066-\u2069\ufeff\x00-\x08\x0b-\x1f\x7f-\x9f]"
)
BYTES_AT_MOST = 400_000
PAGES = (
    "/",
    "/PAK-IRN",
    "/PAK-IRN/2024-01-14",
    "/events",
    "/events?sort=outlets&q=word",
    "/sources",
    "/alerts",
)


@pytest.fixture(scope="module")
def hostile(lists: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small database with every text from outside replaced by an attack."""
    folder = tmp_path_factory.mktemp("hostile")
    db = copy_of(lists, folder)
    article = {
        "url": "javascript:window.hacked=1",
        "outlet": TEXT,
        "title": f"Iran strikes Pakistan {TEXT} {LONG}",
        "text": f"Iran carried out strikes inside Pakistan, killing two. {TEXT}",
        "published_at": "2024-01-15T06:00:00+00:00",
    }
    path = folder / "hostile.jsonl"
    path.write_text(json.dumps(article) + "\n", encoding="utf-8")
    fill(db, [path])
    with open_writer(db, wait_seconds=5, recorded_at=NOW) as writer:
        for table, columns in COLUMNS.items():
            for column in columns:
                # Ids and channels are keys, and stay apart by their number.
                writer.execute(
                    f"update {table} set {column} = list_extract($texts, (rowid % 3)::integer + 1) || ' ' || rowid",
                    {"texts": [TEXT, FORMULA + TEXT, TEXT + LONG]},
                )
        writer.execute(
            "update articles set url = list_extract($links, (rowid % 6)::integer + 1)", {"links": LINKS}
        )
        writer.execute("update alerts set acknowledged_at = recorded_at where rule = 'raised'")
        writer.publish(check=False)
    return db


@pytest.fixture(scope="module")
def attacked(hostile: Path) -> Iterator[TestClient]:
    """Asks the hostile database, with the token."""
    with TestClient(app_over(hostile, Access(token=TOKEN)), base_url="http://localhost") as client:
        client.headers["Authorization"] = f"Bearer {TOKEN}"
        yield client


@pytest.fixture(scope="module")
def paths(hostile: Path) -> list[str]:
    """The pages of lists and days, and that of every event."""
    with open_reader(hostile) as reader:
        events = reader.query_arrow(
            "select pair, event_id, event_date from tension_events order by all"
        ).to_pylist()
    own = [f"/{row['pair']}/{row['event_date']}/{row['event_id']}" for row in events]
    search = f"/events?q={quote(MARKUP[:150])}&signal={quote('<script>window.hacked=1</script>')}"
    return [*PAGES, search, f"/alerts?noted={quote('<script>')}", *own]


def assert_harmless(text: str) -> None:
    """Nothing in the page runs, loads from elsewhere, reorders its words, or goes on for a megabyte."""
    assert len(text.encode()) < BYTES_AT_MOST
    assert not INVISIBLE.search(text), INVISIBLE.findall(text)
    for element in html.fromstring(text).iter():
        if not isinstance(element.tag, str):
            continue
        assert element.tag not in {"iframe", "object", "embed", "img", "base"}, element.tag
        if element.tag == "script":
            assert element.get("src", "").startswith("/static/")
        for name, value in element.attrib.items():
            assert not name.startswith("on"), (element.tag, name)
            assert name not in {"autofocus", "style", "srcdoc"}, (element.tag, name)
            if name in {"href", "src", "action", "formaction", "hx-get", "hx-post", "xlink:href"}:
                parts = urlsplit(value.strip())
                assert parts.scheme in {"", "http", "https"}, value
                assert not parts.username, value
                assert parts.scheme or not parts.netloc, value


def test_every_page_shows_harmless_text(attacked: TestClient, paths: list[str]) -> None:
    shown = 0
    for path in paths:
        answer = attacked.get(path)
        assert answer.status_code == 200, (path, answer.text)
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert_harmless(answer.text)
        shown += "&lt;script&gt;window.hacked=1" in answer.text
    assert shown > len(paths) // 2, "the attacks are not shown, so nothing was tried"


def test_a_fragment_is_as_harmless_as_its_page(attacked: TestClient, paths: list[str]) -> None:
    for path in paths[-5:]:
        assert_harmless(attacked.get(path, headers={"HX-Request": "true"}).text)


def test_errors_repeat_nothing_that_runs(attacked: TestClient) -> None:
    attack = quote("<script>window.hacked=1</script>\u202e")
    for path in (
        f"/{attack}",
        f"/PAK-IRN/{attack}",
        f"/PAK-IRN/2024-01-14/{attack}",
        f"/events?since={attack}",
    ):
        answer = attacked.get(path)
        assert answer.status_code in {404, 422}
        assert "<script>window" not in answer.text
    posted = attacked.post(f"/alerts/{attack}/acknowledge", headers={"Origin": "http://localhost"})
    assert posted.status_code == 404
    assert_harmless(posted.text)


def test_feeds_and_pictures_are_whole_and_harmless(attacked: TestClient) -> None:
    feed = attacked.get("/alerts.atom")
    assert feed.status_code == 200
    root = ET.fromstring(feed.text)  # noqa: S314 -- our own feed
    texts = [text for element in root.iter() for text in (element.text, *element.attrib.values()) if text]
    assert any("window.hacked" in text for text in texts)
    assert not any(INVISIBLE.search(text.replace("\n", "")) for text in texts)
    assert all("javascript:" not in element.get("href", "").lower() for element in root.iter())
    assert len(feed.content) < BYTES_AT_MOST
    for path in ("/badge/PAK-IRN.svg", "/sparkline/PAK-IRN.svg"):
        picture = ET.fromstring(attacked.get(path).text)  # noqa: S314 -- our own picture
        assert not [element.tag for element in picture.iter() if element.tag.endswith("script")]


def test_data_is_no_page_to_a_browser_and_no_formula_to_a_spreadsheet(attacked: TestClient) -> None:
    """The API gives texts as SQL does; their type keeps browsers from reading them as a page."""
    for path in (
        "/api/events",
        "/api/evidence",
        "/api/sources",
        "/PAK-IRN/series.json",
        "/PAK-IRN/press.json",
    ):
        answer = attacked.get(path)
        assert answer.status_code == 200, answer.text
        assert "json" in answer.headers["Content-Type"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        answer.json()
    table = attacked.get("/api/events", headers={"Accept": "text/csv"})
    usual = csv.field_size_limit(3_000_000)
    rows = list(csv.DictReader(io.StringIO(table.text, newline="")))
    csv.field_size_limit(usual)
    assert any("HYPERLINK" in row["headline"] for row in rows)
    assert not [row for row in rows if row["headline"].lstrip().startswith(("=", "+", "-", "@"))]


@pytest.mark.soak
@pytest.mark.browser
def test_a_real_browser_runs_nothing_of_it(hostile: Path, paths: list[str], browser: Any) -> None:
    """Desktop and phone: no script of theirs runs, no console error, no request leaves, nothing overflows."""
    troubles: list[str] = []
    with serving(app_over(hostile, Access(token=TOKEN))) as address:
        context = browser.new_context(viewport={"width": 390, "height": 844})
        page = context.new_page()
        page.on("console", lambda message: troubles.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on("dialog", lambda dialog: troubles.append(dialog.message))
        page.on(
            "request",
            lambda request: None if request.url.startswith(address) else troubles.append(request.url),
        )
        for path in [*PAGES, *paths[len(PAGES) : len(PAGES) + 5]]:
            page.goto(address + path, wait_until="networkidle")
            for summary in page.locator("details > summary:visible").all()[:3]:
                summary.click()
            page.mouse.move(200, 300)
            assert page.evaluate("window.hacked") is None, path
            wider = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            assert page.evaluate(wider) <= 0, path
        context.close()
    assert troubles == []
