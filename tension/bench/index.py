"""How long the index takes: a pair at three sizes, twenty pairs of ten years, and one new day."""

import resource
import time
from concurrent.futures import ProcessPoolExecutor
from datetime import timedelta
from typing import Any

import pandas as pd

from tension.config import IndexSettings
from tension.index.compute import compute_pair
from tension.pairs import Pair
from tension.signals.table import load_signal_table
from tension.validation.simulation import World, simulate

YEARS_DAYS = 3653
MENTIONS_AN_EVENT = 3.0


def index_recompute(*, pairs: int = 20, findings: int = 2_000_000, workers: int = 2) -> dict[str, Any]:
    """Compute made-up pairs from scratch.

    Args:
        pairs: how many pairs.
        findings: over all pairs, spread over ten years.
        workers: processes, one pair at a time in each.

    Returns:
        CPU seconds of one pair at a quarter, a half and the whole of its findings; clock seconds of all
        pairs; CPU seconds of one new day; peak memory of a process in MB.
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
        "new_day_cpu_seconds": sizes[each]["new_day_cpu_seconds"],
        "process_peak_mb": max(result["peak_mb"] for result in results),
        "workers": workers,
    }


def _one_pair(findings: int, seed: int) -> dict[str, Any]:
    """Ten years of one pair, computed from scratch and then one day more."""
    table = load_signal_table()
    events_a_day = findings / YEARS_DAYS / MENTIONS_AN_EVENT
    start = time.perf_counter()
    world = simulate(World(days=YEARS_DAYS, events_per_day=events_a_day, mentions=2.0), seed)
    reads = _reads(world.noisy)
    drawn = time.perf_counter() - start
    pair, settings = Pair("AAA", "BBB"), IndexSettings()
    begin = time.process_time()
    compute_pair(world.noisy, reads, pair, table, world.days, settings, seed=1)
    whole = time.process_time() - begin
    begin = time.process_time()
    close = world.days[-1] + timedelta(days=1)
    compute_pair(world.noisy, reads, pair, table, [close], settings, seed=1)
    return {
        "findings": len(world.noisy),
        "cpu_seconds": round(whole, 2),
        "new_day_cpu_seconds": round(time.process_time() - begin, 2),
        "drawing_seconds": drawn,
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }


def _reads(evidence: pd.DataFrame) -> pd.DataFrame:
    days = evidence["known_at"].dt.normalize()
    counted = evidence.assign(known_date=days, date=days).groupby(
        ["date", "known_date", "outlet"], as_index=False
    )
    return counted.agg(article_count=("article_id", "size"), story_count=("story_id", "nunique"))
