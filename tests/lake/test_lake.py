"""The warehouse in a lake: the same rows under the same names, and many who bring articles."""

import sys
import traceback
from pathlib import Path

import pytest
from typer.testing import CliRunner

pytest.importorskip("duckdb_extension_ducklake", reason="needs the extra: uv sync --extra ducklake")

from flows.cli import build_app, main
from tension.bench.articles import mixed
from tension.bench.stages import NOW, articles_of
from tension.config import LakeSettings, StorySettings, load_settings
from tension.errors import ConfigError, WarehouseError
from tension.inbox import deliver, take_in
from tension.ingest import ingest
from tension.records import Reject
from tension.stories import place_stories
from tension.warehouse import open_inbox, open_reader, open_writer
from tension.warehouse.lake_past import open_past
from tension.warehouse.lake_secret import DSN_VARIABLE
from tests.lake.places import sqlite_lake
from tests.warehouse_data import RECORDED_AT, write

TABLES = ("articles", "evidence", "events", "event_states", "event_evidence", "index_values")


@pytest.fixture
def lake(tmp_path: Path) -> LakeSettings:
    return sqlite_lake(tmp_path)


@pytest.mark.soak
def test_what_is_published_from_a_lake_is_what_is_published_from_a_file(
    lake: LakeSettings, tmp_path: Path
) -> None:
    """Rows, views, descriptions and checks; a rerun changes nothing, and a revision is appended."""
    for path, storage in ((tmp_path / "lake.duckdb", lake), (tmp_path / "file.duckdb", None)):
        with open_writer(path, wait_seconds=0, recorded_at=RECORDED_AT, lake=storage) as writer:
            write(writer)
            write(writer)
            write(writer, scale=1.5)
            writer.log_run(
                {
                    "run_id": "1",
                    "kind": "daily",
                    "started_at": RECORDED_AT,
                    "state": "running",
                    "inputs": "[]",
                    "counts": "{}",
                    "message": "",
                }
            )
            writer.publish()
    with open_reader(tmp_path / "lake.duckdb") as ours, open_reader(tmp_path / "file.duckdb") as theirs:
        for table in (*TABLES, "log.runs", "tension_index", "tension_events", "tension_evidence"):
            query = f"select * from {table} order by all"
            assert ours.query_arrow(query).equals(theirs.query_arrow(query)), table
            assert ours.query_arrow(query).num_rows
        assert ours.describe() == theirs.describe()
        assert all(check.ok for check in ours.checks())


@pytest.mark.parametrize("in_lake", [False, True])
def test_rows_synced_twice_in_one_transaction_are_those_of_the_second(
    lake: LakeSettings, tmp_path: Path, in_lake: bool
) -> None:
    """Also where the second leaves out columns that the first gave: they are null again."""
    storage = lake if in_lake else None
    with open_writer(tmp_path / "t.duckdb", wait_seconds=0, recorded_at=RECORDED_AT, lake=storage) as writer:
        write(writer)
        before = writer.query_arrow("select * from events order by all")
        events = before.to_pandas().drop(columns=["recorded_at", "measure", "killed"])
        with writer.transaction():
            told = writer.sync_rows("events", events.assign(measure="envoy", killed=3), {})
            untold = writer.sync_rows("events", events, {})
        assert told.inserted == untold.inserted == untold.deleted == len(events) > 1
        assert writer.query_arrow("select * from events order by all").equals(before)


def publish_file(path: Path) -> None:
    """A warehouse in a file, with something of everything."""
    with open_writer(path, wait_seconds=0, recorded_at=RECORDED_AT) as writer:
        write(writer)
        writer.publish()


def test_a_file_moves_into_a_lake_by_its_setting(lake: LakeSettings, tmp_path: Path) -> None:
    path = tmp_path / "t.duckdb"
    publish_file(path)
    with open_reader(path) as reader:
        expected = reader.query_arrow("select * from evidence order by all")
    with open_writer(path, wait_seconds=0, recorded_at=RECORDED_AT, lake=lake) as writer:
        assert writer.query_arrow("select * from evidence order by all").equals(expected)
        write(writer)
        assert writer.query_arrow("select * from evidence order by all").equals(expected)


def test_a_file_moves_into_a_lake_that_others_brought_to_before(lake: LakeSettings, tmp_path: Path) -> None:
    """Who brings articles first, or looks back first, makes the lake; what is published is in it all the same."""
    path = tmp_path / "t.duckdb"
    publish_file(path)
    with open_reader(path) as reader:
        expected = reader.query_arrow("select * from index_values order by all")
        stored = reader.query_arrow("select distinct article_id from articles").num_rows
    with open_inbox(lake, NOW) as inbox:
        deliver(inbox, articles_of(mixed(3, 1.0, 5)))
    for _ in range(2):
        with open_writer(path, wait_seconds=0, recorded_at=RECORDED_AT, lake=lake) as writer:
            take_in(writer)
            writer.publish()
    with open_reader(path) as reader:
        assert reader.query_arrow("select * from index_values order by all").equals(expected)
        assert reader.query_arrow("select distinct article_id from articles").num_rows == stored + 3


def test_a_lake_is_not_published_over_articles_that_it_lacks(lake: LakeSettings, tmp_path: Path) -> None:
    path, other = tmp_path / "t.duckdb", tmp_path / "other.duckdb"
    publish_file(path)
    before = path.read_bytes()
    with open_writer(other, wait_seconds=0, recorded_at=NOW, lake=lake) as writer:
        ingest(writer, articles_of(mixed(3, 1.0, 5)))
        writer.publish()
    with (
        pytest.raises(WarehouseError, match=r"t\.duckdb holds \d+ articles that the lake lacks.*new catalog"),
        open_writer(path, wait_seconds=0, recorded_at=RECORDED_AT, lake=lake),
    ):
        pass
    assert path.read_bytes() == before
    path.write_bytes(b"damaged")
    with open_writer(path, wait_seconds=0, recorded_at=RECORDED_AT, lake=lake) as writer:
        writer.publish()
    with open_reader(path) as reader:
        assert reader.query_arrow("select * from articles").num_rows == 3


@pytest.mark.soak
def test_a_lake_with_rows_twice_begins_anew_from_its_past(lake: LakeSettings, tmp_path: Path) -> None:
    path, then = tmp_path / "t.duckdb", tmp_path / "then.duckdb"
    with open_writer(path, wait_seconds=0, recorded_at=RECORDED_AT, lake=lake) as writer:
        write(writer)
        writer.publish()
        expected = writer.query_arrow("select * from index_values order by all")
        writer.execute("insert into index_values select * from index_values")
    with open_past(lake, NOW) as past:
        *_, good, broken = past.snapshots()
        with pytest.raises(WarehouseError, match="earlier snapshot"):
            past.write(broken.version, then)
        past.write(good.version, then)
    then.replace(path)
    anew = LakeSettings(catalog=str(tmp_path / "anew.sqlite"), data_path=str(tmp_path / "anew"))
    with open_writer(path, wait_seconds=0, recorded_at=RECORDED_AT, lake=anew) as writer:
        write(writer)
        writer.publish()
    with open_reader(path) as reader:
        assert reader.query_arrow("select * from index_values order by all").equals(expected)


def test_two_who_bring_the_same_articles_at_once_bring_them_once(lake: LakeSettings, tmp_path: Path) -> None:
    """Both inboxes are open together, and a run reads on while they deliver."""
    articles = articles_of(mixed(40, 0.3, 5))
    reject = Reject("test", "file:3", "no date", "x", "add one")
    with (
        open_inbox(lake, NOW) as one,
        open_inbox(lake, NOW) as two,
        open_writer(tmp_path / "lake.duckdb", wait_seconds=0, recorded_at=NOW, lake=lake) as writer,
    ):
        deliver(one, [*articles[:25], reject])
        deliver(two, [*articles[15:], reject])
        assert take_in(writer) == {"read": 52, "new": 40, "changed": 0, "repeated": 10, "rejected": 2}
        deliver(one, articles[:5])
        assert take_in(writer) == {"read": 5, "new": 0, "changed": 0, "repeated": 5, "rejected": 0}
        assert take_in(writer) == {}
        place_stories(writer, StorySettings())
        found = writer.query_arrow("select * exclude (batch_id) from articles order by all")
    with open_writer(tmp_path / "file.duckdb", wait_seconds=0, recorded_at=NOW) as writer:
        ingest(writer, articles)
        place_stories(writer, StorySettings())
        assert take_in(writer) == {}
        assert found.equals(writer.query_arrow("select * exclude (batch_id) from articles order by all"))


def test_secrets_and_missing_parts_are_named(lake: LakeSettings, monkeypatch: pytest.MonkeyPatch) -> None:
    postgres = LakeSettings(catalog="postgres", data_path=lake.data_path)
    monkeypatch.delenv(DSN_VARIABLE, raising=False)
    with pytest.raises(WarehouseError, match=DSN_VARIABLE), open_inbox(postgres, NOW):
        pass
    monkeypatch.setenv(DSN_VARIABLE, "host=127.0.0.1 port=9 user=a password=hidden-word connect_timeout=1")
    with pytest.raises(WarehouseError, match="catalog PostgreSQL") as refused, open_inbox(postgres, NOW):
        pass
    assert "hidden-word" not in str(refused.value)
    monkeypatch.setattr("tension.warehouse.lake.find_spec", lambda _: None)
    with pytest.raises(WarehouseError, match="uv sync --extra ducklake"), open_inbox(lake, NOW):
        pass


@pytest.mark.parametrize(
    "setting",
    [
        'lake.catalog = "host=db password=hidden-word"',
        'lake.catalog = "postgresql://u:hidden-word@db/lake"',
        'lake.catalogue = "postgresql://u:hidden-word@db/lake"',
        'lake = "postgresql://u:hidden-word@db/lake"',
    ],
)
def test_a_connection_string_is_refused_in_the_configuration_and_not_told(
    setting: str, tmp_path: Path
) -> None:
    """Neither in one line nor in the traceback that a flow writes down."""
    file = tmp_path / "tension.toml"
    file.write_text(f"[warehouse]\n{setting}\n", encoding="utf-8")
    with pytest.raises(ConfigError, match=r"warehouse\.lake") as refused:
        load_settings(file)
    if "lake.catalog =" in setting:
        assert 'set catalog = "postgres"' in str(refused.value)
        assert DSN_VARIABLE in str(refused.value)
    assert "hidden-word" not in "".join(traceback.format_exception(refused.value))


def test_the_folder_of_a_lake_is_told_when_it_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "tension.toml"
    file.write_text("[warehouse.lake]\ndata_path = 12\n", encoding="utf-8")
    with pytest.raises(ConfigError, match=r"warehouse\.lake\.data_path = 12"):
        load_settings(file)


def test_a_refused_connection_string_is_not_told_by_the_command_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "tension.toml"
    for catalog in ("host=db password=hidden-word", "postgresql://u:hidden-word@db/lake"):
        file.write_text(f'[warehouse]\nstorage = "ducklake"\nlake.catalog = "{catalog}"\n', encoding="utf-8")
        monkeypatch.setattr(sys, "argv", ["tension", "lake", "snapshots", "--config", str(file)])
        with pytest.raises(SystemExit):
            main()
        out, err = capfd.readouterr()
        assert DSN_VARIABLE in err
        assert "hidden-word" not in out + err


def test_a_lake_command_without_a_lake_says_how_to_have_one(tmp_path: Path) -> None:
    file = tmp_path / "tension.toml"
    file.write_text("", encoding="utf-8")
    result = CliRunner().invoke(build_app(), ["lake", "snapshots", "--config", str(file)])
    assert isinstance(result.exception, ConfigError)
