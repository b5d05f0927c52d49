"""How long the page takes on ten years of twenty pairs: `python -m tests.page_times [DATABASE]`.

Without a database it makes one of made-up rows first, which takes minutes and 0.6 GB. Processor time is told beside
the clock's, so that a busy machine does not blur it.
"""

import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from fastapi.testclient import TestClient

from tension.config import load_settings
from tension.warehouse import open_writer, statement
from tension.web.app import create_app

PAIRS = [f"AA{chr(65 + number)}-ZZZ" for number in range(20)]
NOW = datetime(2024, 1, 2, 6, tzinfo=UTC)
SIZE = (20, 3653, 2_000_000, 700_000)


def fill(path: Path) -> None:
    """Ten years of twenty pairs with two million findings."""
    with open_writer(path, wait_seconds=0, recorded_at=NOW) as writer:
        writer.execute(
            "create temp table bench_size as select ? as pairs, ? as days, ? as evidence, ? as articles", SIZE
        )
        with writer.transaction():
            writer.execute(statement("bench_fill"))
        writer.publish(check=False)


def told(client: TestClient, label: str, paths: Sequence[str]) -> str:
    """Median and longest of some answers, in milliseconds."""
    processor, clock = [], []
    for path in paths:
        start = time.process_time(), time.perf_counter()
        answer = client.get(path)
        processor.append(1000 * (time.process_time() - start[0]))
        clock.append(1000 * (time.perf_counter() - start[1]))
        assert answer.status_code == 200, path
    return (
        f"{label:32} processor {statistics.median(processor):5.0f} ms, at most {max(processor):5.0f}; "
        f"clock {statistics.median(clock):5.0f} ms, at most {max(clock):5.0f}"
    )


def main(path: Path) -> None:
    """Ask each page of several pairs."""
    settings = load_settings(warehouse={"path": path}, pairs=PAIRS)
    days = [f"/{pair}/20{14 + number:02d}-06-1{number}" for number, pair in enumerate(PAIRS[:9])]
    with TestClient(create_app(settings, clock=lambda: NOW), base_url="http://localhost") as client:
        client.get(f"/{PAIRS[-1]}")
        for label, paths in (
            ("overview, first since a publish", [f"/{pair}" for pair in PAIRS[:12]]),
            ("overview, again", [f"/{pair}" for pair in PAIRS[:12]]),
            ("day", days),
            ("what was read that day", [f"{day}/read" for day in days]),
            ("data of the curve", [f"/{pair}/series.json" for pair in PAIRS[:6]]),
            ("data of the curve, again", [f"/{pair}/series.json" for pair in PAIRS[:6]]),
        ):
            print(told(client, label, paths))  # noqa: T201 -- what it is run for


if __name__ == "__main__":
    if len(sys.argv) > 1:
        main(Path(sys.argv[1]))
    else:
        with tempfile.TemporaryDirectory() as folder:
            fill(Path(folder) / "tension.duckdb")
            main(Path(folder) / "tension.duckdb")
