"""Where a lake keeps its Parquet files: in a folder, or in a bucket."""

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol
from uuid import uuid4

import duckdb

from tension.errors import WarehouseError
from tension.warehouse.lake_store import SCHEME, Bucket


class LakeData(Protocol):
    """The place of the Parquet files."""

    @property
    def url(self) -> str:
        """As DuckLake is told, with a slash at its end."""
        ...

    @property
    def extensions(self) -> tuple[str, ...]:
        """What DuckDB needs to reach it."""
        ...

    def make(self) -> list[Path]:
        """Make it where that is ours to do; returns the folders made, the innermost first."""
        ...

    def spill(self) -> Path:
        """A folder to spill to that no other process uses."""
        ...

    def reach(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Have a connection reach it."""
        ...


@dataclass(frozen=True, slots=True)
class Folder:
    """Data in a folder."""

    path: Path

    @property
    def url(self) -> str:
        """As DuckLake is told, with a slash at its end."""
        return f"{self.path}/"

    @property
    def extensions(self) -> tuple[str, ...]:
        """DuckDB reads files by itself."""
        return ()

    def make(self) -> list[Path]:
        """Make the folder; returns those made, the innermost first."""
        return make_folder(self.path, "warehouse.lake.data_path")

    def spill(self) -> Path:
        """Beside the data: two processes that spill to one folder take each other's files for their own."""
        return self.path.with_name(f"{self.path.name}.{uuid4().hex}.tmp")

    def reach(self, connection: duckdb.DuckDBPyConnection) -> None:
        """It is reached."""


def data_at(data_path: str) -> LakeData:
    """The place that `warehouse.lake.data_path` names."""
    if data_path.startswith(SCHEME):
        return Bucket(f"{data_path.rstrip('/')}/")
    return Folder(Path(data_path).absolute())


def make_folder(folder: Path, setting: str) -> list[Path]:
    """Make a folder that a setting names; returns those made, the innermost first.

    Raises:
        WarehouseError: it cannot be made.
    """
    try:
        missing = [path for path in (folder, *folder.parents) if not path.exists()]
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise WarehouseError(
            f"cannot make the folder {folder} of the lake: {error.strerror or error}",
            f"make it for this user, or name another place as {setting}",
        ) from None
    return missing
