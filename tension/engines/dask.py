"""Scoring on a Dask cluster: one at a given address, or one started here for the length of a run.

A batch is one task. The batches of a worker that dies are scored again by another, with the same results.
"""

from collections.abc import Iterable, Iterator
from concurrent.futures import CancelledError
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any
from uuid import uuid4

import dask
import pyarrow as pa
from distributed import Client, Future, KilledWorker, LocalCluster
from distributed.comm.core import CommClosedError

from tension.engines.base import Findings, Scored, T, Work
from tension.engines.dask_worker import ModelPlugin, plugin_name, score_on_worker
from tension.engines.work import cached_scorer, naming_both
from tension.errors import EngineError
from tension.pairs import Pair
from tension.workers import in_order

CONNECT_SECONDS = 15.0
PATIENCE_SECONDS = 300.0
"""How long a run waits for a cluster that has no worker at all."""
_POLL_SECONDS = 10.0

_SETTINGS: dict[str, Any] = {
    # A batch of five thousand articles is some 15 MB, by design.
    "distributed.admin.large-graph-warning-threshold": "256MB",
    # No pages about the cluster are served, so nobody would see what this watches a hundred times a second.
    "distributed.worker.profile.enabled": False,
    "distributed.scheduler.http.routes": [],
    "distributed.worker.http.routes": [],
    # Each part of a cluster would wake up many times a second to look after itself, in the work's way.
    "distributed.admin.tick.interval": "1s",
    "distributed.admin.system-monitor.interval": "5s",
    "distributed.worker.memory.monitor-interval": "500ms",
    # Set, it has every larger array mapped anew and given back: scoring takes a third longer.
    "distributed.nanny.pre-spawn-environ.MALLOC_TRIM_THRESHOLD_": None,
}


class DaskEngine:
    """Batches as tasks of a cluster; get one from `dask_engine`."""

    def __init__(
        self, client: Client, address: str, models: Path, model: str, pair: Pair, patience: float
    ) -> None:
        self._client = client
        self._address = address
        self._models = models
        self._model = model
        self._pair = pair
        self._patience = patience
        self._run = uuid4().hex
        self._numbers = count()

    def score(self, batches: Iterable[Work[T]]) -> Iterator[Scored[T]]:
        """See `Engine.score`: one batch waits for each worker beside those under way."""
        return in_order(batches, self._submit, self._result, lambda: 2 * max(1, self._workers()) + 1)

    def _submit(self, articles: pa.Table) -> "Future[Findings]":
        # To ask whether an article names both sides takes no longer here than to send it and ask there.
        articles = naming_both(self._models, self._pair, articles)
        # They travel inside the task: scattered ahead, they would go down with their worker.
        key = f"tension-score-{self._run}-{next(self._numbers)}"
        with self._explained(OSError):
            return self._client.submit(
                score_on_worker, self._model, self._pair, articles, key=key, pure=False
            )

    def _result(self, future: "Future[Findings]") -> Findings:
        waited, poll = 0.0, min(_POLL_SECONDS, self._patience)
        while True:
            with self._explained(CommClosedError):
                try:
                    # Told apart from waiting in vain: scoring itself may raise a TimeoutError.
                    if future.exception(timeout=poll) is None:
                        return future.result(timeout=poll)
                except TimeoutError:
                    waited = 0.0 if self._workers() else waited + poll
                else:
                    return future.result()
            if waited >= self._patience:
                raise _without_workers(self._address, self._patience)

    def _workers(self) -> int:
        with self._explained(OSError):
            return len(self._client.nthreads())

    @contextmanager
    def _explained(self, lost: type[OSError]) -> Iterator[None]:
        """Dask's own errors in our words; those of scoring pass through, if `lost` is none of them."""
        try:
            yield
        except KilledWorker as error:
            raise EngineError(
                f"a batch was given up: {error.allowed_failures + 1} workers of {self._address} died over it",
                "see the workers' logs, most often memory; give them more",
            ) from error
        except (CancelledError, lost) as error:
            raise EngineError(
                f"the Dask scheduler at {self._address} is gone ({type(error).__name__}: {error})",
                "start it again and run again; the batches stored so far stay",
            ) from error


@contextmanager
def dask_engine(
    address: str, workers: int, models: Path, pair: Pair, patience: float = PATIENCE_SECONDS
) -> Iterator[DaskEngine]:
    """A cluster that knows the model, for the length of the block.

    Args:
        address: of a scheduler, as `tcp://host:8786` or `tls://host:8786`; empty starts one on this machine.
        workers: how many processes to start here; a given cluster has its own.
        models: the folder of the trained artefact; its files are sent to the workers.
        pair: whose signals to look for.
        patience: seconds to wait for a first worker, and for another when the last has died.

    Raises:
        EngineError: nothing answers at the address, or it has no workers.
    """
    with dask.config.set(_SETTINGS), _client(address, workers) as client:
        place = address or "127.0.0.1, started here,"
        try:
            client.wait_for_workers(1, timeout=patience)
        except TimeoutError as error:
            raise _without_workers(place, patience) from error
        model = _send_model(client, place, models)
        yield DaskEngine(client, place, models, model, pair, patience)


def cluster_workers(address: str) -> str:
    """How many workers a cluster has, in words.

    Raises:
        EngineError: nothing answers at the address, or it has no workers.
    """
    with dask.config.set(_SETTINGS), _client(address, 0) as client:
        number = len(client.nthreads())
    if not number:
        raise _without_workers(address, 0)
    return f"{number} worker{'s' if number > 1 else ''}"


@contextmanager
def _client(address: str, workers: int) -> Iterator[Client]:
    if address:
        try:
            client = Client(address, timeout=CONNECT_SECONDS, set_as_default=False, name="tension")
        except (OSError, ValueError, TypeError) as error:
            raise EngineError(
                f"no Dask scheduler answers at {address} ({type(error).__name__}: {error})",
                "start one there with `dask scheduler`, or mend scoring.dask_address; empty starts one here",
            ) from error
        with client:
            yield client
        return
    # Whoever may connect to a scheduler may run code: the loopback only, and only with this run's own keys.
    with (
        LocalCluster(
            n_workers=workers,
            threads_per_worker=1,
            host="127.0.0.1",
            dashboard_address=None,
            scheduler_kwargs={"dashboard_address": "127.0.0.1:0"},
            security=True,
        ) as cluster,
        Client(cluster, set_as_default=False, name="tension") as client,
    ):
        yield client


def _send_model(client: Client, place: str, models: Path) -> str:
    """Register the model with the scheduler, which hands it to each worker once; returns its name."""
    scorer_hash = cached_scorer(models).hash
    files = {
        file.relative_to(models).as_posix(): file.read_bytes()
        for file in sorted(models.rglob("*"))
        if file.is_file() and not file.name.startswith(".")
    }
    try:
        client.register_plugin(ModelPlugin(files, scorer_hash))
    except ModuleNotFoundError as error:
        raise EngineError(
            f"workers of {place} cannot import {error.name}",
            "install this project on them: uv sync --locked --extra dask",
        ) from error
    return plugin_name(scorer_hash)


def _without_workers(place: str, patience: float) -> EngineError:
    waited = f"has had no worker for {patience:g} s" if patience else "has no worker"
    return EngineError(
        f"the Dask cluster at {place} {waited}",
        "start some with `dask worker ADDRESS --nthreads 1` and run again; the batches stored so far stay",
    )
