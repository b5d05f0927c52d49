"""A source's result into the warehouse: articles, state and diary in one transaction."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any, Protocol

import pandas as pd
import pyarrow as pa

from tension.articles import Article
from tension.config import InputSettings
from tension.ingest import Ingested, ingest, store_rejects
from tension.reading import read_articles
from tension.records import Reject
from tension.sources.config import Source
from tension.sources.gdelt_history import GdeltDay
from tension.sources.state import SourceResult, SourceState
from tension.warehouse import Writer

_TIMES = ("last_attempt_at", "last_success_at", "last_article_at", "not_before")
_FETCHES_DAYS = 90
_EVENT_TABLES = ("gdelt_events", "gdelt_mentions")


class Asks(Protocol):
    """A reader or a writer of the warehouse."""

    def query(self, sql: str) -> pd.DataFrame:
        """Rows as pandas."""


def load_states(warehouse: Asks) -> dict[str, SourceState]:
    """What is remembered of each source."""
    rows = warehouse.query("select * from log.source_state").to_dict(orient="records")
    return {str(row["source_id"]): _state({str(key): value for key, value in row.items()}) for row in rows}


def _state(row: Mapping[str, Any]) -> SourceState:
    times = {name: _aware(row[name]) for name in _TIMES}
    count = row["item_count"]
    return SourceState(
        source_id=row["source_id"],
        etag=row["etag"],
        last_modified=row["last_modified"],
        body_hash=row["body_hash"],
        seen=json.loads(row["seen"]),
        cursor=_aware(row["cursor_at"]),
        shift_minutes=int(row["shift_minutes"]),
        failure_count=int(row["failure_count"]),
        last_error=row["last_error"],
        item_count=None if pd.isna(count) else int(count),
        **times,
    )


def store_result(writer: Writer, result: SourceResult, settings: InputSettings) -> Ingested:
    """Store what a source brought: all of it or, if the run is killed meanwhile, nothing.

    Args:
        writer: the open warehouse.
        result: from `Collector`; once stored, `Collector.spool` may forget the source.
        settings: limits on articles.

    Returns:
        As `ingest`, with counts of new `gdelt_events`, `gdelt_mentions` and `thinner` readings left out.
    """
    with writer.transaction():
        ingested = _store_articles(writer, result, settings, archive=result.source.kind == "archive")
        counts = ingested.counts
        for table, rows in zip(_EVENT_TABLES, (result.events, result.mentions), strict=True):
            if rows is not None:
                counts[table] += writer.insert_new(table, _distinct(rows))
        store_state(writer, result.source, result.state)
        _store_visit(writer, result, counts)
        _store_fetches(writer, result)
    return ingested


def store_past(writer: Writer, result: SourceResult, settings: InputSettings) -> Ingested:
    """Store what a source brought of days of the past, known since they were published.

    What is remembered of the source stays: the next run asks it for what is new, as ever.
    """
    with writer.transaction():
        ingested = _store_articles(writer, result, settings, archive=True)
        _store_fetches(writer, result)
    return ingested


def _store_articles(
    writer: Writer, result: SourceResult, settings: InputSettings, *, archive: bool
) -> Ingested:
    readings = read_articles(
        result.items,
        source_id=result.source.id,
        fetched_at=result.fetched_at,
        settings=settings,
        archive=archive,
    )
    kept, thinner = _without_thinner(writer, list(readings))
    ingested = ingest(writer, kept)
    ingested.counts["thinner"] += thinner
    return ingested


def _store_fetches(writer: Writer, result: SourceResult) -> None:
    if result.fetches:
        writer.insert_frame("log.fetches", pa.Table.from_pylist([asdict(row) for row in result.fetches]))


def told(result: SourceResult, ingested: Ingested) -> str:
    """One line for a run's log: what came, or that nothing is new, or why nothing came."""
    counts = ingested.counts
    parts = [f"{counts[name]} {name}" for name in ("new", "changed", "rejected") if counts[name]]
    parts += [
        f"{counts[table]} {table.replace('gdelt_', 'GDELT ')}" for table in _EVENT_TABLES if counts[table]
    ]
    brought = ", ".join(parts) or "nothing new"
    why = f" ({result.message})" if result.message else ""
    return f"{result.source.id}: {result.outcome}, {brought}{why}"


def _without_thinner(
    writer: Writer, readings: Sequence[Article | Reject]
) -> tuple[list[Article | Reject], int]:
    """Readings but those of an article stored in full already.

    An aggregator's title, or a blurb whose page could not be had this time, is no correction of the article.
    """
    ids = [reading.article_id for reading in readings if isinstance(reading, Article)]
    sizes: dict[str, int] = {}
    if ids:
        sql = (
            "select article_id, length(text) as size from articles "
            "where superseded_at is null and article_id in (select unnest(?))"
        )
        sizes = {row["article_id"]: row["size"] for row in writer.query_arrow(sql, [ids]).to_pylist()}
    kept = [
        reading
        for reading in readings
        if isinstance(reading, Reject) or 2 * len(reading.text) >= sizes.get(reading.article_id, 0)
    ]
    return kept, len(readings) - len(kept)


def store_gdelt_day(writer: Writer, read: GdeltDay, now: datetime) -> Counter[str]:
    """Store a day of GDELT's past and note that it is read; returns counts of new rows."""
    counts: Counter[str] = Counter()
    with writer.transaction():
        for table, rows in zip(_EVENT_TABLES, (read.events, read.mentions), strict=True):
            if rows:
                counts[table] += writer.insert_new(table, _distinct(pa.Table.from_pylist(list(rows))))
        store_rejects(writer, read.rejects)
        row = {
            "day": read.day,
            "file_count": read.file_count,
            "missing_count": read.missing_count,
            "row_count": read.row_count,
            "event_count": len(read.events),
            "read_at": _naive(now),
        }
        writer.sync_rows("log.gdelt_days", pa.Table.from_pylist([row]), {"day": read.day})
    return counts


def store_disabled(writer: Writer, sources: Sequence[Source]) -> None:
    """Let the health view know sources that are off or gone; drop requests of a season ago."""
    writer.execute(
        "delete from log.fetches "
        f"where started_at < (select max(started_at) from log.fetches) - interval {_FETCHES_DAYS} day"
    )
    known = load_states(writer)
    configured = [source.id for source in sources]
    writer.execute(
        "update log.source_state set enabled = false where source_id not in (select unnest(?::varchar[]))",
        [configured],
    )
    for source in sources:
        if not source.enabled:
            store_state(writer, source, known.get(source.id, SourceState(source.id)))


def _distinct(rows: pa.Table) -> pa.Table:
    """The table without rows that repeat a key within it; files of one run may overlap."""
    keys = ["pair", "global_event_id"] if "pair" in rows.column_names else ["global_event_id", "url"]
    frame = rows.select(keys).to_pandas()
    return rows.filter(pa.array(~frame.duplicated()))


def store_state(writer: Writer, source: Source, state: SourceState) -> None:
    """Remember a source."""
    row = {
        "source_id": source.id,
        "kind": source.kind,
        "outlet_country": source.outlet_country or None,
        "language": source.language,
        "enabled": source.enabled,
        "etag": state.etag,
        "last_modified": state.last_modified,
        "body_hash": state.body_hash,
        "seen": json.dumps(dict(state.seen), ensure_ascii=False, separators=(",", ":")),
        "cursor_at": _naive(state.cursor),
        "shift_minutes": state.shift_minutes,
        "failure_count": state.failure_count,
        "last_error": state.last_error,
        "item_count": state.item_count,
    }
    row |= {name: _naive(getattr(state, name)) for name in _TIMES}
    writer.sync_rows("log.source_state", pa.Table.from_pylist([row]), {"source_id": source.id})


def _store_visit(writer: Writer, result: SourceResult, counts: Counter[str]) -> None:
    events = result.events.num_rows if result.events is not None else 0
    row = {
        "source_id": result.source.id,
        "visited_at": _naive(result.fetched_at),
        "outcome": result.outcome,
        "message": result.message,
        "listed_count": result.listed_count,
        "record_count": result.record_count + events,
        "new_count": counts["new"] + counts["gdelt_events"],
        "changed_count": counts["changed"],
        "rejected_count": counts["rejected"],
        "request_count": sum(row.attempts > 0 for row in result.fetches),
        "conditional_count": sum(row.conditional for row in result.fetches),
        "notes": json.dumps(dict(sorted(result.notes.items())), ensure_ascii=False),
    }
    writer.sync_rows(
        "log.source_visits",
        pa.Table.from_pylist([row]),
        {"source_id": result.source.id, "visited_at": row["visited_at"]},
    )


def _aware(value: Any) -> datetime | None:
    return None if pd.isna(value) else pd.Timestamp(value).to_pydatetime().replace(tzinfo=UTC)


def _naive(moment: datetime | None) -> datetime | None:
    return moment.astimezone(UTC).replace(tzinfo=None) if moment else None
