"""What runs on a Dask worker: the model arrives once, with its files, and batches are scored with it."""

import shutil
import threading
from collections.abc import Mapping
from pathlib import Path

import pyarrow as pa
from distributed import Worker, get_worker
from distributed.diagnostics.plugin import WorkerPlugin

from tension.engines.base import Findings
from tension.engines.work import cached_scorer, score_screened
from tension.errors import EngineError
from tension.pairs import Pair


class ModelPlugin(WorkerPlugin):
    """Carries the models folder to every worker, those that join later too, so that none needs a copy."""

    # A scheduler that has it already, from this run or an earlier one, does not hand it out again.
    idempotent = True

    def __init__(self, files: Mapping[str, bytes], scorer_hash: str) -> None:
        """Take the folder's files by their path in it, and the hash that a scorer made of them must have."""
        self.name = plugin_name(scorer_hash)
        self._files = dict(files)
        self._scorer_hash = scorer_hash

    def setup(self, worker: Worker) -> None:
        """Unpack the files beside the worker's own; the model is read with the first batch."""
        self._address = worker.address
        self._folder = Path(worker.local_directory).resolve() / self.name
        self._lock = threading.Lock()
        self._ready = False
        for name, content in self._files.items():
            file = self._folder / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)
        self._files.clear()

    def teardown(self, worker: Worker) -> None:  # noqa: ARG002 - Dask's signature
        """Take the files away with the worker."""
        shutil.rmtree(self._folder, ignore_errors=True)

    def score(self, pair: Pair, articles: pa.Table) -> Findings:
        """Score those of a batch that name both sides; one at a time in a process.

        Raises:
            EngineError: this worker has other scoring code than the caller.
        """
        with self._lock:
            self._refuse_other_code()
            return score_screened(self._folder, pair, articles)

    def _refuse_other_code(self) -> None:
        if self._ready:
            return
        found = cached_scorer(self._folder).hash
        if found != self._scorer_hash:
            raise EngineError(
                f"worker {self._address} has other scoring code: its scorer is {found}, "
                f"this checkout's {self._scorer_hash}",
                "start the workers from the same version as this checkout",
            )
        self._ready = True


def plugin_name(scorer_hash: str) -> str:
    """The name under which the scheduler knows a model."""
    return f"tension-model-{scorer_hash}"


def score_on_worker(name: str, pair: Pair, articles: pa.Table) -> Findings:
    """The task: score with the model that this worker was given."""
    worker = get_worker()
    plugin = worker.plugins.get(name)
    if not isinstance(plugin, ModelPlugin):
        raise EngineError(
            f"worker {worker.address} was given no model", "see its log for why, and restart it"
        )
    return plugin.score(pair, articles)
