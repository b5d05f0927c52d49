"""What every engine does: batches of articles in, their scores out, in order and bounded in memory."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol, TypeVar

from tension.articles import Article
from tension.signals.evidence import ScoredArticle

T = TypeVar("T")

Work = tuple[T, Sequence[Article]]
"""A batch: whatever the caller knows it by, and its articles."""

Scored = tuple[T, list[ScoredArticle]]
"""The caller's own label of a batch, and one result an article, in order."""


class Engine(Protocol):
    """Scores batches; get one from `open_engine`."""

    def score(self, batches: Iterable[Work[T]]) -> Iterator[Scored[T]]:
        """Results batch by batch, in the order the batches came.

        Batches are asked for only as fast as they are scored: a few wait, never all of them.
        """
        ...
