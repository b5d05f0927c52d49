"""Many processes bring articles at once: each appends to the lake's inbox, and a run takes them in.

What is appended is the reading itself, so appends never contend for a row; revisions, stories and everything
after are found by the one run that takes the inbox in, and come out as if it had read the articles alone.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict
from itertools import islice
from typing import Any

import pyarrow as pa

from tension.article_rows import article_from_row
from tension.articles import Article
from tension.ingest import store_articles, store_rejects
from tension.records import Reject
from tension.warehouse import Inbox, Writer

DELIVERY_ARTICLES = 5000
_DELIVERIES = "select delivery_id, count(*) as articles from inbox.articles group by all order by all"
_ONLY_REJECTS = "select distinct delivery_id from inbox.rejects"


def deliver(
    inbox: Inbox, readings: Iterable[Article | Reject], progress: Callable[[int], None] = lambda _: None
) -> Counter[str]:
    """Append readings to the inbox, a delivery for every 5,000.

    Returns:
        Counts of `delivered` and `rejected`.
    """
    counts: Counter[str] = Counter()
    iterator = iter(readings)
    while batch := list(islice(iterator, DELIVERY_ARTICLES)):
        articles = [asdict(item) for item in batch if isinstance(item, Article)]
        rejects = [
            {"reject_id": item.reject_id, **asdict(item)} for item in batch if isinstance(item, Reject)
        ]
        inbox.deliver(pa.Table.from_pylist(articles), pa.Table.from_pylist(rejects))
        counts.update(delivered=len(articles), rejected=len(rejects))
        progress(len(batch))
    return counts


def take_in(writer: Writer, progress: Callable[[int], None] = lambda _: None) -> Counter[str]:
    """Store what lies in the inbox; some deliveries a transaction, so that each is taken in once.

    Args:
        writer: the open warehouse; a file has no inbox, and nothing to take in.
        progress: called with the number of articles after each transaction.

    Returns:
        Counts of `read`, `new`, `changed`, `repeated` and `rejected`.
    """
    counts: Counter[str] = Counter()
    if not writer.has_inbox:
        return counts
    for deliveries in _portions(writer):
        with writer.transaction():
            articles = [article_from_row(row) for row in _rows(writer, "articles", deliveries)]
            rejects = [_reject(row) for row in _rows(writer, "rejects", deliveries)]
            counts.update(store_articles(writer, articles))
            store_rejects(writer, rejects)
            for table in ("articles", "rejects"):
                writer.execute(
                    f"delete from inbox.{table} where delivery_id in (select unnest(?))", [deliveries]
                )
        counts.update(read=len(articles) + len(rejects), rejected=len(rejects))
        progress(len(articles))
    return counts


def _portions(writer: Writer) -> Iterator[list[str]]:
    """Deliveries together, about five thousand articles each time."""
    portion: list[str] = []
    articles = 0
    found = writer.query_arrow(_DELIVERIES).to_pylist()
    with_articles = {row["delivery_id"] for row in found}
    for row in found:
        if portion and articles + row["articles"] > DELIVERY_ARTICLES:
            yield portion
            portion, articles = [], 0
        portion.append(row["delivery_id"])
        articles += row["articles"]
    rejects = writer.query_arrow(_ONLY_REJECTS)["delivery_id"].to_pylist()
    portion += [delivery for delivery in sorted(rejects) if delivery not in with_articles]
    if portion:
        yield portion


def _rows(writer: Writer, table: str, deliveries: list[str]) -> list[dict[str, Any]]:
    found = writer.query_arrow(
        f"select * from inbox.{table} where delivery_id in (select unnest(?)) order by all", [deliveries]
    )
    rows: list[dict[str, Any]] = found.to_pylist()
    return rows


def _reject(row: dict[str, Any]) -> Reject:
    return Reject(**{name: row[name] for name in ("source_id", "place", "reason", "value", "remedy")})
