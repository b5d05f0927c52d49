"""Scoring in this process, or in processes of this machine."""

from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path

from tension.engines.base import Scored, T, Work
from tension.engines.work import score_batch
from tension.pairs import Pair
from tension.workers import HERE, Workers


class LocalEngine:
    """A batch a worker at a time."""

    def __init__(self, models: Path, pair: Pair, workers: Workers = HERE) -> None:
        self._work = partial(score_batch, models, pair)
        self._workers = workers

    def score(self, batches: Iterable[Work[T]]) -> Iterator[Scored[T]]:
        """See `Engine.score`."""
        return self._workers.map(self._work, batches, few=1)
