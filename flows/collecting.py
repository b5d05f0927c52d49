"""What the configured sources bring, each stored in a transaction of its own."""

from datetime import datetime
from typing import Any

from prefect import get_run_logger, task
from prefect.artifacts import create_table_artifact
from prefect.cache_policies import NO_CACHE

from flows.commands.output import clean
from flows.progress import report
from tension.config import Settings
from tension.sources.collect import Collector
from tension.sources.health import unhealthy
from tension.sources.store import load_states, store_disabled, store_result, told
from tension.warehouse import Writer


@task(name="sources", cache_policy=NO_CACHE)
def collect_sources(writer: Writer, settings: Settings, now: datetime, summary: dict[str, Any]) -> None:
    """Read every enabled source; one that fails is told of and stops no other.

    Args:
        writer: the open warehouse.
        settings: sources, and how to fetch.
        now: the clock, aware UTC.
        summary: of the run; gets counts by source, rejections and failures.
    """
    log = get_run_logger()
    spool = settings.warehouse.path.parent / "tmp" / "spool"
    with Collector(
        settings.sources, settings.fetch, now, pairs=settings.parsed_pairs, spool_folder=spool
    ) as collector:
        store_disabled(writer, settings.sources)
        total = len(collector.sources)
        for done, result in enumerate(collector.collect_all(load_states(writer)), start=1):
            ingested = store_result(writer, result, settings.input)
            if collector.spool:
                collector.spool.forget(result.source.id)
            summary["inputs"][result.source.id] = dict(ingested.counts)
            summary["rejects"] += ingested.rejects
            line = told(result, ingested)
            if result.outcome == "failed":
                summary["failed"].append(line)
                log.warning(line)
            else:
                log.info(line)
            report("sources", done, total)
    tell_troubles(writer)


def tell_troubles(writer: Writer) -> None:
    """Say which sources cannot be relied on, in the log and as an artifact."""
    troubles = unhealthy(writer.query("select source_id, state, reason from source_health"))
    for trouble in troubles:
        get_run_logger().warning("source %s", clean(str(trouble)))
    create_table_artifact(
        key="sources",
        table=[
            {"source": trouble.source_id, "state": trouble.state, "reason": clean(trouble.reason)}
            for trouble in troubles
        ],
        description="Sources that cannot be relied on now; none if empty. See `tension sources`",
    )
