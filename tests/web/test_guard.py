"""Who may ask, who may change, and what every answer carries."""

from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from tension.web.pages.signing import own_path
from tension.web.security import Access, is_loopback
from tests.web_data import TOKEN, app_over

ORIGIN = {"Origin": "http://localhost"}


def test_another_host_name_is_refused(client: TestClient) -> None:
    assert client.get("/", headers={"Host": "evil.example"}).status_code == 421
    assert client.get("/", headers={"Host": "localhost:8000"}).status_code == 200


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://localhost.evil.example", ""])
def test_a_change_from_elsewhere_is_refused(client: TestClient, origin: str) -> None:
    answer = client.post("/sign-in", data={"token": TOKEN}, headers={"Origin": origin})
    assert answer.status_code == 403
    assert client.post("/sign-in", data={"token": TOKEN}).status_code == 403


def test_every_answer_keeps_scripts_out(client: TestClient) -> None:
    for path in ("/", "/static/tension.css", "/nothing-here", "/sign-in"):
        headers = client.get(path).headers
        policy = headers["Content-Security-Policy"]
        assert "unsafe" not in policy
        assert "script-src 'self'; style-src 'self';" in policy
        assert "default-src 'none'" in policy
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"


def test_signing_in_gives_a_cookie_that_scripts_cannot_read(client: TestClient) -> None:
    wrong = client.post("/sign-in", data={"token": "guess"}, headers=ORIGIN)
    assert wrong.status_code == 403
    assert "set-cookie" not in wrong.headers
    right = client.post(
        "/sign-in", data={"token": TOKEN, "then": "/alerts"}, headers=ORIGIN, follow_redirects=False
    )
    client.cookies.clear()
    assert right.headers["location"] == "/alerts"
    assert "HttpOnly" in right.headers["set-cookie"]
    assert "SameSite=strict" in right.headers["set-cookie"]
    assert TOKEN not in right.headers["set-cookie"]


def test_a_server_open_to_others_shows_nothing_without_the_token(db: Path) -> None:
    access = Access(token=TOKEN, hosts=("tension.example",), read_needs_token=True)
    client = TestClient(app_over(db, access), base_url="http://tension.example")
    assert client.get("/events").status_code == 401
    asked = client.get("/events", headers={"Accept": "text/html"}, follow_redirects=False)
    assert asked.headers["location"] == "/sign-in?then=%2Fevents"
    page = {"Accept": "text/html"}
    filtered = client.get("/events?q=a%20b&page=2", headers=page, follow_redirects=False)
    assert filtered.headers["location"] == "/sign-in?then=%2Fevents%3Fq%3Da%2520b%26page%3D2"
    assert 'value="/events?q=a%20b&amp;page=2"' in client.get(filtered.headers["location"]).text
    long = client.get(f"/events?q={'a' * 600}", headers=page, follow_redirects=False)
    assert long.headers["location"] == "/sign-in?then=%2F"
    assert client.get("/api/openapi.json").status_code == 401
    bearer = {"Authorization": f"Bearer {TOKEN}"}
    assert client.get("/api/openapi.json", headers=bearer).json()["paths"]
    assert client.get("/events", headers={"Authorization": f"Bearer {TOKEN}"}).status_code == 200
    assert client.get("/events", headers={"Authorization": "Bearer no"}).status_code == 401


@pytest.mark.parametrize("path", ["//evil.example", "https://evil.example", "/\\evil.example", "", "/a\nb"])
def test_signing_in_leads_to_no_other_site(path: str) -> None:
    assert own_path(path) == "/"


def test_no_token_admits_nobody() -> None:
    assert not Access().admits("")


def test_loopback_is_told_from_the_rest() -> None:
    assert is_loopback("127.0.0.1")
    assert is_loopback("::1")
    assert is_loopback("localhost")
    assert not is_loopback("0.0.0.0")  # noqa: S104 -- nothing is bound
    assert not is_loopback("tension.example")
