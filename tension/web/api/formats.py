"""Formats of an answer, chosen by the question or by what the client accepts."""

import io
from collections.abc import Iterable
from typing import Literal, get_args

import pyarrow as pa

from tension.warehouse.render import write_rows

Format = Literal["json", "csv", "parquet"]
FORMATS: tuple[Format, ...] = get_args(Format)
MEDIA: dict[Format, str] = {
    "json": "application/json",
    "csv": "text/csv; charset=utf-8; header=present",
    "parquet": "application/vnd.apache.parquet",
}
_KNOWN_AS: dict[Format, tuple[str, ...]] = {
    "json": ("application/json",),
    "csv": ("text/csv",),
    "parquet": ("application/vnd.apache.parquet", "application/x-parquet", "application/parquet"),
}


def negotiated(accept: str) -> Format | None:
    """The format that an Accept header likes best, JSON where it does not mind; None where none will do."""
    ranges = [_range(part) for part in accept.split(",") if part.strip()]
    if not ranges:
        return "json"
    liking = {form: max(_liking(name, ranges) for name in names) for form, names in _KNOWN_AS.items()}
    best = max(FORMATS, key=lambda form: liking[form])
    return best if liking[best] > 0 else None


def _range(part: str) -> tuple[str, float]:
    name, *parameters = (piece.strip().lower() for piece in part.split(";"))
    quality = next((piece[2:] for piece in parameters if piece.startswith("q=")), "1")
    try:
        return name, min(1.0, max(0.0, float(quality)))
    except ValueError:
        return name, 0.0


def _liking(name: str, ranges: Iterable[tuple[str, float]]) -> float:
    """The quality of the most exact range that covers a media type."""
    kind = name.split("/", maxsplit=1)[0]
    covering = [
        (wanted == name, wanted == f"{kind}/*", quality)
        for wanted, quality in ranges
        if wanted in (name, f"{kind}/*", "*/*")
    ]
    return max(covering)[2] if covering else 0.0


def rendered(table: pa.Table, form: Format) -> bytes:
    """The rows as bytes; moments say that they are UTC."""
    stream = io.BytesIO()
    write_rows(_in_utc(table), form, stream)
    return stream.getvalue()


def _in_utc(table: pa.Table) -> pa.Table:
    for position, column in enumerate(table.schema):
        if pa.types.is_timestamp(column.type):
            moments = table.column(position).cast(pa.timestamp(column.type.unit, tz="UTC"))
            table = table.set_column(position, column.name, moments)
    return table
