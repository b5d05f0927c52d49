"""Where the warehouse's files lie."""

from dataclasses import dataclass
from pathlib import Path

SQL_ROOT = Path(__file__).resolve().parents[2] / "warehouse"


@dataclass(frozen=True, slots=True)
class WarehousePaths:
    """The files of one warehouse, all in one folder so that renames are atomic.

    Attributes:
        published: the snapshot that readers open; replaced as a whole, never written in place.
    """

    published: Path

    @property
    def work(self) -> Path:
        """The file that only the holder of the lock opens."""
        return self.published.with_suffix(".work.duckdb")

    @property
    def lock(self) -> Path:
        """The file whose flock makes a process the writer."""
        return self.published.with_suffix(".lock")

    @property
    def publishing(self) -> Path:
        """The copy under way; left behind by a killed run, overwritten by the next."""
        return self.published.with_suffix(".publishing.duckdb")


def wal_of(database: Path) -> Path:
    """DuckDB's write-ahead log beside a database file."""
    return database.with_name(database.name + ".wal")
