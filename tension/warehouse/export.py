"""A database as files: Parquet by pair and year, CSV or JSON Lines, with their description."""

import json
import shutil
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet

from tension.errors import InputError, WarehouseError
from tension.warehouse.dictionary import Relation
from tension.warehouse.harmless import without_formulas
from tension.warehouse.package import SUFFIX, Format, Package, Resource, write_package
from tension.warehouse.reader import Reader

_BATCH_ROWS = 50_000
# The day that says which year a row belongs to.
_YEAR_OF = ("date", "event_date", "raised_for", "published_at")


def export(reader: Reader, folder: Path, format_: Format, created_at: datetime) -> Package:
    """Write every table and view of the snapshot into a new folder, complete or not at all.

    Args:
        reader: the open snapshot.
        folder: where to; must not exist, or be empty.
        format_: parquet (partitioned by pair and year where rows have them), csv or json (one object a line).
        created_at: the clock, for the description.

    Raises:
        InputError: the folder holds something.
        WarehouseError: the files cannot be written.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise InputError(f"{folder} is not empty", "name a new folder with --to")
    partial = folder.with_name(folder.name + ".partial")
    try:
        shutil.rmtree(partial, ignore_errors=True)
        partial.mkdir(parents=True)
        package = _write_all(reader, partial, format_, created_at)
        if folder.exists():
            folder.rmdir()
        partial.rename(folder)
    except OSError as error:
        shutil.rmtree(partial, ignore_errors=True)
        raise WarehouseError(
            f"cannot write the export to {folder}: {error.strerror or error}",
            "free space on its disk or make its parent folder writable",
        ) from error
    return package


def _write_all(reader: Reader, folder: Path, format_: Format, created_at: datetime) -> Package:
    relations = [item for item in reader.describe() if item.kind in {"table", "view"}]
    exported = [item for item in relations if item.name not in {"log.migrations", "log.views"}]
    resources = tuple(_write(reader, item, folder, format_) for item in exported)
    package = Package(reader.schema_version(), format_, resources)
    write_package(folder, package, relations, created_at)
    return package


def _write(reader: Reader, relation: Relation, folder: Path, format_: Format) -> Resource:
    files = []
    row_count = 0
    for place, condition, values in _parts(reader, relation, format_):
        file = Path(relation.name.replace(".", "-")) / place / f"part-0.{SUFFIX[format_]}"
        (folder / file).parent.mkdir(parents=True, exist_ok=True)
        batches = reader.batches(f"select * from {relation.name} where {condition}", values, _BATCH_ROWS)
        row_count += _WRITERS[format_](folder / file, batches)
        files.append(file.as_posix())
    return Resource(relation.name, relation.kind == "table", tuple(files), row_count)


def _parts(reader: Reader, relation: Relation, format_: Format) -> Iterator[tuple[str, str, list[Any]]]:
    """Folder, condition and values of each file of a relation."""
    names = [column.name for column in relation.columns]
    day = next((name for name in _YEAR_OF if name in names), None)
    if format_ != "parquet" or "pair" not in names or day is None:
        yield "", "true", []
        return
    found = reader.query(
        f"select distinct pair, year({day}) as year from {relation.name} order by pair, year"
    )
    if found.empty:
        yield "", "true", []
    for pair, year in zip(found["pair"], found["year"], strict=True):
        condition = f"pair = ? and {day} >= make_date(?, 1, 1) and {day} < make_date(?, 1, 1)"
        yield f"pair={pair}/year={year}", condition, [pair, int(year), int(year) + 1]


def _write_parquet(file: Path, batches: pa.RecordBatchReader) -> int:
    count = 0
    with pa.parquet.ParquetWriter(file, batches.schema, compression="zstd") as writer:
        for batch in batches:
            writer.write_batch(batch)
            count += batch.num_rows
    return count


def _write_csv(file: Path, batches: pa.RecordBatchReader) -> int:
    count = 0
    options = pa.csv.WriteOptions(quoting_style="needed")
    with pa.csv.CSVWriter(file, batches.schema, write_options=options) as writer:
        for batch in batches:
            writer.write_table(without_formulas(pa.Table.from_batches([batch])))
            count += batch.num_rows
    return count


def _write_json(file: Path, batches: pa.RecordBatchReader) -> int:
    count = 0
    with file.open("w", encoding="utf-8") as stream:
        for batch in batches:
            for row in batch.to_pylist():
                stream.write(json.dumps(row, default=_plain, ensure_ascii=False, allow_nan=False) + "\n")
                count += 1
    return count


def _plain(value: date | datetime) -> str:
    return value.isoformat()


_WRITERS = {"parquet": _write_parquet, "csv": _write_csv, "json": _write_json}
