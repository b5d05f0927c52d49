"""Killed with -9 at any moment, the next run completes and the index equals that of an undisturbed run."""

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest

from tests.content import assert_same_content, content

pytestmark = pytest.mark.soak

SAMPLE = "warehouse/samples/january-2024.jsonl.gz"
LIBRARY_KILLS = 10
FLOW_KILLS = 2


def library(db: Path) -> list[str]:
    return [sys.executable, "-m", "tests.soak.pipeline", str(db), SAMPLE]


def flow(db: Path) -> list[str]:
    return [sys.executable, "-m", "flows", "run", "--input", SAMPLE, "--db", str(db)]


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, pd.DataFrame], float]:
    """The content an undisturbed run leaves, and how many seconds it took."""
    db = tmp_path_factory.mktemp("undisturbed") / "tension.duckdb"
    start = time.monotonic()
    subprocess.run(library(db), check=True)
    return content(db), time.monotonic() - start


@pytest.mark.parametrize(("command", "kills"), [(library, LIBRARY_KILLS), (flow, FLOW_KILLS)])
def test_killed_anywhere_the_next_run_gives_the_same_index(
    tmp_path: Path, undisturbed: tuple[dict[str, pd.DataFrame], float], command: object, kills: int
) -> None:
    expected, seconds = undisturbed
    for number in range(kills):
        db = tmp_path / str(number) / "tension.duckdb"
        db.parent.mkdir()
        process = subprocess.Popen(command(db), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # type: ignore[operator]  # a function of db
        span = seconds if command is library else seconds + 15
        try:
            process.wait(timeout=random.Random(number).uniform(0, span))
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            process.wait()
        subprocess.run(library(db), check=True)
        assert_same_content(content(db), expected)
