"""Work handed to processes of this machine, and its results in the order in which it was given.

A process takes some seconds to start, so few pieces of work are done where they are asked for.
"""

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from itertools import chain, islice
from multiprocessing import get_context, parent_process
from multiprocessing.process import BaseProcess
from threading import Thread
from typing import Protocol, TypeVar

from tension.config import ScoringSettings
from tension.memory import give_back_memory

L = TypeVar("L")
A = TypeVar("A")
B = TypeVar("B")
F = TypeVar("F")

FEW = 2
"""Pieces of work that are done in this process: a run of each day has no more."""
_IMPORTED_ONCE = ["pandas", "tension.reading", "tension.sketches", "tension.engines.work"]
"""By the process that the workers are forked from: they start at once, and share the memory of it."""


class Workers(Protocol):
    """Whoever does the work; get one from `open_workers`, or `HERE`."""

    def map(
        self, work: Callable[[A], B], pieces: Iterable[tuple[L, A]], few: int = FEW
    ) -> Iterator[tuple[L, B]]:
        """Each piece's label and result, in the order of the pieces, which are asked for as needed.

        Args:
            work: what to do with each.
            pieces: whatever the caller knows each by, and what to work on.
            few: so many, and no more, are done in this process.
        """
        ...


class _Here:
    def map(
        self,
        work: Callable[[A], B],
        pieces: Iterable[tuple[L, A]],
        few: int = FEW,  # noqa: ARG002 - however few
    ) -> Iterator[tuple[L, B]]:
        """See `Workers.map`."""
        for label, piece in pieces:
            yield label, work(piece)


HERE: Workers = _Here()
"""This process alone."""


class _Processes:
    def __init__(self, pool: ProcessPoolExecutor, count: int) -> None:
        self._pool = pool
        self._count = count

    def map(
        self, work: Callable[[A], B], pieces: Iterable[tuple[L, A]], few: int = FEW
    ) -> Iterator[tuple[L, B]]:
        """See `Workers.map`: one piece waits for each process beside that under way."""
        iterator = iter(pieces)
        first = list(islice(iterator, few + 1))
        if len(first) <= few:
            yield from HERE.map(work, first)
            return
        done = in_order(
            chain(first, iterator),
            submit=lambda piece: self._pool.submit(_done, work, piece),
            result=Future.result,
            most_under_way=lambda: 2 * self._count,
        )
        for each in done:
            yield each
            give_back_memory()


@contextmanager
def open_workers(settings: ScoringSettings) -> Iterator[Workers]:
    """As many processes as score, for the length of the block; none where scoring is to stay in this one."""
    if settings.engine == "local" or settings.workers == 1:
        yield HERE
        return
    with process_pool(settings.workers) as pool:
        yield _Processes(pool, settings.workers)


def process_pool(count: int) -> ProcessPoolExecutor:
    """Processes that end with this one, however it ends."""
    # Forking a process that has threads (Prefect's, DuckDB's) can hang; a fresh interpreter cannot.
    context = get_context("forkserver")
    context.set_forkserver_preload(_IMPORTED_ONCE)
    return ProcessPoolExecutor(count, mp_context=context, initializer=_end_with_parent)


def _end_with_parent() -> None:
    """Idle workers of a run that was killed would wait for work for ever."""
    parent = parent_process()
    if parent is not None:
        Thread(target=_end_after, args=(parent,), daemon=True).start()


def _end_after(parent: BaseProcess) -> None:
    parent.join()
    os._exit(1)


def _done(work: Callable[[A], B], piece: A) -> B:
    done = work(piece)
    give_back_memory()
    return done


def in_order(
    pieces: Iterable[tuple[L, A]],
    submit: Callable[[A], F],
    result: Callable[[F], B],
    most_under_way: Callable[[], int],
) -> Iterator[tuple[L, B]]:
    """Hand pieces of work to others ahead of their turn, and their results on in their turn.

    Args:
        pieces: whatever the caller knows each by, and what to work on.
        submit: gives a piece to the workers, and returns at once with a promise.
        result: waits for a promise.
        most_under_way: how many pieces may be unfinished or unread at a time; asked before each.
    """
    under_way: deque[tuple[L, F]] = deque()
    for label, piece in pieces:
        under_way.append((label, submit(piece)))
        while len(under_way) >= most_under_way():
            first, promise = under_way.popleft()
            yield first, result(promise)
    for first, promise in under_way:
        yield first, result(promise)
