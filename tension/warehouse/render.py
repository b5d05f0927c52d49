"""Rows as bytes or words: nothing in them may steer a terminal or a spreadsheet."""

import io
import json
import math
import unicodedata
from datetime import date, datetime
from typing import IO, Any, Literal

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet

from tension.warehouse.harmless import without_formulas

RowFormat = Literal["table", "csv", "json", "parquet"]
_INVISIBLE = frozenset({"Cc", "Cf", "Co", "Cn", "Cs"})
_DELETE = "\x7f"
_KEPT = frozenset({"\n", "\t"})


def write_rows(table: pa.Table, row_format: RowFormat, stream: IO[bytes]) -> None:
    """Write the rows as CSV, JSON (a list of objects), Parquet, or tab-separated words.

    Text in CSV has no control or invisible characters, and an apostrophe before what a spreadsheet would
    run; in JSON such characters are written as escapes, so nothing is lost.
    """
    if row_format == "parquet":
        buffer = io.BytesIO()
        pa.parquet.write_table(table, buffer, compression="zstd")
        stream.write(buffer.getvalue())
    elif row_format == "json":
        rows = [{name: _finite(value) for name, value in row.items()} for row in table.to_pylist()]
        text = json.dumps(rows, default=_plain, ensure_ascii=False)
        stream.write((_escaped(text) + "\n").encode("utf-8"))
    elif row_format == "csv":
        pa.csv.write_csv(without_formulas(_as_csv_can(table)), stream)
    else:
        lines = ["\t".join(table.column_names)]
        lines += ["\t".join(_visible(shown(value)) for value in row.values()) for row in table.to_pylist()]
        stream.write(("\n".join(lines) + "\n").encode("utf-8", "replace"))


def shown(value: Any) -> str:
    """A value in words: six significant digits, days without a clock, nothing for null."""
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.6g}"
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="seconds")
    return str(value)


def _as_csv_can(table: pa.Table) -> pa.Table:
    """Lists and structures as JSON text, texts without invisible characters."""
    for position, field in enumerate(table.schema):
        simple = pa.types.is_primitive(field.type) or pa.types.is_decimal(field.type)
        if simple and not pa.types.is_interval(field.type):
            continue
        values = table.column(position).to_pylist()
        texts = [None if value is None else _visible(_as_text(value)) for value in values]
        table = table.set_column(position, field.name, pa.array(texts, pa.string()))
    return table.rename_columns([_visible(name) for name in table.column_names])


def _as_text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, default=_plain, ensure_ascii=False)


def _visible(text: str) -> str:
    if text.isascii() and text.isprintable():
        return text
    return "".join(char for char in text if char in _KEPT or unicodedata.category(char) not in _INVISIBLE)


def _escaped(text: str) -> str:
    """JSON with invisible characters inside its strings as escapes."""
    if text.isascii() and _DELETE not in text:
        return text
    return "".join(_escape(char) if _is_hidden(char) else char for char in text)


def _escape(char: str) -> str:
    units = char.encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{units[start : start + 4]}" for start in range(0, len(units), 4))


def _is_hidden(char: str) -> bool:
    # JSON has escaped the control characters below the space itself, but for the line's own end.
    return char >= _DELETE and unicodedata.category(char) in _INVISIBLE


def _finite(value: Any) -> Any:
    """JSON has no word for infinity and not-a-number; they become null."""
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _plain(value: Any) -> Any:
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, bytes):
        return value.hex()
    return str(value)
