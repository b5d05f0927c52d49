"""The warehouse's schema in a lake. Keys and checks, which a lake does not keep, stand in its snapshots."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import duckdb

from tension.errors import WarehouseError
from tension.warehouse.connection import ROWS_IN_GROUP
from tension.warehouse.schema import Migration, apply_views, migrate, pending_migrations, record_migration

BOOKS = frozenset({"log.migrations", "log.views"})
_COLUMNS = """
select
    if(schema_name = 'main', table_name, schema_name || '.' || table_name) as name,
    column_name,
    data_type,
    is_nullable
from duckdb_columns()
where not internal and database_name = current_database()
    and (schema_name, table_name) in (select (schema_name, table_name) from duckdb_tables())
order by name, column_index
"""
_KEYS = """
select
    if(schema_name = 'main', table_name, schema_name || '.' || table_name) as name,
    constraint_column_names
from duckdb_constraints()
where constraint_type = 'PRIMARY KEY'
"""
_GROUP_SIZE = """
from ducklake_options('lake') where option_name = 'parquet_row_group_size' and value = ?
"""
_TOUCHES_ROWS = re.compile(
    r"^\s*(insert|update|delete|drop|alter\s+table\s+\S+\s+(drop|rename|alter))\b",
    re.MULTILINE | re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Table:
    """A table as the migrations make it.

    Attributes:
        name: with its schema unless that is main.
        columns: name to type and whether it may be null, in order.
        key: its primary key; empty where it has none.
    """

    name: str
    columns: Mapping[str, tuple[str, bool]]
    key: Sequence[str]


def model_tables(sql_root: Path, made_at: datetime) -> list[Table]:
    """The tables that all migrations together make, read off a database made by them."""
    with duckdb.connect(":memory:") as model:
        migrate(model, sql_root / "migrations", made_at)
        keys = dict(model.execute(_KEYS).fetchall())
        tables: dict[str, dict[str, tuple[str, bool]]] = {}
        for name, column, type_, nullable in model.execute(_COLUMNS).fetchall():
            tables.setdefault(name, {})[column] = (type_, nullable)
    return [Table(name, columns, keys.get(name, ())) for name, columns in tables.items()]


def prepare_lake(
    connection: duckdb.DuckDBPyConnection, tables: Sequence[Table], sql_root: Path, applied_at: datetime
) -> list[str]:
    """Bring a lake's tables and views up to date, inside the caller's transaction.

    Returns:
        The names of the migrations applied now.

    Raises:
        WarehouseError: the lake is newer than this checkout, or a migration does what a lake cannot.
    """
    pending = pending_migrations(connection, sql_root / "migrations")
    if not pending:
        return []
    fresh = pending[0].version == 1
    if not fresh:
        _refuse_row_changes(pending)
    held: dict[str, set[str]] = {}
    for name, column, _, _ in connection.execute(_COLUMNS).fetchall():
        held.setdefault(name, set()).add(column)
    for schema in sorted({table.name.split(".")[0] for table in tables if "." in table.name}):
        connection.execute(f"create schema if not exists {schema}")
    for table in tables:
        for command in _commands(table, held.get(table.name)):
            connection.execute(command)
    connection.execute((sql_root / "lake" / "inbox.sql").read_text(encoding="utf-8"))
    for migration in pending:
        record_migration(connection, migration, applied_at)
    return [f"{migration.version:03d}_{migration.name}" for migration in pending]


def keep_groups_small(connection: duckdb.DuckDBPyConnection) -> None:
    """Have Parquet written in groups of few rows: a group of articles of DuckLake's own size is 300 MB."""
    if not connection.execute(_GROUP_SIZE, [str(ROWS_IN_GROUP)]).fetchone():
        connection.execute(f"call lake.set_option('parquet_row_group_size', {ROWS_IN_GROUP})")


def lake_views(connection: duckdb.DuckDBPyConnection, sql_root: Path, applied_at: datetime) -> None:
    """Views and macros of the lake; their descriptions stand in the published snapshot."""
    apply_views(connection, sql_root, applied_at, comments=False)


def _commands(table: Table, held: set[str] | None) -> list[str]:
    if held is None:
        parts = [
            f'"{name}" {type_}{"" if nullable else " not null"}'
            for name, (type_, nullable) in table.columns.items()
        ]
        return [f"create table {table.name} ({', '.join(parts)})"]
    return [
        f'alter table {table.name} add column "{name}" {type_}'
        for name, (type_, _) in table.columns.items()
        if name not in held
    ]


def _refuse_row_changes(pending: Sequence[Migration]) -> None:
    for migration in pending:
        if _TOUCHES_ROWS.search(migration.sql):
            raise WarehouseError(
                f"migration {migration.version:03d}_{migration.name} rewrites rows, a lake cannot follow",
                "restore an export into a new lake: tension export, a new [warehouse.lake], tension restore",
            )
