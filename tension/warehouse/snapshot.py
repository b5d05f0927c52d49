"""Publishing: a checkpointed copy takes the place of the old snapshot in one rename."""

import os
import shutil
from contextlib import suppress
from itertools import count
from pathlib import Path

from tension.errors import WarehouseError
from tension.warehouse.paths import wal_of

_CHUNK_BYTES = 1 << 24


def copy_durably(source_descriptor: int, target: Path) -> None:
    """Copy an open file to `target` and force it to disk.

    The source comes as a descriptor that stays open: closing any descriptor of a file drops the process's
    own POSIX locks on it, and with them DuckDB's guard on the work file.
    """
    target_descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
    try:
        offset = 0
        while chunk := os.pread(source_descriptor, _CHUNK_BYTES, offset):
            offset += _write(target_descriptor, chunk)
        os.fsync(target_descriptor)
    finally:
        os.close(target_descriptor)


def _write(descriptor: int, data: bytes) -> int:
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]
    return len(data)


def replace_snapshot(copy: Path, published: Path) -> None:
    """Put a finished copy in the place of the snapshot, surviving a power cut on either side."""
    if published.exists():
        shutil.copymode(published, copy)
    # A log left by a program that wrote to the snapshot must never be replayed into the next one.
    wal_of(published).unlink(missing_ok=True)
    copy.replace(published)
    folder = os.open(published.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def start_from_snapshot(published: Path, work: Path, copy: Path) -> None:
    """Make the work file from the snapshot, where there is one and no work file.

    Raises:
        WarehouseError: the disk is full or the folder cannot be written.
    """
    if work.exists() and work.stat().st_size == 0 and not wal_of(work).exists():
        work.unlink()  # its maker was killed before the first byte
    if work.exists() or not published.is_file():
        return
    wal_of(work).unlink(missing_ok=True)
    try:
        descriptor = os.open(published, os.O_RDONLY)
        try:
            copy_durably(descriptor, copy)
        finally:
            os.close(descriptor)
        copy.replace(work)
    except OSError as error:
        discard(copy)
        raise WarehouseError(
            f"cannot copy {published} to {work}: {error.strerror or error}",
            "free space on its disk or make the folder writable; the snapshot is untouched",
        ) from error


def set_aside(work: Path) -> Path:
    """Move a work file and its log out of the way, under a name that is free; returns where it lies now.

    Raises:
        WarehouseError: the folder cannot be written.
    """
    names = (work.with_name(f"{work.name}.damaged{number}") for number in count(1))
    kept = next(name for name in names if not name.exists() and not wal_of(name).exists())
    try:
        # The log first: left alone, it would be replayed into the next work file.
        for old, new in ((wal_of(work), wal_of(kept)), (work, kept)):
            if old.exists():
                old.replace(new)
    except OSError as error:
        raise WarehouseError(
            f"cannot move {work} to {kept}: {error.strerror or error}", "make the folder writable"
        ) from error
    return kept


def discard(path: Path) -> None:
    """Remove a half-made copy if it is there and can be removed."""
    with suppress(OSError):
        path.unlink(missing_ok=True)
