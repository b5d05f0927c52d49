"""What a worker does, whoever runs it."""

from collections.abc import Sequence
from dataclasses import fields
from functools import lru_cache
from pathlib import Path
from typing import Any

import pyarrow as pa
from threadpoolctl import ThreadpoolController

from tension.article_rows import article_from_row
from tension.engines.base import Findings
from tension.pairs import Pair
from tension.relevance import may_concern
from tension.signals.evidence import Evidence, ScoredArticle
from tension.signals.score import Scorer, load_scorer, score_articles

_OF_ARTICLE = ("reason", "sentence_count", "tone", "escalation", "deescalation")
_OF_EVIDENCE = tuple(field.name for field in fields(Evidence))


@lru_cache(maxsize=2)
def cached_scorer(models: Path) -> Scorer:
    """The scorer of a models folder, loaded once in each process."""
    return load_scorer(models)


def score_batch(models: Path, pair: Pair, articles: pa.Table) -> Findings:
    """Score the articles of a batch; the same bits in every process of one kind of CPU.

    Args:
        models: the folder of the trained artefact and its tables.
        pair: whose signals to look for.
        articles: rows of the table `articles`.
    """
    return score_screened(models, pair, naming_both(models, pair, articles))


def score_screened(models: Path, pair: Pair, articles: pa.Table) -> Findings:
    """As `score_batch`, for those that `naming_both` left."""
    scorer = cached_scorer(models)
    rows = articles.to_pylist()
    # How a matrix product is split over threads decides its last bits, and workers differ in their threads.
    with _thread_pools().limit(limits=1):
        scored = score_articles([article_from_row(row) for row in rows], pair, scorer, screened=True)
    return _findings(pair, rows, scored)


def naming_both(models: Path, pair: Pair, articles: pa.Table) -> pa.Table:
    """Those of a batch that name both sides: all else about the others would be found in vain."""
    gazetteer = cached_scorer(models).gazetteer
    texts = zip(articles["title"].to_pylist(), articles["text"].to_pylist(), strict=True)
    numbers = [
        number
        for number, (title, text) in enumerate(texts)
        if may_concern(f"{title}\n{text}", pair, gazetteer)
    ]
    return articles.take(pa.array(numbers, pa.int64()))


def _findings(pair: Pair, rows: Sequence[dict[str, Any]], scored: Sequence[ScoredArticle]) -> Findings:
    relevant = [(row, found) for row, found in zip(rows, scored, strict=True) if found.relevant]
    told = [(row, item) for row, found in relevant for item in found.evidence]
    return Findings(_table(pair, relevant, _OF_ARTICLE), _table(pair, told, _OF_EVIDENCE))


def _table(pair: Pair, items: Sequence[tuple[dict[str, Any], object]], names: Sequence[str]) -> pa.Table:
    """The named attributes of items as columns, after the key of the article that each belongs to."""
    keys = {
        "pair": [pair.key] * len(items),
        "article_id": [row["article_id"] for row, _ in items],
        "revision": [row["revision"] for row, _ in items],
    }
    return pa.table(keys | {name: [getattr(item, name) for _, item in items] for name in names})


@lru_cache(maxsize=1)
def _thread_pools() -> ThreadpoolController:
    return ThreadpoolController()
