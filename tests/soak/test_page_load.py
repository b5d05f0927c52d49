"""Ten years of twenty pairs, four clients, and a run that publishes all the while: whole answers, flat memory."""

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tension.bench.web import CLIENTS, PER_SECOND, paths_of, server
from tension.warehouse import open_reader, open_writer, statement

pytestmark = pytest.mark.soak
ROOT = Path(__file__).parent.parent.parent
PAIRS, DAYS = 20, 3653
REQUESTS = int(os.environ.get("TENSION_SOAK_REQUESTS", "10000"))
FINDINGS = 200_000
PUBLISH_SECONDS = 20
# By then a run has published, and two snapshots were open for a while.
WARM_SHARE = 0.2
GROWTH_MB_AT_MOST = 60
START = datetime(2026, 1, 1, tzinfo=UTC)
RUN = "update index_values set tension = 50 + $run / 10, tension_low = 40, tension_high = 70"


def publish(db: Path, run: int) -> None:
    """A run that changes every value of every pair, in one transaction."""
    with open_writer(db, wait_seconds=60, recorded_at=START + timedelta(minutes=run)) as writer:
        with writer.transaction():
            if run == 0:
                writer.execute(
                    "create temp table bench_size as "
                    "select $pairs as pairs, $days as days, $findings as evidence, $findings * 35 // 100 as articles",
                    {"pairs": PAIRS, "days": DAYS, "findings": FINDINGS},
                )
                writer.execute(statement("bench_fill"))
            writer.execute(RUN, {"run": run})
        # The rows are made up and do not add up, so the checks are left out.
        writer.publish(check=False)


@contextmanager
def publishing(db: Path) -> Iterator[list[int]]:
    """Runs at a steady pace; gives the number of those that are done."""
    runs, stop = [0], threading.Event()

    def work() -> None:
        while not stop.wait(PUBLISH_SECONDS):
            publish(db, runs[0] + 1)
            runs[0] += 1

    thread = threading.Thread(target=work)
    thread.start()
    try:
        yield runs
    finally:
        stop.set()
        thread.join()


def resident_mb(process: int) -> float:
    status = Path(f"/proc/{process}/status").read_text(encoding="utf-8")
    return int(status.split("VmRSS:")[1].split()[0]) / 1024


def test_four_clients_while_a_run_publishes(tmp_path: Path) -> None:
    db = tmp_path / "tension.duckdb"
    publish(db, 0)
    with open_reader(db) as reader:
        pairs = reader.query_arrow("select distinct pair from tension_index order by pair")[
            "pair"
        ].to_pylist()
    paths = paths_of(db)
    command = [sys.executable, "-m", "tests.soak.web_process"]
    memory: list[float] = []
    with server(db, pairs) as (port, process), publishing(db) as runs:
        arguments = [str(port), str(REQUESTS // CLIENTS), str(PER_SECOND / CLIENTS), *paths]
        clients = [
            subprocess.Popen([*command, *arguments], cwd=ROOT, stdout=subprocess.PIPE, text=True)
            for _ in range(CLIENTS)
        ]
        while any(client.poll() is None for client in clients):
            time.sleep(2)
            memory.append(resident_mb(process))
        told = [json.loads(client.communicate()[0]) for client in clients]
    sys.stdout.write(f"{runs[0]} runs; server {memory[0]:.0f} to {max(memory):.0f} MB; {told}\n")
    warm = memory[: max(1, int(WARM_SHARE * len(memory)))]
    assert [client["troubles"] for client in told] == [[]] * CLIENTS
    assert sum(client["requests"] for client in told) >= REQUESTS // CLIENTS * CLIENTS
    assert runs[0] > 1
    assert all(len(client["seen"]) > 1 for client in told)
    assert {value for client in told for value in client["seen"]} <= {
        50 + run / 10 for run in range(runs[0] + 1)
    }
    assert max(memory[len(warm) :]) - max(warm) < GROWTH_MB_AT_MOST, memory
