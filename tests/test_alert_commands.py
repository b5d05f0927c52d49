"""`tension alerts`, as a user types it, against a real database and a real endpoint."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner, Result

from flows.commands import alerts
from tension.alerts.store import record_alerts
from tension.config import AlertSettings
from tension.errors import ConfigError, InputError
from tension.warehouse import open_writer
from tests.alert_data import PAIR, january, publish
from tests.endpoints import WebDesk, web_desk

NOW = datetime(2024, 2, 11, 6, tzinfo=UTC)


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("alerts") / "t.duckdb"
    with open_writer(path, wait_seconds=5, recorded_at=NOW) as writer:
        publish(writer, january())
        record_alerts(writer, PAIR, AlertSettings(), [], now=NOW, live=False)
        writer.publish(check=False)
    return path


@pytest.fixture
def web() -> Iterator[WebDesk]:
    with web_desk() as desk:
        yield desk


def run(*arguments: str, **env: str) -> Result:
    app = typer.Typer()
    alerts.register(app)
    app.callback()(lambda: None)
    return CliRunner().invoke(app, ["alerts", *arguments], env=env)


def rows(result: Result) -> Any:
    assert result.exception is None, result.exception
    return json.loads(result.stdout)


def test_list_shows_alerts_newest_first(db: Path) -> None:
    found = rows(run("list", "--db", str(db), "--json"))
    assert [row["rule"] for row in found] == ["fall", "severe", "high", "jump"]
    assert rows(run("list", "--open", "--db", str(db), "--json")) == []
    assert "2024-01-18" in run("list", "--db", str(db)).stdout


def test_test_says_what_each_channel_did(web: WebDesk) -> None:
    good = run("test", "--json", TENSION_CHANNEL_DESK=web.url)
    assert rows(good) == [{"channel": "desk", "taken": True, "error": None}]
    assert web.received[0]["title"] == "tension index: test"
    bad = run("test", TENSION_CHANNEL_DESK="json://127.0.0.1:1")
    assert bad.exit_code == 1
    assert "Connection error" in bad.stdout
    assert isinstance(run("test").exception, ConfigError)


def test_ack_wants_one_alert(db: Path) -> None:
    wanted = rows(run("list", "--db", str(db), "--json"))[0]["alert_id"]
    assert run("ack", wanted[:8], "--note", "seen", "--db", str(db)).exit_code == 0
    missing = run("ack", "zzzz", "--db", str(db))
    assert isinstance(missing.exception, InputError)
    assert "no alert begins with 'zzzz'" in str(missing.exception)


def test_send_historical_tells_the_past_once(db: Path, web: WebDesk) -> None:
    first = rows(run("send", "--historical", "--db", str(db), "--json", TENSION_CHANNEL_DESK=web.url))
    again = rows(run("send", "--historical", "--db", str(db), "--json", TENSION_CHANNEL_DESK=web.url))
    assert first["sent"] == len(web.received) > 4
    assert again == {"sent": 0, "pending": 0, "failed": 0}


def test_backtest_tells_rules_and_thresholds(db: Path, tmp_path: Path) -> None:
    chart = tmp_path / "curve.png"
    told = rows(run("backtest", "--db", str(db), "--chart", str(chart), "--json"))
    assert [outcome["rule"] for outcome in told["rules"]] == ["high", "severe", "jump", "fall"]
    assert told["operating_curve"][0]["threshold"] == 20
    assert chart.read_bytes().startswith(b"\x89PNG")
