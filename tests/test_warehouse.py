"""The writer, the snapshot and its readers."""

import fcntl
import os
import subprocess
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from flows.writing import configured_writer
from tension.config import WarehouseSettings
from tension.errors import WarehouseBusyError, WarehouseError
from tension.warehouse import SQL_ROOT, WarehousePaths, Writer, open_reader, open_writer
from tension.warehouse.lock import lock_holder
from tension.warehouse.paths import wal_of
from tests import warehouse_data

HEADERS, BLOCK = 12_288, 262_144  # of a DuckDB file
LOG = b"of the torn file"
LATER = warehouse_data.RECORDED_AT + timedelta(days=1)

HOLD = """
import sys, time, datetime, pathlib
from tension.warehouse import open_writer
now = datetime.datetime(2026, 1, 1)
with open_writer(pathlib.Path(sys.argv[1]), wait_seconds=0, recorded_at=now):
    print('held', flush=True)
    time.sleep(60)
"""
FORK_AND_DIE = """
import os, sys, time, datetime, pathlib, signal
from tension.warehouse import open_writer
now = datetime.datetime(2026, 1, 1)
with open_writer(pathlib.Path(sys.argv[1]), wait_seconds=0, recorded_at=now):
    child = os.fork()
    if child == 0:
        os.close(1)
        time.sleep(30)
        os._exit(0)
    print(child, flush=True)
    os.kill(os.getpid(), signal.SIGKILL)
"""
OPEN_AS_NOBODY = """
import os, sys, datetime, pathlib
from tension.errors import WarehouseError
from tension.warehouse import open_writer
now = datetime.datetime(2026, 1, 1)
if os.getuid() == 0:
    os.setuid(65534)
try:
    with open_writer(pathlib.Path(sys.argv[1]), wait_seconds=0, recorded_at=now):
        print('opened')
except WarehouseError as error:
    print(error)
"""
PUBLISH_WITHOUT_ROOM = """
import sys, datetime, pathlib, resource, signal
from tension.errors import WarehouseError
from tension.warehouse import open_writer
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
now = datetime.datetime(2026, 1, 1)
try:
    with open_writer(pathlib.Path(sys.argv[1]), wait_seconds=0, recorded_at=now) as writer:
        size = 500_000
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
        writer.publish()
except WarehouseError as error:
    print(error)
"""
ASK_FOR_MANY = """
import sys, pathlib
import duckdb
from tension.warehouse.checks import run_checks
from tension.warehouse.select import safe_select
connection = duckdb.connect()
connection.execute('create table held as select range as id from range(1000000)')
connection.execute('create table gone (id bigint)')
file, = pathlib.Path(sys.argv[1]).glob('*.sql')
print(run_checks(connection, file.parent)[0].failures)
selected = safe_select(connection, file.read_text(), row_limit=2, timeout_seconds=50)
print(selected.table.num_rows, selected.cut)
"""


@pytest.fixture
def published(tmp_path: Path) -> Path:
    return tmp_path / "tension.duckdb"


def writing(
    published: Path, recorded_at: datetime = warehouse_data.RECORDED_AT, wait_seconds: float = 0
) -> AbstractContextManager[Writer]:
    return open_writer(published, wait_seconds=wait_seconds, recorded_at=recorded_at)


def write_and_fail(writer: Writer) -> None:
    with writer.transaction():
        warehouse_data.write(writer)
        raise RuntimeError("midway")


def days(published: Path) -> pd.DataFrame:
    with open_reader(published) as reader:
        return reader.query("select * from tension_index order by date")


def contents(published: Path) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table of main, sorted."""
    with duckdb.connect(str(published), read_only=True) as connection:
        names = connection.execute(
            "select table_name from duckdb_tables() where schema_name = 'main'"
        ).fetchall()
        return {
            name: sorted(connection.execute(f"select * from {name}").fetchall(), key=repr)
            for (name,) in names
        }


def test_readers_see_what_was_published_and_nothing_else(published: Path) -> None:
    with writing(published) as writer:
        warehouse_data.write(writer, days=3)
        with pytest.raises(WarehouseError, match="no database"), open_reader(published):
            pass
        writer.publish()
        warehouse_data.write(writer, days=5)
        assert len(days(published)) == 3
        writer.publish()
        assert len(days(published)) == 5


def test_a_rerun_leaves_every_row_as_it_was(published: Path) -> None:
    with writing(published) as writer:
        warehouse_data.write(writer)
        writer.publish()
    before = contents(published)
    with writing(published, LATER) as writer:
        warehouse_data.write(writer)
        writer.publish()
    assert contents(published) == before
    assert before["index_values"]


def test_values_that_move_are_new_rows_and_old_ones_stay(published: Path) -> None:
    with writing(published) as writer:
        warehouse_data.write(writer)
    with writing(published, LATER) as writer:
        warehouse_data.write(writer, scale=1.5)
        writer.publish()
        rows = writer.query("select * from tension_revisions where date = '2024-01-12' order by revision_no")
    assert list(rows["revision_no"]) == [0, 1]
    assert rows["tension_change"].iloc[1] > 0
    assert rows["recorded_at"].iloc[0] == warehouse_data.RECORDED_AT


def test_the_index_as_of_a_moment_knows_nothing_later(published: Path) -> None:
    with writing(published) as writer:
        warehouse_data.write(writer)
        writer.publish()
    with open_reader(published) as reader:
        known = reader.query("select * from tension_as_of(timestamp '2024-01-13 00:00:00') order by date")
    assert len(known) == 3
    assert known["as_of"].max() == pd.Timestamp("2024-01-13")


def test_a_failed_transaction_leaves_nothing(published: Path) -> None:
    with writing(published) as writer:
        with pytest.raises(RuntimeError):
            write_and_fail(writer)
        assert writer.query("select * from articles").empty


def test_a_failing_check_keeps_the_last_good_snapshot(published: Path) -> None:
    with writing(published) as writer:
        warehouse_data.write(writer)
        writer.publish()
        before = published.read_bytes()
        writer.execute("update index_values set level_points = level_points + 1 where date = '2024-01-12'")
        with pytest.raises(WarehouseError, match="contributions_sum_to_level"):
            writer.publish()
    assert published.read_bytes() == before


def test_a_second_writer_waits_then_says_who_holds_the_lock(published: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(published)], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        with pytest.raises(WarehouseBusyError, match=f"process {process.pid}"), writing(published):
            pass
        assert lock_holder(WarehousePaths(published).lock) == process.pid
        process.kill()
        process.wait()
        with writing(published, wait_seconds=5) as writer:
            writer.publish()


def test_the_lock_dies_with_its_holder_even_when_a_forked_child_lives_on(published: Path) -> None:
    """A worker forked by a run must not keep the lock after the run is killed."""
    result = subprocess.run(
        [sys.executable, "-c", FORK_AND_DIE, str(published)], stdout=subprocess.PIPE, text=True, check=False
    )
    child = int(result.stdout)
    try:
        with writing(published) as writer:
            writer.publish()
    finally:
        os.kill(child, 9)


def test_the_work_file_lost_starts_again_from_the_snapshot(published: Path) -> None:
    with writing(published) as writer:
        warehouse_data.write(writer)
        writer.publish()
    before = contents(published)
    paths = WarehousePaths(published)
    paths.work.unlink()
    wal_of(paths.work).write_bytes(b"left over")
    with writing(published) as writer:
        writer.publish()
    assert contents(published) == before


@pytest.mark.parametrize("which", ["work", "published"])
def test_a_text_file_in_its_place_is_named_with_the_way_back(published: Path, which: str) -> None:
    with writing(published) as writer:
        warehouse_data.write(writer)
        writer.publish()
    paths = WarehousePaths(published)
    getattr(paths, which).write_text("this is no database, " * 1000)
    if which == "work":
        with (
            pytest.raises(WarehouseError, match=r"not a DuckDB database.*mv .*work") as caught,
            writing(published),
        ):
            pass
        command = caught.value.remedy.split("with: ")[1].split("; the next run")[0]
        subprocess.run(["sh", "-c", command], check=True)  # noqa: S607 -- the printed way back, as a user types it
    else:
        with pytest.raises(WarehouseError, match="not a DuckDB database"), open_reader(published):
            pass
    with writing(published) as writer:
        writer.publish()
    assert len(days(published)) == 12


def half_of_each_block(data: bytes) -> bytes:
    """As if a kill had stopped the rewriting of every block midway."""
    torn = bytearray(data)
    for start in range(HEADERS, len(data), BLOCK):
        torn[start + BLOCK // 2 : start + BLOCK] = bytes(BLOCK // 2)
    return bytes(torn)


@pytest.mark.parametrize(
    "damage",
    [half_of_each_block, lambda data: data[:4096] + os.urandom(HEADERS - 4096), lambda data: data[:5000]],
    ids=["blocks", "headers", "short"],
)
def test_a_torn_work_file_is_set_aside_and_the_run_goes_on_from_the_snapshot(
    published: Path, damage: Callable[[bytes], bytes], caplog: pytest.LogCaptureFixture
) -> None:
    with writing(published) as writer:
        warehouse_data.write(writer, days=6)
        writer.publish()
        warehouse_data.write(writer)
    work = WarehousePaths(published).work
    torn = damage(work.read_bytes())
    work.write_bytes(torn)
    wal_of(work).write_bytes(LOG)
    with writing(published) as writer:
        assert len(writer.query("from tension_index")) == 6
        warehouse_data.write(writer)
        writer.publish()
    assert len(days(published)) == 12
    kept = work.with_name("tension.work.duckdb.damaged1")
    assert kept.read_bytes() == torn
    assert wal_of(kept).read_bytes() == LOG
    (warning,) = caplog.messages
    assert all(str(path) in warning for path in (work, kept, published))


def test_each_torn_work_file_is_kept(published: Path) -> None:
    work = WarehousePaths(published).work
    for _ in range(2):
        with writing(published) as writer:
            warehouse_data.write(writer)
            writer.publish()
        work.write_bytes(half_of_each_block(work.read_bytes()))
    with writing(published) as writer:
        writer.publish()
    assert len(days(published)) == 12
    assert len(list(published.parent.glob("*.damaged?"))) == 2


def test_a_torn_work_file_stays_where_the_snapshot_is_damaged_too(published: Path) -> None:
    with writing(published) as writer:
        warehouse_data.write(writer)
        writer.publish()
    files = {
        path: half_of_each_block(path.read_bytes()) for path in (published, WarehousePaths(published).work)
    }
    for path, torn in files.items():
        path.write_bytes(torn)
    with (
        pytest.raises(WarehouseError, match=rf"{published} is damaged.*so is the work file; put a backup"),
        writing(published),
    ):
        pass
    assert {path: path.read_bytes() for path in files} == files


@pytest.mark.parametrize("size", [0, 4096])
def test_a_work_file_torn_while_it_was_made_is_begun_anew(published: Path, size: int) -> None:
    work = WarehousePaths(published).work
    duckdb.connect(str(work)).close()
    os.truncate(work, size)
    with writing(published) as writer:
        warehouse_data.write(writer)
        writer.publish()
    assert len(days(published)) == 12


def test_a_newer_database_is_refused_and_left_alone(published: Path) -> None:
    with writing(published) as writer:
        writer.execute("insert into log.migrations values (999, 'from_the_future', '', now())")
        writer.publish(check=False)
    with pytest.raises(WarehouseError, match="schema 999"), writing(published):
        pass


def test_a_read_only_folder_is_named(published: Path) -> None:
    published.parent.chmod(0o555)
    parent = published.parent.parent
    while parent.stat().st_uid == os.getuid() and parent != Path("/tmp"):  # noqa: S108 -- pytest's own folders
        parent.chmod(parent.stat().st_mode | 0o055)
        parent = parent.parent
    result = subprocess.run(
        [sys.executable, "-c", OPEN_AS_NOBODY, str(published)], capture_output=True, text=True, check=False
    )
    published.parent.chmod(0o755)
    assert "cannot write in" in result.stdout
    assert "Permission denied" in result.stdout


def test_a_full_disk_while_publishing_keeps_the_snapshot(published: Path) -> None:
    """The file size limit stands in for the disk's end."""
    with writing(published) as writer:
        warehouse_data.write(writer)
        writer.publish()
    before = published.read_bytes()
    result = subprocess.run(
        [sys.executable, "-c", PUBLISH_WITHOUT_ROOM, str(published)],
        capture_output=True,
        text=True,
        check=True,
    )
    assert "free space" in result.stdout
    assert published.read_bytes() == before
    assert not WarehousePaths(published).publishing.exists()
    with writing(published) as writer:
        writer.publish()


def test_a_reader_keeps_its_snapshot_and_the_next_sees_the_new_one(published: Path) -> None:
    """DuckDB shares open files inside a process; readers must not be handed an old snapshot by it."""
    with writing(published) as writer:
        warehouse_data.write(writer, days=3)
        writer.publish()
        with open_reader(published) as old:
            warehouse_data.write(writer, days=6)
            writer.publish()
            with open_reader(published) as new:
                assert len(new.query("select * from tension_index")) == 6
            assert len(old.query("select * from tension_index")) == 3


def test_another_program_cannot_open_the_work_file_after_a_publish(published: Path) -> None:
    """Closing any descriptor of the work file would drop DuckDB's own guard on it."""
    with writing(published) as writer:
        writer.publish()
        script = "import duckdb, sys; duckdb.connect(sys.argv[1])"
        result = subprocess.run(
            [sys.executable, "-c", script, str(WarehousePaths(published).work)],
            capture_output=True,
            text=True,
            check=False,
        )
    assert result.returncode != 0
    assert "lock" in result.stderr


def test_syncing_touches_only_rows_that_differ(published: Path) -> None:
    rows = pd.DataFrame(
        {
            "reject_id": ["a", "b"],
            "source_id": "s",
            "place": "p",
            "reason": "r",
            "value": ["1", "2"],
            "remedy": "m",
        }
    )
    with writing(published) as writer:
        assert writer.sync_rows("rejects", rows, {"source_id": "s"}).inserted == 2
    with writing(published, LATER) as writer:
        changed = rows.assign(value=["1", "3"])
        synced = writer.sync_rows("rejects", changed, {"source_id": ["s", "t"]})
        kept = writer.query("select recorded_at from rejects where reject_id = 'a'")
        assert (synced.inserted, synced.deleted, synced.unchanged) == (1, 1, 1)
        assert kept["recorded_at"].iloc[0] == warehouse_data.RECORDED_AT
        with pytest.raises(WarehouseError, match="outside"):
            writer.sync_rows("rejects", changed, {"source_id": "t"})
        assert writer.sync_rows("rejects", pd.DataFrame(), {"source_id": "s"}).deleted == 2


def test_rows_with_wrong_columns_are_refused_by_name(published: Path) -> None:
    with writing(published) as writer, pytest.raises(WarehouseError, match=r"nonsense.*place"):
        writer.insert_frame("rejects", pd.DataFrame({"reject_id": ["a"], "nonsense": [1]}))


def test_times_are_stored_as_naive_utc_and_missing_values_as_null(published: Path) -> None:
    moment = datetime(2024, 1, 18, 12, tzinfo=timezone(timedelta(hours=5)))
    run = {
        "run_id": "1",
        "kind": "test",
        "started_at": moment,
        "state": "running",
        "inputs": "",
        "counts": "",
    }
    with writing(published, datetime(2026, 1, 1, tzinfo=UTC)) as writer:
        writer.log_run({**run, "message": ""})
        writer.log_run({**run, "message": "done", "finished_at": moment})
        rows = writer.query("select * from log.runs")
    assert list(rows["started_at"]) == [pd.Timestamp("2024-01-18 07:00")]
    assert list(rows["message"]) == ["done"]


def test_batches_count_up(published: Path) -> None:
    with writing(published) as writer:
        assert writer.next_batch_id() == 1
        warehouse_data.write(writer)
        assert writer.next_batch_id() == 2


def test_nobody_holds_a_lock_that_is_free(published: Path) -> None:
    lock = WarehousePaths(published).lock
    assert lock_holder(lock) is None
    with writing(published):
        assert lock_holder(lock) == os.getpid()
    assert lock_holder(lock) is None


def test_the_lock_is_an_flock_on_the_file_beside_the_database(published: Path) -> None:
    """Other tools, such as a backup script, may take it too: flock tension.lock cp ..."""
    with writing(published) as _:
        descriptor = os.open(WarehousePaths(published).lock, os.O_RDWR)
        with pytest.raises(BlockingIOError):
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        os.close(descriptor)


def test_a_block_inside_a_block_belongs_to_the_outer_one(published: Path) -> None:
    with writing(published) as writer:
        with pytest.raises(RuntimeError), writer.transaction():
            write_and_fail(writer)
        assert writer.query("select * from events").empty


def earlier_version(folder: Path, migrations: int) -> Path:
    """The SQL folder as it stood when there were fewer migrations, and no views."""
    (folder / "migrations").mkdir(parents=True)
    for file in sorted((SQL_ROOT / "migrations").glob("*.sql"))[:migrations]:
        (folder / "migrations" / file.name).write_bytes(file.read_bytes())
    return folder


def test_a_database_of_an_earlier_version_is_brought_up_to_date(published: Path, tmp_path: Path) -> None:
    old = earlier_version(tmp_path / "old", 1)
    with open_writer(
        published, wait_seconds=0, recorded_at=warehouse_data.RECORDED_AT, sql_root=old
    ) as writer:
        warehouse_data.write(writer)
        writer.publish()
        assert writer.schema_version() == 1
    with writing(published, LATER) as writer:
        warehouse_data.write(writer)
        writer.publish()
    assert len(days(published)) == 12


def test_a_migration_that_fails_leaves_the_version_before_it(published: Path, tmp_path: Path) -> None:
    broken = earlier_version(tmp_path / "broken", 1)
    (broken / "migrations" / "002_broken.sql").write_text(
        "create table half (x integer); select no_such_column;"
    )
    with (
        pytest.raises(duckdb.BinderException),
        open_writer(published, wait_seconds=0, recorded_at=LATER, sql_root=broken),
    ):
        pass
    mended = earlier_version(tmp_path / "mended", 1)
    with open_writer(published, wait_seconds=0, recorded_at=LATER, sql_root=mended) as writer:
        assert writer.schema_version() == 1
        assert writer.query("select * from duckdb_tables() where table_name = 'half'").empty


def test_a_migration_changed_after_use_is_refused(published: Path, tmp_path: Path) -> None:
    folder = earlier_version(tmp_path / "sql", 1)
    with open_writer(published, wait_seconds=0, recorded_at=LATER, sql_root=folder):
        pass
    file = folder / "migrations" / "001_base.sql"
    file.write_text(file.read_text() + "\ncreate table later (x integer);")
    with (
        pytest.raises(WarehouseError, match="001_base is not the one"),
        open_writer(published, wait_seconds=0, recorded_at=LATER, sql_root=folder),
    ):
        pass


def test_views_are_applied_again_when_their_files_change(published: Path, tmp_path: Path) -> None:
    folder = earlier_version(tmp_path / "sql", 1)
    (folder / "views").mkdir()
    (folder / "views" / "a_reads_b.sql").write_text("create view a_reads_b as select x from b;")
    (folder / "views" / "b.sql").write_text("create view b as select 1 as x; -- read by a_reads_b")
    for expected in (1, 2):
        with open_writer(published, wait_seconds=0, recorded_at=LATER, sql_root=folder) as writer:
            assert writer.query("select x from a_reads_b")["x"].tolist() == [expected]
        (folder / "views" / "b.sql").write_text("create view b as select 2 as x;")
    (folder / "views" / "a_reads_b.sql").unlink()
    with open_writer(published, wait_seconds=0, recorded_at=LATER, sql_root=folder) as writer:
        assert [item.name for item in writer.describe() if item.kind == "view"] == ["b"]


def test_many_rows_of_a_union_do_not_hang(tmp_path: Path) -> None:
    """DuckDB 1.5 never ends when this is read as a stream, nor can it be interrupted."""
    (tmp_path / "ids_held.sql").write_text(
        "-- each id is held\n"
        "select id from held anti join gone using (id)\n"
        "union all select one.id from held as one anti join held as two using (id);\n"
    )
    asked = subprocess.run(
        [sys.executable, "-c", ASK_FOR_MANY, str(tmp_path)],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    failures, selected = asked.stdout.splitlines()
    assert failures.count("id=") == 3
    assert selected == "2 True"


def test_a_writer_short_of_memory_names_the_setting(published: Path) -> None:
    with (
        pytest.raises(WarehouseError, match=r"needs more memory .*; raise warehouse.memory_mb"),
        open_writer(
            published, wait_seconds=0, recorded_at=warehouse_data.RECORDED_AT, memory_mb=128
        ) as writer,
    ):
        writer.query("select list(range) from range(100000000)")


def test_flows_write_within_the_configured_memory(published: Path) -> None:
    settings = WarehouseSettings(path=published, memory_mb=256)
    with configured_writer(settings, warehouse_data.RECORDED_AT) as writer:
        limit = writer.query("select current_setting('memory_limit') as held")["held"][0]
    assert limit == "244.1 MiB"
