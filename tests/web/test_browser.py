"""The page in a real Chromium: looked at, zoomed, switched, followed down to the sentence, and checked by axe."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tension.warehouse import open_writer
from tests import warehouse_data
from tests.web_data import NOW, app_over, serving

pytestmark = pytest.mark.browser
# Rows after the fourth are made like those before them, and axe takes its time over each; drawn shapes are hidden.
ALIKE = {
    "exclude": [["tbody tr:nth-child(n+4)"], [".fall > li:nth-child(n+4):not(:last-child)"], [".canvas svg"]]
}
expect.set_options(timeout=60_000)
DRAWN = "#curve[data-drawn]"


class Visit:
    """A page that keeps what it should never see: messages of the console, and requests to elsewhere."""

    def __init__(self, browser: Any, address: str, **options: Any) -> None:
        self.context = browser.new_context(**options)
        # A busy machine is no defect of the page.
        self.context.set_default_timeout(90_000)
        self.page = self.context.new_page()
        self.address = address
        self.complaints: list[str] = []
        self.outside: list[str] = []
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", self._note)

    def _note(self, request: Any) -> None:
        if urlsplit(request.url).netloc != urlsplit(self.address).netloc:
            self.outside.append(request.url)

    def open(self, path: str, wait_for: str = "main") -> Any:
        """Go to a page and wait until it stands."""
        self.page.goto(self.address + path)
        self.page.wait_for_selector(wait_for)
        return self.page


@pytest.fixture
def visit(browser: Any, address: str) -> Iterator[Visit]:
    """A desktop reader, who must see no error and leave this server never."""
    visit = Visit(browser, address, viewport={"width": 1280, "height": 900})
    yield visit
    assert visit.complaints == []
    assert visit.outside == []
    visit.context.close()


def test_the_curve_is_drawn_zoomed_and_opened(visit: Visit) -> None:
    page = visit.open("/", DRAWN)
    assert page.locator("#chart-curve svg .mark-line path").bounding_box()["width"] > 800
    assert page.locator("#window").inner_text() == "8 Jan 2024 to 10 Feb 2024"
    page.locator("#chart-context svg").scroll_into_view_if_needed()
    box = page.locator("#chart-context svg").bounding_box()
    left, right = box["x"] + 0.3 * box["width"], box["x"] + 0.5 * box["width"]
    page.mouse.move(left, box["y"] + 20)
    page.mouse.down()
    page.mouse.move(right, box["y"] + 22, steps=4)
    page.mouse.up()
    expect(page.locator("#window")).not_to_contain_text("8 Jan 2024")
    assert "from=2024-01-" in page.url
    page.get_by_role("button", name="All").click()
    assert page.locator("#window").inner_text() == "8 Jan 2024 to 10 Feb 2024"
    page.locator("#chart-curve").focus()
    page.keyboard.press("Home")
    assert page.locator("#readout").inner_text().startswith("8 Jan 2024: Calm, ")
    for _ in range(10):
        page.keyboard.press("ArrowRight")
    said = page.locator("#chart-curve").get_attribute("aria-valuetext")
    assert said.startswith("18 Jan 2024: Severe, 8")
    assert "struck" in said
    page.keyboard.press("Enter")
    page.wait_for_url("**/PAK-IRN/2024-01-18")


def test_a_window_and_its_panels_can_be_sent_to_somebody(visit: Visit) -> None:
    page = visit.open("/PAK-IRN?show=escalation,tone&from=2024-01-14&to=2024-01-22", DRAWN)
    assert page.locator("#panel-points svg").count() == page.locator("#panel-tone svg").count() == 1
    page.set_viewport_size({"width": 1000, "height": 700})
    page.wait_for_timeout(200)
    assert page.locator("#window").inner_text() == "14 Jan 2024 to 22 Jan 2024"
    page.get_by_label("pressure of Pakistan on Iran").check()
    page.get_by_label("tone").uncheck()
    expect(page.locator(".panel")).to_have_count(1)
    expect(page.locator("#panel-points")).to_contain_text("Pakistan on Iran")
    assert page.url.endswith("?show=escalation,pressure_a&from=2024-01-14&to=2024-01-22")
    page.get_by_label("whose press says so").check()
    page.wait_for_selector("#panel-press svg")


def test_a_day_opens_down_to_the_sentence_and_its_link(visit: Visit) -> None:
    page = visit.open("/PAK-IRN/2024-01-18", "#aside details")
    first = page.locator(".fall .step").first
    first.locator("summary").first.click()
    assert first.locator("mark").count() > 0
    first.get_by_text("All its sentences").click()
    expect(first.locator(".evidence li").nth(4)).to_be_attached()
    link = first.locator(".evidence a").first
    assert link.get_attribute("href").startswith("https://")
    assert "noopener" in link.get_attribute("rel")
    assert link.get_attribute("target") == "_blank"
    page.locator("#aside summary", has_text="Told as history").click()
    assert page.locator("#aside details[open] blockquote").first.is_visible()
    page.get_by_role("link", name="17 Jan 2024").click()
    page.wait_for_url("**/2024-01-17")


def test_an_event_of_the_remainder_brings_its_sentences_when_opened(visit: Visit) -> None:
    page = visit.open("/PAK-IRN/2024-01-18", "#aside details")
    page.locator("summary", has_text="other events that add").first.click()
    page.locator(".fall-rest .step > summary").first.click()
    page.wait_for_selector(".fall-rest .step[open] .evidence li")


def test_the_keyboard_alone_reaches_the_content(visit: Visit) -> None:
    page = visit.open("/", DRAWN)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


def serious(page: Any, options: dict[str, Any] | None = None) -> list[str]:
    """What axe calls serious or critical."""
    asked = {"resultTypes": ["violations"], **(options or {})}
    return [
        f"{item['id']}: {item['help']} at {item['nodes'][0]['target']}"
        for item in Axe().run(page, context=ALIKE, options=asked).response["violations"]
        if item["impact"] in ("serious", "critical")
    ]


@pytest.mark.parametrize("path", ["/?show=escalation,press", "/PAK-IRN/2024-01-26", "/sign-in"])
def test_axe_finds_nothing_serious_in_light_and_dark(visit: Visit, path: str) -> None:
    waits = {"/?": DRAWN, "/P": "#aside details"}
    page = visit.open(path, waits.get(path[:2], "main"))
    for summary in (".chart-table > summary", ".fall .step > summary", "#aside summary"):
        if page.locator(summary).count():
            page.locator(summary).first.click()
    assert serious(page) == []
    page.emulate_media(color_scheme="dark")
    assert serious(page, {"runOnly": ["color-contrast"]}) == []


@pytest.mark.parametrize("path", ["/", "/PAK-IRN/2024-01-18"])
def test_a_phone_scrolls_down_only(browser: Any, address: str, path: str) -> None:
    visit = Visit(browser, address, viewport={"width": 360, "height": 740}, is_mobile=True, has_touch=True)
    page = visit.open(path, DRAWN if path == "/" else "#aside details")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert visit.complaints == []
    visit.context.close()


def test_paper_shows_the_curve_in_light_colours_even_for_a_dark_reader(browser: Any, address: str) -> None:
    visit = Visit(browser, address, color_scheme="dark")
    page = visit.open("/", DRAWN)
    page.emulate_media(media="print")
    background = page.evaluate("getComputedStyle(document.body).backgroundColor")
    line = page.evaluate("getComputedStyle(document.querySelector('#chart-curve .mark-line path')).stroke")
    assert background == "rgb(255, 255, 255)"
    assert line == "rgb(27, 58, 87)"
    visit.context.close()


def test_without_scripts_the_table_and_the_links_say_the_same(browser: Any, address: str) -> None:
    visit = Visit(browser, address, java_script_enabled=False)
    page = visit.open("/")
    page.locator(".chart-table summary").click()
    assert page.get_by_role("link", name="18 Jan 2024").first.is_visible()
    page.goto(address + "/PAK-IRN/2024-01-18")
    page.get_by_role("link", name="What was read and why it moved nothing").click()
    assert "Told as history" in page.locator("main").inner_text()
    visit.context.close()


def test_pairs_are_compared(browser: Any, tmp_path: Path) -> None:
    path = tmp_path / "tension.duckdb"
    with open_writer(path, wait_seconds=5, recorded_at=NOW) as writer:
        for pair, scale in (("PAK-IRN", 1.0), ("IND-PAK", 3.0)):
            warehouse_data.write(writer, scale=scale, pair=pair)
        writer.publish(check=False)
    with serving(app_over(path)) as address:
        visit = Visit(browser, address)
        page = visit.open("/PAK-IRN", DRAWN)
        page.get_by_label("India\u2013Pakistan").check()
        expect(page.locator("#panel-compare .mark-line path")).to_have_count(2)
        expect(page.locator("#panel-compare")).to_contain_text("India\u2013Pakistan")
        assert page.url.endswith("?with=IND-PAK")
        assert visit.complaints == []
        visit.context.close()
