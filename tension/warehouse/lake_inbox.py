"""The lake's inbox: any number of processes append articles to it at once; a run takes them in."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from uuid import uuid4

import duckdb
import pyarrow as pa

from tension.warehouse.lake import LakePlace, attempts, committed, turn
from tension.warehouse.lake_errors import explained_lake
from tension.warehouse.lake_writer import open_lake
from tension.warehouse.paths import SQL_ROOT
from tension.warehouse.rows import to_arrow


class Inbox:
    """Appends deliveries; get one from `open_inbox`."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, place: LakePlace) -> None:
        self._connection = connection
        self._place = place

    def deliver(self, articles: pa.Table, rejects: pa.Table) -> None:
        """Append one delivery, all of it or nothing; in turn, tried again with jitter while others commit.

        Args:
            articles: columns of `inbox.articles` but `delivery_id`; may have no rows.
            rejects: columns of `inbox.rejects` but `delivery_id`; may have no rows.
        """
        delivery = uuid4().hex
        for attempt in attempts():
            with attempt, turn(self._place), committed(self._connection):
                for table, given in (("inbox.articles", articles), ("inbox.rejects", rejects)):
                    if given.num_rows:
                        self._append(table, delivery, given)

    def _append(self, table: str, delivery: str, given: pa.Table) -> None:
        names = ", ".join(f'"{name}"' for name in given.column_names)
        self._connection.register("delivered", to_arrow(given))
        try:
            self._connection.execute(
                f"insert into {table} (delivery_id, {names}) select ?, {names} from delivered", [delivery]
            )
        finally:
            self._connection.unregister("delivered")


@contextmanager
def open_inbox(place: LakePlace, recorded_at: datetime, sql_root: Path = SQL_ROOT) -> Iterator[Inbox]:
    """The inbox of a lake, which is made where there is none; takes no lock.

    Raises:
        WarehouseError: the lake cannot be opened, or is newer than this checkout.
    """
    connection, _ = open_lake(place, recorded_at, sql_root)
    try:
        with explained_lake(
            place, "cannot bring to", "what was delivered before stays; bring the rest again"
        ):
            yield Inbox(connection, place)
    finally:
        connection.close()
