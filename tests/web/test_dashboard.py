"""`tension dashboard`, as a user types it: what it refuses, and the real server it starts."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest
import typer
from typer.testing import CliRunner, Result

from flows.commands import dashboard
from tension.errors import ConfigError
from tests.web_data import TOKEN


def run(*arguments: str, **env: str) -> Result:
    app = typer.Typer()
    dashboard.register(app)
    app.callback()(lambda: None)
    return CliRunner().invoke(app, ["dashboard", *arguments], env=env)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--host", "0.0.0.0"], "add --exposed"),  # noqa: S104 -- refused
        (["--host", "192.0.2.1", "--exposed"], "needs a token"),
        (["--token-file", "no-such-file"], "cannot be read"),
        (["--host", "0.0.0.0", "--exposed", "--token-file", "pyproject.toml"], "add --name"),  # noqa: S104
    ],
)
def test_what_would_leave_the_door_open_is_refused(arguments: list[str], told: str) -> None:
    outcome = run(*arguments, TENSION_TOKEN="")
    assert isinstance(outcome.exception, ConfigError)
    assert told in str(outcome.exception)


def test_the_port_is_named() -> None:
    assert run("--port", "0").exit_code == 2


def test_a_short_token_is_refused_without_being_told(tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_text("sesame\n")
    outcome = run("--token-file", str(file))
    assert "has 6 characters" in str(outcome.exception)
    assert "sesame" not in str(outcome.exception)
    assert "has 6 characters" in str(run(TENSION_TOKEN="sesame").exception)  # noqa: S106 -- opens nothing


def test_it_serves_until_stopped(db: Path, tmp_path: Path) -> None:
    token = tmp_path / "token"
    token.write_text(TOKEN)
    with httpx.Client() as probe:
        port = _free_port()
        command = [sys.executable, "-m", "flows", "dashboard", "--db", str(db), "--port", str(port)]
        server = subprocess.Popen(
            [*command, "--token-file", str(token)], stderr=subprocess.PIPE, text=True, env={**os.environ}
        )
        try:
            page = _first_answer(probe, f"http://127.0.0.1:{port}/", server)
        finally:
            server.send_signal(signal.SIGINT)
            _out, said = server.communicate(timeout=60)
    assert page.status_code == 200
    assert "Pakistan" in page.text
    assert f"serving http://127.0.0.1:{port}" in said
    assert "Traceback" not in said
    assert TOKEN not in said


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
    return port


def _first_answer(probe: httpx.Client, url: str, server: "subprocess.Popen[str]") -> httpx.Response:
    for _ in range(300):
        assert server.poll() is None
        try:
            return probe.get(url, timeout=30)
        except httpx.ConnectError:
            time.sleep(0.2)
    raise AssertionError("the server did not start")
