"""The DuckDB file: one writer under a lock, a snapshot for all readers. Only this package imports duckdb."""

from tension.warehouse.checks import CheckResult, run_checks
from tension.warehouse.lake import LakePlace
from tension.warehouse.lake_inbox import Inbox, open_inbox
from tension.warehouse.opening import open_writer
from tension.warehouse.paths import SQL_ROOT, WarehousePaths
from tension.warehouse.reader import Reader, open_reader
from tension.warehouse.rows import Synced
from tension.warehouse.statements import statement
from tension.warehouse.writer import Writer

__all__ = [
    "SQL_ROOT",
    "CheckResult",
    "Inbox",
    "LakePlace",
    "Reader",
    "Synced",
    "WarehousePaths",
    "Writer",
    "open_inbox",
    "open_reader",
    "open_writer",
    "run_checks",
    "statement",
]
