"""`tension export`: the published snapshot as files that anything can read."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from flows.commands.options import ConfigOption, DbOption, JsonOption, settings_from
from flows.commands.output import print_json, print_table


def register(app: typer.Typer) -> None:
    """Add `export`."""
    app.command("export")(export)


def export(
    to: Annotated[Path, typer.Option("--to", help="New folder to write.")],
    output_format: Annotated[
        Literal["parquet", "csv", "json"],
        typer.Option("--format", help="parquet (by pair and year), csv, or json (one object a line)."),
    ] = "parquet",
    config: ConfigOption = None,
    db: DbOption = None,
    as_json: JsonOption = False,
) -> None:
    """Export every table and view, with a datapackage.json; `tension restore` reads it back."""
    from datetime import UTC, datetime

    from tension.warehouse import open_reader
    from tension.warehouse.export import export as write_export

    with open_reader(settings_from(config, db).warehouse.path) as reader:
        package = write_export(reader, to, output_format, datetime.now(UTC))
    rows = [(item.name, item.row_count, len(item.files)) for item in package.resources]
    if as_json:
        print_json([{"name": name, "rows": count, "files": files} for name, count, files in rows])
        return
    print_table(f"exported to {to}", ("name", "rows", "files"), rows)
