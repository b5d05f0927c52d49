"""A lake as a DuckDB file: what readers open, and the lake as it stood at an earlier moment."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import duckdb

from tension.errors import WarehouseError
from tension.warehouse.connection import QUIET, ROWS_IN_GROUP, transaction
from tension.warehouse.lake_schema import BOOKS, Table
from tension.warehouse.paths import wal_of
from tension.warehouse.reader import open_reader
from tension.warehouse.schema import apply_views, migrate, pending_migrations

_SNAPSHOTS = """
select snapshot_id, timezone('UTC', snapshot_time) from ducklake_snapshots('lake') order by snapshot_id
"""
_PUBLISHED_IDS = "select distinct article_id from articles"
_MISSING = "select count(*) from published_ids anti join articles using (article_id)"


def write_snapshot(
    lake: duckdb.DuckDBPyConnection,
    tables: Sequence[Table],
    target: Path,
    sql_root: Path,
    made_at: datetime,
    version: int | None = None,
) -> None:
    """Copy a lake into a new DuckDB file, which holds the keys and checks that the lake cannot.

    Args:
        lake: the open lake.
        tables: its tables.
        target: the file; one that is there is replaced.
        sql_root: the folder of migrations and views.
        made_at: the clock.
        version: the lake's snapshot to copy; None for the latest.

    Raises:
        duckdb.ConstraintException: rows of the lake break a key or a check.
    """
    target.unlink(missing_ok=True)
    wal_of(target).unlink(missing_ok=True)
    with duckdb.connect(str(target), config=dict(QUIET)) as snapshot:
        migrate(snapshot, sql_root / "migrations", made_at)
        apply_views(snapshot, sql_root, made_at)
    at = "" if version is None else f" at (version => {version:d})"
    quoted = str(target).replace("'", "''")
    lake.execute(f"attach '{quoted}' as snapshot_file (row_group_size {ROWS_IN_GROUP})")
    try:
        # One transaction reads one state of the lake, whoever appends meanwhile.
        with transaction(lake):
            for table in tables:
                if table.name not in BOOKS:
                    lake.execute(_copy(table, at))
        lake.execute("checkpoint snapshot_file")
    finally:
        lake.execute("detach snapshot_file")
    descriptor = os.open(target, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One commit of a lake.

    Attributes:
        version: its number.
        committed_at: the clock at the commit, UTC.
    """

    version: int
    committed_at: datetime


def snapshots(lake: duckdb.DuckDBPyConnection) -> list[Snapshot]:
    """The lake's commits, oldest first."""
    rows = lake.execute(_SNAPSHOTS)
    return [Snapshot(version, moment) for version, moment in rows.fetchall()]


def is_unwritten(lake: duckdb.DuckDBPyConnection, tables: Sequence[Table]) -> bool:
    """Whether no run has written to a lake yet: all is empty but its inbox and the books of its schema."""
    filled = (
        lake.execute(f"select 1 from {table.name} limit 1").fetchone()
        for table in tables
        if table.name not in BOOKS
    )
    return not any(filled)


def count_missing_articles(lake: duckdb.DuckDBPyConnection, published: Path) -> int:
    """How many articles of a published file the lake lacks; 0 of a damaged file, which has none to lose."""
    try:
        with open_reader(published) as reader:
            lake.register("published_ids", reader.batches(_PUBLISHED_IDS, (), ROWS_IN_GROUP))
            try:
                found = lake.execute(_MISSING).fetchone()
            finally:
                lake.unregister("published_ids")
    except WarehouseError:
        return 0
    return int(found[0]) if found else 0


def fill_from_snapshot(
    lake: duckdb.DuckDBPyConnection, tables: Sequence[Table], published: Path, sql_root: Path
) -> None:
    """Copy the rows of a published file into an empty lake, inside the caller's transaction.

    Raises:
        WarehouseError: the file's schema is another than this checkout's.
    """
    with duckdb.connect(str(published), read_only=True, config=dict(QUIET)) as snapshot:
        if pending := pending_migrations(snapshot, sql_root / "migrations"):
            raise WarehouseError(
                f"{published} is of an older schema, without {pending[0].version:03d}_{pending[0].name}",
                'run once with storage = "duckdb" first',
            )
        for table in tables:
            if table.name in BOOKS:
                continue
            rows = snapshot.execute(f"from {table.name}").to_arrow_reader(ROWS_IN_GROUP)
            names = ", ".join(f'"{name}"' for name in rows.schema.names if name in table.columns)
            lake.register("published_rows", rows)
            try:
                lake.execute(f"insert into {table.name} ({names}) select {names} from published_rows")
            finally:
                lake.unregister("published_rows")


def _copy(table: Table, at: str) -> str:
    qualified = table.name if "." in table.name else f"main.{table.name}"
    names = ", ".join(f'"{name}"' for name in table.columns)
    return f"insert into snapshot_file.{qualified} ({names}) select {names} from lake.{qualified}{at}"
