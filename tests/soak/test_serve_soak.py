"""`tension serve`: one command, its own server, a run that catches up, and nothing left when it is stopped."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tension.warehouse import open_reader
from tests.endpoints import free_port

pytestmark = pytest.mark.soak

ROOT = Path(__file__).parents[2]
TENSION = str(Path(sys.executable).with_name("tension"))
PATIENCE_SECONDS = 600
CONFIG = f"""
models = "{ROOT / "models"}"
[[sources]]
id = "archive"
kind = "archive"
path = "{ROOT / "warehouse/samples/january-2024.jsonl.gz"}"
"""


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def test_it_catches_up_and_leaves_nothing_behind(tmp_path: Path) -> None:
    config, db, port = tmp_path / "tension.toml", tmp_path / "t.duckdb", free_port()
    config.write_text(CONFIG)
    env = {name: value for name, value in os.environ.items() if name != "PREFECT_API_URL"}
    env |= {"PREFECT_HOME": str(tmp_path / "prefect"), "PREFECT_SERVER_UI_ENABLED": "false"}
    command = [TENSION, "serve", "--port", str(port), "--config", str(config), "--db", str(db)]
    with (tmp_path / "log").open("wb") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=log, stderr=log)
        try:
            end = time.monotonic() + PATIENCE_SECONDS
            while not db.exists():
                assert process.poll() is None, (tmp_path / "log").read_text()
                assert time.monotonic() < end, (tmp_path / "log").read_text()
                time.sleep(0.5)
        finally:
            process.send_signal(signal.SIGINT)
            code = process.wait(timeout=60)
    assert code in (0, 130), (tmp_path / "log").read_text()
    assert not listens(port)
    with open_reader(db) as reader:
        days = reader.query("select max(tension) as peak, count(*) as days from tension_index")
    assert days["days"].item() >= 34
    assert days["peak"].item() > 60
