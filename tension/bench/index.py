"""How long the index takes: a pair at three sizes, twenty pairs of ten years, and one new day of a run."""

import resource
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pandas as pd

from tension.bench.memory import megabytes_of
from tension.config import IndexSettings, Settings
from tension.index.compute import compute_pair
from tension.indexing import write_index
from tension.pairs import Pair
from tension.signals.table import load_signal_table
from tension.validation.simulation import A, B, Simulated, World, simulate
from tension.warehouse import Writer, open_writer

YEARS_DAYS = 3653
MENTIONS_AN_EVENT = 3.0
PAIR = Pair(A, B)
PRINTED = (
    "outlet",
    "outlet_country",
    "url",
    "title",
    "published_at",
    "known_at",
    "superseded_at",
    "story_id",
)
"""What evidence has from its article."""


def index_recompute(*, pairs: int = 20, findings: int = 2_000_000, workers: int = 2) -> dict[str, Any]:
    """Compute made-up pairs from scratch, and one new day of one as the daily flow does.

    Args:
        pairs: how many pairs.
        findings: over all pairs, spread over ten years.
        workers: processes, one pair at a time in each.

    Returns:
        CPU seconds of one pair at a quarter, a half and the whole of its findings; clock seconds of all
        pairs; clock and CPU seconds of a run for one new day, from the stored evidence to the stored days and
        alerts; peak memory of a process in MB.
    """
    each = findings // pairs
    sizes = {size: _one_pair(size, seed=1) for size in (each // 4, each // 2, each)}
    with ProcessPoolExecutor(workers) as pool:
        list(pool.map(_one_pair, [1000] * workers, range(workers)))  # imports are not part of the time
        start = time.perf_counter()
        peaks = [pool.submit(_one_pair, each, number) for number in range(pairs)]
        results = [peak.result() for peak in peaks]
        clock = time.perf_counter() - start
    drawing = sum(result["drawing_seconds"] for result in results) / workers
    return {
        "pair_cpu_seconds": {size: result["cpu_seconds"] for size, result in sizes.items()},
        "all_pairs_seconds": round(clock - drawing, 1),
        "pairs": pairs,
        "findings": sum(result["findings"] for result in results),
        **new_day(each),
        "process_peak_mb": max(result["peak_mb"] for result in results),
        "workers": workers,
    }


def _drawn(findings: int, seed: int) -> Simulated:
    events_a_day = findings / YEARS_DAYS / MENTIONS_AN_EVENT
    return simulate(World(days=YEARS_DAYS, events_per_day=events_a_day, mentions=2.0), seed)


def _one_pair(findings: int, seed: int) -> dict[str, Any]:
    """Ten years of one pair, computed from scratch."""
    start = time.perf_counter()
    world = _drawn(findings, seed)
    reads = _reads(world.noisy)
    drawn = time.perf_counter() - start
    begin = time.process_time()
    compute_pair(world.noisy, reads, PAIR, load_signal_table(), world.days, IndexSettings(), seed=1)
    return {
        "findings": len(world.noisy),
        "cpu_seconds": round(time.process_time() - begin, 2),
        "drawing_seconds": drawn,
        "peak_mb": round(megabytes_of(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)),
    }


def _reads(evidence: pd.DataFrame) -> pd.DataFrame:
    days = evidence["known_at"].dt.normalize()
    counted = evidence.assign(known_date=days, date=days).groupby(
        ["date", "known_date", "outlet"], as_index=False
    )
    return counted.agg(article_count=("article_id", "size"), story_count=("story_id", "nunique"))


def new_day(findings: int) -> dict[str, float]:
    """Seconds of a run that writes the index of a pair one day on, ten years being written already."""
    world = _drawn(findings, seed=1)
    last = pd.Timestamp(world.days[-1])
    old = world.noisy["known_at"] < last
    now = datetime.combine(world.days[-1], datetime.min.time(), UTC) + timedelta(hours=1)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bench.duckdb"
        for evidence, moment in ((world.noisy[old], now), (world.noisy[~old], now + timedelta(hours=20))):
            with open_writer(path, wait_seconds=0, recorded_at=moment) as writer:
                _store(writer, evidence)
                start, begin = time.perf_counter(), time.process_time()
                write_index(writer, PAIR, Settings(), now=moment, live=True)
                clock, cpu = time.perf_counter() - start, time.process_time() - begin
    return {"new_day_seconds": round(clock, 2), "new_day_cpu_seconds": round(cpu, 2)}


def _store(writer: Writer, evidence: pd.DataFrame) -> None:
    """Write made-up findings, each in an article of its own."""
    articles = evidence[["article_id", "revision", *PRINTED]].assign(
        source_id="bench",
        text="Some text of the article. " * 4,
        language="en",
        published_confidence="stated",
        utc_offset_minutes=0,
        fetched_at=evidence["known_at"],
        content_hash=evidence["article_id"],
        batch_id=1,
    )
    writer.insert_frame("articles", articles)
    findings = evidence.drop(columns=list(PRINTED)).assign(pair=PAIR.key, plover="MADE UP")
    writer.insert_frame("evidence", findings)
