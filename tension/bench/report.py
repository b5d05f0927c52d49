"""Every measurement in one run, and the tables of docs/performance.md made of it."""

import time
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from tension.bench.index import index_recompute
from tension.bench.pages import machine, table, write_between
from tension.bench.readers import readers_slowdown
from tension.bench.scoring import scoring, two_processes
from tension.bench.stages import growth
from tension.bench.warehouse import warehouse_latency
from tension.bench.web import web_latency

BEGIN, END = "<!-- bench: begin -->", "<!-- bench: end -->"
SIZES = (1_000, 10_000)
FULL_SIZES = (1_000, 10_000, 100_000, 1_000_000)
_RATIOS = ("relevant_vs_script", "mixed_vs_script", "two_processes", "vader_share")
_RATES = (
    "articles_per_second",
    "peak_memory_mb",
    "sentences_per_second",
    "sentences_read_per_article",
    "sentences_scored_per_article",
)


_GROWTH = (
    "articles",
    "seconds",
    "articles_per_second",
    "megabytes_per_second",
    "rows_stored_per_second",
    "rows_inserted_per_second",
    "peak_memory_mb",
)


def measure(
    models: Path,
    *,
    articles: int,
    findings: int,
    workers: int,
    full: bool,
    now: datetime,
    tell: Callable[[str], None],
) -> dict[str, Any]:
    """Measure everything; ends in under 10 minutes on 2 cores unless `full`.

    Args:
        models: the folder of the trained artefact.
        articles: mixed articles for the whole path.
        findings: in the warehouse that is questioned, and in the index that is recomputed.
        workers: processes that score.
        full: adds the sizes up to a million articles.
        now: the clock, for rows.
        tell: called with what is measured next.

    Returns:
        Ratios first, then rates, then each part by name.
    """
    begun = time.perf_counter()
    tell("scoring beside the peers …")
    parts: dict[str, Any] = {"scoring": scoring(models, relevant=300, mixed_count=3000)}
    tell("two processes …")
    parts["processes"] = two_processes(models, 1200)
    sizes = sorted({*(FULL_SIZES if full else SIZES), articles})
    tell(f"the whole path over {', '.join(f'{size:,}' for size in sizes)} mixed articles …")
    parts["growth"] = growth(models, sizes, workers)
    tell(f"questions to a snapshot of ten years, twenty pairs and {findings:,} findings …")
    parts["warehouse"] = warehouse_latency(
        now, evidence=findings, also=lambda path: parts.update(web=web_latency(path))
    )
    tell("a run among a hundred questions a second …")
    parts["readers"] = readers_slowdown(now)
    tell("the index from scratch …")
    parts["index"] = index_recompute(findings=findings, workers=workers)
    took = time.perf_counter() - begun
    return {**_named(parts, articles), **parts, "machine": machine(), "bench_seconds": took}


def _named(parts: Mapping[str, Any], articles: int) -> dict[str, float]:
    path = next(run for run in parts["growth"] if run["articles"] == articles)
    known = {**parts["scoring"], **parts["processes"], **path}
    named = {name: known[name] for name in (*_RATIOS, *_RATES)}
    last, before = parts["growth"][-1], parts["growth"][-2]
    named["growth_vs_linear"] = before["articles_per_second"] / last["articles_per_second"]
    return named


def write_markdown(page: Path, found: Mapping[str, Any], command: str) -> None:
    """Put the tables between the page's markers.

    Raises:
        InputError: the page has no such markers.
    """
    write_between(page, BEGIN, END, markdown(found, command))


def markdown(found: Mapping[str, Any], command: str) -> str:
    """The tables, ratios first."""
    names = (*_RATIOS, "growth_vs_linear", *_RATES)
    parts = [
        f"Measured by `{command}` on {found['machine']}, in {found['bench_seconds']:,.0f} s.\n",
        table(("ratio or rate", "value"), [(name, found[name]) for name in names]),
        "One process, CPU seconds, the same text for all:\n",
        table(("figure", "value"), list(_flat(found["scoring"]).items())),
        "The whole path, clock seconds, each size in a process of its own:\n",
        _growth_table(found["growth"]),
        "Clock seconds by stage beside the stage's floor, and the peak of memory in it:\n",
        _stage_table(found["growth"][-1]),
    ]
    for title, name in (
        ("Questions to the published snapshot", "warehouse"),
        ("The page over the same snapshot, milliseconds", "web"),
        ("A run among a hundred questions a second", "readers"),
        ("The index from scratch", "index"),
    ):
        parts += [f"{title}:\n", table(("figure", "value"), list(_flat(found[name]).items()))]
    return "\n".join(parts)


def _growth_table(runs: list[dict[str, Any]]) -> str:
    return table(_GROWTH, [tuple(run[name] for name in _GROWTH) for run in runs])


def _stage_table(run: Mapping[str, Any]) -> str:
    """Stages of the largest run."""
    rows = [
        (
            name,
            seconds,
            run["stage_share"][name],
            run["floor_seconds"].get(name, "—"),
            run["stage_peak_mb"].get(name, "—"),
        )
        for name, seconds in run["stage_seconds"].items()
    ]
    return table(("stage", "seconds", "share", "floor, seconds", "peak, MB"), rows)


def _flat(figures: Mapping[str, Any]) -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for name, value in figures.items():
        if isinstance(value, Mapping):
            flat |= {f"{name}: {key}": inner for key, inner in value.items()}
        else:
            flat[name] = value
    return flat
