"""`tension lake`: articles brought by several processes at once, and the warehouse as it stood."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flows.commands.options import ConfigOption, JsonOption, given_path, moment_from, settings_from
from flows.commands.output import print_json, print_table, talk
from tension.errors import ConfigError

if TYPE_CHECKING:
    from tension.config import LakeSettings, Settings


def register(app: typer.Typer) -> None:
    """Add `lake`."""
    lake = typer.Typer(
        help='Storage "ducklake": bring articles from many processes, look back.', no_args_is_help=True
    )
    lake.command("add")(add)
    lake.command("snapshots")(list_snapshots)
    lake.command("at")(at)
    app.add_typer(lake, name="lake")


def add(
    paths: Annotated[
        list[Path],
        typer.Argument(help="Files or folders of articles, as for tension run.", parser=given_path),
    ],
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Leave articles in the lake's inbox, from any number of processes; the next run takes them in."""
    from datetime import UTC, datetime

    from tension.inbox import deliver
    from tension.reading import read_articles
    from tension.sources.config import outlet_countries
    from tension.sources.files import read_path, source_id
    from tension.warehouse import open_inbox

    settings = settings_from(config)
    now = datetime.now(UTC)
    counts = {}
    with open_inbox(_lake(settings), now) as inbox:
        for path in paths:
            readings = read_articles(
                read_path(path, settings.input),
                source_id=source_id(path),
                fetched_at=now,
                settings=settings.input,
                archive=True,
                countries=outlet_countries(settings.sources),
            )
            counts[str(path)] = dict(deliver(inbox, readings))
            talk.print(f"{path}: {counts[str(path)]}", markup=False)
    if as_json:
        print_json(counts)


def list_snapshots(config: ConfigOption = None, as_json: JsonOption = False) -> None:
    """Every commit of the lake, oldest first."""
    from datetime import UTC, datetime

    from tension.warehouse.lake_past import open_past

    with open_past(_lake(settings_from(config)), datetime.now(UTC)) as past:
        found = past.snapshots()
    if as_json:
        print_json([{"version": item.version, "committed_at": item.committed_at} for item in found])
        return
    print_table("", ("version", "committed at (UTC)"), [(item.version, item.committed_at) for item in found])


def at(
    moment: Annotated[str, typer.Argument(help="UTC, as 2024-01-18T06:00: the lake as it stood then.")],
    to: Annotated[Path, typer.Option("--to", help="The DuckDB file to write; must not exist.")],
    config: ConfigOption = None,
) -> None:
    """Write the warehouse as it stood, as a file to ask with tension sql --db FILE."""
    from datetime import UTC, datetime

    from tension.warehouse.lake_past import open_past

    asked = moment_from(moment, "MOMENT")
    with open_past(_lake(settings_from(config)), datetime.now(UTC)) as past:
        snapshot = past.at(asked)
        past.write(snapshot.version, to)
    talk.print(f"{to}: the lake as of {snapshot.committed_at:%Y-%m-%d %H:%M:%S} UTC", markup=False)


def _lake(settings: "Settings") -> "LakeSettings":
    lake = settings.warehouse.opened_lake
    if lake is None:
        raise ConfigError(
            'warehouse.storage is "duckdb", there is no lake', 'set storage = "ducklake" in [warehouse]'
        )
    return lake
