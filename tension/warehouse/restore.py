"""An export back into an empty warehouse."""

import json
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet

from tension.errors import InputError, WarehouseError
from tension.warehouse.harmless import with_formulas
from tension.warehouse.package import Package, Resource, read_package
from tension.warehouse.writer import Writer

_BATCH_ROWS = 50_000


def restore(writer: Writer, folder: Path) -> dict[str, int]:
    """Fill an empty warehouse from an export and publish it; all of it or nothing.

    Returns:
        Rows restored by table.

    Raises:
        InputError: the folder is no whole export, was made by a newer version, or its files are damaged.
        WarehouseError: the warehouse is not empty, or the checks refuse the content.
    """
    package = read_package(folder)
    _refuse_newer(package, writer)
    _refuse_filled(writer)
    tables = [resource for resource in package.resources if resource.is_table]
    with writer.transaction():
        counts = {resource.name: _fill(writer, folder, package, resource) for resource in tables}
    writer.publish()
    return counts


def _refuse_newer(package: Package, writer: Writer) -> None:
    if package.schema_version > writer.schema_version():
        raise InputError(
            f"the export has schema {package.schema_version}, this checkout knows {writer.schema_version()}",
            "upgrade the checkout (git pull, make setup)",
        )


def _refuse_filled(writer: Writer) -> None:
    filled = [
        item.name
        for item in writer.describe()
        if item.kind == "table"
        and not item.name.startswith("log.")
        and len(writer.query_arrow(f"select 1 from {item.name} limit 1"))
    ]
    if filled:
        raise WarehouseError(
            f"the warehouse is not empty: {', '.join(filled)} hold rows",
            "restore into a new one with --db PATH",
        )


def _fill(writer: Writer, folder: Path, package: Package, resource: Resource) -> int:
    count = 0
    for name in resource.files:
        try:
            for rows in _READERS[package.format](folder / name):
                count += writer.insert_frame(resource.name, rows)
        except (pa.ArrowException, ValueError) as error:
            raise InputError(f"{folder / name} is damaged: {error}", "copy the export again") from error
    if count != resource.row_count:
        raise InputError(
            f"{resource.name} has {count} rows in the files, {resource.row_count} in the description",
            "copy the whole export again",
        )
    return count


def _read_parquet(file: Path) -> Iterator[pa.Table]:
    # Opened as one file: a path with pair=.../year=... in it would gain columns as a data set.
    with pa.parquet.ParquetFile(file) as source:
        for batch in source.iter_batches(_BATCH_ROWS):
            yield pa.Table.from_batches([batch])


def _read_csv(file: Path) -> Iterator[pa.Table]:
    parse = pa.csv.ParseOptions(newlines_in_values=True)
    with pa.csv.open_csv(file, parse_options=parse) as source:
        names = source.schema.names
    as_text = pa.csv.ConvertOptions(
        column_types={name: pa.string() for name in names},
        strings_can_be_null=True,
        quoted_strings_can_be_null=False,
        null_values=[""],
    )
    with pa.csv.open_csv(file, parse_options=parse, convert_options=as_text) as source:
        for batch in source:
            yield with_formulas(pa.Table.from_batches([batch]))


def _read_json(file: Path) -> Iterator[pa.Table]:
    with file.open(encoding="utf-8") as stream:
        while rows := [json.loads(line) for line in islice(stream, _BATCH_ROWS)]:
            yield pa.Table.from_pylist(rows)


_READERS = {"parquet": _read_parquet, "csv": _read_csv, "json": _read_json}
