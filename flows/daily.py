"""The daily flow: ingest, stories, score, index, publish; it calls the library and records the result."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from prefect import flow, get_run_logger, runtime, task
from prefect.artifacts import create_table_artifact
from prefect.cache_policies import NO_CACHE
from tension.indexing import recent_days, write_index

from flows.progress import report
from tension.config import Settings, load_settings
from tension.ingest import ingest, read_articles
from tension.pairs import Pair
from tension.scoring import score_new
from tension.sources.files import read_path, source_id
from tension.stories import place_stories
from tension.warehouse import Writer, open_writer

ARTIFACT_DAYS = 14


def run_name() -> str:
    """The pair and the day of a run, as `PAK-IRN 2024-01-18`."""
    pairs = runtime.flow_run.parameters.get("pairs") or ["all pairs"]
    day = runtime.flow_run.scheduled_start_time or datetime.now(UTC)
    return f"{' '.join(pairs)} {day:%Y-%m-%d}"


@task(task_run_name="ingest {path}", cache_policy=NO_CACHE)
def ingest_input(writer: Writer, path: Path, settings: Settings, now: datetime) -> dict[str, int]:
    """Read one file or folder into the warehouse."""
    done = 0

    def progress(readings: int) -> None:
        nonlocal done
        done += readings
        report(f"reading {path.name}", done)

    items = read_path(path, settings.input)
    readings = read_articles(
        items, source_id=source_id(path), fetched_at=now, settings=settings.input, archive=True
    )
    return dict(ingest(writer, readings, progress))


@task(name="stories", cache_policy=NO_CACHE)
def find_stories(writer: Writer, settings: Settings) -> int:
    """Fold near-duplicates."""
    report("stories", 0)
    return place_stories(writer, settings.stories)


@task(task_run_name="score {pair.key}", cache_policy=NO_CACHE)
def score(writer: Writer, pair: Pair, settings: Settings) -> dict[str, int]:
    """Find the signals in what is new."""

    def progress(done: int, total: int) -> None:
        report(f"scoring {pair.key}", done, total)

    return dict(score_new(writer, pair, settings.models, settings.scoring, progress))


@task(task_run_name="index {pair.key}", cache_policy=NO_CACHE)
def index(writer: Writer, pair: Pair, settings: Settings, now: datetime, *, live: bool) -> dict[str, int]:
    """Events, days and alerts of one pair, in one transaction."""
    report(f"index {pair.key}", 0)
    return write_index(writer, pair, settings, now=now, live=live)


@task(name="publish", cache_policy=NO_CACHE)
def publish(writer: Writer) -> None:
    """Let readers see the new days."""
    writer.publish()


@flow(name="daily-index", flow_run_name=run_name)
def daily(
    inputs: list[str] | None = None,
    pairs: list[str] | None = None,
    config: str | None = None,
    db: str | None = None,
) -> dict[str, Any]:
    """Bring the index up to date.

    Args:
        inputs: files or folders of articles; without them the configured sources are read.
        pairs: as `PAK-IRN`; the configured ones by default.
        config: the configuration file; `tension.toml` by default.
        db: the database readers open; the configured one by default.

    Returns:
        Counts of each stage.
    """
    overrides: dict[str, Any] = {"pairs": pairs} if pairs else {}
    settings = load_settings(
        Path(config) if config else None, **overrides, **({"warehouse": {"path": db}} if db else {})
    )
    now = datetime.now(UTC)
    log = get_run_logger()
    summary: dict[str, Any] = {"inputs": {}, "pairs": {}}
    with open_writer(
        settings.warehouse.path, wait_seconds=settings.warehouse.lock_wait_seconds, recorded_at=now
    ) as writer:
        for path in inputs or []:
            summary["inputs"][path] = ingest_input(writer, Path(path), settings, now)
            log.info("%s: %s", path, summary["inputs"][path])
        find_stories(writer, settings)
        for pair in settings.parsed_pairs:
            counts = score(writer, pair, settings)
            counts |= index(writer, pair, settings, now, live=not inputs)
            summary["pairs"][pair.key] = counts
            log.info("%s: %s", pair.key, counts)
        publish(writer)
        for pair in settings.parsed_pairs:
            create_table_artifact(
                key=f"index-{pair.key.lower()}",
                table=recent_days(writer, pair, ARTIFACT_DAYS),
                description=f"The last days of {pair.key}: tension 0-100, band, and what moved each day",
            )
    return summary
