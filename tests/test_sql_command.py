"""`tension sql`, `tension export` and `tension restore`, as a user types them; and the documented SQL."""

import csv
import io
import json
import re
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet
import pytest
from typer.testing import CliRunner, Result

from flows.cli import build_app
from flows.dictionary import MARK, README, generated
from tension.errors import TensionError
from tension.warehouse import WarehousePaths, open_reader, open_writer
from tension.warehouse.queries import load_query, saved_queries
from tests import warehouse_data

HOSTILE = '=HYPERLINK("http://x")\x1b[31m [bold]red[/] \u202egnp.exe'


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A published warehouse with one hostile headline and sentence."""
    path = tmp_path_factory.mktemp("sql") / "tension.duckdb"
    with open_writer(path, wait_seconds=0, recorded_at=warehouse_data.RECORDED_AT) as writer:
        warehouse_data.write(writer)
        writer.execute("update events set headline = ? where event_id like 'event-1-%'", [HOSTILE])
        writer.execute("update evidence set sentence = ? where article_id like 'article-1-%'", [HOSTILE])
        writer.execute(
            "update articles set title = ? where article_id like 'article-0-%'", ['\'tis "quoted",\nnew line']
        )
        writer.execute("update articles set text = '' where article_id like 'article-2-%'")
        writer.publish()
    return path


def tension(database: Path, *arguments: str) -> Result:
    return CliRunner().invoke(build_app(), [*arguments, "--db", str(database)])


def rows(database: Path, sql: str) -> list[dict[str, Any]]:
    result = tension(database, "sql", sql, "--json")
    assert result.exit_code == 0, result.output
    found: list[dict[str, Any]] = json.loads(result.stdout)
    return found


@pytest.mark.parametrize(
    "sql",
    [
        "insert into alerts select * from alerts",
        "create temp table t as select 1",
        "create table memory.t as select 1",
        "attach 'other.duckdb'",
        "copy tension_index to 'out.csv'",
        "export database 'out'",
        "set enable_external_access = true",
        "pragma enable_profiling",
        "install httpfs",
        "load httpfs",
        "call pragma_version()",
        "select 1; select 2",
        "select 1; drop table alerts",
        "checkpoint",
        "begin",
        "select * from read_csv('/etc/passwd')",
        "select * from read_text('/etc/passwd')",
        "select * from '/etc/passwd'",
        "select * from glob('/*')",
        "select * from 'https://example.org/x.parquet'",
        "select * from read_parquet('https://example.org/x.parquet')",
        "select * from duckdb_secrets()",
        "explain analyze copy tension_index to 'out.csv'",
        "explain analyze insert into alerts select * from alerts",
        "",
        "this is not sql",
    ],
)
def test_nothing_but_reading_is_possible(
    database: Path, sql: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    before = database.read_bytes()
    result = tension(database, "sql", sql)
    assert isinstance(result.exception, TensionError), result.output
    assert result.stdout == ""
    assert database.read_bytes() == before
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "sql",
    [
        "select count(*) from tension_index",
        "from tension_index limit 1",
        "describe tension_index",
        "summarize tension_index",
        "show tables",
        "explain select * from tension_drivers",
        "with t as (select 1 as x) select * from t;",
        "values (1), (2)",
    ],
)
def test_reading_statements_run(database: Path, sql: str) -> None:
    result = tension(database, "sql", sql)
    assert result.exit_code == 0, result.output
    assert result.stdout


@pytest.mark.parametrize(
    "sql",
    [
        "select count(*) from range(1000000000000)",
        "select a.range from range(1000000000) a where a.range < 0",
    ],
)
def test_a_long_query_is_stopped(database: Path, sql: str) -> None:
    result = tension(database, "sql", sql, "--timeout", "0.3")
    assert "stopped after 0.3 s" in str(result.exception)


def test_a_greedy_query_is_stopped(database: Path) -> None:
    result = tension(database, "sql", "select list(range) from range(1000000000)", "--timeout", "3")
    assert isinstance(result.exception, TensionError)


def test_rows_are_limited_and_it_says_so(database: Path) -> None:
    result = tension(database, "sql", "select range from range(100000000)", "--limit", "5", "--format", "csv")
    assert result.stdout.split() == ['"range"', "0", "1", "2", "3", "4"]
    assert "first 5 rows" in result.stderr
    exact = tension(database, "sql", "select range from range(5)", "--limit", "5")
    assert exact.stderr == ""


@pytest.mark.parametrize("form", ["table", "csv", "json"])
def test_columns_of_one_name_are_told_apart(database: Path, form: str) -> None:
    result = tension(database, "sql", "select 1 as a, 2 as a, 3 as a_1", "--format", form)
    assert result.exit_code == 0, result.output
    assert all(name in result.stdout for name in ("a_1", "a_1_1"))
    assert all(value in result.stdout for value in "123")


@pytest.mark.parametrize("form", ["table", "csv", "json"])
def test_hostile_text_is_made_harmless(database: Path, form: str) -> None:
    result = tension(database, "sql", "select headline from tension_events", "--format", form)
    assert "\x1b" not in result.stdout
    assert "\u202e" not in result.stdout
    assert "[bold]red[/]" in result.stdout


def test_a_formula_becomes_text_in_csv_and_json_loses_nothing(database: Path) -> None:
    sql = "select headline, 'a' as \"=cmd\" from tension_events where event_id like 'event-1-%'"
    table = list(csv.reader(io.StringIO(tension(database, "sql", sql, "--format", "csv").stdout)))
    assert table[1][0].startswith("'=HYPERLINK")
    assert rows(database, sql)[0]["headline"] == HOSTILE


def test_parquet_and_files(database: Path, tmp_path: Path) -> None:
    file = tmp_path / "days.parquet"
    result = tension(database, "sql", "from tension_index", "--format", "parquet", "--to", str(file))
    assert result.exit_code == 0
    assert pyarrow.parquet.read_table(file).num_rows == 12


def test_infinity_and_odd_types_are_printed(database: Path) -> None:
    sql = "select 'inf'::double as x, 1.5::decimal(4, 2) as d, [1, 2] as l, {'a': 1} as s, interval 1 day as i, 'x'::blob as b"
    assert rows(database, sql)[0]["x"] is None
    for form in ("table", "csv"):
        assert tension(database, "sql", sql, "--format", form).exit_code == 0


def test_saved_queries_are_listed_and_run(database: Path) -> None:
    listed = tension(database, "sql")
    for name, question in saved_queries().items():
        assert name in listed.stdout
        assert question.endswith((".", "?"))
        result = tension(database, "sql", "--query", name)
        assert result.exit_code == 0, (name, result.exception)
    assert "choose one of" in str(tension(database, "sql", "--query", "nonsense").exception)
    assert tension(database, "sql", "select 1", "--query", "latest").exit_code == 2


def test_the_biggest_move_has_its_reason(database: Path) -> None:
    with open_reader(database) as reader:
        first = reader.query(load_query("biggest_moves")).iloc[0]
    assert (str(first["date"])[:10], first["main_signal"]) == ("2024-01-12", "strike")


def test_a_missing_database_names_what_to_run(tmp_path: Path) -> None:
    result = tension(tmp_path / "none.duckdb", "sql", "select 1")
    assert "tension run" in str(result.exception)


@pytest.mark.parametrize("form", ["parquet", "csv", "json"])
def test_an_export_restores_to_the_same_database(database: Path, tmp_path: Path, form: str) -> None:
    target = tmp_path / "restored" / "tension.duckdb"
    assert tension(database, "export", "--format", form, "--to", str(tmp_path / "out")).exit_code == 0
    result = tension(target, "restore", str(tmp_path / "out"))
    assert result.exit_code == 0, result.exception
    assert contents(target) == contents(database)


def contents(path: Path) -> dict[str, list[Any]]:
    with duckdb.connect(str(path), read_only=True) as connection:
        names = connection.execute(
            "select table_name from duckdb_tables() where schema_name = 'main'"
        ).fetchall()
        return {name: sorted(connection.execute(f"from {name}").fetchall(), key=repr) for (name,) in names}


def test_the_package_describes_every_file(database: Path, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    tension(database, "export", "--to", str(folder))
    document = json.loads((folder / "datapackage.json").read_text())
    described = {path for resource in document["resources"] for path in resource["path"]}
    written = {file.relative_to(folder).as_posix() for file in folder.rglob("part-*")}
    assert described == written
    assert "tension_index/pair=PAK-IRN/year=2024/part-0.parquet" in written
    index = next(item for item in document["resources"] if item["name"] == "tension_index")
    assert all(field["description"] for field in index["schema"]["fields"])
    assert {"name": "tension", "type": "number"}.items() <= index["schema"]["fields"][2].items()


def test_an_export_never_overwrites_and_a_restore_never_adds(database: Path, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    (folder / "mine.txt").write_text("keep")
    assert "not empty" in str(tension(database, "export", "--to", str(folder)).exception)
    tension(database, "export", "--to", str(tmp_path / "export"))
    copy = tmp_path / "copy.duckdb"
    copy.write_bytes(database.read_bytes())
    assert "not empty" in str(tension(copy, "restore", str(tmp_path / "export")).exception)


def test_a_broken_export_restores_nothing(database: Path, tmp_path: Path) -> None:
    folder, target = tmp_path / "out", tmp_path / "new.duckdb"
    tension(database, "export", "--format", "json", "--to", str(folder))
    file = folder / "index_values" / "part-0.jsonl"
    lines = file.read_text().splitlines(keepends=True)
    file.write_text("".join(lines[:-1]))
    assert "11 rows in the files, 12" in str(tension(target, "restore", str(folder)).exception)
    file.write_text("".join(lines) + "{broken\n")
    assert "damaged" in str(tension(target, "restore", str(folder)).exception)
    file.unlink()
    assert "missing" in str(tension(target, "restore", str(folder)).exception)
    assert "does not describe" in str(tension(target, "restore", str(tmp_path)).exception)
    assert not target.exists()
    assert WarehousePaths(target).work.exists()
    file.write_text("".join(lines))
    assert tension(target, "restore", str(folder)).exit_code == 0


def test_the_data_dictionary_is_up_to_date_and_complete(database: Path) -> None:
    assert README.read_text(encoding="utf-8").split(MARK)[1].strip() == generated().strip(), (
        "run `python -m flows.dictionary`"
    )
    with open_reader(database) as reader:
        relations = reader.describe()
    assert [item.name for item in relations if not item.comment] == []
    assert [
        (item.name, column.name) for item in relations for column in item.columns if not column.comment
    ] == []


def test_the_stable_views_have_the_promised_columns(database: Path) -> None:
    promised = {
        "tension_index": "pair date tension tension_low tension_high band level_points escalation_points "
        "deescalation_points standing_points pressure_a_to_b pressure_b_to_a tone attention article_count "
        "story_count outlet_count event_count coverage provisional as_of recorded_at",
        "tension_drivers": "pair date event_id signal source target event_date points",
        "tension_events": "event_id pair signal polarity status source target measure event_date killed wounded "
        "confidence outlet_count story_count first_known_at headline",
        "tension_evidence": "event_id article_id sentence_no sentence signal status probability outlet url published_at",
        "tension_alerts": "alert_id pair rule class raised_for cleared_for value state",
    }
    with open_reader(database) as reader:
        found = {item.name: " ".join(column.name for column in item.columns) for item in reader.describe()}
        macro = reader.query("from tension_as_of(timestamp '2024-01-20')")
    assert {name: found[name] for name in promised} == promised
    assert " ".join(macro.columns) == promised["tension_index"]
    assert {"tension_revisions", "source_health", "tension_as_of"} <= found.keys()


def test_documented_sql_runs(database: Path) -> None:
    text = README.read_text(encoding="utf-8").split(MARK)[0]
    blocks = re.findall(r"```sql\n(.*?)```", text, re.DOTALL) + re.findall(r'tension sql "(.*?)"', text)
    assert len(blocks) > 4
    for sql in blocks:
        result = tension(database, "sql", sql)
        assert result.exit_code == 0, (sql, result.exception)


def test_documented_python_runs(database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = README.read_text(encoding="utf-8").split(MARK)[0]
    (code,) = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    monkeypatch.chdir(database.parent)
    names: dict[str, Any] = {}
    exec(code.replace("warehouse/tension.duckdb", database.name), names)  # noqa: S102 -- the README's own lines
    assert len(names["days"]) == 12
