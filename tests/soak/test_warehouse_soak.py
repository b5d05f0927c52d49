"""Kill the writer at random points, and read while it writes: nothing is ever lost or torn."""

import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tension.warehouse import open_reader, open_writer
from tests import warehouse_data
from tests.soak.warehouse_process import SUMS, look

pytestmark = pytest.mark.soak
ROOT = Path(__file__).parent.parent.parent
KILLS = 54
READERS = 4
READ_SECONDS = 20.0
QUERIES_A_SECOND = 25.0


def start(*arguments: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.soak.warehouse_process", *arguments]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def published_level(path: Path) -> float | None:
    """The level in the snapshot; None where nothing is published yet. A torn snapshot fails the test."""
    if not path.exists():
        return None
    with open_reader(path) as reader:
        rows = reader.query_arrow(SUMS).to_pylist()
    if not rows:
        return None
    level = look(rows)
    assert level is not None, rows
    return level


def fresh(path: Path) -> None:
    """Forget everything, so that migrations are among the killed moments too."""
    for file in path.parent.iterdir():
        file.unlink()


def test_killed_at_any_moment_nothing_is_lost(tmp_path: Path) -> None:
    """After each kill: the snapshot is whole, the next writer goes on, checks hold, and levels never go back."""
    path = tmp_path / "tension.duckdb"
    chance = random.Random(20240118)
    level, run, run_seconds = 0.0, 0, 1.0
    torn = 0
    killed_while = {"before the first snapshot": 0, "between snapshots": 0}
    for attempt in range(KILLS):
        if attempt % 6 == 0:
            fresh(path)
            level = 0.0
        process = start("write", str(path), "1000", str(run))
        wait_for_files(path, process)
        run_seconds = watch(process, chance.choice([0, 0, 1, 2]), run_seconds)
        time.sleep(chance.uniform(0, 1.2 * run_seconds))
        process.kill()
        torn += times_torn(process.communicate()[1])
        run += 10
        found = published_level(path)
        killed_while["between snapshots" if found else "before the first snapshot"] += 1
        assert (found or 0.0) >= level - 1e-6
        level = found or 0.0
        if attempt % 3 == 2:  # otherwise the next writer opens what the killed one left
            verdict, errors = start("check", str(path)).communicate()
            torn += times_torn(errors)
            assert verdict == "whole\n", verdict
            level = published_level(path) or 0.0
    sys.stdout.write(f"{KILLS} kills, {killed_while}, {torn} of them within a write of DuckDB's catalogue\n")
    assert min(killed_while.values()) > 0


def times_torn(errors: str) -> int:
    """How often a writer found the work file torn and went on without it; any other word is a failure."""
    lines = errors.splitlines()
    assert all("is damaged" in line and "going on from" in line for line in lines), errors
    return len(lines)


def watch(process: subprocess.Popen[str], runs: int, run_seconds: float) -> float:
    """Wait for some runs to end; how long the last of them took, or `run_seconds` when there was none."""
    assert process.stdout is not None
    for _ in range(runs):
        begun = time.monotonic()
        if not process.stdout.readline().strip().isdigit():
            pytest.fail(process.communicate()[1])
        run_seconds = time.monotonic() - begun
    return run_seconds


def wait_for_files(path: Path, process: subprocess.Popen[str]) -> None:
    """Until the writer has begun; before that there is nothing to kill."""
    deadline = time.monotonic() + 60
    lock = path.with_suffix(".lock")
    while not lock.exists() or lock.read_text().strip() != str(process.pid):
        assert time.monotonic() < deadline, "the writer did not start"
        assert process.poll() is None, process.communicate()
        time.sleep(0.005)


def test_readers_are_never_blocked_and_never_see_half_a_run(tmp_path: Path) -> None:
    """Four processes ask 25 times a second each while runs are written and published."""
    path = tmp_path / "tension.duckdb"
    with open_writer(path, wait_seconds=0, recorded_at=warehouse_data.RECORDED_AT) as writer:
        for pair in ("PAK-IRN", "IND-PAK"):
            warehouse_data.write(writer, pair=pair)
        writer.publish()
    writing = start("write", str(path), "100000", "1")
    assert writing.stdout is not None
    assert writing.stdout.readline() == "1\n"
    arguments = ("read", str(path), str(READ_SECONDS), str(QUERIES_A_SECOND))
    readers = [start(*arguments) for _ in range(READERS)]
    results = [reader.communicate() for reader in readers]
    writing.kill()
    runs = len(writing.communicate()[0].split())
    assert [errors for _, errors in results] == [""] * READERS
    counts = [output.split() for output, _ in results]
    sys.stdout.write(f"{runs} runs; a reader's queries, torn, snapshots, queries a second: {counts}\n")
    assert all(torn == "0" for _, torn, _, _ in counts)
    assert all(int(snapshots) > 1 for _, _, snapshots, _ in counts)
    assert runs > 0
