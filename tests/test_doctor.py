"""What `tension doctor` says of the engine and of the lake."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tension.config import Settings
from tension.doctor import Finding, examine

NOW = datetime(2024, 1, 20, tzinfo=UTC)


@pytest.mark.parametrize(
    ("scoring", "detail"),
    [
        ({"engine": "local"}, "local, the run's own process"),
        ({"engine": "processes", "workers": 3}, "processes, 3 of this machine"),
        ({"engine": "dask", "workers": 3}, "dask, 3 workers started here for each run"),
    ],
)
def test_the_engine_is_told(scoring: dict[str, object], detail: str, tmp_path: Path) -> None:
    if scoring["engine"] == "dask":
        pytest.importorskip("distributed", reason="needs the extra: uv sync --extra dask")
    assert told(tmp_path, scoring=scoring)["engine"] == Finding("engine", "ok", detail)


def test_a_cluster_is_asked(tmp_path: Path) -> None:
    distributed = pytest.importorskip("distributed", reason="needs the extra: uv sync --extra dask")
    with distributed.LocalCluster(n_workers=0, host="127.0.0.1", dashboard_address=None) as cluster:
        scoring = {"engine": "dask", "dask_address": cluster.scheduler_address}
        found = told(tmp_path, scoring=scoring)["engine"]
        assert (found.state, found.detail) == (
            "failed",
            f"the Dask cluster at {cluster.scheduler_address} has no worker",
        )
        cluster.scale(1)
        cluster.wait_for_workers(1)
        found = told(tmp_path, scoring=scoring)["engine"]
        assert (found.state, found.detail) == ("ok", f"dask, 1 worker at {cluster.scheduler_address}")


def test_a_cluster_that_is_not_there_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("distributed", reason="needs the extra: uv sync --extra dask")
    monkeypatch.setattr("tension.engines.dask.CONNECT_SECONDS", 0.5)
    found = told(tmp_path, scoring={"engine": "dask", "dask_address": "tcp://127.0.0.1:9"})["engine"]
    assert found.state == "failed"
    assert "no Dask scheduler answers at tcp://127.0.0.1:9" in found.detail
    assert "dask_address" in found.remedy


@pytest.mark.usefixtures("without_dask")
def test_dask_that_is_not_installed_is_named(tmp_path: Path) -> None:
    found = told(tmp_path, scoring={"engine": "dask"})["engine"]
    assert found.state == "failed"
    assert found.detail == 'scoring.engine = "dask" needs the package dask'
    assert found.remedy == "install it with uv sync --extra dask"


def test_a_lake_is_opened_and_none_is_made(tmp_path: Path) -> None:
    pytest.importorskip("duckdb_extension_ducklake", reason="needs the extra: uv sync --extra ducklake")
    from tension.warehouse import open_writer

    assert "lake" not in told(tmp_path)
    catalog, data = tmp_path / "c.sqlite", tmp_path / "data"
    warehouse = {"storage": "ducklake", "lake": {"catalog": str(catalog), "data_path": str(data)}}
    before = told(tmp_path, warehouse=warehouse)["lake"]
    assert (before.state, before.detail) == ("warning", f"there is no lake at {catalog}")
    assert list(tmp_path.iterdir()) == []
    settings = Settings.model_validate({"warehouse": warehouse})
    path = tmp_path / "other.duckdb"
    with open_writer(path, wait_seconds=0, recorded_at=NOW, lake=settings.warehouse.opened_lake):
        found = told(tmp_path, warehouse=warehouse)["lake"]
        assert found.state == "ok"
        assert f"catalog {catalog} and data {data}, last commit" in found.detail
        assert "a run is under way (process" in found.detail
    assert "no run under way" in told(tmp_path, warehouse=warehouse)["lake"].detail
    catalog.write_bytes(b"damaged, and no database at all")
    assert told(tmp_path, warehouse=warehouse)["lake"].state == "failed"


def test_an_extension_that_is_not_installed_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tension.warehouse.lake.find_spec", lambda _: None)
    lake = {"catalog": str(tmp_path / "c.sqlite"), "data_path": str(tmp_path / "data")}
    found = told(tmp_path, warehouse={"storage": "ducklake", "lake": lake})["lake"]
    assert found.state == "failed"
    assert "duckdb-extension-sqlite-scanner" in found.detail
    assert found.remedy == "install it with uv sync --extra ducklake"


def told(folder: Path, **settings: dict[str, object]) -> dict[str, Finding]:
    """What is found, by subject."""
    warehouse = {"path": str(folder / "t.duckdb"), **settings.pop("warehouse", {})}
    found = examine(Settings.model_validate({**settings, "warehouse": warehouse}), NOW, {})
    return {finding.subject: finding for finding in found}


@pytest.fixture
def without_dask(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """An installation that lacks the extra."""
    import sys

    with monkeypatch.context() as patch:
        patch.delitem(sys.modules, "tension.engines.dask", raising=False)
        patch.setitem(sys.modules, "dask", None)
        yield
