"""The lake's past: its commits, and the warehouse as it stood after one of them."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from pathlib import Path

import duckdb

from tension.errors import InputError, WarehouseError
from tension.warehouse.lake import LakePlace, connect_lake, extension_files, refuse_missing
from tension.warehouse.lake_errors import explained_lake, trouble, way_to_open
from tension.warehouse.lake_schema import Table
from tension.warehouse.lake_snapshot import Snapshot, snapshots, write_snapshot
from tension.warehouse.lake_writer import open_lake
from tension.warehouse.paths import SQL_ROOT
from tension.warehouse.writer import naive_utc


class LakePast:
    """Looks back in a lake; get one from `open_past`."""

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        place: LakePlace,
        tables: list[Table],
        sql_root: Path,
        now: datetime,
    ) -> None:
        self._connection = connection
        self._place = place
        self._tables = tables
        self._sql_root = sql_root
        self._now = now

    def snapshots(self) -> list[Snapshot]:
        """The lake's commits, oldest first."""
        return snapshots(self._connection)

    def at(self, moment: datetime) -> Snapshot:
        """The last commit at or before a moment (UTC).

        Raises:
            InputError: the lake is younger.
        """
        found = self.snapshots()
        before = [item for item in found if item.committed_at <= naive_utc(moment)]
        if not before:
            raise InputError(f"the lake begins at {found[0].committed_at}", "give a later moment")
        return before[-1]

    def write(self, version: int, target: Path) -> None:
        """The warehouse as it stood, as a DuckDB file that `--db` and any reader opens.

        Raises:
            InputError: the file exists, or its folder does not.
            WarehouseError: the lake had no warehouse yet, or the file cannot be written.
        """
        if target.exists():
            raise InputError(f"{target} exists", "name a new file with --to")
        if not target.absolute().parent.is_dir():
            raise InputError(
                f"there is no folder {target.absolute().parent}",
                "make it, or name a file elsewhere with --to",
            )
        try:
            write_snapshot(self._connection, self._tables, target, self._sql_root, self._now, version)
        except (duckdb.Error, OSError) as error:
            target.unlink(missing_ok=True)
            said, remedy = trouble(self._place, error, _way_to_write(error))
            raise WarehouseError(
                f"cannot write the lake's snapshot {version} to {target}: {said}", remedy
            ) from None


def _way_to_write(error: Exception) -> str:
    if isinstance(error, duckdb.ConstraintException):
        return "choose an earlier snapshot, see tension lake snapshots; this one holds rows that break a key"
    if isinstance(error, (OSError, duckdb.IOException)):
        return "free space on its disk or make the folder writable, or name a file elsewhere with --to"
    return "choose a later snapshot, see tension lake snapshots"


def last_snapshot(place: LakePlace) -> Snapshot:
    """The last commit of a lake, which is opened as it is: nothing in it is brought up to date.

    Raises:
        NoLakeError: there is no lake.
        WarehouseError: an extension is not installed, or the lake cannot be opened.
    """
    extension_files(place)
    refuse_missing(place)
    with explained_lake(place, "cannot open", way_to_open(place)):
        connection = connect_lake(place, must_exist=True)
        try:
            return snapshots(connection)[-1]
        finally:
            connection.close()


@contextmanager
def open_past(place: LakePlace, now: datetime, sql_root: Path = SQL_ROOT) -> Iterator[LakePast]:
    """A lake to look back in, which must be there.

    Raises:
        WarehouseError: there is no lake, it cannot be opened, or is newer than this checkout.
    """
    refuse_missing(place)
    connect = partial(connect_lake, place, must_exist=True)
    connection, tables = open_lake(place, now, sql_root, connect=connect)
    try:
        with explained_lake(place, "cannot read", "nothing was changed; see that the whole folder is there"):
            yield LakePast(connection, place, tables, sql_root, naive_utc(now))
    finally:
        connection.close()
