"""Becoming the writer that the settings describe."""

from contextlib import AbstractContextManager
from datetime import datetime

from tension.config import WarehouseSettings
from tension.warehouse import Writer, open_writer


def configured_writer(warehouse: WarehouseSettings, now: datetime) -> AbstractContextManager[Writer]:
    """The writer of the configured database; see `open_writer`."""
    return open_writer(
        warehouse.path,
        wait_seconds=warehouse.lock_wait_seconds,
        recorded_at=now,
        lake=warehouse.opened_lake,
        memory_mb=warehouse.memory_mb,
    )
