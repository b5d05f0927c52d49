"""Articles into the warehouse: each once, its history kept, every unreadable one counted with its reason."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from datetime import UTC, datetime
from itertools import islice
from typing import Any, cast

import pyarrow as pa

from tension.articles import Article
from tension.config import InputSettings
from tension.language import detect_language
from tension.records import Reject, RejectedError, article_from_record
from tension.sources.files import Item
from tension.versions import Version, order, revisions
from tension.warehouse import Writer

BATCH_ARTICLES = 5000
SCORED_LANGUAGE = "en"
REJECTS_TOLD = 20
ARTICLE_FIELDS = [field.name for field in fields(Article)]
_MOMENTS = ("published_at", "fetched_at", "known_at")


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


def read_articles(
    items: Iterable[Item],
    *,
    source_id: str,
    fetched_at: datetime,
    settings: InputSettings,
    archive: bool,
    countries: Mapping[str, str] | None = None,
) -> Iterator[Article | Reject]:
    """Each raw record as an article in a known language, or the reason why not.

    `countries` names the country (ISO alpha-3) of outlets, for records that do not.
    """
    known = countries or {}
    for item in items:
        if isinstance(item, Reject):
            yield item
            continue
        place, record = item
        try:
            article = article_from_record(
                record,
                source_id=source_id,
                place=place,
                fetched_at=fetched_at,
                settings=settings,
                archive=archive,
            )
        except RejectedError as error:
            yield error.reject
            continue
        words = f"{article.title} {article.text}" if len(article.title) < len(article.text) else article.title
        hint = "" if article.language == "und" else article.language
        yield replace(
            article,
            language=detect_language(words, settings.languages, hint),
            outlet_country=article.outlet_country or known.get(article.outlet),
        )


def ingest(
    writer: Writer, readings: Iterable[Article | Reject], progress: Callable[[int], None] = lambda _: None
) -> Ingested:
    """Store readings in batches, each in one transaction.

    Args:
        writer: the open warehouse.
        readings: articles and rejections in any order.
        progress: called with the number of readings after each batch.
    """
    counts: Counter[str] = Counter()
    told: list[str] = []
    iterator = iter(readings)
    while batch := list(islice(iterator, BATCH_ARTICLES)):
        articles = [item for item in batch if isinstance(item, Article)]
        rejects = [item for item in batch if isinstance(item, Reject)]
        with writer.transaction():
            counts.update(store_articles(writer, articles))
            store_rejects(writer, rejects)
        counts.update(_counted(articles, rejects))
        told += [str(reject) for reject in rejects[: REJECTS_TOLD - len(told)]]
        progress(len(batch))
    return Ingested(counts, told)


def _counted(articles: Sequence[Article], rejects: Sequence[Reject]) -> Counter[str]:
    counts = Counter(
        read=len(articles) + len(rejects),
        rejected=len(rejects),
        title_only=sum(not article.text for article in articles),
    )
    counts.update(
        f"unscored {article.language}" for article in articles if article.language != SCORED_LANGUAGE
    )
    counts.update(f"rejected {reject.reason.split(':')[0]}" for reject in rejects)
    return counts


def store_articles(writer: Writer, articles: Sequence[Article]) -> dict[str, int]:
    """Add what is new; rewrite the history of what has changed."""
    read: dict[str, list[Article]] = defaultdict(list)
    for article in articles:
        read[article.article_id].append(article)
    known = _known_versions(writer, list(read))
    fresh = [key for key in read if key not in known]
    changed = [key for key in read if key in known and _says_more(read[key], known[key])]
    stored = _stored(writer, changed)
    versions = [
        version for key in [*fresh, *changed] for version in revisions([*read[key], *stored.get(key, [])])
    ]
    _forget(writer, changed)
    if versions:
        writer.insert_frame("articles", _table(versions, writer.next_batch_id()))
    return {
        "new": len(fresh),
        "changed": len(changed),
        "repeated": len(articles) - len(fresh) - len(changed),
    }


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


def article_from_row(row: Mapping[str, Any]) -> Article:
    """A row of the table `articles` as an article."""
    times = {name: row[name].replace(tzinfo=UTC) for name in _MOMENTS}
    return Article(**{name: row[name] for name in ARTICLE_FIELDS} | times)


def _forget(writer: Writer, ids: list[str]) -> None:
    """Take out the rows that the new history replaces, with what was read in them."""
    for table in ("evidence", "scored_articles", "articles") if ids else ():
        writer.execute(f"delete from {table} where article_id in (select unnest(?))", [ids])


def _table(versions: Sequence[Version], batch_id: int) -> pa.Table:
    """Versions as rows of `articles`; the story is found later, over all of them in order."""
    rows = [
        {name: getattr(version.article, name) for name in ARTICLE_FIELDS}
        | {"revision": version.revision, "superseded_at": version.superseded_at}
        | {"story_id": "", "batch_id": batch_id}
        for version in sorted(versions, key=lambda version: order(version.article))
    ]
    for row in rows:
        for name in (*_MOMENTS, "superseded_at"):
            row[name] = _naive(row[name]) if row[name] else None
    return pa.Table.from_pylist(rows)


def _naive(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(tzinfo=None)
