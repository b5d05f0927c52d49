"""How often a text that names both sides, and is not about the two of them, yields an event between them."""

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tension.articles import Article
from tension.config import InputSettings
from tension.gazetteer import Gazetteer, load_gazetteer
from tension.pairs import Pair
from tension.records import article_from_record
from tension.signals.corpus import Row, load_corpus
from tension.signals.evidence import ScoredArticle
from tension.signals.metrics import wilson_interval
from tension.signals.score import Scorer, load_scorer, score_articles
from tension.signals.train import train

PAIR = Pair("PAK", "IRN")
_PUBLISHED = datetime(2024, 1, 18, 12, tzinfo=UTC)
_ARTEFACT = ("signals.npz", "signals.json")


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


def measure_leak(models: Path, pair: Pair = PAIR) -> dict[str, Any]:
    """Read the trap rows, each as an article, with a model trained anew without their families.

    Args:
        models: the folder that holds corpus and lexicon.
        pair: the pair that the rows are read for.

    Returns:
        Rows, how many yield an event of the pair that counts, their share, its 95 % interval, and the ids.
    """
    rows = load_corpus(models / "corpus")
    traps = trap_rows(rows, pair, load_gazetteer(models / "gazetteer.toml"))
    families = {row.family for row in traps}
    with _trained_on(models, [row for row in rows if row.family not in families]) as scorer:
        scored = score_articles([article_of(row) for row in traps], pair, scorer)
    leaked = [row.id for row, found in zip(traps, scored, strict=True) if tells_of(found, pair)]
    low, high = wilson_interval(len(leaked), len(traps))
    share = len(leaked) / max(1, len(traps))
    return {
        "rows": len(traps),
        "leaked": len(leaked),
        "share": share,
        "low": low,
        "high": high,
        "ids": [row.id for row in traps],
        "leaked_ids": leaked,
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


@contextmanager
def _trained_on(models: Path, rows: Sequence[Row]) -> Iterator[Scorer]:
    """A scorer trained on these rows in place of the corpus."""
    with TemporaryDirectory() as folder:
        anew = Path(folder) / "models"
        shutil.copytree(models, anew, ignore=shutil.ignore_patterns(*_ARTEFACT))
        lines = "".join(f"{row.model_dump_json(exclude_none=True)}\n" for row in rows)
        (anew / "corpus" / "corpus.jsonl").write_text(lines, encoding="utf-8")
        train(anew)
        yield load_scorer(anew)
