"""What reaches a terminal: article text is hostile, so it is cleaned before it is shown."""

import json
import sys
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from rich.bar import Bar
from rich.console import Console
from rich.markup import escape
from rich.table import Table

talk = Console(stderr=True, highlight=False, soft_wrap=True)
# A pipe has no width; rows are not folded for it.
out = Console(highlight=False, width=None if sys.stdout.isatty() else 240)

_UNSAFE = {"Cc", "Cf", "Co", "Cn", "Cs"}


def clean(text: str) -> str:
    """The text without control, bidirectional and other invisible characters, on one line."""
    folded = " ".join(text.split())
    return "".join(char for char in folded if unicodedata.category(char) not in _UNSAFE)


def safe(value: object) -> str | Bar:
    """A value as one table cell: cleaned, with console markup escaped; a bar stays a bar."""
    if isinstance(value, Bar):
        return value
    if value is None or value != value:  # noqa: PLR0124 - NaN is the value unequal to itself
        return ""
    if isinstance(value, float):
        return f"{value:.1f}"
    return escape(clean(str(value)))


def print_table(title: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Print rows as a table to stdout; numbers to the right."""
    table = Table(title=title or None, title_justify="left", header_style="bold")
    rows = [list(row) for row in rows]
    for number, column in enumerate(columns):
        numeric = any(isinstance(row[number], int | float) for row in rows)
        table.add_column(column, justify="right" if numeric else "left", overflow="fold")
    for row in rows:
        table.add_row(*(safe(value) for value in row))
    out.print(table)


def print_json(value: Any) -> None:
    """Print a value as JSON to stdout, dates in ISO form."""
    print(json.dumps(value, default=_plain, ensure_ascii=False, allow_nan=False))  # noqa: T201 - the data of the command


def records(frame: Any) -> list[dict[str, Any]]:
    """A pandas frame as plain dictionaries: NaN and NaT become null, days and moments ISO text."""
    return [
        {str(key): _day(value) if _is_day(str(key)) else _plain(value) for key, value in row.items()}
        for row in frame.to_dict(orient="records")
    ]


def _is_day(column: str) -> bool:
    """Whether a column holds calendar days, which pandas keeps as moments."""
    return column == "date" or column.endswith(("_date", "_for"))


def _day(value: Any) -> Any:
    plain = _plain(value)
    return plain[:10] if isinstance(plain, str) else plain


def _plain(value: Any) -> Any:
    """A scalar JSON knows."""
    if isinstance(value, datetime | date):
        text = value.isoformat()
        return None if text == "NaT" else text
    if hasattr(value, "item"):
        value = value.item()
    if isinstance(value, float) and value != value:  # noqa: PLR0124 - NaN
        return None
    return value
