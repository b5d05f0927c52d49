"""How often a text that names both sides, and is not about the two of them, yields an event between them."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from tension.articles import Article
from tension.config import InputSettings
from tension.gazetteer import Gazetteer
from tension.pairs import Pair
from tension.records import article_from_record
from tension.signals.corpus import Row
from tension.signals.estimators import Split
from tension.signals.evaluation.metrics import wilson_interval
from tension.signals.evidence import ScoredArticle
from tension.signals.score import Scorer, score_articles

PAIR = Pair("PAK", "IRN")
_PUBLISHED = datetime(2024, 1, 18, 12, tzinfo=UTC)


def trap_rows(rows: Sequence[Row], pair: Pair, gazetteer: Gazetteer) -> list[Row]:
    """Rows marked as traps, of another pair or none, that name both sides and hold no event between them."""
    return [
        row
        for row in rows
        if row.trap
        and set(row.dyad.split("-")) != pair.states
        and pair.states <= gazetteer.actors(row.text)
        and not any({event.source, event.target} == pair.states for event in row.events)
    ]


def measure_leak(
    rows: Sequence[Row], splits: Sequence[Split], scorers: Sequence[Scorer], pair: Pair = PAIR
) -> dict[str, Any]:
    """Read the trap rows, each as an article, with the model of each split that did not learn from it.

    Args:
        rows: the corpus.
        splits: the rows that each model learned from, and those that it did not.
        scorers: one a split.
        pair: the pair that the rows are read for.

    Returns:
        Rows, how many yield an event of the pair that counts, their share, its 95 % interval, and the ids.
    """
    traps = trap_rows(rows, pair, scorers[0].gazetteer)
    leaked: set[str] = set()
    for (_, test), scorer in zip(splits, scorers, strict=True):
        unseen = {rows[number].id for number in test.tolist()}
        asked = [row for row in traps if row.id in unseen]
        scored = score_articles([article_of(row) for row in asked], pair, scorer)
        leaked |= {row.id for row, found in zip(asked, scored, strict=True) if tells_of(found, pair)}
    low, high = wilson_interval(len(leaked), len(traps))
    return {
        "rows": len(traps),
        "leaked": len(leaked),
        "share": len(leaked) / max(1, len(traps)),
        "low": low,
        "high": high,
        "ids": [row.id for row in traps],
        "leaked_ids": [row.id for row in traps if row.id in leaked],
    }


def tells_of(scored: ScoredArticle, pair: Pair) -> bool:
    """Whether an article yields an event between the two sides that counts."""
    return any({row.source, row.target} == pair.states and row.points > 0 for row in scored.evidence)


def article_of(row: Row) -> Article:
    """A row as an article without a title."""
    record = {
        "url": f"https://corpus.example/{row.id}",
        "text": row.text,
        "published_at": _PUBLISHED.isoformat(),
    }
    return article_from_record(
        record,
        source_id="corpus",
        place=row.id,
        fetched_at=_PUBLISHED,
        settings=InputSettings(),
        archive=True,
    )
