"""Badge and sparkline: XML that says its value, may be shown by other sites, and can run nothing."""

from datetime import date
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tension.warehouse import open_reader
from tension.web.api.pictures import BAND_COLOURS, LABEL, UNKNOWN, badge, sparkline

SVG = "{http://www.w3.org/2000/svg}"


def drawn(text: str) -> ET.Element:
    return ET.fromstring(text)  # noqa: S314 -- our own words


def title(text: str) -> str:
    return drawn(text).findtext(f"{SVG}title") or ""


def newest(db: Path) -> dict[str, Any]:
    with open_reader(db) as reader:
        rows = reader.query_arrow("select * from tension_index order by date desc limit 1").to_pylist()
    return dict(rows[0])


@pytest.mark.parametrize(
    "address", ["/badge/PAK-IRN.svg", "/sparkline/PAK-IRN.svg", "/sparkline/PAK-IRN.svg?days=7"]
)
def test_a_picture_says_the_newest_value(db: Path, client: TestClient, address: str) -> None:
    answer = client.get(address)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/svg+xml")
    root, row = drawn(answer.text), newest(db)
    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == "t"
    said = title(answer.text)
    assert f"{row['date']}: {row['tension']:.0f} of 100, {row['band']}" in said
    assert "Pakistan" in said
    assert client.get(address, headers={"If-None-Match": answer.headers["etag"]}).status_code == 304


def test_other_sites_may_show_it_and_it_may_load_nothing(client: TestClient) -> None:
    headers = client.get("/badge/PAK-IRN.svg").headers
    assert headers["cross-origin-resource-policy"] == "cross-origin"
    assert headers["content-security-policy"] == "default-src 'none'"


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/badge/FRA-DEU.svg", 404),
        ("/badge/%3Cscript%3E.svg", 422),
        ("/sparkline/PAK-IRN.svg?days=1", 422),
        ("/sparkline/PAK-IRN.svg?days=9999", 422),
        ("/badge/PAK-IRN.svg?colour=red", 422),
    ],
)
def test_what_cannot_be_drawn_is_a_problem(client: TestClient, address: str, status: int) -> None:
    answer = client.get(address)
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")


def test_a_pair_without_days_says_so(empty_client: TestClient) -> None:
    for address in ("/badge/PAK-IRN.svg", "/sparkline/PAK-IRN.svg"):
        assert title(empty_client.get(address).text).endswith("no day yet")


def test_thin_data_are_drawn(thin_client: TestClient) -> None:
    assert len(drawn(thin_client.get("/sparkline/PAK-IRN.svg").text)) == 4


def day(number: int, tension: float) -> dict[str, Any]:
    low, high = max(0.0, tension - 6), min(100.0, tension + 6)
    return {
        "date": date(2024, 1, number),
        "tension": tension,
        "tension_low": low,
        "tension_high": high,
        "band": "high",
        "coverage": "thin",
    }


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(), st.lists(st.floats(0, 100), max_size=28))
def test_any_label_is_text_and_any_curve_lies_inside(label: str, values: list[float]) -> None:
    days = [day(number, value) for number, value in enumerate(values, start=1)]
    for picture in (badge(label, days), sparkline(label, days)):
        root = drawn(picture)
        assert {element.tag.removeprefix(SVG) for element in root.iter()} <= {
            "svg", "title", "clipPath", "rect", "g", "text", "polygon", "polyline", "circle",
        }  # fmt: skip
        for element in root.iter():
            for pair in element.get("points", "").split():
                across, down = map(float, pair.split(","))
                assert 0 <= across <= 160
                assert 0 <= down <= 40


def luminance(colour: str) -> float:
    """WCAG 2 relative luminance."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("colours", [*BAND_COLOURS.values(), UNKNOWN, LABEL], ids=lambda pair: pair[0])
def test_text_can_be_read(colours: tuple[str, str]) -> None:
    darker, lighter = sorted(map(luminance, colours))
    assert (lighter + 0.05) / (darker + 0.05) >= 4.5
