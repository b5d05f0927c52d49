"""The garbage collector held while many small objects are made that all live to the end of a batch."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collector_paused() -> Iterator[None]:
    """Make objects without looking for circles among them: a batch has none, and looking takes long.

    What is counted out is freed as always; the collector goes on afterwards if it was on before.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
