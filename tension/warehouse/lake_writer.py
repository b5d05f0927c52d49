"""The writer of a lake: what `Writer` does to a file, done to tables that others append to meanwhile."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from pathlib import Path

import duckdb

from tension.errors import WarehouseError
from tension.warehouse import rows
from tension.warehouse.lake import (
    LakePlace,
    attempts,
    committed,
    connect_lake,
    is_being_made,
    turn,
)
from tension.warehouse.lake_errors import explained_lake, trouble, way_to_open
from tension.warehouse.lake_run import only_run
from tension.warehouse.lake_schema import Table, keep_groups_small, lake_views, model_tables, prepare_lake
from tension.warehouse.lake_snapshot import (
    count_missing_articles,
    fill_from_snapshot,
    is_unwritten,
    write_snapshot,
)
from tension.warehouse.lock import writer_lock
from tension.warehouse.paths import WarehousePaths
from tension.warehouse.snapshot import discard, replace_snapshot
from tension.warehouse.writer import Parameters, Writer, naive_utc

Connect = Callable[[], duckdb.DuckDBPyConnection]


@contextmanager
def open_lake_writer(
    published: Path,
    place: LakePlace,
    *,
    wait_seconds: float,
    recorded_at: datetime,
    memory_mb: int | None,
    sql_root: Path,
) -> Iterator["LakeWriter"]:
    """Become the one process that folds, scores and indexes; others may append to the inbox meanwhile.

    A lake that no run has written to begins with what is published, whatever was brought to its inbox before,
    so that a warehouse moves into a lake by its setting.

    Raises:
        WarehouseBusyError: another writer did not finish in time, or others kept committing.
        WarehouseError: the lake cannot be opened, is newer, or lacks articles that are published.
    """
    paths = WarehousePaths(published)
    deadline = time.monotonic() + wait_seconds
    with (
        writer_lock(paths.lock, wait_seconds),
        only_run(place, max(0.0, deadline - time.monotonic())) as refuse_lost,
    ):
        connect = partial(
            connect_lake, place, memory_mb=memory_mb, spill=paths.work.with_name(f"{paths.work.name}.tmp")
        )
        connection, tables = open_lake(place, recorded_at, sql_root, connect=connect, published=published)
        try:
            with explained_lake(place, "cannot write to", "what was committed stays; mend what is named"):
                yield LakeWriter(
                    connection, place, paths, tables, refuse_lost, naive_utc(recorded_at), sql_root
                )
        finally:
            connection.close()


def open_lake(
    place: LakePlace,
    recorded_at: datetime,
    sql_root: Path,
    *,
    connect: Connect | None = None,
    published: Path | None = None,
) -> tuple[duckdb.DuckDBPyConnection, list[Table]]:
    """An open lake with its schema up to date, and its tables; several processes may do this at once.

    Args:
        place: where the lake is.
        recorded_at: the clock.
        sql_root: the folder of migrations and views.
        connect: `connect_lake` for this place, where more is to be said than the place.
        published: the file that a lake begins with to which no run has written; None for who is no run.

    Raises:
        WarehouseError: the lake cannot be opened or made, or is newer than this checkout.
    """
    moment = naive_utc(recorded_at)
    tables = model_tables(sql_root, moment)
    connect = connect or partial(connect_lake, place)
    with explained_lake(place, "cannot open", way_to_open(place)):
        for attempt in attempts(is_being_made):
            with attempt, turn(place):
                connection = _opened(connect, tables, moment, sql_root, published)
    return connection, tables


def _opened(
    connect: Connect, tables: Sequence[Table], moment: datetime, sql_root: Path, published: Path | None
) -> duckdb.DuckDBPyConnection:
    connection = connect()
    try:
        with committed(connection):
            prepare_lake(connection, tables, sql_root, moment)
            keep_groups_small(connection)
            if published is not None and published.is_file():
                _continue_from(connection, tables, published, sql_root)
        if published is not None:
            lake_views(connection, sql_root, moment)
    except BaseException:
        connection.close()
        raise
    return connection


def _continue_from(
    connection: duckdb.DuckDBPyConnection, tables: Sequence[Table], published: Path, sql_root: Path
) -> None:
    if is_unwritten(connection, tables):
        fill_from_snapshot(connection, tables, published, sql_root)
    elif missing := count_missing_articles(connection, published):
        raise WarehouseError(
            f"{published} holds {missing} articles that the lake lacks, publishing would lose them",
            "name another warehouse.path for this lake, or name a new catalog and data_path under "
            "[warehouse.lake]: that lake begins with what is published",
        )


class LakeWriter(Writer):
    """What a run may do to a lake; get one from `open_writer`."""

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        place: LakePlace,
        paths: WarehousePaths,
        tables: Sequence[Table],
        refuse_lost: Callable[[], None],
        recorded_at: datetime,
        sql_root: Path,
    ) -> None:
        super().__init__(connection, paths, -1, recorded_at, sql_root)
        self._place = place
        self._tables = tables
        self._refuse_lost = refuse_lost
        self._keys = {table.name: table.key for table in tables}

    @property
    def has_inbox(self) -> bool:
        """Whether other processes leave articles for this one."""
        return True

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """As a file's; others bring nothing for its length where they take turns, so that it commits."""
        if self._in_transaction:
            yield
            return
        with turn(self._place), super().transaction():
            self._refuse_lost()
            yield
            self._refuse_lost()

    def execute(self, sql: str, parameters: Parameters = ()) -> None:
        """Run one writing statement with bound parameters."""
        with self.transaction():
            super().execute(sql, parameters)

    def insert_new(self, table: str, frame: rows.Frame) -> int:
        """Insert the rows whose primary key is not there yet; returns how many were."""
        with self.transaction():
            return rows.insert_rows(
                self._connection, table, frame, self._recorded_at, skip_known=True, key=self._keys[table]
            )

    def publish(self, *, check: bool = True) -> None:
        """Let readers see what was committed: check, copy into a DuckDB file, rename.

        Raises:
            WarehouseError: a check, or a key of the file, found rows that are wrong, or it cannot be written;
                readers keep the snapshot they had.
        """
        if self._in_transaction:
            raise WarehouseError("publish inside a transaction", "commit first")
        self._refuse_lost()
        if check:
            self._refuse_failed_checks()
        copy = self._paths.publishing
        try:
            with turn(self._place):
                write_snapshot(self._connection, self._tables, copy, self._sql_root, self._recorded_at)
            replace_snapshot(copy, self._paths.published)
        except (OSError, duckdb.ConstraintException, duckdb.IOException) as error:
            discard(copy)
            said, remedy = trouble(
                self._place,
                error,
                "readers keep the last good one; free space on its disk, or mend the rows named",
            )
            raise WarehouseError(f"cannot publish {self._paths.published}: {said}", remedy) from None
