"""How far a run is: the command line shows bars, a scheduled run writes nothing."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

Report = Callable[[str, int, int | None], None]
"""Called with the stage, how much is done, and of how much where that is known."""


def _silent(_stage: str, _done: int, _total: int | None) -> None:
    """A run without anybody watching."""


_report: ContextVar[Report] = ContextVar("report", default=_silent)


@contextmanager
def reporting(report: Report) -> Iterator[None]:
    """Send the progress of everything run inside the block to `report`."""
    token = _report.set(report)
    try:
        yield
    finally:
        _report.reset(token)


def report(stage: str, done: int, total: int | None = None) -> None:
    """Say how far a stage is."""
    _report.get()(stage, done, total)
