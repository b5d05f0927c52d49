"""A lake: tables as Parquet files under a catalog that many processes share; opened with installed wheels."""

import os
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from importlib.util import find_spec
from pathlib import Path
from typing import Protocol

import duckdb
import stamina

from tension.errors import WarehouseError
from tension.retries import quieten_retries
from tension.warehouse.connection import QUIET
from tension.warehouse.lake_data import LakeData, data_at, make_folder
from tension.warehouse.lake_secret import DSN_VARIABLE, silent
from tension.warehouse.lake_store import is_of_store
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
_OTHER_DATA = re.compile(r'does not match existing data path in the catalog "([^"]*)"')
_MAKE_OR_MEND = (
    "mend [warehouse.lake] in tension.toml; a new lake is made by tension lake add ARTICLES or tension run"
)


class NoLakeError(WarehouseError):
    """There is no lake where one was looked for."""


_Setting = str | bool | int | float | list[str]


class LakePlace(Protocol):
    """Where a lake is; the settings under [warehouse.lake]."""

    @property
    def catalog(self) -> str:
        """Path of a SQLite file, or `postgres`, whose connection string then stands in the environment."""
        ...

    @property
    def data_path(self) -> str:
        """The folder of the Parquet files, or `s3://bucket/prefix`."""
        ...


def connect_lake(
    place: LakePlace, *, memory_mb: int | None = None, spill: Path | None = None, must_exist: bool = False
) -> duckdb.DuckDBPyConnection:
    """Open a lake, making it where there is none; its tables are found by their plain names.

    Args:
        place: where it is.
        memory_mb: what DuckDB may use before it spills; None for its own limit.
        spill: the folder that it spills to, used by nobody else; None for one of its own beside the data, or
            among temporary files where the data is in a bucket.
        must_exist: whether to refuse to make a lake.

    Raises:
        WarehouseError: an extension is not installed, a folder cannot be made, the environment does not say
            how to reach them, the lake keeps its data elsewhere, or is not there and must be.
        duckdb.Error: the catalog or the bucket cannot be reached, see `explained_lake`.
    """
    kind, target = _catalog(place)
    data = data_at(place.data_path)
    made = [] if must_exist else data.make()
    options = f"data_path {_text(data.url)}, create_if_not_exists {not must_exist}"
    connection = silent(duckdb.connect(":memory:", config=_config(data, memory_mb, spill)))
    try:
        for file in extension_files(place):
            connection.execute(f"load {_text(file)}")
        data.reach(connection)
        connection.execute(f"attach {_text(f'ducklake:{kind}:{target}')} as lake ({options})")
        connection.execute("use lake")
        connection.execute("set enable_progress_bar = false")
    except BaseException as error:
        connection.close()
        _refuse_other_lake(place, error, made)
        raise
    return connection


def extension_files(place: LakePlace) -> list[str]:
    """The extensions of DuckDB that a lake needs.

    Raises:
        WarehouseError: one is not installed, or was made for another DuckDB.
    """
    kind = POSTGRES if place.catalog == POSTGRES else "sqlite"
    return [
        _extension(name) for name in (f"{kind}_scanner", "ducklake", *data_at(place.data_path).extensions)
    ]


def connect_catalog(place: LakePlace) -> duckdb.DuckDBPyConnection:
    """Open the PostgreSQL of a lake, and not the lake; it is attached as `catalog`.

    Raises:
        WarehouseError: the extension is not installed, or the environment does not say where it is.
        duckdb.Error: it cannot be reached, see `explained_lake`.
    """
    kind, target = _catalog(place)
    connection = silent(duckdb.connect(":memory:", config={**QUIET, "threads": 1}))
    try:
        connection.execute(f"load {_text(_extension(f'{kind}_scanner'))}")
        connection.execute(f"attach {_text(target)} as catalog (type {kind})")
    except BaseException:
        connection.close()
        raise
    return connection


def described(place: LakePlace) -> str:
    """The lake as messages name it, without its password."""
    catalog = "PostgreSQL" if place.catalog == POSTGRES else place.catalog
    return f"catalog {catalog} and data {place.data_path}"


def is_busy(error: Exception) -> bool:
    """Whether trying again may help; an object store that failed was tried again by DuckDB."""
    return _says(error, _BUSY) and not is_of_store(error)


def is_being_made(error: Exception) -> bool:
    """Whether trying again may help who makes a lake, or opens one that another makes."""
    return is_busy(error) or _says(error, _MADE_MEANWHILE)


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
        WarehouseError: the folder of the catalog cannot be made or written.
    """
    if place.catalog == POSTGRES:
        return nullcontext()
    path = Path(f"{place.catalog}.turn").absolute()
    make_folder(path.parent, "warehouse.lake.catalog")
    return writer_lock(path, _TRY_FOR_SECONDS)


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


def refuse_missing(place: LakePlace) -> None:
    """Say that there is no lake, before anything is made where one was looked for.

    Raises:
        NoLakeError: there is no SQLite catalog; whether PostgreSQL holds a lake is found on connecting.
    """
    if place.catalog != POSTGRES and not Path(place.catalog).is_file():
        raise NoLakeError(f"there is no lake at {Path(place.catalog).absolute()}", _MAKE_OR_MEND)


def _catalog(place: LakePlace) -> tuple[str, str]:
    """DuckLake's word for the kind of catalog, and where it is."""
    if place.catalog != POSTGRES:
        path = Path(place.catalog).absolute()
        make_folder(path.parent, "warehouse.lake.catalog")
        return "sqlite", str(path)
    dsn = os.environ.get(DSN_VARIABLE, "")
    if not dsn:
        raise WarehouseError(
            f"the lake's catalog is PostgreSQL, and {DSN_VARIABLE} is not set",
            f"set it, as {DSN_VARIABLE}='host=… dbname=… user=… password=…'",
        )
    return POSTGRES, dsn


def _config(data: LakeData, memory_mb: int | None, spill: Path | None) -> dict[str, _Setting]:
    limit: dict[str, _Setting] = {} if memory_mb is None else {"memory_limit": f"{memory_mb}MB"}
    return {**QUIET, "temp_directory": str(spill or data.spill()), **limit}


def _refuse_other_lake(place: LakePlace, error: BaseException, made: list[Path]) -> None:
    """Say what the settings have wrong, where they have, and take away the folders made for them."""
    said = str(error)
    if "creating a new DuckLake is explicitly disabled" in said:
        raise NoLakeError(f"there is no lake at {described(place)}", _MAKE_OR_MEND) from None
    if found := _OTHER_DATA.search(said):
        for folder in made:
            with suppress(OSError):
                folder.rmdir()
        raise WarehouseError(
            f"the lake of {described(place)} keeps its data in {found[1]}",
            f'set data_path = "{found[1].rstrip("/")}" in [warehouse.lake], or name a new catalog',
        ) from None


def _says(error: Exception, signs: Sequence[str]) -> bool:
    return isinstance(error, duckdb.Error) and any(sign in str(error) for sign in signs)


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
