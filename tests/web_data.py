"""Databases and servers for the tests of the page: the sample read once, none, empty, thin, and a live server."""

import fcntl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import uvicorn
from fastapi import FastAPI

from tension.config import Settings, load_settings
from tension.warehouse import open_writer
from tension.web.app import create_app
from tension.web.security import Access
from tests import warehouse_data
from tests.debian import why_missing
from tests.library_run import run_library

SAMPLE = Path("warehouse/samples/january-2024.jsonl.gz")
NOW = datetime(2024, 2, 12, 6, tzinfo=UTC)
TOKEN = "a token of the tests"  # noqa: S105 -- opens nothing
CHROMIUM = Path("/usr/bin/chromium")


def fill(db: Path, inputs: list[Path], *, now: datetime = NOW) -> Settings:
    """Run the library over files of articles, as the flow does, and publish."""
    settings = load_settings(warehouse={"path": db}, scoring={"engine": "local"})
    run_library(settings, inputs, now)
    return settings


def sample_db(shared: Path) -> Path:
    """The sample's database, made once for all workers of a test run."""
    db = shared / "web-sample" / "tension.duckdb"
    db.parent.mkdir(exist_ok=True)
    with (shared / "web-sample.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not db.exists():
            fill(db, [SAMPLE])
    return db


def empty_db(path: Path) -> Path:
    """A database in which nothing was read."""
    with open_writer(path, wait_seconds=5, recorded_at=NOW) as writer:
        writer.publish()
    return path


def thin_db(path: Path, days: int = 2) -> Path:
    """A database of few days and four made-up articles."""
    with open_writer(path, wait_seconds=5, recorded_at=NOW) as writer:
        warehouse_data.write(writer, days=days)
        writer.publish(check=False)
    return path


def app_over(db: Path, access: Access | None = None) -> FastAPI:
    """The page over a database."""
    settings = load_settings(warehouse={"path": db})
    return create_app(settings, access, clock=lambda: NOW)


@contextmanager
def serving(app: FastAPI) -> Iterator[str]:
    """A real server on a free loopback port; gives its address."""
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_level="warning"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(timeout=10)


def chromium_missing() -> str:
    """Why there is no browser, after trying to install it; empty where there is one."""
    return why_missing("chromium", CHROMIUM.exists)
