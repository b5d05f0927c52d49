"""What every engine does: batches of articles in, their scores out, in order and bounded in memory."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Protocol, TypeVar

from tension.articles import Article
from tension.signals.evidence import ScoredArticle

T = TypeVar("T")
F = TypeVar("F")

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


def in_order(
    batches: Iterable[Work[T]],
    submit: Callable[[Sequence[Article]], F],
    result: Callable[[F], list[ScoredArticle]],
    most_under_way: Callable[[], int],
) -> Iterator[Scored[T]]:
    """Hand batches to workers ahead of their turn, and their results on in their turn.

    Args:
        batches: as for `Engine.score`.
        submit: gives a batch to the workers, and returns at once with a promise.
        result: waits for a promise.
        most_under_way: how many batches may be unfinished or unread at a time; asked before each.
    """
    under_way: deque[tuple[T, F]] = deque()
    for label, articles in batches:
        under_way.append((label, submit(articles)))
        while len(under_way) >= most_under_way():
            first, promise = under_way.popleft()
            yield first, result(promise)
    for first, promise in under_way:
        yield first, result(promise)
