"""What a batch or a run holds: the collector waits while it is made, the system has it back afterwards."""

import ctypes
import gc
from collections.abc import Iterator
from contextlib import contextmanager

import pyarrow as pa


@contextmanager
def collector_paused() -> Iterator[None]:
    """Make objects without looking for circles among them: these have none, and looking takes long.

    What is counted out is freed as always; the collector goes on afterwards if it was on before.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def give_back_memory() -> None:
    """Let the system have the pages that are free: Arrow and glibc keep them, a third of what a run holds."""
    pa.default_memory_pool().release_unused()
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)
