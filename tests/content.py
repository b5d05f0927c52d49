"""What a run leaves in the database, for comparing runs."""

from pathlib import Path

import pandas as pd

from tension.warehouse import open_reader

_TABLES = "select table_name from duckdb_tables() where schema_name = 'main' order by table_name"
# The clock and the number of the load take no part in equality.
_ROWS = "select columns(c -> c not in ('recorded_at', 'batch_id')) from {table} order by all"


def content(db: Path) -> dict[str, pd.DataFrame]:
    """Every table of the content, sorted; the diary of runs lies in another schema."""
    with open_reader(db) as reader:
        tables = reader.query(_TABLES)["table_name"]
        return {table: reader.query(_ROWS.format(table=table)) for table in tables}


def assert_same_content(one: dict[str, pd.DataFrame], other: dict[str, pd.DataFrame]) -> None:
    """Row for row, in every table."""
    assert one.keys() == other.keys()
    for table, frame in one.items():
        pd.testing.assert_frame_equal(frame, other[table], obj=table)
