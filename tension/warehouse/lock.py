"""The writer's lock: an flock, which the kernel frees the moment its holder dies."""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tension.errors import WarehouseBusyError, WarehouseError

_POLL_SECONDS = 0.05
_held: set[int] = set()


def _drop_in_child() -> None:
    """A forked child shares the parent's flock and would keep it alive after the parent is killed."""
    for descriptor in _held:
        os.close(descriptor)
    _held.clear()


os.register_at_fork(after_in_child=_drop_in_child)


@contextmanager
def writer_lock(path: Path, wait_seconds: float) -> Iterator[None]:
    """Hold the lock at `path` for the length of the block.

    Raises:
        WarehouseBusyError: another process still held it after `wait_seconds`.
        WarehouseError: the lock file cannot be made.
    """
    descriptor = _open(path)
    _held.add(descriptor)
    try:
        _acquire(descriptor, path, wait_seconds)
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
        yield
    finally:
        # A child forked inside the block has closed its copy already.
        if descriptor in _held:
            _held.discard(descriptor)
            os.close(descriptor)


def lock_holder(path: Path) -> int | None:
    """The process id that holds the lock now, 0 if it left no name, None when nobody holds it."""
    if not path.exists():
        return None
    descriptor = os.open(path, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return _named_holder(descriptor)
    else:
        return None
    finally:
        os.close(descriptor)


def _open(path: Path) -> int:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise WarehouseError(
            f"cannot write in {path.parent}: {error.strerror} ({path.name})",
            "make the folder writable for this user, free space on its disk, or set warehouse.path elsewhere",
        ) from error


def _acquire(descriptor: int, path: Path, wait_seconds: float) -> None:
    deadline = time.monotonic() + wait_seconds
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            if time.monotonic() >= deadline:
                holder = _named_holder(descriptor)
                raise WarehouseBusyError(
                    f"another run (process {holder or 'unknown'}) holds {path}; waited {wait_seconds:g} s",
                    "let it finish, or raise warehouse.lock_wait_seconds",
                ) from error
            time.sleep(_POLL_SECONDS)
        else:
            return


def _named_holder(descriptor: int) -> int:
    text = os.pread(descriptor, 32, 0).decode("ascii", "replace").strip()
    return int(text) if text.isdigit() else 0
