"""Days of the past: stored articles to the index, stretch by stretch, each committed before the next."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from prefect import flow, get_run_logger, runtime, task
from prefect.cache_policies import NO_CACHE

from flows.alerting import announce, channels_of
from flows.daily import empty_inbox, find_stories, ingest_input, publish, score
from flows.progress import report
from flows.writing import configured_writer
from tension.config import Settings, load_settings
from tension.diary import diary
from tension.errors import ConfigError
from tension.indexing import write_index
from tension.pairs import Pair
from tension.sources.collect import Collector, check_past
from tension.sources.config import Source
from tension.sources.store import store_past, told
from tension.warehouse import Writer, statement

# Closing a stretch walks all evidence up to its end; few long stretches cost less, many short ones lose less
# when a run is killed.
STRETCH_DAYS = 92


def run_name() -> str:
    """The days of a run, as `2023-01-01 to 2023-12-31`."""
    parameters = runtime.flow_run.parameters
    return f"{parameters['first']} to {parameters['last']}"


@task(task_run_name="close {pair.key} to {until}", cache_policy=NO_CACHE)
def close(writer: Writer, pair: Pair, settings: Settings, now: datetime, until: date) -> dict[str, int]:
    """Write the days of a pair up to one; those written already are left as they are."""
    return write_index(
        writer,
        pair,
        settings,
        now=now,
        live=False,
        until=until,
        channels=channels_of(settings),
        announce=announce,
    )


@flow(name="backfill", flow_run_name=run_name)
def backfill(
    first: date,
    last: date,
    inputs: list[str] | None = None,
    sources: list[str] | None = None,
    pairs: list[str] | None = None,
    config: str | None = None,
    db: str | None = None,
) -> dict[str, Any]:
    """Bring days of the past into the index; run again after a crash it goes on where it was.

    Args:
        first: the first day asked for; earlier days that articles are known of are closed too, because the
            level of a day rests on the days before it.
        last: the last day to close; days published already stay.
        inputs: files or folders of articles to read first; without them what is stored is used.
        sources: ids of sources that can be asked for the past (GDELT's article lists, archives), read first.
        pairs: as `PAK-IRN`; the configured ones by default.
        config: the configuration file; `tension.toml` by default.
        db: the database readers open; the configured one by default.

    Returns:
        Counts of each stage by input and by pair.

    Raises:
        ConfigError: the days are in the wrong order, or not over yet, or a source has no past to ask for.
    """
    now = datetime.now(UTC)
    if not first <= last < now.date():
        raise ConfigError(
            f"cannot backfill {first} to {last}", "give --from at or before --to, and --to before today"
        )
    overrides: dict[str, Any] = {"pairs": pairs} if pairs else {}
    if db:
        overrides["warehouse"] = {"path": db}
    settings = load_settings(Path(config) if config else None, **overrides)
    past = sources_of_the_past(settings, sources or [])
    read = [*(inputs or []), *(sources or [])] or ["stored articles"]
    with (
        configured_writer(settings.warehouse, now) as writer,
        diary(writer, str(runtime.flow_run.id), "backfill", read, now) as summary,
    ):
        for path in inputs or []:
            counts = ingest_input(writer, Path(path), settings, now)
            summary["rejects"] += counts.pop("rejects")
            summary["inputs"][path] = counts
        for source in past:
            read_past(writer, source, settings, now, first, last, summary)
        if writer.has_inbox:
            empty_inbox(writer, summary)
        find_stories(writer, settings)
        for pair in settings.parsed_pairs:
            summary["pairs"][pair.key] = score(writer, pair, settings)
            summary["pairs"][pair.key] |= close_all(writer, pair, settings, now, first, last)
            get_run_logger().info("%s: %s", pair.key, summary["pairs"][pair.key])
        publish(writer)
    return summary


def sources_of_the_past(settings: Settings, ids: list[str]) -> list[Source]:
    """The configured sources of these ids, switched on for this run.

    Raises:
        ConfigError: no source is called so, or one has no past to ask for.
    """
    known = {source.id: source for source in settings.sources}
    for unknown in [name for name in ids if name not in known]:
        raise ConfigError(f"no source is called {unknown!r}", "see: tension sources")
    chosen = [known[name].model_copy(update={"enabled": True}) for name in ids]
    for source in chosen:
        check_past(source)
    return chosen


@task(task_run_name="past of {source.id}", cache_policy=NO_CACHE)
def read_past(
    writer: Writer,
    source: Source,
    settings: Settings,
    now: datetime,
    first: date,
    last: date,
    summary: dict[str, Any],
) -> None:
    """Read and store what one source brings of the days asked for; a failure is told and stops no other."""
    spool = settings.warehouse.path.parent / "tmp" / "spool"
    with Collector([source], settings.fetch, now, spool_folder=spool) as collector:
        result = collector.collect_past(source, first, last)
        ingested = store_past(writer, result, settings.input)
        if collector.spool:
            collector.spool.forget(source.id)
    summary["inputs"][source.id] = dict(ingested.counts)
    summary["rejects"] += ingested.rejects
    line = told(result, ingested)
    if result.outcome in ("failed", "partial"):
        summary["failed"].append(line)
    get_run_logger().info(line)


def close_all(
    writer: Writer, pair: Pair, settings: Settings, now: datetime, first: date, last: date
) -> dict[str, int]:
    """Close the days of a pair in stretches, each in a transaction of its own."""
    total = {"days": 0, "revisions": 0, "events": 0, "alerts": 0}
    ends = stretches(writer, pair, first, last)
    for number, until in enumerate(ends):
        report(f"closing {pair.key}", number, len(ends))
        counts = close(writer, pair, settings, now, until)
        total = {
            "days": counts["days"],
            "events": counts["events"],
            "revisions": total["revisions"] + counts["revisions"],
            "alerts": total["alerts"] + counts["alerts"],
        }
    report(f"closing {pair.key}", len(ends), len(ends))
    return total


def stretches(writer: Writer, pair: Pair, first: date, last: date) -> list[date]:
    """The last days of the stretches still to close, the last of them always."""
    span = writer.query_arrow(statement("known_span"), {"pair": pair.key}).to_pylist()[0]
    start = span["last_published"] or span["first_day"] or first
    ends = []
    while start + timedelta(days=STRETCH_DAYS) < last:
        start += timedelta(days=STRETCH_DAYS)
        ends.append(start)
    return [*ends, last]
