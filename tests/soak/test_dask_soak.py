"""A worker of a Dask cluster dies midway, and nobody can tell from the results."""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import pytest

pytest.importorskip("distributed", reason="needs the extra dask: uv sync --extra dask")

from tension.bench.articles import mixed
from tension.bench.stages import NOW, articles_of, rows_to_score
from tension.config import ScoringSettings
from tension.engines.dask import dask_engine
from tension.engines.local import LocalEngine
from tension.ingest import ingest
from tension.pairs import Pair
from tension.scoring import score_new
from tension.warehouse import open_writer

pytestmark = pytest.mark.soak
PAIR = Pair("PAK", "IRN")
MODELS = Path("models")
BATCHES = 12


def test_a_killed_worker_changes_neither_results_nor_their_order() -> None:
    articles = rows_to_score(mixed(5 * BATCHES, 0.2, 3))
    batches = [(number, articles.slice(number * 5, 5)) for number in range(BATCHES)]
    expected = list(LocalEngine(MODELS, PAIR).score(batches))
    assert any(one.evidence.num_rows for _, one in expected)

    found = []
    with dask_engine("", 2, MODELS, PAIR) as engine:
        workers = engine._client.run(os.getpid)
        for result in engine.score(iter(batches)):
            found.append(result)
            if len(found) == 2:
                os.kill(next(iter(workers.values())), signal.SIGKILL)
    assert all(address.startswith("tls://127.0.0.1:") for address in workers)
    assert found == expected


def test_a_given_cluster_scores_for_the_warehouse(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Scheduler and workers are programs of their own, started elsewhere, without the models folder."""
    monkeypatch.setattr("tension.engines.choose.POOL_FROM_ARTICLES", 0)
    monkeypatch.setattr("tension.ingest.BATCH_ARTICLES", 20)
    articles = articles_of(mixed(60, 0.2, 4))
    found = []
    with _cluster(tmp_path, workers=2) as address:
        for settings in (
            ScoringSettings(engine="local"),
            ScoringSettings(engine="dask", dask_address=address),
        ):
            path = tmp_path / f"{settings.engine}.duckdb"
            with open_writer(path, wait_seconds=0, recorded_at=NOW) as writer:
                ingest(writer, articles)
                score_new(writer, PAIR, MODELS, settings)
                found.append(writer.query_arrow("select * from evidence order by all"))
    assert found[0].num_rows
    assert found[0].equals(found[1])


@contextmanager
def _cluster(folder: Path, workers: int) -> Iterator[str]:
    """A scheduler and its workers as separate programs; yields the address."""
    address_file = folder / "scheduler.json"
    environment = {**os.environ, "PYTHONPATH": str(Path.cwd())}
    scheduler = ["scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard"]
    worker = ["worker", "--nthreads", "1", "--no-nanny", "--no-dashboard", "--host", "127.0.0.1"]
    with ExitStack() as stack:
        for arguments in (scheduler, *[worker] * workers):
            command = [sys.executable, "-m", "dask", *arguments, "--scheduler-file", str(address_file)]
            place = stack.enter_context(tempfile.TemporaryDirectory())
            process = stack.enter_context(
                subprocess.Popen(command, cwd=place, env=environment, stderr=subprocess.DEVNULL)
            )
            stack.callback(process.terminate)
        yield _address(address_file)


def _address(file: Path) -> str:
    deadline = time.monotonic() + 60
    while True:
        # The scheduler writes it in place: it may be missing, or half written.
        with suppress(FileNotFoundError, ValueError):
            address: str = json.loads(file.read_text(encoding="utf-8"))["address"]
            return address
        assert time.monotonic() < deadline
        time.sleep(0.2)
