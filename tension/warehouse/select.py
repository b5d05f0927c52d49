"""Queries typed by a user: one reading statement, cut off in rows and in time."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count

import duckdb
import pyarrow as pa

from tension.errors import WarehouseError

_ALLOWED = frozenset({duckdb.StatementType.SELECT, duckdb.StatementType.EXPLAIN})


@dataclass(frozen=True, slots=True)
class Selected:
    """A query's rows.

    Attributes:
        table: at most `row_limit` rows.
        cut: whether more rows were left out.
    """

    table: pa.Table
    cut: bool


def safe_select(
    connection: duckdb.DuckDBPyConnection, sql: str, *, row_limit: int, timeout_seconds: float
) -> Selected:
    """Run one SELECT, DESCRIBE, SUMMARIZE, SHOW or EXPLAIN.

    Args:
        connection: a reader's, which may not write, open files or reach the network.
        sql: what the user typed.
        row_limit: rows to return at most.
        timeout_seconds: after which the query is interrupted.

    Raises:
        WarehouseError: the text is no single reading statement, is wrong SQL, or took too long.
    """
    statement = _single_reading_statement(sql)
    interrupted = threading.Event()
    timer = threading.Timer(timeout_seconds, _interrupt, (connection, interrupted))
    timer.daemon = True
    timer.start()
    try:
        return _fetch(connection, statement, row_limit)
    except duckdb.InterruptException as error:
        raise WarehouseError(
            f"the query was stopped after {timeout_seconds:g} s",
            "narrow it to a pair and dates, or raise --timeout",
        ) from error
    except duckdb.OutOfMemoryException as error:
        raise WarehouseError("the query needs more memory than a reader may use", "narrow it") from error
    except duckdb.Error as error:
        raise WarehouseError(
            f"the query failed: {error}", "see warehouse/README.md for the columns"
        ) from error
    finally:
        timer.cancel()


def _interrupt(connection: duckdb.DuckDBPyConnection, interrupted: threading.Event) -> None:
    interrupted.set()
    connection.interrupt()


def _single_reading_statement(sql: str) -> duckdb.Statement:
    try:
        statements = duckdb.extract_statements(sql)
    except duckdb.Error as error:
        raise WarehouseError(f"this is not SQL: {error}", "mend it and run again") from error
    if len(statements) != 1:
        raise WarehouseError(f"{len(statements)} statements were given", "give exactly one")
    statement = statements[0]
    if statement.type not in _ALLOWED:
        raise WarehouseError(
            f"{statement.type.name} is not allowed, the database is read-only here",
            "give one SELECT, DESCRIBE, SUMMARIZE, SHOW or EXPLAIN",
        )
    return statement


def _fetch(connection: duckdb.DuckDBPyConnection, statement: duckdb.Statement, row_limit: int) -> Selected:
    # Not streamed: a union of large anti joins then hangs DuckDB 1.5 beyond any interrupt.
    table = connection.sql(statement).limit(row_limit + 1).to_arrow_table()
    table = table.rename_columns(_told_apart(table.column_names))
    return Selected(table.slice(0, row_limit), table.num_rows > row_limit)


def _told_apart(names: Sequence[str]) -> list[str]:
    """Each name once, a second `a` as `a_1`: rows are told by name wherever they are printed."""
    apart: list[str] = []
    for name in names:
        ways = (f"{name}_{number}" if number else name for number in count())
        apart.append(next(way for way in ways if way not in apart))
    return apart
