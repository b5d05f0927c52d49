"""The engine that the settings ask for, where it pays."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tension.config import ScoringSettings
from tension.engines.base import Engine
from tension.engines.local import LocalEngine, process_engine
from tension.pairs import Pair

# Below this a pool of processes starts slower than it scores.
POOL_FROM_ARTICLES = 5000


@contextmanager
def open_engine(settings: ScoringSettings, models: Path, pair: Pair, articles: int) -> Iterator[Engine]:
    """An engine for the length of the block.

    Args:
        settings: which, and how many workers.
        models: the folder of the trained artefact and its tables.
        pair: whose signals to look for.
        articles: how many wait; few are scored in this process, whatever the settings say.
    """
    if settings.engine == "local" or settings.workers == 1 or articles < POOL_FROM_ARTICLES:
        yield LocalEngine(models, pair)
        return
    with process_engine(settings.workers, models, pair) as engine:
        yield engine
