"""The description of an export: a Frictionless `datapackage.json`."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from tension.errors import InputError
from tension.warehouse.dictionary import Relation

Format = Literal["parquet", "csv", "json"]
FILE = "datapackage.json"
SUFFIX: Mapping[Format, str] = {"parquet": "parquet", "csv": "csv", "json": "jsonl"}
_TYPES = {"integer": "integer", "bigint": "integer", "double": "number", "boolean": "boolean"} | {
    "date": "date",
    "timestamp": "datetime",
}


@dataclass(frozen=True, slots=True)
class Resource:
    """One exported table or view.

    Attributes:
        name: of the table or view, with its schema unless that is main.
        is_table: whether a restore reads it; views follow from the tables.
        files: paths inside the export.
        row_count: rows over all files.
    """

    name: str
    is_table: bool
    files: tuple[str, ...]
    row_count: int


@dataclass(frozen=True, slots=True)
class Package:
    """What an export holds."""

    schema_version: int
    format: Format
    resources: tuple[Resource, ...]


def write_package(
    folder: Path, package: Package, relations: Sequence[Relation], created_at: datetime
) -> None:
    """Write `datapackage.json` into the export."""
    described = {item.name: item for item in relations}
    document = {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "tension-index",
        "title": "Tension index: database export",
        "created": created_at.isoformat(timespec="seconds"),
        "schema_version": package.schema_version,
        "resources": [
            _resource(resource, package.format, described[resource.name]) for resource in package.resources
        ],
    }
    text = json.dumps(document, indent=2, ensure_ascii=False)
    (folder / FILE).write_text(text + "\n", encoding="utf-8")


def read_package(folder: Path) -> Package:
    """Read an export's description.

    Raises:
        InputError: the folder is no export, or files it names are missing or lie outside it.
    """
    file = folder / FILE
    try:
        document = json.loads(file.read_text(encoding="utf-8"))
        resources = tuple(
            Resource(item["table"], item["is_table"], tuple(item["path"]), item["row_count"])
            for item in document["resources"]
        )
        package = Package(document["schema_version"], document["resources"][0]["format_name"], resources)
    except (OSError, ValueError, KeyError, IndexError, TypeError) as error:
        raise InputError(
            f"{file} does not describe an export ({type(error).__name__}: {error})",
            "give a folder that `tension export` wrote",
        ) from error
    for name in (name for resource in package.resources for name in resource.files):
        path = (folder / name).resolve()
        if not path.is_relative_to(folder.resolve()) or not path.is_file():
            raise InputError(f"{folder / name} is missing from the export", "copy the whole export again")
    return package


def _resource(resource: Resource, format_: Format, relation: Relation) -> dict[str, Any]:
    return {
        "name": resource.name.replace(".", "-"),
        "table": resource.name,
        "description": relation.comment,
        "is_table": resource.is_table,
        "path": list(resource.files),
        "format": SUFFIX[format_],
        "format_name": format_,
        "encoding": "utf-8",
        "row_count": resource.row_count,
        "schema": {
            "fields": [
                {
                    "name": column.name,
                    "type": _TYPES.get(column.type.lower(), "string"),
                    "description": column.comment,
                }
                for column in relation.columns
            ]
        },
    }
