"""Checks on the content: each is a query that returns the rows that are wrong."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb

from tension.warehouse.paths import SQL_ROOT

_SHOWN = 3


@dataclass(frozen=True, slots=True)
class CheckResult:
    """One check's verdict.

    Attributes:
        name: the file's name without `.sql`.
        what: the sentence the file opens with.
        failures: the first wrong rows, as text; empty when the check holds.
    """

    name: str
    what: str
    failures: Sequence[str]

    @property
    def ok(self) -> bool:
        """Whether no row was wrong."""
        return not self.failures


def run_checks(
    connection: duckdb.DuckDBPyConnection,
    folder: Path = SQL_ROOT / "checks",
    checked_from: date | None = None,
) -> list[CheckResult]:
    """Run every check in the folder, in the order of their names.

    Args:
        connection: of the writer or of a reader.
        folder: the checks.
        checked_from: the first day whose contributions are summed, the costly part; None means every day.
    """
    connection.execute("set variable checked_from = ?::date", [checked_from])
    results = []
    for file in sorted(folder.glob("*.sql")):
        sql = file.read_text(encoding="utf-8")
        # A limit, for a streamed union of large anti joins hangs DuckDB 1.5 once the stream's buffer is full.
        wrong = connection.sql(sql).limit(_SHOWN)
        failures = [_described(wrong.columns, row) for row in wrong.fetchall()]
        results.append(CheckResult(file.stem, sql.splitlines()[0].removeprefix("-- "), failures))
    return results


def _described(names: Sequence[str], row: Sequence[object]) -> str:
    return ", ".join(f"{name}={value}" for name, value in zip(names, row, strict=True))
