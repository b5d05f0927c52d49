"""How fast the published snapshot answers an analyst, at ten years, twenty pairs and two million findings."""

import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from tension.warehouse import Reader, open_reader, open_writer, statement

REPEATS = 9
DAY = "2022-03-03"
QUESTIONS = {
    "latest value": "select * from tension_index where pair = 'AAF-ZZZ' order by date desc limit 1",
    "series of a pair": "select * from tension_index where pair = 'AAF-ZZZ' order by date",
    "drivers of a day": f"select * from tension_drivers where pair = 'AAF-ZZZ' and date = '{DAY}'",
    "drivers of a day with evidence": f"from tension_why('AAF-ZZZ', '{DAY}')",
    "as of a moment": "select * from tension_as_of(timestamp '2020-01-01') where pair = 'AAF-ZZZ'",
}


def warehouse_latency(
    recorded_at: datetime,
    *,
    pairs: int = 20,
    days: int = 3653,
    evidence: int = 2_000_000,
    also: Callable[[Path], None] = lambda _snapshot: None,
) -> dict[str, Any]:
    """Fill a temporary warehouse with made-up rows and time questions to its snapshot.

    Args:
        recorded_at: the clock, for the rows.
        pairs: pairs of countries, at least 6.
        days: days of index for each, from 2014-01-01.
        evidence: findings over all pairs; articles are 0.35 times as many.
        also: called with the snapshot, for whatever else is measured on it.

    Returns:
        Milliseconds by question, the median of nine on an open reader; `fill` and `publish` in seconds.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bench.duckdb"
        start = time.perf_counter()
        with open_writer(path, wait_seconds=0, recorded_at=recorded_at) as writer:
            writer.execute(
                "create temp table bench_size as select ? as pairs, ? as days, ? as evidence, ? as articles",
                [pairs, days, evidence, evidence * 35 // 100],
            )
            with writer.transaction():
                writer.execute(statement("bench_fill"))
            filled = time.perf_counter()
            # The rows are made up and do not add up, so the checks are left out.
            writer.publish(check=False)
        published = time.perf_counter()
        size_mb = path.stat().st_size / 1e6
        with open_reader(path) as reader:
            medians = {name: _milliseconds(reader, sql) for name, sql in QUESTIONS.items()}
        also(path)
    return {
        "milliseconds": medians,
        "seconds": {"fill": round(filled - start, 1), "publish": round(published - filled, 1)},
        "snapshot_mb": round(size_mb),
    }


def _milliseconds(reader: Reader, sql: str) -> float:
    times = []
    for _ in range(REPEATS):
        start = time.perf_counter()
        reader.query_arrow(sql)
        times.append(1000 * (time.perf_counter() - start))
    return round(statistics.median(times), 1)
