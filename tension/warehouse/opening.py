"""Becoming the writer, of the file or of the lake, as the settings say."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from tension.warehouse.lake import LakePlace
from tension.warehouse.lake_writer import open_lake_writer
from tension.warehouse.paths import SQL_ROOT
from tension.warehouse.writer import Writer, open_file_writer


@contextmanager
def open_writer(
    published: Path,
    *,
    wait_seconds: float,
    recorded_at: datetime,
    sql_root: Path = SQL_ROOT,
    lake: LakePlace | None = None,
    memory_mb: int | None = None,
) -> Iterator[Writer]:
    """Become the writer of the warehouse whose snapshot is at `published`.

    Nothing that readers see changes before `Writer.publish`. Where the work file is missing, or no run
    has written to the lake, it begins with the snapshot; the schema is brought up to date.

    Args:
        published: the file that readers open; the work file and the lock lie beside it.
        wait_seconds: how long to wait for another writer.
        recorded_at: the clock, written into `recorded_at` of rows that this writer changes.
        sql_root: the folder of migrations, views and checks.
        lake: where the rows are kept instead of in a work file; None for the file.
        memory_mb: what DuckDB may use before it spills beside the published file; None for its own limit.

    Raises:
        WarehouseBusyError: another writer did not finish in time.
        WarehouseError: the file or lake is damaged, newer, no database, or cannot be written.
    """
    if lake is None:
        with open_file_writer(
            published,
            wait_seconds=wait_seconds,
            recorded_at=recorded_at,
            memory_mb=memory_mb,
            sql_root=sql_root,
        ) as writer:
            yield writer
        return
    with open_lake_writer(
        published,
        lake,
        wait_seconds=wait_seconds,
        recorded_at=recorded_at,
        memory_mb=memory_mb,
        sql_root=sql_root,
    ) as lake_writer:
        yield lake_writer
