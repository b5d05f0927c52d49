"""The published snapshot, open for many requests at once, and replaced when a run publishes."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

from fastapi import Request

from tension.articles import digest
from tension.errors import WarehouseError
from tension.warehouse import Reader, open_reader, statement

if TYPE_CHECKING:
    import pyarrow as pa

MEMO_ENTRIES = 128
Parameters = Sequence[Any] | Mapping[str, Any]
Row = Mapping[str, Any]
Made = TypeVar("Made")


class Snapshot:
    """One published state of the database: what a request reads agrees with itself.

    Attributes:
        identity: changes whenever a run publishes; good for an ETag.
    """

    def __init__(self, path: Path, identity: str) -> None:
        self.identity = identity
        self._opening = open_reader(path, threads=1)
        self._reader = self._opening.__enter__()
        self._idle: list[Reader] = []
        self._memo: OrderedDict[Any, Any] = OrderedDict()
        self._making: dict[Any, threading.Lock] = {}
        self._lock = threading.Lock()
        self.users = 0
        self.replaced = False

    def read(self, name: str, parameters: Parameters = ()) -> list[Row]:
        """Rows of `warehouse/statements/NAME.sql`."""
        return self.rows(statement(name), parameters)

    def rows(self, sql: str, parameters: Parameters = ()) -> list[Row]:
        """Rows of a query written in this project; values are bound, never composed into it."""
        return cast("list[Row]", self.arrow(sql, parameters).to_pylist())

    def arrow(self, sql: str, parameters: Parameters = ()) -> "pa.Table":
        """The same as an Arrow table."""
        with self._borrowed() as reader:
            return reader.query_arrow(sql, parameters)

    def memo(self, key: Any, make: Callable[[], Made]) -> Made:
        """What `make` gives, kept until a run publishes; for small things that many requests ask for.

        Whoever gets it must not change it. Who asks while it is being made waits for it.
        """
        with self._lock:
            if key in self._memo:
                self._memo.move_to_end(key)
                return cast("Made", self._memo[key])
            making = self._making.setdefault(key, threading.Lock())
        with making:
            with self._lock:
                if key in self._memo:
                    return cast("Made", self._memo[key])
            made = make()
            with self._lock:
                self._memo[key] = made
                self._making.pop(key, None)
                while len(self._memo) > MEMO_ENTRIES:
                    self._memo.popitem(last=False)
            return made

    def close(self) -> None:
        """Let the file go; nobody may be reading."""
        self._memo.clear()
        for reader in self._idle:
            reader.close()
        self._opening.__exit__(None, None, None)

    @contextmanager
    def _borrowed(self) -> Iterator[Reader]:
        """A reader of this thread's own: one connection answers one question at a time."""
        with self._lock:
            reader = self._idle.pop() if self._idle else None
        reader = reader or self._reader.sibling()
        try:
            yield reader
        finally:
            with self._lock:
                self._idle.append(reader)


class Store:
    """Hands out the newest snapshot; an older one is closed when its last request ends."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.Lock()
        self._current: Snapshot | None = None

    @contextmanager
    def snapshot(self) -> Iterator[Snapshot]:
        """The snapshot that is published now.

        Raises:
            WarehouseError: there is none yet, or it cannot be read.
        """
        snapshot = self._taken()
        try:
            yield snapshot
        finally:
            self._given_back(snapshot)

    def close(self) -> None:
        """Let the current snapshot go."""
        with self._lock:
            current, self._current = self._current, None
            if current is not None:
                self._retire(current)

    def _taken(self) -> Snapshot:
        with self._lock:
            identity = identity_of(self.path)
            if self._current is None or self._current.identity != identity:
                newer = Snapshot(self.path, identity)
                if self._current is not None:
                    self._retire(self._current)
                self._current = newer
            self._current.users += 1
            return self._current

    def _given_back(self, snapshot: Snapshot) -> None:
        with self._lock:
            snapshot.users -= 1
            if snapshot.replaced and snapshot.users == 0:
                snapshot.close()

    @staticmethod
    def _retire(snapshot: Snapshot) -> None:
        snapshot.replaced = True
        if snapshot.users == 0:
            snapshot.close()


def identity_of(path: Path) -> str:
    """A word that changes when another file takes the place of the snapshot.

    Raises:
        WarehouseError: there is no file.
    """
    try:
        status = path.stat()
    except OSError as error:
        raise WarehouseError(f"no database at {path}", f"write one with: tension run --db {path}") from error
    return digest(f"{status.st_ino} {status.st_mtime_ns} {status.st_size}")[:16]


def snapshot_of(request: Request) -> Iterator[Snapshot]:
    """Dependency: the snapshot that one request reads from."""
    store: Store = request.app.state.store
    with store.snapshot() as snapshot:
        yield snapshot
