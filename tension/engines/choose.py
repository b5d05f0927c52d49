"""The engine that the settings ask for, where it pays."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from tension.config import ScoringSettings
from tension.engines.base import Engine
from tension.engines.local import LocalEngine
from tension.engines.work import cached_scorer
from tension.errors import EngineError
from tension.pairs import Pair
from tension.workers import HERE, open_workers

# Below this a pool of processes starts slower than it scores.
POOL_FROM_ARTICLES = 5000
_EXTRA = ("dask", "distributed")


@contextmanager
def open_engine(settings: ScoringSettings, models: Path, pair: Pair, articles: int) -> Iterator[Engine]:
    """An engine for the length of the block.

    Args:
        settings: which, and how many workers.
        models: the folder of the trained artefact and its tables.
        pair: whose signals to look for.
        articles: how many wait; few are scored in this process, whatever the settings say.

    Raises:
        EngineError: the engine's package is not installed, or its cluster cannot be reached.
    """
    if articles < POOL_FROM_ARTICLES:
        yield LocalEngine(models, pair)
    elif settings.engine != "dask":
        # Processes of their own: what reading needed is no weight on scoring.
        with open_workers(settings) as workers:
            if workers is not HERE:
                # This process asked for the scorer's hash alone.
                cached_scorer.cache_clear()
            yield LocalEngine(models, pair, workers)
    else:
        with _dask_engine(settings, models, pair) as engine:
            yield engine


def described_engine(settings: ScoringSettings) -> str:
    """The engine in a few words, once its cluster, where it has one of its own, has answered.

    Raises:
        EngineError: the engine's package is not installed, or its cluster cannot be reached or has no worker.
    """
    if settings.engine == "local":
        return "local, the run's own process"
    if settings.engine == "processes":
        return f"processes, {settings.workers} of this machine"
    with _dask_explained():
        from tension.engines.dask import cluster_workers  # noqa: PLC0415 - an extra
    if not settings.dask_address:
        return f"dask, {settings.workers} workers started here for each run"
    return f"dask, {cluster_workers(settings.dask_address)} at {settings.dask_address}"


def _dask_engine(settings: ScoringSettings, models: Path, pair: Pair) -> AbstractContextManager[Engine]:
    with _dask_explained():
        from tension.engines.dask import dask_engine  # noqa: PLC0415 - an extra, imported when asked for
    return dask_engine(settings.dask_address, settings.workers, models, pair)


@contextmanager
def _dask_explained() -> Iterator[None]:
    try:
        yield
    except ModuleNotFoundError as error:
        if error.name not in _EXTRA:
            raise
        raise EngineError(
            f'scoring.engine = "dask" needs the package {error.name}', "install it with uv sync --extra dask"
        ) from error
