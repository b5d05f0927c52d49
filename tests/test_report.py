"""The brief: what it says is what the database holds, it fits its page, and nothing in it can be run or fetched."""

import base64
import re
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner, Result

from flows.cli import build_app
from tension.errors import InputError
from tension.report import Brief, as_html, as_pdf, as_png, gather
from tension.report.measure import lines_of, width_of
from tension.report.sheet import FOOT, MARGIN, PAGE_HEIGHT, PAGE_WIDTH, as_svg
from tension.warehouse import open_reader
from tension.web.store import Store
from tension.web.words import Names
from tests.api_data import hostile_db

DAY = date(2024, 1, 20)
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return hostile_db(tmp_path_factory.mktemp("report") / "tension.duckdb")


def brief_of(db: Path, day: date | None, pair: str = "PAK-IRN") -> Brief:
    store = Store(db)
    with store.snapshot() as snapshot:
        found = gather(snapshot, pair, day, Names.read(Path("models/gazetteer.toml")))
    store.close()
    return found


@pytest.fixture(scope="module")
def brief(path: Path) -> Brief:
    return brief_of(path, DAY)


@pytest.fixture(scope="module")
def letter(brief: Brief) -> str:
    return as_html(brief)


def sql(db: Path, text: str) -> list[dict[str, Any]]:
    with open_reader(db) as reader:
        rows: list[dict[str, Any]] = reader.query_arrow(text).to_pylist()
    return rows


def test_it_says_what_the_database_holds(path: Path, brief: Brief) -> None:
    (row,) = sql(path, f"select * from tension_index where pair = 'PAK-IRN' and date = '{DAY}'")
    assert brief.row == row
    assert brief.sentence.startswith(f"{row['band'].capitalize()}, {row['tension']:.0f} (")
    told = sum(driver.points for driver in brief.drivers) + brief.other_points
    assert told == pytest.approx(row["level_points"])
    drivers = sql(path, f"select * from tension_drivers where pair = 'PAK-IRN' and date = '{DAY}'")
    assert len(brief.drivers) + brief.other_count == len(drivers)
    assert len(brief.days) == 11
    assert brief.days[-1]["date"] == DAY
    assert [alert.split(",")[0] for alert in brief.alerts] == ["Rule high"]


def test_the_alerts_are_those_open_on_the_day(path: Path) -> None:
    assert len(brief_of(path, date(2024, 1, 15)).alerts) == 2
    assert brief_of(path, date(2024, 1, 11)).alerts == []


def test_the_newest_day_is_taken_where_none_is_asked(path: Path) -> None:
    assert brief_of(path, None).day == date(2024, 1, 21)


@pytest.mark.parametrize(
    ("pair", "day", "told"),
    [
        ("PAK-IRN", date(2030, 1, 1), "2024-01-10 to 2024-01-21"),
        ("PAK-IRN", date.min, "2024-01-10 to 2024-01-21"),
        ("FRA-DEU", date(2030, 1, 1), "tension run"),
    ],
)
def test_an_unknown_day_names_those_there_are(path: Path, pair: str, day: date, told: str) -> None:
    with pytest.raises(InputError, match=told):
        brief_of(path, day, pair)


class Parts(HTMLParser):
    """Elements with their attributes, and the text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep an element."""
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        """Keep a text."""
        self.words += data


def test_the_letter_asks_for_nothing_and_runs_nothing(letter: str) -> None:
    parts = Parts(letter)
    assert not {"script", "link", "iframe", "object", "form", "base", "svg"} & {
        tag for tag, _ in parts.elements
    }
    for tag, attributes in parts.elements:
        assert not any(name.startswith("on") for name in attributes)
        assert "srcset" not in attributes
        if tag == "img":
            source = attributes["src"] or ""
            kind, _, data = source.partition(",")
            assert kind == "data:image/png;base64"
            assert base64.b64decode(data).startswith(b"\x89PNG")
            assert "2024-01-20" in (attributes["alt"] or "")
        if tag == "a":
            assert (attributes["href"] or "").startswith(("http://", "https://"))
    assert not re.search(r"url\(|@import|javascript:", letter)


def test_hostile_text_is_text(brief: Brief, letter: str) -> None:
    for text in (letter, as_svg(brief)):
        assert "<script>alert" not in text
        assert "\x1b" not in text
        assert "\u202e" not in text
    assert "<script>alert(1)</script>" in Parts(letter).words
    assert not any(driver.quote.url for driver in brief.drivers if driver.quote)


def test_the_page_is_xml_and_nothing_leaves_it(brief: Brief) -> None:
    root = ET.fromstring(as_svg(brief))  # noqa: S314 -- our own words
    assert root.findtext(f"{SVG}title", "").startswith("Pakistan")
    for element in root.findall(f"{SVG}text"):
        size = float(element.get("font-size", "0"))
        width = width_of(element.text or "", size, bold=element.get("font-weight") == "bold")
        start = float(element.get("x", "0")) - (width if element.get("text-anchor") == "end" else 0)
        assert start >= 0
        assert start + width <= PAGE_WIDTH
        assert float(element.get("y", "0")) < PAGE_HEIGHT
    assert not root.findall(f".//{SVG}script")
    assert not [element for element in root.iter() if element.tag == f"{SVG}image"]


def test_many_alerts_keep_to_the_page(db: Path) -> None:
    full = brief_of(db, date(2024, 1, 18))
    told = [f"Rule number {number}, since 18 January 2024." for number in range(30)]
    root = ET.fromstring(as_svg(replace(full, alerts=told)))  # noqa: S314 -- our own words
    lines = [(float(element.get("y", "0")), element.text or "") for element in root.findall(f"{SVG}text")]
    (more,) = (y for y, text in lines if text == "And 26 more.")
    assert max(y for y, _ in lines) < PAGE_HEIGHT - MARGIN / 2
    assert more <= PAGE_HEIGHT - FOOT - 14


def test_a_real_day_is_told_with_sentences_and_links(db: Path) -> None:
    told = brief_of(db, date(2024, 1, 18))
    assert len(told.drivers) == 5
    assert all(driver.quote and driver.quote.url.startswith("https://") for driver in told.drivers)
    assert told.aside
    text = as_html(told)
    for driver in told.drivers:
        assert driver.quote
        assert f'href="{driver.quote.url}"' in text


def test_pictures_are_made_and_made_alike(brief: Brief) -> None:
    png, pdf = as_png(brief), as_pdf(brief)
    assert png.startswith(b"\x89PNG")
    assert (int.from_bytes(png[16:20]), int.from_bytes(png[20:24])) == (2 * PAGE_WIDTH, 2 * PAGE_HEIGHT)
    assert pdf.startswith(b"%PDF")
    assert re.findall(rb"/Count (\d+)", pdf) == [b"1"]
    assert as_svg(brief) == as_svg(brief)


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(max_size=200), st.floats(30, 300), st.integers(1, 3))
def test_lines_fit(text: str, width: float, most: int) -> None:
    lines = lines_of(text, width, 9, most)
    assert len(lines) <= most
    assert all(width_of(line, 9) <= width + 1e-6 for line in lines)
    if not "".join(lines).endswith("\u2026"):
        assert "".join("".join(lines).split()) == "".join(text.split())


def tension(db: Path, *arguments: str) -> Result:
    return CliRunner().invoke(build_app(), ["report", "--db", str(db), *arguments])


@pytest.mark.parametrize(
    ("form", "start"), [("html", b"<!doctype html>"), ("png", b"\x89PNG"), ("pdf", b"%PDF")]
)
def test_the_command_writes_a_file(path: Path, tmp_path: Path, form: str, start: bytes) -> None:
    file = tmp_path / f"brief.{form}"
    result = tension(path, "--date", "2024-01-20", "--format", form, "--output", str(file))
    assert result.exit_code == 0, result.exception
    assert file.read_bytes().startswith(start)
    assert result.stdout == ""
    assert [item.name for item in tmp_path.iterdir()] == [file.name]


def test_the_command_fills_a_pipe(path: Path) -> None:
    result = tension(path, "--pair", "IND-PAK")
    assert result.exit_code == 0, result.exception
    assert result.stdout_bytes.startswith(b"<!doctype html>")
    assert b"2024-01-18" in result.stdout_bytes


def test_the_command_says_what_is_wrong(path: Path, tmp_path: Path) -> None:
    assert "its days run from" in str(tension(path, "--date", "2030-01-01").exception)
    assert "2024-01-18" in str(tension(path, "--date", "yesterday").exception)
    assert tension(path, "--format", "docx").exit_code == 2
    nowhere = tension(path, "--output", str(tmp_path / "none" / "brief.html"))
    assert "cannot write" in str(nowhere.exception)
    assert "tension run" in str(tension(tmp_path / "none.duckdb").exception)


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample, shared with the tests of the page."""
    from tests.web_data import sample_db

    base = tmp_path_factory.getbasetemp()
    return sample_db(base.parent if base.name.startswith("popen-") else base)
