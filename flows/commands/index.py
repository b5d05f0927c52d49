"""`tension index`: the days of a pair, as they stand or as they stood."""

from typing import Annotated

import typer

from flows.commands.options import (
    ConfigOption,
    DbOption,
    JsonOption,
    PairOption,
    day_from,
    moment_from,
    pair_from,
    settings_from,
)
from flows.commands.output import print_json, print_table, records

COLUMNS = (
    "date",
    "tension",
    "tension_low",
    "tension_high",
    "band",
    "level_points",
    "escalation_points",
    "deescalation_points",
    "attention",
    "article_count",
    "event_count",
    "coverage",
    "as_of",
)


def register(app: typer.Typer) -> None:
    """Add `index`."""
    app.command("index")(index)


def index(
    first: Annotated[str | None, typer.Option("--from", help="First day, as 2024-01-18.")] = None,
    last: Annotated[str | None, typer.Option("--to", help="Last day, as 2024-01-29.")] = None,
    as_of: Annotated[
        str | None, typer.Option("--as-of", help="As published at this UTC moment, as 2024-01-20T06:00.")
    ] = None,
    pair: PairOption = None,
    config: ConfigOption = None,
    db: DbOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show the index by day: tension 0 to 100 with its 90 % interval, band and parts."""
    from tension.warehouse import open_reader

    settings = settings_from(config, db)
    key = pair_from(pair, settings)
    wanted = [key]
    sql = "select * from tension_index where pair = ?"
    if as_of:
        sql = "select * from tension_as_of(?::timestamp) where pair = ?"
        wanted = [str(moment_from(as_of, "--as-of")), key]
    for option, text, comparison in (("--from", first, ">="), ("--to", last, "<=")):
        if text:
            sql += f" and date {comparison} ?"
            wanted.append(str(day_from(text, option)))
    with open_reader(settings.warehouse.path) as reader:
        days = reader.query(sql + " order by date", wanted)
    if as_json:
        print_json(records(days))
        return
    shown = days[list(COLUMNS)]
    rows = [
        [f"{value:%Y-%m-%d}" if name == "date" else value for name, value in zip(COLUMNS, row, strict=True)]
        for row in shown.itertuples(index=False)
    ]
    print_table(f"{key}: {len(days)} days", COLUMNS, rows)
