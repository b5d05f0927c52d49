"""A real Prefect server, worker and deployments: the schedule writes the index, its alert starts one flow."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

from tension.warehouse import open_reader
from tests.endpoints import free_port

pytestmark = pytest.mark.soak

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "warehouse/samples/january-2024.jsonl.gz"
PREFECT = str(Path(sys.executable).with_name("prefect"))
PATIENCE_SECONDS = 600
STOP_SECONDS = 30
# One rule that January 2024 trips once, taken for news though it is old.
CONFIG = """
[alerts]
historical_after_hours = 1e6
[[alerts.rules]]
kind = "level"
name = "any"
raise_at = 20
clear_below = 0.01
"""


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    port = free_port()
    return os.environ | {
        "PREFECT_HOME": str(tmp_path / "prefect"),
        "PREFECT_API_URL": f"http://127.0.0.1:{port}/api",
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "PREFECT_SERVER_UI_ENABLED": "false",
        "PREFECT_SERVER_SERVICES_SCHEDULER_LOOP_SECONDS": "5",
        "PREFECT_WORKER_QUERY_SECONDS": "1",
        "PREFECT_LOGGING_LEVEL": "WARNING",
        "DO_NOT_TRACK": "1",
        "PORT": str(port),
    }


@contextmanager
def running(folder: Path, env: dict[str, str], *arguments: str) -> Iterator[None]:
    """A command of Prefect for as long as the block runs."""
    name = "-".join(arguments[:2])
    with (
        (folder / f"{name}.log").open("wb") as log,
        subprocess.Popen([PREFECT, *arguments], env=env, cwd=ROOT, stdout=log, stderr=log) as process,
    ):
        try:
            yield
        finally:
            process.terminate()
            # It passes the signal on as one that a shell's background jobs ignore.
            try:
                process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()


def until(what: str, ask: Callable[[], Any]) -> Any:
    """Wait until the question has an answer."""
    end = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < end:
        try:
            if answer := ask():
                return answer
        except httpx.HTTPError:
            pass
        time.sleep(0.5)
    pytest.fail(f"gave up waiting for {what}")


def deployments(folder: Path) -> Path:
    """Two of the project's own deployments, the daily one reading the sample."""
    file = yaml.safe_load((ROOT / "prefect.yaml").read_text())
    common = {"config": str(folder / "tension.toml"), "db": str(folder / "tension.duckdb")}
    chosen = [item for item in file["deployments"] if item["name"] in ("daily-index", "alert-raised")]
    for item in chosen:
        item["parameters"] = common | ({"inputs": [str(SAMPLE)]} if item["name"] == "daily-index" else {})
    target = folder / "prefect.yaml"
    target.write_text(yaml.safe_dump({"name": file["name"], "deployments": chosen}))
    return target


def next_minute(now: datetime) -> str:
    """The cron line of the next full minute that is a few seconds ahead."""
    moment = now + timedelta(seconds=80)
    return f"{moment.minute} {moment.hour} * * *"


def due_soon(api: httpx.Client, url: str) -> bool:
    """Let a schedule fire with the next minute; a busy server may refuse at first."""
    due = {"schedule": {"cron": next_minute(datetime.now(UTC)), "timezone": "UTC"}}
    return api.patch(url, json=due).raise_for_status().is_success


def test_a_cron_run_writes_the_index_and_its_alert_starts_one_flow(
    tmp_path: Path, env: dict[str, str]
) -> None:
    (tmp_path / "tension.toml").write_text(CONFIG)
    api = httpx.Client(base_url=env["PREFECT_API_URL"], timeout=30)

    def runs(flow: str) -> list[dict[str, Any]]:
        query = {"flows": {"name": {"any_": [flow]}}}
        return list(api.post("/flow_runs/filter", json=query).raise_for_status().json())

    def completed(flow: str) -> list[dict[str, Any]]:
        found = [run for run in runs(flow) if run["state_type"] in ("COMPLETED", "FAILED", "CRASHED")]
        assert all(run["state_type"] == "COMPLETED" for run in found), found
        return found

    with running(tmp_path, env, "server", "start", "--host", "127.0.0.1", "--port", env["PORT"]):
        until("the server", lambda: api.get("/health").raise_for_status().json())
        for command in (
            ["work-pool", "create", "tension", "--type", "process"],
            [
                "--no-prompt",
                "deploy",
                "--all",
                "--prefect-file",
                str(deployments(tmp_path)),
            ],
        ):
            subprocess.run([PREFECT, *command], env=env, cwd=ROOT, check=True, capture_output=True)
        with running(tmp_path, env, "worker", "start", "--pool", "tension", "--type", "process"):
            until("the worker", lambda: api.post("/work_pools/tension/workers/filter", json={}).json())
            deployed = api.get("/deployments/name/daily-index/daily-index").raise_for_status().json()
            (schedule,) = deployed["schedules"]
            url = f"/deployments/{deployed['id']}/schedules/{schedule['id']}"
            until("the schedule", lambda: due_soon(api, url))
            (daily,) = until("the daily run", lambda: completed("daily-index"))
            assert daily["auto_scheduled"]
            (alert,) = until("the flow of the alert", lambda: completed("alert-raised"))
            assert alert["parameters"]["rule"] == "any"
            assert alert["name"] == f"any PAK-IRN {alert['parameters']['raised_for']}"
            time.sleep(5)  # a loop would have started another by now
            assert len(runs("alert-raised")) == 1
    with open_reader(tmp_path / "tension.duckdb") as reader:
        days = reader.query("select date from tension_index order by date")
        assert len(days) == len(set(days["date"])) >= 34
        assert reader.query("select rule from tension_alerts")["rule"].tolist() == ["any"]
