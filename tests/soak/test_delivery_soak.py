"""Killed with -9 at any moment between writing and sending, every notice still arrives."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tension.warehouse import open_writer
from tests.endpoints import WebDesk, web_desk
from tests.soak.delivery_process import NOW

ROOT = Path(__file__).parents[2]
ROUNDS = 6

pytestmark = pytest.mark.soak


def start(db: Path, desk: WebDesk) -> subprocess.Popen[str]:
    env = os.environ | {"TENSION_CHANNEL_DESK": desk.url, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "tests.soak.delivery_process", str(db)]
    return subprocess.Popen(command, env=env, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def wait_for(process: subprocess.Popen[str], word: str) -> None:
    assert process.stdout is not None
    while (line := process.stdout.readline().strip()) != word:
        assert line, f"the process ended before it said {word!r}"


def kill(process: subprocess.Popen[str]) -> None:
    process.send_signal(signal.SIGKILL)
    process.wait()


def finish(db: Path, desk: WebDesk) -> None:
    process = start(db, desk)
    assert process.wait() == 0


def notices(db: Path) -> int:
    with open_writer(db, wait_seconds=5, recorded_at=NOW) as writer:
        assert writer.query("select count(*) as n from deliveries where state <> 'sent'")["n"][0] == 0
        return int(writer.query("select count(*) as n from notices")["n"][0])


def test_killed_between_write_and_send_is_delivered_after_the_restart(tmp_path: Path) -> None:
    """Killed as soon as the alerts are committed: the next process tells every one of them once."""
    db = tmp_path / "t.duckdb"
    with web_desk() as desk:
        desk.failing = 99  # so that nothing gets out before the kill
        process = start(db, desk)
        wait_for(process, "recorded")
        kill(process)
        desk.failing = 0
        with open_writer(db, wait_seconds=5, recorded_at=NOW) as writer:
            writer.execute("update deliveries set next_attempt_at = ?", [NOW.replace(tzinfo=None)])
        finish(db, desk)
        assert len(set(desk.keys)) == len(desk.keys) == notices(db) > 0


def test_killed_at_random_moments_nothing_is_lost_and_at_most_one_letter_a_kill_comes_twice(
    tmp_path: Path,
) -> None:
    """A letter that comes twice has the same idempotency key, so that its reader can drop it."""
    chance = random.Random(20240118)
    for round_number in range(ROUNDS):
        db = tmp_path / f"{round_number}.duckdb"
        with web_desk() as desk:
            process = start(db, desk)
            wait_for(process, "opened")
            time.sleep(chance.uniform(0, 0.6))
            kill(process)
            finish(db, desk)
            assert len(set(desk.keys)) == notices(db) > 0
            assert len(desk.keys) - len(set(desk.keys)) <= 1
