"""What a worker does, whoever runs it."""

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from threadpoolctl import ThreadpoolController

from tension.articles import Article
from tension.pairs import Pair
from tension.signals.evidence import ScoredArticle
from tension.signals.score import Scorer, load_scorer, score_articles


@lru_cache(maxsize=2)
def cached_scorer(models: Path) -> Scorer:
    """The scorer of a models folder, loaded once in each process."""
    return load_scorer(models)


def score_batch(models: Path, pair: Pair, articles: Sequence[Article]) -> list[ScoredArticle]:
    """Score articles, one result an article, in order; the same bits in every process of one kind of CPU."""
    scorer = cached_scorer(models)
    # How a matrix product is split over threads decides its last bits, and workers differ in their threads.
    with _thread_pools().limit(limits=1):
        return score_articles(articles, pair, scorer)


@lru_cache(maxsize=1)
def _thread_pools() -> ThreadpoolController:
    return ThreadpoolController()
