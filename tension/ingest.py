"""Articles into the warehouse: each once, its history kept, every unreadable one counted with its reason."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import partial
from itertools import islice
from typing import Any, TypeVar, cast

import pyarrow as pa
import pyarrow.compute as pc

from tension.article_rows import ARTICLE_FIELDS, article_from_row, rows_of
from tension.articles import Article
from tension.reading import Block, Origin, block_of, read_block
from tension.records import Reject
from tension.sources.files import Raw
from tension.versions import Version, revisions
from tension.warehouse import Writer
from tension.workers import HERE, Workers

BATCH_ARTICLES = 2500
SCORED_LANGUAGE = "en"
REJECTS_TOLD = 20
# Versions are stored in this order, so that the order of arrival never matters.
_ORDER = [(name, "ascending") for name in ("known_at", "published_at", "outlet", "source_id", "content_hash")]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Ingested:
    """What became of some readings.

    Attributes:
        counts: `read`, `new`, `changed`, `repeated`, `rejected`, `title_only`, `unscored LANGUAGE`, and
            `rejected REASON`.
        rejects: the first rejections, in words; all are in the table `rejects`.
    """

    counts: Counter[str]
    rejects: list[str]


def ingest_raw(
    writer: Writer,
    items: Iterable[Raw],
    origin: Origin,
    workers: Workers = HERE,
    progress: Callable[[int], None] = lambda _: None,
) -> Ingested:
    """Read raw records and store them in batches, each in one transaction.

    Args:
        writer: the open warehouse.
        items: records, lines of JSON and rejections.
        origin: where they come from.
        workers: who reads them.
        progress: called with the number of readings after each batch.
    """
    pieces = ((None, batch) for batch in _batches(items))
    blocks = (block for _, block in workers.map(partial(read_block, origin), pieces))
    return _ingest(writer, blocks, progress)


def ingest(
    writer: Writer, readings: Iterable[Article | Reject], progress: Callable[[int], None] = lambda _: None
) -> Ingested:
    """Store readings in batches, each in one transaction.

    Args:
        writer: the open warehouse.
        readings: articles and rejections in any order.
        progress: called with the number of readings after each batch.
    """
    return _ingest(writer, map(block_of, _batches(readings)), progress)


def _batches(items: Iterable[T]) -> Iterator[list[T]]:
    iterator = iter(items)
    while batch := list(islice(iterator, BATCH_ARTICLES)):
        yield batch


def _ingest(writer: Writer, blocks: Iterable[Block], progress: Callable[[int], None]) -> Ingested:
    counts: Counter[str] = Counter()
    told: list[str] = []
    for articles, rejects in blocks:
        with writer.transaction():
            counts.update(store_rows(writer, articles))
            store_rejects(writer, rejects)
        counts.update(_counted(articles, rejects))
        told += [str(reject) for reject in rejects[: REJECTS_TOLD - len(told)]]
        progress(articles.num_rows + len(rejects))
    return Ingested(counts, told)


def _counted(articles: pa.Table, rejects: Sequence[Reject]) -> Counter[str]:
    counts = Counter(
        read=articles.num_rows + len(rejects),
        rejected=len(rejects),
        title_only=pc.sum(pc.equal(articles["text"], "")).as_py() or 0,
    )
    languages = Counter(articles["language"].to_pylist())
    counts.update(
        {f"unscored {language}": n for language, n in languages.items() if language != SCORED_LANGUAGE}
    )
    counts.update(f"rejected {reject.reason.split(':')[0]}" for reject in rejects)
    return counts


def store_articles(writer: Writer, articles: Sequence[Article]) -> dict[str, int]:
    """As `store_rows`."""
    return store_rows(writer, rows_of(articles))


def store_rows(writer: Writer, articles: pa.Table) -> dict[str, int]:
    """Add what is new; rewrite the history of what has changed.

    Args:
        writer: the open warehouse.
        articles: from `rows_of`.
    """
    ids = articles["article_id"].to_pylist()
    times = Counter(ids)
    known = _known_versions(writer, list(times))
    once = pa.array([article_id not in known and times[article_id] == 1 for article_id in ids], pa.bool_())
    read: dict[str, list[Article]] = defaultdict(list)
    for row in articles.filter(pc.invert(once)).to_pylist():
        read[row["article_id"]].append(article_from_row(row))
    changed = [key for key in read if key in known and _says_more(read[key], known[key])]
    stored = _stored(writer, changed)
    fresh = [key for key in read if key not in known]
    versions = [
        version for key in [*fresh, *changed] for version in revisions([*read[key], *stored.get(key, [])])
    ]
    _forget(writer, changed)
    _insert(writer, articles.filter(once), versions)
    new = len(times) - len(known)
    return {"new": new, "changed": len(changed), "repeated": len(ids) - new - len(changed)}


def _insert(writer: Writer, articles: pa.Table, versions: Sequence[Version]) -> None:
    """Articles read once and versions as rows; the story is found later, over all of them in order."""
    revised = rows_of([version.article for version in versions])
    ends = [_naive(version.superseded_at) if version.superseded_at else None for version in versions]
    count = articles.num_rows
    rows = pa.concat_tables([articles, revised])
    if rows.num_rows:
        rows = rows.append_column(
            "revision", pa.array([1] * count + [version.revision for version in versions], pa.int32())
        )
        rows = rows.append_column("superseded_at", pa.array([None] * count + ends, pa.timestamp("us")))
        rows = rows.append_column("story_id", pa.array([""] * rows.num_rows))
        rows = rows.append_column("batch_id", pa.array([writer.next_batch_id()] * rows.num_rows))
        writer.insert_frame("articles", rows.sort_by(_ORDER))


def store_rejects(writer: Writer, rejects: Sequence[Reject]) -> None:
    """Keep each rejection once."""
    rows = {item.reject_id: {"reject_id": item.reject_id, **asdict(item)} for item in rejects}
    if rows:
        writer.insert_new("rejects", pa.Table.from_pylist(list(rows.values())))


def _known_versions(writer: Writer, ids: list[str]) -> dict[str, dict[str, datetime]]:
    """Of the articles already stored: content hash to the moment it was known (naive UTC)."""
    known: dict[str, dict[str, datetime]] = defaultdict(dict)
    for row in _rows(writer, "article_id, content_hash, known_at", ids):
        known[row["article_id"]][row["content_hash"]] = row["known_at"]
    return known


def _says_more(readings: Sequence[Article], known: dict[str, datetime]) -> bool:
    """Whether a reading brings other words, or the same words earlier."""
    return any(
        reading.content_hash not in known or _naive(reading.known_at) < known[reading.content_hash]
        for reading in readings
    )


def _stored(writer: Writer, ids: list[str]) -> dict[str, list[Article]]:
    """The stored readings of some articles."""
    stored: dict[str, list[Article]] = defaultdict(list)
    for row in _rows(writer, ", ".join(ARTICLE_FIELDS), ids):
        stored[row["article_id"]].append(article_from_row(row))
    return stored


def _rows(writer: Writer, columns: str, ids: list[str]) -> list[dict[str, Any]]:
    if not ids:
        return []
    sql = f"select {columns} from articles where article_id in (select unnest(?))"
    return cast("list[dict[str, Any]]", writer.query_arrow(sql, [ids]).to_pylist())


def _forget(writer: Writer, ids: list[str]) -> None:
    """Take out the rows that the new history replaces, with what was read in them."""
    for table in ("evidence", "scored_articles", "articles") if ids else ():
        writer.execute(f"delete from {table} where article_id in (select unnest(?))", [ids])


def _naive(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(tzinfo=None)
