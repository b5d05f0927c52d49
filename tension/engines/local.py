"""Scoring in this process, or in processes of this machine."""

from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from tension.engines.base import Scored, T, Work
from tension.engines.work import score_batch
from tension.pairs import Pair
from tension.workers import in_order, process_pool


class LocalEngine:
    """One batch after the other, in this process."""

    def __init__(self, models: Path, pair: Pair) -> None:
        self._models = models
        self._pair = pair

    def score(self, batches: Iterable[Work[T]]) -> Iterator[Scored[T]]:
        """See `Engine.score`."""
        for label, articles in batches:
            yield label, score_batch(self._models, self._pair, articles)


class ProcessEngine:
    """A batch a process; get one from `process_engine`."""

    def __init__(self, pool: ProcessPoolExecutor, workers: int, models: Path, pair: Pair) -> None:
        self._pool = pool
        self._workers = workers
        self._work = partial(score_batch, models, pair)

    def score(self, batches: Iterable[Work[T]]) -> Iterator[Scored[T]]:
        """See `Engine.score`: one batch waits for each worker beside those under way."""
        return in_order(
            batches,
            submit=lambda articles: self._pool.submit(self._work, articles),
            result=lambda future: future.result(),
            most_under_way=lambda: 2 * self._workers + 1,
        )


@contextmanager
def process_engine(workers: int, models: Path, pair: Pair) -> Iterator[ProcessEngine]:
    """A pool of processes for the length of the block."""
    with process_pool(workers) as pool:
        yield ProcessEngine(pool, workers, models, pair)
