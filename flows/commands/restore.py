"""`tension restore`: an export back into an empty database."""

from pathlib import Path
from typing import Annotated

import typer

from flows.commands.options import ConfigOption, DbOption, JsonOption, settings_from
from flows.commands.output import print_json, print_table


def register(app: typer.Typer) -> None:
    """Add `restore`."""
    app.command("restore")(restore)


def restore(
    folder: Annotated[Path, typer.Argument(help="Folder that `tension export` wrote.")],
    config: ConfigOption = None,
    db: DbOption = None,
    as_json: JsonOption = False,
) -> None:
    """Fill an empty database from an export: the same index, or nothing."""
    from datetime import UTC, datetime

    from flows.writing import configured_writer
    from tension.warehouse.restore import restore as fill

    settings = settings_from(config, db).warehouse
    # All rows come in one transaction, and DuckDB holds its keys in memory.
    roomy = settings.model_copy(update={"memory_mb": None})
    with configured_writer(roomy, datetime.now(UTC)) as writer:
        counts = fill(writer, folder)
    if as_json:
        print_json({"database": str(settings.path), "rows": counts})
        return
    print_table(f"restored into {settings.path}", ("table", "rows"), counts.items())
