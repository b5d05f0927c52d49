"""Writing frames into tables so that a rerun leaves the rows it finds."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeAlias

import duckdb
import pyarrow as pa

from tension.errors import WarehouseError

if TYPE_CHECKING:
    import pandas as pd

Frame: TypeAlias = "pd.DataFrame | pa.Table"
_STAGED = "staged_rows"
_DIFFERING = "differing_rows"
RECORDED_AT = "recorded_at"


@dataclass(frozen=True, slots=True)
class Synced:
    """What a synchronisation did to a table."""

    inserted: int
    deleted: int
    unchanged: int


def insert_rows(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    frame: Frame,
    recorded_at: datetime,
    *,
    skip_known: bool = False,
    key: Sequence[str] = (),
) -> int:
    """Insert the frame's rows; with `skip_known`, those whose primary key is not there yet.

    Args:
        connection: the writer's, inside a transaction.
        table: as `articles` or `log.runs`.
        frame: columns by the table's names; those the table allows to be null may be left out.
        recorded_at: for tables that have it, unless the frame brings its own.
        skip_known: leave rows with a known key as they are.
        key: the table's primary key, for a database that keeps none.

    Returns:
        The number of rows inserted.

    Raises:
        WarehouseError: a column is unknown or missing.
    """
    with _staged(connection, table, frame, recorded_at) as columns:
        names = _list(columns)
        if skip_known and key:
            return _count(connection, _insert_unknown(table, names, key))
        conflict = " on conflict do nothing" if skip_known else ""
        return _count(connection, f"insert into {table} ({names}) select {names} from {_STAGED}{conflict}")


def _insert_unknown(table: str, names: str, key: Sequence[str]) -> str:
    """What `on conflict do nothing` does, where there is no index to conflict with."""
    same = " and ".join(f"held.{_quote(name)} is not distinct from given.{_quote(name)}" for name in key)
    return (
        f"insert into {table} ({names}) select {names} from {_STAGED} as given "
        f"where not exists (select 1 from {table} as held where {same}) "
        f"qualify row_number() over (partition by {_list(list(key))}) = 1"
    )


def sync_rows(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    frame: Frame,
    scope: Mapping[str, Any],
    recorded_at: datetime,
) -> Synced:
    """Make the table's rows inside `scope` equal to the frame's, touching only rows that differ.

    Rows that are the same but for `recorded_at` keep theirs, so a rerun of the same input writes nothing.

    Args:
        connection: the writer's, inside a transaction.
        table: as `evidence`.
        frame: all rows that the scope should hold, columns as for `insert_rows`.
        scope: column to value, or to a list of values; `{}` is the whole table.
        recorded_at: for rows that are new or differ.

    Raises:
        WarehouseError: a column is unknown or missing, or a row of the frame lies outside the scope.
    """
    condition, values = _condition(scope)
    with _staged(connection, table, frame, recorded_at) as columns:
        same = " and ".join(
            f"held.{_quote(name)} is not distinct from given.{_quote(name)}"
            for name in columns
            if name != RECORDED_AT
        )
        names = _list(columns)
        connection.execute(
            f"create or replace temp table {_DIFFERING} as "
            "select held.held_row, given.* "
            f"from (select rowid as held_row, * from {table} as held where {condition}) as held "
            f"full join (select true as is_given, * from {_STAGED}) as given on {same} "
            "where held.held_row is null or given.is_given is null",
            values,
        )
        _refuse_outside(connection, table, condition, values)
        deleted = _count(
            connection,
            f"delete from {table} where rowid in "
            f"(select held_row from {_DIFFERING} where held_row is not null)",
        )
        inserted = _count(
            connection, f"insert into {table} ({names}) select {names} from {_DIFFERING} where is_given"
        )
        connection.execute(f"drop table {_DIFFERING}")
    return Synced(inserted, deleted, len(frame) - inserted)


def to_arrow(frame: Frame) -> pa.Table:
    """The frame as Arrow: missing values null, aware times as naive UTC.

    Raises:
        WarehouseError: a column mixes types, or a text holds half a surrogate pair.
    """
    if not isinstance(frame, pa.Table):
        try:
            frame = pa.Table.from_pandas(frame, preserve_index=False)
        except (pa.ArrowException, UnicodeEncodeError) as error:
            raise WarehouseError(f"rows cannot be stored: {error}", "give each column one type") from error
    for position, field in enumerate(frame.schema):
        if pa.types.is_timestamp(field.type) and field.type.tz is not None:
            naive = frame.column(position).cast(pa.timestamp("us", "UTC")).cast(pa.timestamp("us"))
            frame = frame.set_column(position, field.name, naive)
    return frame


@contextmanager
def _staged(
    connection: duckdb.DuckDBPyConnection, table: str, frame: Frame, recorded_at: datetime
) -> Iterator[list[str]]:
    """The frame as a view with the table's columns and types, those left out null; yields the columns."""
    known = _columns(connection, table)
    given = to_arrow(frame)
    columns = list(given.column_names)
    if given.num_rows == 0 and not columns:
        columns = list(known)
        given = pa.table({name: pa.nulls(0) for name in columns})
    _refuse_columns(table, known, columns)
    values = {name: _quote(name) if name in columns else "null" for name in known}
    if RECORDED_AT in known and RECORDED_AT not in columns:
        values[RECORDED_AT] = f"timestamp '{recorded_at.isoformat(sep=' ')}'"
    casts = [f"{value}::{known[name].type} as {_quote(name)}" for name, value in values.items()]
    connection.register("given_frame", given)
    try:
        connection.execute(
            f"create or replace temp view {_STAGED} as select {', '.join(casts)} from given_frame"
        )
        yield list(known)
        connection.execute(f"drop view {_STAGED}")
    finally:
        connection.unregister("given_frame")


@dataclass(frozen=True, slots=True)
class _Column:
    type: str
    needed: bool


def _columns(connection: duckdb.DuckDBPyConnection, table: str) -> dict[str, _Column]:
    try:
        rows = connection.execute(
            f"select name, type, \"notnull\", dflt_value from pragma_table_info('{table}')"
        )
    except duckdb.CatalogException as error:
        raise WarehouseError(f"there is no table {table}", "add it in a migration") from error
    return {
        name: _Column(type_, needed and default in {None, "NULL"})
        for name, type_, needed, default in rows.fetchall()
    }


def _refuse_columns(table: str, known: Mapping[str, _Column], given: list[str]) -> None:
    unknown = [name for name in given if name not in known]
    needed = [name for name, column in known.items() if column.needed and name != RECORDED_AT]
    missing = [name for name in needed if name not in given]
    if unknown or missing:
        raise WarehouseError(
            f"rows for {table}: unknown columns {unknown}, missing columns {missing}",
            "give the columns of the table",
        )


def _refuse_outside(
    connection: duckdb.DuckDBPyConnection, table: str, condition: str, values: list[Any]
) -> None:
    """Rows outside the scope are none of those held in it, so they are among those that differ."""
    outside = _count(
        connection,
        f"select count(*) from {_DIFFERING} as held where is_given and not coalesce({condition}, false)",
        values,
    )
    if outside:
        raise WarehouseError(
            f"{outside} rows for {table} lie outside {condition} of {values}", "give the scope they belong to"
        )


def _condition(scope: Mapping[str, Any]) -> tuple[str, list[Any]]:
    parts = ["true"]
    values = []
    for name, value in scope.items():
        if isinstance(value, (list, tuple, set, frozenset)):
            parts.append(f"held.{_quote(name)} in (select unnest(?))")
            values.append(list(value))
        else:
            parts.append(f"held.{_quote(name)} is not distinct from ?")
            values.append(value)
    return " and ".join(parts), values


def _count(connection: duckdb.DuckDBPyConnection, sql: str, values: list[Any] | None = None) -> int:
    row = connection.execute(sql, values or []).fetchone()
    return int(row[0]) if row else 0


def _list(columns: list[str]) -> str:
    return ", ".join(_quote(name) for name in columns)


def _quote(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
