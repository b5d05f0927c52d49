"""Signals for every article that a pair's scorer has not read yet, batch by batch."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any, cast

import pyarrow as pa

from tension.article_rows import article_from_row
from tension.articles import Article
from tension.config import ScoringSettings
from tension.engines import Work, cached_scorer, open_engine
from tension.pairs import Pair
from tension.signals.evidence import ScoredArticle
from tension.signals.score import Scorer
from tension.warehouse import Writer, statement

_TABLES = ("evidence", "scored_articles", "scored_batches")

Reading = tuple[Article, int]
"""An article and the number of its revision."""


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
    scorer = cached_scorer(models)
    parameters = {"pair": pair.key, "scorer_hash": scorer.hash}
    pending = writer.query_arrow(statement("pending_batches"), parameters)["batch_id"].to_pylist()
    _drop_other_scorers(writer, pair, scorer)
    counts: Counter[str] = Counter(scored=0, relevant=0, evidence=0)
    with open_engine(settings, models, pair, _waiting_articles(writer, pending)) as engine:
        for done, ((batch_id, readings), scored) in enumerate(engine.score(_work(writer, pending)), start=1):
            with writer.transaction():
                counts.update(_store(writer, pair, readings, scored))
                writer.insert_new(
                    "scored_batches", pa.Table.from_pylist([{**parameters, "batch_id": batch_id}])
                )
            progress(done, len(pending))
    return counts


def _work(writer: Writer, pending: list[int]) -> Iterator[Work[tuple[int, list[Reading]]]]:
    """Batches read as the engine asks for them."""
    for batch_id in pending:
        readings = _readings(writer, batch_id)
        yield (batch_id, readings), [article for article, _ in readings]


def _readings(writer: Writer, batch_id: int) -> list[Reading]:
    rows = writer.query_arrow(statement("batch_articles"), {"batch_id": batch_id}).to_pylist()
    return [(article_from_row(row), row["revision"]) for row in rows]


def _waiting_articles(writer: Writer, batches: list[int]) -> int:
    counted = writer.query_arrow(
        "select count(*) as n from articles where batch_id in (select unnest(?))", [batches]
    )
    return cast("int", counted["n"][0].as_py())


def _drop_other_scorers(writer: Writer, pair: Pair, scorer: Scorer) -> None:
    """Findings of another model or gazetteer say nothing about this one's."""
    others = writer.query_arrow(
        "select 1 from scored_batches where pair = ? and scorer_hash <> ? limit 1", [pair.key, scorer.hash]
    )
    if others.num_rows:
        with writer.transaction():
            for table in _TABLES:
                writer.execute(f"delete from {table} where pair = ?", [pair.key])


def _store(
    writer: Writer, pair: Pair, readings: list[Reading], scored: list[ScoredArticle]
) -> dict[str, int]:
    """Keep what was found in the relevant articles."""
    articles: list[dict[str, Any]] = []
    evidence: list[dict[str, Any]] = []
    for (article, revision), found in zip(readings, scored, strict=True):
        if not found.relevant:
            continue
        key = {"pair": pair.key, "article_id": article.article_id, "revision": revision}
        articles.append(
            key
            | {
                "reason": found.reason,
                "sentence_count": found.sentence_count,
                "tone": found.tone,
                "escalation": found.escalation,
                "deescalation": found.deescalation,
            }
        )
        evidence.extend(key | asdict(item) for item in found.evidence)
    for table, rows in (("scored_articles", articles), ("evidence", evidence)):
        if rows:
            writer.insert_frame(table, pa.Table.from_pylist(rows))
    return {"scored": len(scored), "relevant": len(articles), "evidence": len(evidence)}
