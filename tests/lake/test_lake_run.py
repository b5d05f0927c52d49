"""One run of a lake at a time, whatever it publishes and wherever it runs."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest

pytest.importorskip("duckdb_extension_ducklake", reason="needs the extra: uv sync --extra ducklake")

from tension.bench.stages import NOW
from tension.config import LakeSettings
from tension.errors import WarehouseBusyError, WarehouseError
from tension.warehouse import Writer, open_reader, open_writer
from tension.warehouse.lake import POSTGRES, connect_catalog
from tension.warehouse.lake_run import running
from tension.warehouse.lake_secret import DSN_VARIABLE
from tests.lake.places import postgres_server, sqlite_lake
from tests.warehouse_data import write

# A run on another machine has another published file, and with it another lock file.
HOLD = """
import sys, time
from pathlib import Path
from tension.bench.stages import NOW
from tension.config import LakeSettings
from tension.warehouse import open_writer
lake = LakeSettings(catalog=sys.argv[2], data_path=sys.argv[3])
with open_writer(Path(sys.argv[1]), wait_seconds=0, recorded_at=NOW, lake=lake) as writer:
    writer.publish()
    print("held", flush=True)
    time.sleep(600)
"""


@pytest.fixture(scope="module")
def dsn() -> Iterator[str]:
    with postgres_server() as found:
        yield found


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.soak)])
def lake(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> LakeSettings:
    if request.param == "sqlite":
        return sqlite_lake(tmp_path)
    return _postgres(request.getfixturevalue("dsn"), tmp_path, monkeypatch)


@pytest.fixture
def on_postgres(dsn: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> LakeSettings:
    return _postgres(dsn, tmp_path, monkeypatch)


def test_a_second_run_waits_then_says_who_holds_the_lake(lake: LakeSettings, tmp_path: Path) -> None:
    """And the lake is free the moment the holder is killed."""
    with held(tmp_path / "there.duckdb", lake) as other:
        with (
            pytest.raises(
                WarehouseBusyError, match=rf"another run \(process {other.pid}\b.*lock_wait_seconds"
            ),
            writing(tmp_path, lake),
        ):
            pass
        other.kill()
        other.wait()
        with writing(tmp_path, lake, wait_seconds=10) as writer:
            write(writer)
            writer.publish()
    with open_reader(tmp_path / "here.duckdb") as reader:
        assert reader.query_arrow("select * from index_values").num_rows


@pytest.mark.soak
def test_who_holds_a_lake_in_postgres_is_told_without_opening_it(
    on_postgres: LakeSettings, tmp_path: Path
) -> None:
    assert running(on_postgres) is None
    with writing(tmp_path, on_postgres):
        assert str(running(on_postgres)).startswith(f"process {os.getpid()} on ")
    assert running(on_postgres) is None


@pytest.mark.soak
def test_a_run_that_has_lost_the_lake_writes_nothing_more(on_postgres: LakeSettings, tmp_path: Path) -> None:
    """As when PostgreSQL is started anew meanwhile; the next run finds all that was committed."""
    with writing(tmp_path, on_postgres) as writer:
        write(writer)
        before = writer.query_arrow("select * from index_values order by all")
        assert before.num_rows
        _end_the_lock(on_postgres)
        for attempt in (lambda: write(writer, scale=2), writer.publish):
            with pytest.raises(WarehouseError, match=r"no longer holds the lake.*run again"):
                attempt()
    with writing(tmp_path, on_postgres) as writer:
        assert writer.query_arrow("select * from index_values order by all").equals(before)


@contextmanager
def held(published: Path, lake: LakeSettings) -> Iterator[subprocess.Popen[str]]:
    """A process that has the lake."""
    command = [sys.executable, "-c", HOLD, str(published), lake.catalog, lake.data_path]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == "held\n"
            yield process
        finally:
            process.kill()


def writing(folder: Path, lake: LakeSettings, wait_seconds: float = 0) -> AbstractContextManager[Writer]:
    return open_writer(folder / "here.duckdb", wait_seconds=wait_seconds, recorded_at=NOW, lake=lake)


def _postgres(dsn: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> LakeSettings:
    """A lake in a database of its own."""
    monkeypatch.setenv(DSN_VARIABLE, dsn)
    name = f"lake{abs(hash(folder))}"
    connection = connect_catalog(LakeSettings(catalog=POSTGRES))
    connection.execute(
        f"call postgres_execute('catalog', 'create database {name}', use_transaction => false)"
    )
    connection.close()
    monkeypatch.setenv(DSN_VARIABLE, dsn.replace("dbname=postgres", f"dbname={name}"))
    return LakeSettings(catalog=POSTGRES, data_path=str(folder / "lake"))


def _end_the_lock(lake: LakeSettings) -> None:
    connection = connect_catalog(lake)
    connection.execute(
        "from postgres_query('catalog', $$select pg_terminate_backend(pid) from pg_locks "
        "where locktype = 'advisory' and database = (select oid from pg_database "
        "where datname = current_database())$$)"
    ).fetchall()
    connection.close()
