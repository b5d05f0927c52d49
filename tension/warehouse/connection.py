"""Opening DuckDB with what it may not do switched off, and its errors said in our words."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import duckdb

from tension.errors import WarehouseBusyError, WarehouseError, WarehouseTornError
from tension.warehouse.paths import WarehousePaths, wal_of

QUIET: dict[str, str | bool | int | float | list[str]] = {
    "python_enable_replacements": "false",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
}
READER_MEMORY = "1GB"
# A checkpoint holds whole groups of rows and writes the last one anew: of articles, DuckDB's own 122,880
# are 300 MB.
ROWS_IN_GROUP = 16_384
# At DuckDB's own 16 MB that was after every batch, and the file grew.
CHECKPOINT_AFTER = "32MB"
_SPACE_OR_RIGHTS = "give this user the right to use it, or free space on its disk; nothing is lost"
_UPGRADE = "upgrade this checkout (git pull, make setup), or open the database with the version that made it"


def connect_writer(paths: WarehousePaths, memory_mb: int | None) -> duckdb.DuckDBPyConnection:
    """Open the work file to write; the caller holds the lock.

    Without `memory_mb` DuckDB keeps every block it has read, up to four fifths of the machine; what does not
    fit goes to a folder beside the file.

    Raises:
        WarehouseTornError: a block does not fit its checksum, or the file ends too soon.
        WarehouseError: the file is no database, is damaged, or was made by a newer DuckDB.
    """
    with explained(paths.work, way_back(paths)):
        config = {
            **QUIET,
            "checkpoint_threshold": CHECKPOINT_AFTER,
            "temp_directory": f"{paths.work}.tmp",
        }
        if memory_mb is not None:
            config["memory_limit"] = f"{memory_mb}MB"
        # Attached, for only so can the groups be made smaller.
        connection = duckdb.connect(":memory:", config=config)
        try:
            quoted = str(paths.work).replace("'", "''")
            connection.execute(f"attach '{quoted}' as work (row_group_size {ROWS_IN_GROUP})")
            connection.execute("use work")
            connection.execute("set enable_progress_bar = false")
        except duckdb.Error:
            connection.close()
            raise
        return connection


def connect_reader(published: Path, threads: int | None = None) -> duckdb.DuckDBPyConnection:
    """Open the published snapshot read-only, without files, network, extensions or settings.

    The snapshot is attached to a private in-memory database: DuckDB would hand a second opener of the
    same path in this process the first opener's instance, and with it a snapshot long replaced.

    Raises:
        WarehouseError: there is no snapshot yet, or it cannot be read.
    """
    if not published.is_file():
        raise WarehouseError(
            f"no database at {published}", "write one with: tension run --db " + str(published)
        )
    remedy = f"publish again with: tension run --db {published}, or put a backup in its place"
    with explained(published, remedy):
        config = {**QUIET, "memory_limit": READER_MEMORY, "temp_directory": ""}
        if threads is not None:
            config["threads"] = threads
        connection = duckdb.connect(":memory:", config=config)
        try:
            quoted = str(published).replace("'", "''")
            connection.execute(f"attach '{quoted}' as tension (read_only)")
            connection.execute("use tension")
            connection.execute("set enable_progress_bar = false")
            connection.execute("set enable_external_access = false")
            connection.execute("set lock_configuration = true")
        except duckdb.Error:
            connection.close()
            raise
        return connection


@contextmanager
def transaction(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Commit what the block wrote, or nothing of it."""
    connection.begin()
    try:
        yield
    except BaseException:
        # After a fatal error DuckDB has closed the connection, and with it the transaction.
        with suppress(duckdb.Error):
            connection.rollback()
        raise
    connection.commit()


def way_back(paths: WarehousePaths) -> str:
    """What a user types when the work file is lost."""
    move = f"mv {paths.work} {paths.work}.damaged; rm -f {wal_of(paths.work)}"
    if paths.published.is_file():
        return f"go back to the last snapshot with: {move}; the next run continues from {paths.published}"
    return f"start over with: {move}; then tension restore EXPORT, or tension run --input ARTICLES"


@contextmanager
def explained(path: Path, remedy: str) -> Iterator[None]:
    """Turn DuckDB's errors about the file inside the block into errors that name it and the way back.

    Errors in the SQL itself are defects of this program and pass through.
    """
    try:
        yield
    except duckdb.ProgrammingError:
        raise
    except duckdb.Error as error:
        raise _translated(path, remedy, error) from error


def _translated(path: Path, remedy: str, error: duckdb.Error) -> WarehouseError:
    text = str(error)
    first_line = text.splitlines()[0] if text else type(error).__name__
    if "Conflicting lock" in text or "Could not set lock" in text:
        return WarehouseBusyError(f"{path} is open in another program ({first_line})", "close it there")
    if any(sign in text for sign in _TORN):
        return WarehouseTornError(f"{path} is damaged: {first_line}", remedy)
    for signs, what, way in _SIGNS:
        if any(sign in text for sign in signs):
            return WarehouseError(f"{path} {what}: {first_line}", way or remedy)
    if isinstance(error, (duckdb.FatalException, duckdb.IOException, duckdb.InternalException)):
        return WarehouseError(f"{path} is damaged: {first_line}", remedy)
    return WarehouseError(f"{path}: {first_line}", "nothing was written by this step")


# A checkpoint writes blocks of the catalogue over those in force: a kill can leave one half old, half new.
_TORN = ("Corrupt database file", "Could not read enough bytes")
_SIGNS = (
    (
        ("Out of Memory", "could not allocate"),
        "needs more memory than it may use",
        "raise warehouse.memory_mb in tension.toml; what was committed before stays",
    ),
    (("version number", "newer version of DuckDB"), "was made by another version of DuckDB", _UPGRADE),
    (("not a valid DuckDB database",), "is not a DuckDB database", ""),
    (
        ("No space left", "Permission denied", "Read-only file system", "File too large", "quota exceeded"),
        "cannot be used",
        _SPACE_OR_RIGHTS,
    ),
    (("Constraint Error",), "refused the rows", "nothing was written; mend the input"),
)
