"""The daily flow: ingest, stories, score, index, publish; it calls the library and records the result."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from prefect import flow, get_run_logger, runtime, task
from prefect.artifacts import create_table_artifact
from prefect.cache_policies import NO_CACHE

from flows.alerting import announce, channels_of, send_alerts
from flows.collecting import collect_sources
from flows.progress import report
from flows.summary import show_summary
from flows.writing import configured_writer
from tension.config import Settings, load_settings
from tension.diary import diary
from tension.inbox import take_in
from tension.indexing import rebuild, recent_days, write_index
from tension.ingest import ingest_raw
from tension.pairs import Pair
from tension.reading import Origin
from tension.scoring import score_new
from tension.sources.config import outlet_countries
from tension.sources.files import raw_path, source_id
from tension.stories import place_stories
from tension.warehouse import Writer
from tension.workers import open_workers

ARTIFACT_DAYS = 14


def run_name() -> str:
    """The pairs and the day of a run, as `PAK-IRN 2024-01-18`."""
    pairs = runtime.flow_run.parameters.get("pairs") or ["all pairs"]
    day = runtime.flow_run.scheduled_start_time or datetime.now(UTC)
    return f"{' '.join(pairs)} {day:%Y-%m-%d}"


@task(task_run_name="ingest {path}", cache_policy=NO_CACHE)
def ingest_input(writer: Writer, path: Path, settings: Settings, now: datetime) -> dict[str, Any]:
    """Read one file or folder into the warehouse."""
    done = 0

    def progress(readings: int) -> None:
        nonlocal done
        done += readings
        report(f"reading {path.name}", done)

    countries = outlet_countries(settings.sources)
    origin = Origin(source_id(path), now, settings.input, archive=True, countries=countries)
    with open_workers(settings.scoring) as workers:
        ingested = ingest_raw(writer, raw_path(path, settings.input), origin, workers, progress)
    return {**ingested.counts, "rejects": ingested.rejects}


@task(name="inbox", cache_policy=NO_CACHE)
def empty_inbox(writer: Writer, summary: dict[str, Any]) -> None:
    """Take in what other processes brought into a lake; a file has no inbox."""
    report("inbox", 0)
    summary["inputs"]["inbox"] = dict(take_in(writer))


@task(name="stories", cache_policy=NO_CACHE)
def find_stories(writer: Writer, settings: Settings) -> int:
    """Fold near-duplicates."""
    report("stories", 0)
    with open_workers(settings.scoring) as workers:
        return place_stories(writer, settings.stories, workers)


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
    channels = channels_of(settings)
    return write_index(writer, pair, settings, now=now, live=live, channels=channels, announce=announce)


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
    from_scratch: bool = False,
) -> dict[str, Any]:
    """Bring the index up to date.

    Args:
        inputs: files or folders of articles; without them the configured sources are read.
        pairs: as `PAK-IRN`; the configured ones by default.
        config: the configuration file; `tension.toml` by default.
        db: the database readers open; the configured one by default.
        from_scratch: compute every day again, also those whose inputs have not changed.

    Returns:
        Counts of each stage by input and by pair.
    """
    overrides: dict[str, Any] = {"pairs": pairs} if pairs else {}
    if db:
        overrides["warehouse"] = {"path": db}
    settings = load_settings(Path(config) if config else None, **overrides)
    now = datetime.now(UTC)
    with configured_writer(settings.warehouse, now) as writer:
        if from_scratch:
            rebuild(writer)
        with diary(writer, str(runtime.flow_run.id), "daily", inputs or ["sources"], now) as summary:
            run_stages(writer, settings, inputs or [], now, summary)
        publish(writer)
    return summary


def run_stages(
    writer: Writer, settings: Settings, inputs: list[str], now: datetime, summary: dict[str, Any]
) -> None:
    """The stages in the order the data flows; fills the summary as it goes.

    The new days are published before alerts are sent, so that whoever is told finds them.
    """
    log = get_run_logger()
    for path in inputs:
        counts = ingest_input(writer, Path(path), settings, now)
        summary["rejects"] += counts.pop("rejects")
        summary["inputs"][path] = counts
        if counts["read"] == counts["rejected"]:
            summary["failed"].append(f"{path} gave no article")
        log.info("%s: %s", path, counts)
    if not inputs:
        collect_sources(writer, settings, now, summary)
    if writer.has_inbox:
        empty_inbox(writer, summary)
    find_stories(writer, settings)
    for pair in settings.parsed_pairs:
        summary["pairs"][pair.key] = score(writer, pair, settings)
        summary["pairs"][pair.key] |= index(writer, pair, settings, now, live=not inputs)
        log.info("%s: %s", pair.key, summary["pairs"][pair.key])
    publish(writer)
    summary["alerts"] = send_alerts(writer, settings)
    if summary["alerts"]["pending"] or summary["alerts"]["failed"]:
        summary["failed"].append("a channel did not take an alert, see: tension alerts list")
    show_summary(summary)
    for pair in settings.parsed_pairs:
        create_table_artifact(
            key=f"index-{pair.key.lower()}",
            table=recent_days(writer, pair, ARTIFACT_DAYS),
            description=f"The last days of {pair.key}: tension 0 to 100, band, and what moved each day",
        )
