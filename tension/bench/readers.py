"""How much a run slows down while four processes ask the snapshot a hundred questions a second.

`python -m tension.bench.readers PATH QUERIES_A_SECOND` is one such process.
"""

import signal
import subprocess
import sys
import tempfile
import threading
import time
from datetime import datetime
from pathlib import Path

from tension.warehouse import Writer, open_reader, open_writer, statement

READERS = 4
QUERIES_A_SECOND = 25.0
QUERIES_AN_OPENING = 25
ROUNDS = 12
QUESTION = "select * from tension_index where pair = 'AAA-ZZZ' order by date desc limit 30"


def readers_slowdown(recorded_at: datetime) -> dict[str, float]:
    """Seconds of one round of writing and publishing, alone and among readers, and the ratio."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bench.duckdb"
        with open_writer(path, wait_seconds=0, recorded_at=recorded_at) as writer:
            writer.execute(
                "create temp table bench_size as "
                "select 6 as pairs, 730 as days, 100000 as evidence, 35000 as articles"
            )
            with writer.transaction():
                writer.execute(statement("bench_fill"))
            writer.publish(check=False)
            alone = _rounds(writer)
            readers = [_reader(path) for _ in range(READERS)]
            time.sleep(3)  # the readers have opened and ask at their rate
            among = _rounds(writer)
            rates = [_asked(reader) for reader in readers]
    return {
        "alone, seconds a round": round(alone, 3),
        "among readers, seconds a round": round(among, 3),
        "ratio": round(among / alone, 3),
        "questions answered a second": round(sum(rates), 1),
    }


def _rounds(writer: Writer) -> float:
    """Seconds of a round: a pair's findings rewritten, half of them changed, then published."""
    start = time.perf_counter()
    for number in range(ROUNDS):
        findings = writer.query_arrow(
            "select * exclude (points, recorded_at), points + evidence_no % 2 as points "
            "from evidence where pair = 'AAB-ZZZ'"
        )
        writer.sync_rows("evidence", findings, {"pair": "AAB-ZZZ"})
        writer.execute("update index_values set attention = ? where pair = 'AAA-ZZZ'", [number / ROUNDS])
        writer.publish(check=False)
    return (time.perf_counter() - start) / ROUNDS


def _reader(path: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tension.bench.readers", str(path), str(QUERIES_A_SECOND)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def _asked(reader: subprocess.Popen[str]) -> float:
    """Stop a reader; the questions a second that it had answered."""
    reader.terminate()
    return float(reader.communicate()[0])


def ask(path: Path, queries_a_second: float) -> None:
    """Ask at a steady rate until terminated, opening the newest snapshot now and then; print the rate."""
    stopping = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stopping.set())
    start = time.monotonic()
    asked = 0
    while not stopping.is_set():
        with open_reader(path, threads=1) as reader:
            for _ in range(QUERIES_AN_OPENING):
                begun = time.monotonic()
                reader.query_arrow(QUESTION)
                asked += 1
                if stopping.wait(max(0.0, begun + 1 / queries_a_second - time.monotonic())):
                    break
    sys.stdout.write(f"{asked / (time.monotonic() - start):.1f}\n")


if __name__ == "__main__":
    ask(Path(sys.argv[1]), float(sys.argv[2]))
