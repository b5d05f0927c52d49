"""Scoring on a real Dask cluster on this machine."""

from pathlib import Path

import pytest

pytest.importorskip("distributed", reason="needs the extra dask: uv sync --extra dask")

from distributed import Client, LocalCluster

from tension.bench.articles import mixed
from tension.bench.stages import rows_to_score
from tension.engines.dask import DaskEngine, dask_engine
from tension.engines.dask_worker import ModelPlugin
from tension.engines.local import LocalEngine
from tension.errors import EngineError
from tension.pairs import Pair

PAIR = Pair("PAK", "IRN")
MODELS = Path("models")


@pytest.mark.soak
def test_a_cluster_gives_the_bits_of_one_process() -> None:
    """The worker is sent the model; only this run's keys open its door, on the loopback."""
    articles = rows_to_score(mixed(8, 0.5, 3))
    batches = [("first", articles.slice(0, 4)), ("second", articles.slice(4))]
    expected = list(LocalEngine(MODELS, PAIR).score(batches))
    assert any(found.evidence.num_rows for _, found in expected)
    with dask_engine("", 1, MODELS, PAIR) as engine:
        assert list(engine.score(iter(batches))) == expected
        assert all(address.startswith("tls://127.0.0.1:") for address in engine._client.nthreads())


def test_a_cluster_without_workers_is_given_up_with_its_address() -> None:
    with LocalCluster(n_workers=0, host="127.0.0.1", dashboard_address="127.0.0.1:0") as cluster:
        address = cluster.scheduler_address
        with (
            pytest.raises(EngineError, match=f"{address} has had no worker"),
            dask_engine(address, 2, MODELS, PAIR, patience=0.2),
        ):
            pass


@pytest.mark.parametrize("failure", [PermissionError("denied"), TimeoutError("slow")], ids=["denied", "slow"])
def test_what_scoring_raises_is_not_taken_for_a_lost_scheduler(failure: Exception) -> None:
    def fail() -> None:
        raise failure

    with (
        LocalCluster(
            n_workers=1, threads_per_worker=1, processes=False, dashboard_address="127.0.0.1:0"
        ) as cluster,
        Client(cluster, set_as_default=False) as client,
    ):
        engine = DaskEngine(client, cluster.scheduler_address, MODELS, "none", PAIR, patience=5)
        with pytest.raises(type(failure), match=str(failure)):
            engine._result(client.submit(fail))


def test_a_worker_with_other_code_is_refused(tmp_path: Path) -> None:
    class Worker:
        address = "tcp://10.0.0.7:1234"
        local_directory = str(tmp_path)

    files = {
        file.relative_to(MODELS).as_posix(): file.read_bytes() for file in MODELS.rglob("*") if file.is_file()
    }
    plugin = ModelPlugin(files, "0" * 32)
    plugin.setup(Worker())
    with pytest.raises(EngineError, match=r"tcp://10\.0\.0\.7:1234 has other scoring code"):
        plugin.score(PAIR, rows_to_score(iter(())))
    plugin.teardown(Worker())
    assert list(tmp_path.iterdir()) == []
