"""A backfill goes on where it was killed, and leaves what an undisturbed one leaves."""

import signal
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tension.warehouse import open_reader
from tests.soak.year import write_year

ROOT = Path(__file__).parents[2]
TENSION = str(Path(sys.executable).with_name("tension"))
DAYS, ARTICLES_A_DAY = 120, 40

pytestmark = pytest.mark.soak


def backfill(db: Path, articles: Path) -> subprocess.Popen[bytes]:
    span = ["--from", "2023-01-01", "--to", "2023-04-30"]
    return subprocess.Popen([TENSION, "backfill", *span, "--input", str(articles), "--db", str(db)], cwd=ROOT)


def values(db: Path) -> list[dict[str, Any]]:
    with open_reader(db) as reader:
        sql = "select * exclude (recorded_at) from tension_index order by date"
        return reader.query_arrow(sql).to_pylist()


def test_killed_midway_it_goes_on_and_equals_an_undisturbed_one(tmp_path: Path) -> None:
    articles = tmp_path / "year.jsonl.gz"
    assert (
        write_year(articles, datetime(2023, 1, 1, tzinfo=UTC), DAYS, ARTICLES_A_DAY) == DAYS * ARTICLES_A_DAY
    )
    undisturbed, killed = tmp_path / "a.duckdb", tmp_path / "b.duckdb"
    started = time.monotonic()
    assert backfill(undisturbed, articles).wait() == 0
    took = time.monotonic() - started
    for share in (0.3, 0.7):
        process = backfill(killed, articles)
        time.sleep(took * share)
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert backfill(killed, articles).wait() == 0
    days = values(undisturbed)
    assert len(days) == DAYS
    assert values(killed) == days
