"""What is said of a lake that fails: enough to mend it, and nothing secret."""

import sys
from pathlib import Path

import duckdb
import pytest

pytest.importorskip("duckdb_extension_ducklake", reason="needs the extra: uv sync --extra ducklake")

from flows.cli import main
from tension.bench.stages import NOW
from tension.config import LakeSettings
from tension.errors import InputError, TensionError, WarehouseBusyError, WarehouseError
from tension.warehouse import open_inbox, open_writer
from tension.warehouse.connection import ROWS_IN_GROUP
from tension.warehouse.lake import connect_lake, is_being_made, is_busy
from tension.warehouse.lake_errors import explained_lake
from tension.warehouse.lake_past import open_past
from tension.warehouse.lake_secret import DSN_VARIABLE, without_secrets
from tests.lake.places import sqlite_lake
from tests.warehouse_data import RECORDED_AT, write

REFUSED = "host=127.0.0.1 port=9 user=anna connect_timeout=1 "
DSNS = {
    "refused": REFUSED + "password=alpha-bravo",
    "quoted": REFUSED + r"password = 'alpha \'bravo'",
    "url": "postgresql://anna:alpha-bravo@127.0.0.1:9/lake?connect_timeout=1",
    "url with an at sign": "postgresql://anna:alpha@bravo@127.0.0.1:9/lake?connect_timeout=1",
    "url with a slash": "postgresql://anna:alpha/bravo@127.0.0.1:9/lake",
    "url with a bracket": "postgresql://anna:alpha[bravo@127.0.0.1:9/lake",
    "not quoted": REFUSED + "password=alpha bravo",
    "not closed": REFUSED + "password='alpha bravo",
    "mistyped key": REFUSED + "pasword=alpha-bravo",
    "only the password": "alpha-bravo",
}


@pytest.fixture
def postgres(tmp_path: Path) -> LakeSettings:
    return LakeSettings(catalog="postgres", data_path=str(tmp_path / "lake"))


@pytest.mark.parametrize("dsn", DSNS.values(), ids=DSNS.keys())
def test_no_part_of_a_password_is_told(
    dsn: str, postgres: LakeSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What DuckDB and libpq say of a connection that fails, or of a string that they cannot read."""
    monkeypatch.setenv(DSN_VARIABLE, dsn)
    with (
        pytest.raises(WarehouseError, match="cannot open the lake of catalog PostgreSQL") as found,
        explained_lake(postgres, "cannot open", "mend it"),
    ):
        connect_lake(postgres)
    _assert_silent(str(found.value))
    assert found.value.__suppress_context__


def test_whoever_opens_a_lake_keeps_its_password(
    postgres: LakeSettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(DSN_VARIABLE, DSNS["not closed"])
    for opened in (
        open_inbox(postgres, NOW),
        open_past(postgres, NOW),
        open_writer(tmp_path / "t.duckdb", wait_seconds=0, recorded_at=NOW, lake=postgres),
    ):
        with (
            pytest.raises(WarehouseError, match="cannot open the lake of catalog PostgreSQL") as found,
            opened,
        ):
            pass
        _assert_silent(str(found.value))


@pytest.mark.parametrize("dsn", [DSNS["refused"], DSNS["not quoted"]], ids=["refused", "malformed"])
def test_the_command_line_tells_no_part_of_a_password(
    dsn: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "tension.toml"
    file.write_text(
        '[warehouse]\nstorage = "ducklake"\n[warehouse.lake]\ncatalog = "postgres"\n'
        f'data_path = "{tmp_path / "lake"}"\n',
        encoding="utf-8",
    )
    monkeypatch.setenv(DSN_VARIABLE, dsn)
    monkeypatch.setattr(sys, "argv", ["tension", "lake", "snapshots", "--config", str(file)])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 1
    out, err = capfd.readouterr()
    assert "cannot open the lake" in " ".join(err.split())
    _assert_silent(out + err)


@pytest.mark.parametrize(
    "text",
    [
        "at host=db password=alpha-bravo",
        "at host=db password = 'alpha bravo' port=1",
        "at postgresql://anna:alpha@bravo@db/lake",
        "at postgres://db/lake?password=alpha-bravo&user=anna",
    ],
)
def test_a_password_is_masked_in_any_text(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(DSN_VARIABLE, raising=False)
    _assert_silent(without_secrets(text))
    assert "***" in without_secrets(text)


def test_a_message_keeps_what_is_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(DSN_VARIABLE, DSNS["refused"])
    text = 'connection to server at "127.0.0.1", port 9 failed: no user "anna", table "articles"'
    assert without_secrets(text) == text


def test_an_open_lake_tells_nothing_even_before_it_is_explained(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The diary and Prefect store what they catch inside, with the type that says whether to try again."""
    monkeypatch.setenv(DSN_VARIABLE, "host=db password=alpha-bravo")
    connection = connect_lake(sqlite_lake(tmp_path))
    try:
        assert connection.execute("select 1").fetchall() == [(1,)]
        with pytest.raises(duckdb.InvalidInputException) as found:
            connection.execute(f"select error('{DSN_VARIABLE} host=db password=alpha-bravo')")
    finally:
        connection.close()
    assert DSN_VARIABLE in str(found.value)
    _assert_silent(str(found.value))


def test_errors_inside_a_lake_are_told_once_and_without_secrets(
    postgres: LakeSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Those that another writer causes, after the last try, and all others."""
    monkeypatch.setenv(DSN_VARIABLE, DSNS["refused"])
    for said, kind in (("deadlock detected", WarehouseBusyError), ("no such file", WarehouseError)):
        with pytest.raises(kind, match=said) as found, explained_lake(postgres, "cannot read", "mend it"):
            raise duckdb.IOException(f'{said} at "postgres:{DSNS["refused"]}"\nLINE 1: {DSNS["refused"]}')
        assert type(found.value) is kind
        _assert_silent(str(found.value))


def test_only_who_makes_a_lake_tries_again_when_something_is_there() -> None:
    for said in ("Table articles already exists", "duplicate key value violates"):
        assert not is_busy(duckdb.CatalogException(said))
        assert is_being_made(duckdb.CatalogException(said))
    assert is_being_made(duckdb.TransactionException("Transaction conflict"))
    assert not is_being_made(ValueError("already exists"))


def test_a_file_of_an_older_schema_does_not_move_into_a_lake(tmp_path: Path) -> None:
    path = tmp_path / "t.duckdb"
    with open_writer(path, wait_seconds=0, recorded_at=RECORDED_AT) as writer:
        write(writer)
        writer.publish()
    with duckdb.connect(str(path)) as older:
        older.execute("delete from log.migrations where version > 1")
    with (
        pytest.raises(
            TensionError, match=r'older schema, without 002.*run once with storage = "duckdb" first'
        ),
        open_writer(path, wait_seconds=0, recorded_at=RECORDED_AT, lake=sqlite_lake(tmp_path)),
    ):
        pass


def test_looking_back_makes_no_lake(tmp_path: Path) -> None:
    (tmp_path / "empty.sqlite").touch()
    before = sorted(tmp_path.rglob("*"))
    for name in ("mistyped.sqlite", "no folder/lake.sqlite", "empty.sqlite"):
        lake = LakeSettings(catalog=str(tmp_path / name), data_path=str(tmp_path / "lake"))
        with (
            pytest.raises(WarehouseError, match=rf"no lake at .*{name}.*mend \[warehouse.lake\]"),
            open_past(lake, NOW),
        ):
            pass
        assert [path for path in sorted(tmp_path.rglob("*")) if path.suffix != ".turn"] == before


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    """Also to root, who may write anywhere else."""
    for lake, setting in (
        (LakeSettings(catalog="/proc/x/c.sqlite", data_path=str(tmp_path / "lake")), "catalog"),
        (LakeSettings(catalog=str(tmp_path / "c.sqlite"), data_path="/proc/x/lake"), "data_path"),
    ):
        with (
            pytest.raises(WarehouseError, match=rf"folder /proc/x.* as warehouse\.lake\.{setting}"),
            open_inbox(lake, NOW),
        ):
            pass
    assert not (tmp_path / "c.sqlite").exists()


def test_data_in_another_folder_are_found_again(tmp_path: Path) -> None:
    lake = sqlite_lake(tmp_path)
    with open_inbox(lake, NOW):
        pass
    moved = lake.model_copy(update={"data_path": str(tmp_path / "other" / "lake")})
    for opened in (open_inbox(moved, NOW), open_past(moved, NOW)):
        with pytest.raises(WarehouseError, match=f'set data_path = "{lake.data_path}"'), opened:
            pass
    assert not (tmp_path / "other").exists()


def test_a_file_that_is_no_catalog_has_its_own_remedy(tmp_path: Path) -> None:
    lake = sqlite_lake(tmp_path)
    Path(lake.catalog).write_text("no database" * 1000, encoding="utf-8")
    with pytest.raises(WarehouseError, match=r"not a database.*backup") as found, open_inbox(lake, NOW):
        pass
    assert DSN_VARIABLE not in str(found.value)


def test_the_past_is_not_written_where_there_is_no_folder(tmp_path: Path) -> None:
    lake = sqlite_lake(tmp_path)
    with open_inbox(lake, NOW):
        pass
    target = tmp_path / "missing" / "x.duckdb"
    with open_past(lake, NOW) as past, pytest.raises(InputError, match=r"no folder .*missing; make it"):
        past.write(past.snapshots()[-1].version, target)


def test_a_run_keeps_within_its_memory_and_spills_beside_the_file(tmp_path: Path) -> None:
    """Who only brings articles spills to a folder of its own."""
    path, lake = tmp_path / "t.duckdb", sqlite_lake(tmp_path)
    asked = "select current_setting('memory_limit') as memory, current_setting('temp_directory') as spill"
    with open_writer(path, wait_seconds=0, recorded_at=NOW, lake=lake, memory_mb=256) as writer:
        held = writer.query_arrow(asked).to_pylist()[0]
        options = writer.query_arrow("select option_name, value from ducklake_options('lake')").to_pylist()
    assert held == {"memory": "244.1 MiB", "spill": f"{tmp_path}/t.work.duckdb.tmp"}
    assert {"option_name": "parquet_row_group_size", "value": str(ROWS_IN_GROUP)} in options
    spills = set()
    for _ in range(2):
        connection = connect_lake(lake)
        spills |= {row[1] for row in connection.execute(asked).fetchall()}
        connection.close()
    assert len(spills) == 2
    assert all(spill.startswith(f"{lake.data_path}.") for spill in spills)


def test_too_little_memory_names_its_setting(tmp_path: Path) -> None:
    with (
        pytest.raises(WarehouseError, match=r"raise warehouse\.memory_mb"),
        explained_lake(sqlite_lake(tmp_path), "cannot write to", "mend it"),
    ):
        raise duckdb.OutOfMemoryException("could not allocate block")


def _assert_silent(text: str) -> None:
    assert "alpha" not in text
    assert "bravo" not in text
