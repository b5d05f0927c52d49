"""Readers of the published snapshot: never blocked, never blocking, never able to write."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import pyarrow as pa

from tension.errors import WarehouseError
from tension.warehouse.checks import CheckResult, run_checks
from tension.warehouse.connection import connect_reader, explained
from tension.warehouse.dictionary import Relation, describe
from tension.warehouse.schema import schema_version
from tension.warehouse.select import Selected, safe_select

if TYPE_CHECKING:
    # Importing pandas takes longer than most queries; it is loaded when rows are asked for in it.
    import pandas as pd

Parameters = Sequence[Any] | Mapping[str, Any]


@contextmanager
def open_reader(published: Path, threads: int | None = None) -> Iterator["Reader"]:
    """Open the snapshot that is published now; later publishes do not change what this reader sees.

    Args:
        published: the snapshot.
        threads: cores a query may use, all by default; 1 halves the work of many small queries.

    Raises:
        WarehouseError: there is no snapshot, or it cannot be read.
    """
    connection = connect_reader(published, threads)
    try:
        with explained(published, "run `tension doctor`"):
            yield Reader(connection)
    finally:
        connection.close()


def last_recorded(published: Path) -> datetime | None:
    """When the newest value in a snapshot was recorded; None without a snapshot that can tell."""
    try:
        with open_reader(published) as reader:
            rows = reader.query_arrow("select max(recorded_at) as moment from index_values").to_pylist()
    except WarehouseError:
        return None
    moment: datetime | None = rows[0]["moment"]
    return moment


class Reader:
    """Questions to one snapshot; get one from `open_reader`."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection

    def sibling(self) -> "Reader":
        """Another reader of the same snapshot, for another thread; close it before this one ends."""
        cursor = self._connection.cursor()
        cursor.execute("use tension")
        return Reader(cursor)

    def close(self) -> None:
        """Let go of a sibling."""
        self._connection.close()

    def query(self, sql: str, parameters: Parameters = ()) -> "pd.DataFrame":
        """Rows as pandas, for queries written in this project."""
        return self._asked(sql, parameters).df()

    def query_arrow(self, sql: str, parameters: Parameters = ()) -> pa.Table:
        """Rows as an Arrow table, for queries written in this project."""
        return self._asked(sql, parameters).to_arrow_table()

    def batches(self, sql: str, parameters: Parameters, batch_rows: int) -> pa.RecordBatchReader:
        """Rows as Arrow batches, read as they are asked for; one such reading at a time."""
        return self._connection.execute(sql, parameters).to_arrow_reader(batch_rows)

    def _asked(self, sql: str, parameters: Parameters) -> duckdb.DuckDBPyConnection:
        try:
            return self._connection.execute(sql, parameters)
        except duckdb.CatalogException as error:
            what = str(error).splitlines()[0]
            raise WarehouseError(
                f"the snapshot was published by another version: {what}", "publish it again with: tension run"
            ) from error

    def safe_select(self, sql: str, *, row_limit: int, timeout_seconds: float) -> Selected:
        """Rows of a query typed by a user. See `select.safe_select`."""
        return safe_select(self._connection, sql, row_limit=row_limit, timeout_seconds=timeout_seconds)

    def checks(self) -> list[CheckResult]:
        """Run the content checks on the snapshot."""
        return run_checks(self._connection)

    def describe(self) -> list[Relation]:
        """Views, macros and tables with their comments and columns."""
        return describe(self._connection)

    def schema_version(self) -> int:
        """The number of the last migration applied to the snapshot."""
        return schema_version(self._connection)
