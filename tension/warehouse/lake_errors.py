"""Errors of a lake in our words."""

from collections.abc import Iterator
from contextlib import contextmanager

import duckdb

from tension.errors import WarehouseBusyError, WarehouseError
from tension.warehouse.lake import POSTGRES, LakePlace, described, is_busy
from tension.warehouse.lake_secret import DSN_VARIABLE, told
from tension.warehouse.lake_store import is_of_store, store_trouble


@contextmanager
def explained_lake(place: LakePlace, doing: str, remedy: str) -> Iterator[None]:
    """Turn DuckDB's errors inside the block into ours.

    What DuckDB said is never chained to them, should it repeat the connection string.

    Args:
        place: the lake, named in the message.
        doing: what failed, as `cannot open`.
        remedy: what to do next, unless others were writing all the while.

    Raises:
        WarehouseBusyError: others were writing, however often it was tried.
        WarehouseError: any other error of DuckDB.
    """
    try:
        yield
    except duckdb.Error as error:
        if is_busy(error):
            raise WarehouseBusyError(
                f"others changed the lake of {described(place)} meanwhile: {told(error)}",
                "run again; what was committed stays",
            ) from None
        said, remedy = trouble(place, error, remedy)
        raise WarehouseError(f"{doing} the lake of {described(place)}: {said}", remedy) from None


def way_to_open(place: LakePlace) -> str:
    """What to do where a lake cannot be opened."""
    if place.catalog == POSTGRES:
        return f"start its server or mend {DSN_VARIABLE} and [warehouse.lake]"
    return "mend [warehouse.lake] in tension.toml, or put a backup of the catalog and its data in their place"


def trouble(place: LakePlace, error: Exception, remedy: str) -> tuple[str, str]:
    """What an error says and what to do: the remedy given, unless the error itself shows another."""
    if is_of_store(error):
        return store_trouble(place.data_path, error)
    if isinstance(error, duckdb.OutOfMemoryException):
        return told(error), "raise warehouse.memory_mb in tension.toml; what was committed before stays"
    return told(error), remedy
