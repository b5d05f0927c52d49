"""A lake's keys, its past, and its commands."""

import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

pytest.importorskip("duckdb_extension_ducklake", reason="needs the extra: uv sync --extra ducklake")

from flows.cli import build_app
from tension.bench.articles import mixed
from tension.bench.stages import NOW
from tension.config import LakeSettings
from tension.errors import WarehouseError
from tension.warehouse import open_reader, open_writer
from tension.warehouse.lake_past import open_past
from tests.lake.places import sqlite_lake
from tests.warehouse_data import RECORDED_AT, write

pytestmark = pytest.mark.soak


@pytest.fixture
def lake(tmp_path: Path) -> LakeSettings:
    return sqlite_lake(tmp_path)


def test_rows_that_break_a_key_are_never_published(lake: LakeSettings, tmp_path: Path) -> None:
    """A lake keeps no keys; the file that readers open does, and the old one stays."""
    path = tmp_path / "t.duckdb"
    with open_writer(path, wait_seconds=0, recorded_at=RECORDED_AT, lake=lake) as writer:
        write(writer)
        writer.publish()
        before = path.read_bytes()
        writer.execute("insert into index_values select * from index_values limit 1")
        with pytest.raises(WarehouseError, match="not published"):
            writer.publish()
        with pytest.raises(WarehouseError, match="duplicate key"):
            writer.publish(check=False)
    assert path.read_bytes() == before
    assert not list(tmp_path.glob("*.publishing*"))


def test_the_past_is_written_as_a_file_to_ask(lake: LakeSettings, tmp_path: Path) -> None:
    with open_writer(tmp_path / "t.duckdb", wait_seconds=0, recorded_at=RECORDED_AT, lake=lake) as writer:
        write(writer)
    with open_past(lake, NOW) as past:
        first = past.snapshots()[-1]
    with open_writer(tmp_path / "t.duckdb", wait_seconds=0, recorded_at=RECORDED_AT, lake=lake) as writer:
        write(writer, scale=2.0)
    with open_past(lake, NOW) as past:
        assert past.snapshots()[-1].version > first.version
        assert past.at(first.committed_at + timedelta(microseconds=1)) == first
        past.write(first.version, tmp_path / "then.duckdb")
        with pytest.raises(WarehouseError, match="snapshot 0"):
            past.write(0, tmp_path / "nothing.duckdb")
    assert not (tmp_path / "nothing.duckdb").exists()
    with open_reader(tmp_path / "then.duckdb") as reader:
        assert reader.query_arrow("select max(revision_no) as last from index_values").to_pylist() == [
            {"last": 0}
        ]


def test_the_command_line_brings_articles_and_looks_back(tmp_path: Path) -> None:
    config = tmp_path / "tension.toml"
    config.write_text(
        f'[warehouse]\npath = "{tmp_path}/t.duckdb"\nstorage = "ducklake"\n'
        f'[warehouse.lake]\ncatalog = "{tmp_path}/lake.sqlite"\ndata_path = "{tmp_path}/lake"\n',
        encoding="utf-8",
    )
    articles = tmp_path / "articles.jsonl"
    articles.write_text("".join(json.dumps(record) + "\n" for record in mixed(3, 1.0, 9)), encoding="utf-8")
    app, runner = build_app(), CliRunner()
    added = runner.invoke(app, ["lake", "add", str(articles), "--config", str(config), "--json"])
    assert json.loads(added.stdout) == {str(articles): {"delivered": 3, "rejected": 0}}
    listed = runner.invoke(app, ["lake", "snapshots", "--config", str(config), "--json"])
    last = json.loads(listed.stdout)[-1]
    moment = datetime.fromisoformat(last["committed_at"]) + timedelta(seconds=1)
    target = tmp_path / "then.duckdb"
    done = runner.invoke(
        app, ["lake", "at", moment.isoformat(), "--to", str(target), "--config", str(config)]
    )
    assert done.exit_code == 0, done.output
    with open_reader(target) as reader:
        assert reader.query_arrow("select * from tension_index").num_rows == 0
