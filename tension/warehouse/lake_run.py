"""One run of a lake at a time, on whatever machine, and whatever file it publishes."""

import os
import platform
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path

import duckdb

from tension.errors import WarehouseBusyError, WarehouseError
from tension.warehouse.lake import POSTGRES, LakePlace, connect_catalog, described
from tension.warehouse.lake_data import make_folder
from tension.warehouse.lake_errors import explained_lake, way_to_open
from tension.warehouse.lock import lock_holder, writer_lock

_POLL_SECONDS = 0.5
# Any two numbers: locks of one database are told apart by them.
_LOCK = (1952804467, 1)
# A transaction is one connection of PostgreSQL, and its lock ends with it: when this process is killed, or,
# as the server asks after it within a minute, its machine is gone. Committed reads keep no old rows alive.
_BEGIN = "call postgres_execute('catalog', 'set transaction isolation level read committed')"
_SETTINGS = """
select concat(
    set_config('application_name', '{name}', true),
    set_config('idle_in_transaction_session_timeout', '0', true),
    set_config('tcp_keepalives_idle', '30', true),
    set_config('tcp_keepalives_interval', '10', true),
    set_config('tcp_keepalives_count', '3', true)
)
"""
_TRY = f"select pg_try_advisory_xact_lock({_LOCK[0]}, {_LOCK[1]})"
_HOLDER = f"""
select application_name
from pg_locks join pg_stat_activity using (pid)
where locktype = 'advisory' and granted and classid = {_LOCK[0]} and objid = {_LOCK[1]} and objsubid = 2
    and database = (select oid from pg_database where datname = current_database())
"""


@contextmanager
def only_run(place: LakePlace, wait_seconds: float) -> Iterator[Callable[[], None]]:
    """Be the one run of a lake for the length of the block.

    Yields:
        What to call before rows are written: it raises a WarehouseError if the lock was lost meanwhile, as
        with a PostgreSQL that was started anew.

    Raises:
        WarehouseBusyError: another run still held the lake after `wait_seconds`.
        WarehouseError: the catalog cannot be reached, or the lock file cannot be made.
    """
    if place.catalog != POSTGRES:
        path = _lock_file(place)
        make_folder(path.parent, "warehouse.lake.catalog")
        with writer_lock(path, wait_seconds):
            yield _kept
        return
    with explained_lake(place, "cannot open", way_to_open(place)):
        connection = connect_catalog(place)
    try:
        with explained_lake(place, "cannot open", way_to_open(place)):
            _acquire(connection, place, wait_seconds)
        yield partial(_refuse_lost, connection, place)
    finally:
        # Before closing, which ends the process where the transaction's connection was lost.
        with suppress(duckdb.Error):
            connection.rollback()
        connection.close()


def running(place: LakePlace) -> str | None:
    """The run that holds a lake now, as `process 123`; None when there is none.

    Raises:
        WarehouseError: the catalog cannot be reached.
    """
    if place.catalog != POSTGRES:
        process = lock_holder(_lock_file(place))
        return None if process is None else f"process {process}"
    with explained_lake(place, "cannot open", way_to_open(place)):
        connection = connect_catalog(place)
        try:
            return _holder(connection)
        finally:
            connection.close()


def _lock_file(place: LakePlace) -> Path:
    return Path(f"{place.catalog}.run").absolute()


def _acquire(connection: duckdb.DuckDBPyConnection, place: LakePlace, wait_seconds: float) -> None:
    deadline = time.monotonic() + wait_seconds
    host = "".join(letter for letter in platform.node() if letter.isalnum() or letter in "-.")[:30]
    connection.begin()
    connection.execute(_BEGIN)
    _asked(connection, _SETTINGS.format(name=f"process {os.getpid()} on {host or 'unknown'}"))
    while not _asked(connection, _TRY):
        if time.monotonic() >= deadline:
            raise WarehouseBusyError(
                f"another run ({_holder(connection) or 'unknown'}) holds the lake of {described(place)}; "
                f"waited {wait_seconds:g} s",
                "let it finish, or raise warehouse.lock_wait_seconds",
            )
        time.sleep(_POLL_SECONDS)


def _holder(connection: duckdb.DuckDBPyConnection) -> str | None:
    found = _asked(connection, _HOLDER)
    return None if found is None else str(found)


def _refuse_lost(connection: duckdb.DuckDBPyConnection, place: LakePlace) -> None:
    try:
        _asked(connection, "select 1")
    except duckdb.Error:
        raise WarehouseError(
            f"this run no longer holds the lake of {described(place)}: its connection to PostgreSQL was lost",
            "run again; what was committed stays",
        ) from None


def _asked(connection: duckdb.DuckDBPyConnection, sql: str) -> object:
    """The first value that PostgreSQL answers; None for no row."""
    row = connection.execute("from postgres_query('catalog', ?)", [sql]).fetchone()
    return row[0] if row else None


def _kept() -> None:
    """A lock on a file is lost with its process only."""
