"""What a support person asks of a database: is it there, whole, fresh, locked, and do its checks hold."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from tension.errors import WarehouseError
from tension.warehouse.checks import CheckResult
from tension.warehouse.lock import lock_holder
from tension.warehouse.paths import SQL_ROOT, WarehousePaths
from tension.warehouse.reader import open_reader
from tension.warehouse.schema import load_migrations


@dataclass(frozen=True, slots=True)
class WarehouseHealth:
    """The state of one warehouse; nothing was changed to find it out.

    Attributes:
        published: the snapshot's path.
        published_bytes: its size; None when there is none.
        published_at: when it took its place (UTC); None when there is none.
        schema_version: last migration applied to it; None when it cannot be read.
        known_schema_version: last migration of this checkout.
        has_unpublished_work: whether a work file lies beside it (also after a good run).
        writer_process: the process that holds the lock, 0 if unnamed, None when nobody writes.
        newest_day: the last closed day of any pair, as text; None when there is none.
        checks: verdicts on the snapshot's content.
        problems: what is wrong and what to do about it, one line each; empty when all is well.
    """

    published: Path
    published_bytes: int | None
    published_at: datetime | None
    schema_version: int | None
    known_schema_version: int
    has_unpublished_work: bool
    writer_process: int | None
    newest_day: str | None
    checks: Sequence[CheckResult]
    problems: Sequence[str]


def inspect_warehouse(published: Path) -> WarehouseHealth:
    """Look at the snapshot, the work file and the lock."""
    paths = WarehousePaths(published)
    exists = published.is_file()
    status = published.stat() if exists else None
    problems = []
    checks: list[CheckResult] = []
    version, newest = None, None
    try:
        with open_reader(published) as reader:
            version = reader.schema_version()
            checks = reader.checks()
            days = reader.query("select max(date) as day from index_values where not provisional")
            newest = None if days["day"].isna().all() else str(days["day"].iloc[0])[:10]
    except WarehouseError as error:
        problems.append(str(error))
    problems += [f"check {check.name}: {check.failures[0]}" for check in checks if not check.ok]
    return WarehouseHealth(
        published=published,
        published_bytes=status.st_size if status else None,
        published_at=datetime.fromtimestamp(status.st_mtime, UTC) if status else None,
        schema_version=version,
        known_schema_version=max(item.version for item in load_migrations(SQL_ROOT / "migrations")),
        has_unpublished_work=paths.work.exists(),
        writer_process=lock_holder(paths.lock),
        newest_day=newest,
        checks=checks,
        problems=problems,
    )
