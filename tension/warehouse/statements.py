"""The SQL of the pipeline's steps, each in a file of `warehouse/statements`."""

from functools import cache

from tension.warehouse.paths import SQL_ROOT


@cache
def statement(name: str) -> str:
    """The text of `warehouse/statements/NAME.sql`; its parameters are bound by name."""
    return (SQL_ROOT / "statements" / f"{name}.sql").read_text(encoding="utf-8")
