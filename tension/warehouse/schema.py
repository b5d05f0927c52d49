"""Numbered migrations, and views that are applied again whenever their text changes."""

import re
from dataclasses import dataclass
from datetime import datetime
from graphlib import TopologicalSorter
from pathlib import Path

import duckdb

from tension.articles import digest
from tension.errors import WarehouseError
from tension.warehouse.connection import transaction

_NAME = re.compile(r"^(\d{3})_([a-z0-9_]+)\.sql$")
_WORD = re.compile(r"[a-z_]+")
_COMMENT_OR_TEXT = re.compile(r"--[^\n]*|'(?:[^']|'')*'")
_BOOKS = """
create schema if not exists log;
create table if not exists log.migrations (
    version integer primary key,
    name varchar not null,
    content_hash varchar not null,
    applied_at timestamp not null
);
create table if not exists log.views (
    name varchar primary key, content_hash varchar not null, applied_at timestamp not null
);
"""


@dataclass(frozen=True, slots=True)
class Migration:
    """One numbered step of the schema."""

    version: int
    name: str
    sql: str

    @property
    def content_hash(self) -> str:
        """Of its text, so that a change after use is seen."""
        return digest(self.sql)


def load_migrations(folder: Path) -> list[Migration]:
    """The migrations in order.

    Raises:
        WarehouseError: a file is misnamed, or a number is used twice.
    """
    found = []
    for file in sorted(folder.glob("*.sql")):
        match = _NAME.match(file.name)
        if not match:
            raise WarehouseError(f"{file} is not named as a migration", "name it as 004_what_it_adds.sql")
        found.append(Migration(int(match[1]), match[2], file.read_text(encoding="utf-8")))
    versions = [item.version for item in found]
    if len(set(versions)) != len(versions):
        raise WarehouseError(f"migrations in {folder} are numbered {versions}", "give each its own number")
    return found


def pending_migrations(connection: duckdb.DuckDBPyConnection, folder: Path) -> list[Migration]:
    """The migrations that the database has not seen, in order.

    Raises:
        WarehouseError: the database is newer than this checkout, or a migration was changed after use.
    """
    migrations = load_migrations(folder)
    done = _applied(connection)
    _refuse_newer(done, migrations)
    for migration in migrations:
        if migration.version in done:
            _refuse_changed(migration, done[migration.version])
    return [migration for migration in migrations if migration.version not in done]


def migrate(connection: duckdb.DuckDBPyConnection, folder: Path, applied_at: datetime) -> list[str]:
    """Bring the schema up to date; each migration and its record are one transaction.

    Returns:
        The names of the migrations applied now.

    Raises:
        WarehouseError: see `pending_migrations`.
    """
    applied = []
    for migration in pending_migrations(connection, folder):
        with transaction(connection):
            connection.execute(_BOOKS)
            connection.execute(migration.sql)
            record_migration(connection, migration, applied_at)
        applied.append(f"{migration.version:03d}_{migration.name}")
    return applied


def record_migration(
    connection: duckdb.DuckDBPyConnection, migration: Migration, applied_at: datetime
) -> None:
    """Write down that a migration was applied, in the transaction that applied it."""
    connection.execute(
        "insert into log.migrations values (?, ?, ?, ?)",
        [migration.version, migration.name, migration.content_hash, applied_at],
    )


def apply_views(
    connection: duckdb.DuckDBPyConnection, root: Path, applied_at: datetime, *, comments: bool = True
) -> bool:
    """Recreate views, macros and comments when any of their files differs from what was applied last.

    Args:
        connection: the writer's.
        root: the folder of the views and comments.
        applied_at: the clock.
        comments: False where the database cannot keep comments on views and macros.

    Returns:
        Whether anything was applied.
    """
    files = _view_files(root)
    wanted = {name: digest(sql) for name, sql in files.items()}
    recorded = dict(connection.execute("select name, content_hash from log.views").fetchall())
    if wanted == recorded:
        return False
    with transaction(connection):
        _drop_views(connection)
        for name in _in_order(files):
            for command in duckdb.extract_statements(files[name]):
                if comments or command.type != duckdb.StatementType.ALTER:
                    connection.execute(command)
        connection.execute("delete from log.views")
        for name, content_hash in wanted.items():
            connection.execute("insert into log.views values (?, ?, ?)", [name, content_hash, applied_at])
    return True


def schema_version(connection: duckdb.DuckDBPyConnection) -> int:
    """The number of the last migration applied, 0 for an empty database."""
    return max(_applied(connection), default=0)


def _applied(connection: duckdb.DuckDBPyConnection) -> dict[int, str]:
    exists = connection.execute(
        "select count(*) from duckdb_tables() where schema_name = 'log' and table_name = 'migrations'"
    ).fetchone()
    if not exists or not exists[0]:
        return {}
    return dict(connection.execute("select version, content_hash from log.migrations").fetchall())


def _refuse_newer(done: dict[int, str], migrations: list[Migration]) -> None:
    newest, known = max(done, default=0), max((item.version for item in migrations), default=0)
    if newest > known:
        raise WarehouseError(
            f"the database has schema {newest}, this checkout knows {known}",
            "upgrade the checkout (git pull, make setup); the database was left as it is",
        )


def _refuse_changed(migration: Migration, recorded: str) -> None:
    if recorded != migration.content_hash:
        raise WarehouseError(
            f"migration {migration.version:03d}_{migration.name} is not the one this database was made with",
            "put the file back and add a new migration; to start over, restore an export into a new database",
        )


def _view_files(root: Path) -> dict[str, str]:
    files = {file.stem: file.read_text(encoding="utf-8") for file in sorted((root / "views").glob("*.sql"))}
    comments = {f"comments/{file.stem}": file for file in sorted((root / "comments").glob("*.sql"))}
    return files | {name: file.read_text(encoding="utf-8") for name, file in comments.items()}


def _in_order(files: dict[str, str]) -> list[str]:
    """Names so that each view comes after the views it reads; comments on tables come last."""
    graph = {}
    for name, sql in files.items():
        words = set(_WORD.findall(_COMMENT_OR_TEXT.sub("", sql)))
        graph[name] = (words & files.keys()) - {name}
    return list(TopologicalSorter(graph).static_order())


def _drop_views(connection: duckdb.DuckDBPyConnection) -> None:
    views = connection.execute(
        "select schema_name, view_name from duckdb_views() where not internal and not temporary"
    ).fetchall()
    for schema, name in views:
        connection.execute(f'drop view if exists "{schema}"."{name}"')
    macros = connection.execute(
        "select distinct function_name, function_type from duckdb_functions() "
        "where function_type in ('macro', 'table_macro') and not internal"
    ).fetchall()
    for name, kind in macros:
        connection.execute(f'drop macro {"table " if kind == "table_macro" else ""}if exists "{name}"')
