"""The one writer: holds the lock, writes its own file, publishes snapshots of it."""

import logging
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import pyarrow as pa

from tension.errors import WarehouseError, WarehouseTornError
from tension.warehouse import rows
from tension.warehouse.checks import run_checks
from tension.warehouse.connection import connect_reader, connect_writer, explained, transaction, way_back
from tension.warehouse.dictionary import Relation, describe
from tension.warehouse.lock import writer_lock
from tension.warehouse.paths import SQL_ROOT, WarehousePaths
from tension.warehouse.reader import last_recorded
from tension.warehouse.revisions import new_revisions
from tension.warehouse.schema import apply_views, migrate, schema_version
from tension.warehouse.snapshot import copy_durably, discard, replace_snapshot, set_aside, start_from_snapshot

if TYPE_CHECKING:
    import pandas as pd

Parameters = Sequence[Any] | Mapping[str, Any]
_FIRST_DAY_TOUCHED = """
select least(
    (select min(date) from index_values where recorded_at >= $since or recorded_at = $now),
    (select min(counts_from) from event_states where recorded_at >= $since or recorded_at = $now)
)
"""


@contextmanager
def open_file_writer(
    published: Path,
    *,
    wait_seconds: float,
    recorded_at: datetime,
    memory_mb: int | None,
    sql_root: Path = SQL_ROOT,
) -> Iterator["Writer"]:
    """Become the writer of the file behind the snapshot at `published`; see `opening.open_writer`."""
    paths = WarehousePaths(published)
    with writer_lock(paths.lock, wait_seconds):
        connection = _connect(paths, memory_mb)
        try:
            with explained(paths.work, way_back(paths)), _held_open(paths.work) as descriptor:
                writer = Writer(connection, paths, descriptor, naive_utc(recorded_at), sql_root)
                writer.prepare()
                yield writer
        finally:
            connection.close()


class Writer:
    """What a run may do to the warehouse; get one from `opening.open_writer`."""

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        paths: WarehousePaths,
        descriptor: int,
        recorded_at: datetime,
        sql_root: Path,
    ) -> None:
        self._connection = connection
        self._paths = paths
        self._descriptor = descriptor
        self._recorded_at = recorded_at
        self._sql_root = sql_root
        self._in_transaction = False

    @property
    def has_inbox(self) -> bool:
        """Whether other processes leave articles for this one."""
        return False

    def prepare(self) -> list[str]:
        """Apply migrations and views; returns the names of the migrations applied now."""
        applied = migrate(self._connection, self._sql_root / "migrations", self._recorded_at)
        apply_views(self._connection, self._sql_root, self._recorded_at)
        return applied

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All writes of the block, or none; a block inside a block belongs to the outer one."""
        if self._in_transaction:
            yield
            return
        self._in_transaction = True
        try:
            with transaction(self._connection):
                yield
        finally:
            self._in_transaction = False

    def insert_frame(self, table: str, frame: rows.Frame) -> int:
        """Insert all rows of the frame; returns how many. See `rows.insert_rows`."""
        with self.transaction():
            return rows.insert_rows(self._connection, table, frame, self._recorded_at)

    def insert_new(self, table: str, frame: rows.Frame) -> int:
        """Insert the rows whose primary key is not there yet; returns how many were."""
        with self.transaction():
            return rows.insert_rows(self._connection, table, frame, self._recorded_at, skip_known=True)

    def sync_rows(self, table: str, frame: rows.Frame, scope: Mapping[str, Any]) -> rows.Synced:
        """Make the rows of the scope equal to the frame, touching those that differ. See `rows.sync_rows`."""
        with self.transaction():
            return rows.sync_rows(self._connection, table, frame, scope, self._recorded_at)

    def execute(self, sql: str, parameters: Parameters = ()) -> None:
        """Run one writing statement with bound parameters."""
        self._connection.execute(sql, parameters)

    def query(self, sql: str, parameters: Parameters = ()) -> "pd.DataFrame":
        """Rows as pandas: timestamps naive UTC, dates as datetime64."""
        return self._connection.execute(sql, parameters).df()

    def query_arrow(self, sql: str, parameters: Parameters = ()) -> pa.Table:
        """Rows as an Arrow table."""
        return self._connection.execute(sql, parameters).to_arrow_table()

    def describe(self) -> list[Relation]:
        """Views, macros and tables with their comments and columns."""
        return describe(self._connection)

    def schema_version(self) -> int:
        """The number of the last migration applied."""
        return schema_version(self._connection)

    def next_batch_id(self) -> int:
        """One more than the highest batch of articles so far; the first is 1."""
        row = self._connection.execute("select coalesce(max(batch_id), 0) + 1 from articles").fetchone()
        return int(row[0]) if row else 1

    def append_revisions(self, pair: str, values: rows.Frame) -> int:
        """Write index values that moved by more than 1e-9 as new revisions; returns how many.

        Args:
            pair: as `PAK-IRN`.
            values: columns of `index_values` but `revision_no` and `recorded_at`; `pair` may be left out.
                Several rows of one date differ in `as_of`.
        """
        if len(values) == 0:
            return 0
        computed = rows.to_arrow(values).to_pylist()
        for row in computed:
            row |= {"pair": pair, "date": _plain_date(row["date"]), "as_of": naive_utc(row["as_of"])}
        first = min(row["date"] for row in computed)
        recorded = self.query_arrow(
            "select * from index_values where pair = ? and date >= ?", [pair, first]
        ).to_pylist()
        written = new_revisions(recorded, computed)
        if written:
            self.insert_frame("index_values", pa.Table.from_pylist(written))
        return len(written)

    def log_run(self, run: Mapping[str, Any]) -> None:
        """Record a run, or bring its record up to date; columns of `log.runs`."""
        row = {"finished_at": None, **run}
        times = {name: naive_utc(row[name]) for name in ("started_at", "finished_at") if row[name]}
        self.sync_rows("log.runs", pa.Table.from_pylist([{**row, **times}]), {"run_id": row["run_id"]})

    def publish(self, *, check: bool = True) -> None:
        """Let readers see what was committed: check, checkpoint, copy, rename.

        Raises:
            WarehouseError: a check found rows that are wrong, or the copy cannot be made; readers keep
                the snapshot they had.
        """
        if self._in_transaction:
            raise WarehouseError("publish inside a transaction", "commit first")
        if check:
            self._refuse_failed_checks()
        self._connection.execute("checkpoint")
        try:
            copy_durably(self._descriptor, self._paths.publishing)
            replace_snapshot(self._paths.publishing, self._paths.published)
        except OSError as error:
            discard(self._paths.publishing)
            raise WarehouseError(
                f"cannot publish {self._paths.published}: {error.strerror or error}",
                "free space on its disk or make the folder writable, and run again; the old snapshot stays",
            ) from error

    def _refuse_failed_checks(self) -> None:
        results = run_checks(self._connection, self._sql_root / "checks", self._first_day_touched())
        failed = [result for result in results if not result.ok]
        if failed:
            found = "; ".join(f"{result.name} ({result.what}): {result.failures[0]}" for result in failed)
            raise WarehouseError(
                f"not published, the checks found wrong rows: {found}",
                f"readers keep the good {self._paths.published}; all anew: tension run --from-scratch",
            )

    def _first_day_touched(self) -> date | None:
        """The first day recorded since the snapshot that is out now; None when everything is new."""
        since = last_recorded(self._paths.published)
        row = self._connection.execute(
            _FIRST_DAY_TOUCHED, {"since": since, "now": self._recorded_at}
        ).fetchone()
        return row[0] if row and since else None


def _connect(paths: WarehousePaths, memory_mb: int | None) -> duckdb.DuckDBPyConnection:
    """Open the work file; where a kill tore it, a copy of the last snapshot."""
    start_from_snapshot(paths.published, paths.work, paths.publishing)
    try:
        return connect_writer(paths, memory_mb)
    except WarehouseTornError as error:
        start = "an empty database"
        if paths.published.is_file():
            _check_snapshot(paths.published)
            start = f"the snapshot {paths.published}"
        kept = set_aside(paths.work)
        logging.getLogger(__name__).warning("%s; it is kept as %s, going on from %s", error.what, kept, start)
    start_from_snapshot(paths.published, paths.work, paths.publishing)
    return connect_writer(paths, memory_mb)


def _check_snapshot(published: Path) -> None:
    """Refuse one that cannot take a torn work file's place."""
    try:
        connect_reader(published).close()
    except WarehouseError as error:
        raise WarehouseError(
            f"{error.what}, and so is the work file",
            f"put a backup in the place of {published}, and run again",
        ) from error


@contextmanager
def _held_open(path: Path) -> Iterator[int]:
    """A descriptor of the work file that stays open as long as DuckDB has it, see `copy_durably`."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def naive_utc(moment: datetime) -> datetime:
    """A moment as tables hold it."""
    return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment


def _plain_date(day: date | datetime) -> date:
    return day.date() if isinstance(day, datetime) else day
