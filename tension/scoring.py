"""Signals for every article that a pair's scorer has not read yet, batch by batch."""

from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import cast

import pyarrow as pa

from tension.config import ScoringSettings
from tension.engines import Findings, Work, cached_scorer, open_engine
from tension.pairs import Pair
from tension.warehouse import Writer, statement

_TABLES = ("evidence", "scored_articles", "scored_batches")


def score_new(
    writer: Writer,
    pair: Pair,
    models: Path,
    settings: ScoringSettings,
    progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> Counter[str]:
    """Score the batches that this scorer has not read; another scorer's findings are dropped first.

    Each batch is one transaction, so a run that was cut off goes on with the next batch.

    Args:
        writer: the open warehouse.
        pair: whose signals to look for.
        models: the folder of the trained artefact and its tables.
        settings: the engine and its workers.
        progress: called with batches done and batches in all.

    Returns:
        Counts of `scored` (English articles read), `relevant` and `evidence`.
    """
    parameters = {"pair": pair.key, "scorer_hash": cached_scorer(models).hash}
    pending = writer.query_arrow(statement("pending_batches"), parameters)["batch_id"].to_pylist()
    _drop_other_scorers(writer, parameters)
    counts: Counter[str] = Counter(scored=0, relevant=0, evidence=0)
    with open_engine(settings, models, pair, _waiting_articles(writer, pending)) as engine:
        for done, ((batch_id, read), found) in enumerate(engine.score(_work(writer, pending)), start=1):
            counts.update(scored=read, relevant=found.articles.num_rows, evidence=found.evidence.num_rows)
            with writer.transaction():
                _store(writer, found)
                writer.insert_new(
                    "scored_batches", pa.Table.from_pylist([{**parameters, "batch_id": batch_id}])
                )
            progress(done, len(pending))
    return counts


def _work(writer: Writer, pending: list[int]) -> Iterator[Work[tuple[int, int]]]:
    """Batches, known by their id and how many articles they hold, read as the engine asks for them."""
    for batch_id in pending:
        articles = writer.query_arrow(statement("batch_articles"), {"batch_id": batch_id})
        yield (batch_id, articles.num_rows), articles


def _waiting_articles(writer: Writer, batches: list[int]) -> int:
    counted = writer.query_arrow(
        "select count(*) as n from articles where batch_id in (select unnest(?))", [batches]
    )
    return cast("int", counted["n"][0].as_py())


def _drop_other_scorers(writer: Writer, parameters: dict[str, str]) -> None:
    """Findings of another model or gazetteer say nothing about this one's."""
    others = writer.query_arrow(
        "select 1 from scored_batches where pair = $pair and scorer_hash <> $scorer_hash limit 1", parameters
    )
    if others.num_rows:
        with writer.transaction():
            for table in _TABLES:
                writer.execute(f"delete from {table} where pair = ?", [parameters["pair"]])


def _store(writer: Writer, found: Findings) -> None:
    for table, rows in (("scored_articles", found.articles), ("evidence", found.evidence)):
        if rows.num_rows:
            writer.insert_frame(table, rows)
