"""A lake: tables as Parquet files under a catalog that many processes share; opened with installed wheels."""

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from importlib.util import find_spec
from pathlib import Path
from typing import Protocol

import duckdb
import stamina

from tension.errors import WarehouseError
from tension.retries import quieten_retries
from tension.warehouse.connection import QUIET
from tension.warehouse.lake_secret import DSN_VARIABLE, silent
from tension.warehouse.lock import writer_lock

POSTGRES = "postgres"
# Another process was first: the catalog is busy, or two commits took the same number.
_BUSY = (
    "database is locked",
    "Transaction conflict",
    "TransactionContext Error",
    "Failed to commit DuckLake transaction",
    "could not serialize",
    "deadlock detected",
    "UNIQUE constraint failed",
)
# Two processes make the same new lake; of anything else these are true of the rows.
_MADE_MEANWHILE = ("already exists", "duplicate key value")
_TRY_FOR_SECONDS = 300.0


class LakePlace(Protocol):
    """Where a lake is; the settings under [warehouse.lake]."""

    @property
    def catalog(self) -> str:
        """Path of a SQLite file, or `postgres`, whose connection string then stands in the environment."""
        ...

    @property
    def data_path(self) -> str:
        """The folder of the Parquet files."""
        ...


def connect_lake(place: LakePlace) -> duckdb.DuckDBPyConnection:
    """Open a lake, making it where there is none; its tables are found by their plain names.

    Raises:
        WarehouseError: an extension is not installed.
        duckdb.Error: the catalog cannot be reached, see `explained_lake`.
    """
    kind, target = _catalog(place)
    connection = silent(duckdb.connect(":memory:", config=dict(QUIET)))
    try:
        for name in (f"{kind}_scanner", "ducklake"):
            connection.execute(f"load {_text(_extension(name))}")
        connection.execute(
            f"attach {_text(f'ducklake:{kind}:{target}')} as lake (data_path {_text(_data_path(place))})"
        )
        connection.execute("use lake")
        connection.execute("set enable_progress_bar = false")
    except BaseException:
        connection.close()
        raise
    return connection


def described(place: LakePlace) -> str:
    """The lake as messages name it, without its password."""
    catalog = "PostgreSQL" if place.catalog == POSTGRES else place.catalog
    return f"catalog {catalog} and data {place.data_path}"


def is_busy(error: Exception) -> bool:
    """Whether trying again may help."""
    return isinstance(error, duckdb.Error) and any(sign in str(error) for sign in _BUSY)


def is_being_made(error: Exception) -> bool:
    """Whether trying again may help who makes a lake, or opens one that another makes."""
    return is_busy(error) or (
        isinstance(error, duckdb.Error) and any(sign in str(error) for sign in _MADE_MEANWHILE)
    )


def attempts(forestalled: Callable[[Exception], bool] = is_busy) -> Iterator[stamina.Attempt]:
    """Tries of a commit that others may forestall, for five minutes; each is a context manager."""
    quieten_retries()
    return stamina.retry_context(
        on=forestalled,
        attempts=None,
        timeout=_TRY_FOR_SECONDS,
        wait_initial=0.02,
        wait_max=1.0,
        wait_jitter=0.2,
    ).__iter__()


def turn(place: LakePlace) -> AbstractContextManager[None]:
    """The turn to commit, for the length of the block.

    SQLite takes one commit at a time and fails the others, one of them again and again where luck is bad; so
    they queue. PostgreSQL needs no turns.

    Raises:
        WarehouseBusyError: it did not come in five minutes.
    """
    if place.catalog == POSTGRES:
        return nullcontext()
    return writer_lock(Path(f"{place.catalog}.turn").absolute(), _TRY_FOR_SECONDS)


@contextmanager
def committed(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """One transaction, left behind clean when its commit fails."""
    connection.begin()
    try:
        yield
        connection.commit()
    except BaseException:
        with suppress(duckdb.Error):
            connection.rollback()
        raise


def _catalog(place: LakePlace) -> tuple[str, str]:
    """DuckLake's word for the kind of catalog, and where it is."""
    if place.catalog != POSTGRES:
        path = Path(place.catalog).absolute()
        path.parent.mkdir(parents=True, exist_ok=True)
        return "sqlite", str(path)
    dsn = os.environ.get(DSN_VARIABLE, "")
    if not dsn:
        raise WarehouseError(
            f"the lake's catalog is PostgreSQL, and {DSN_VARIABLE} is not set",
            f"set it, as {DSN_VARIABLE}='host=… dbname=… user=… password=…'",
        )
    return POSTGRES, dsn


def _data_path(place: LakePlace) -> str:
    if "://" in place.data_path:
        raise WarehouseError(
            f"warehouse.lake.data_path is {place.data_path}, an object store",
            "give a folder; one that every machine mounts where several write",
        )
    path = Path(place.data_path).absolute()
    path.mkdir(parents=True, exist_ok=True)
    return f"{path}/"


def _extension(name: str) -> str:
    """The file of an extension, from its wheel; nothing is fetched at run time."""
    package = f"duckdb_extension_{name}"
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise WarehouseError(
            f'warehouse.storage = "ducklake" needs the package {package.replace("_", "-")}',
            "install it with uv sync --extra ducklake",
        )
    file = Path(spec.origin).parent / "extensions" / f"v{duckdb.__version__}" / f"{name}.duckdb_extension"
    if not file.is_file():
        raise WarehouseError(
            f"{package.replace('_', '-')} was made for another DuckDB than {duckdb.__version__}: no {file}",
            "install the locked versions with uv sync --locked --extra ducklake",
        )
    return str(file)


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"
