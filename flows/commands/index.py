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
    columns = [
        "date",
        "tension",
        "90 % interval",
        "band",
        "level",
        "escalation",
        "de-escalation",
        "attention",
    ]
    rows = [
        [
            f"{row.date:%Y-%m-%d}",
            row.tension,
            f"{row.tension_low:.0f} to {row.tension_high:.0f}",
            row.band,
            row.level_points,
            row.escalation_points,
            row.deescalation_points,
            row.attention,
            row.article_count,
            row.event_count,
            row.coverage,
            f"{row.as_of:%Y-%m-%d %H:%M}",
        ]
        for row in days.itertuples(index=False)
    ]
    print_table(f"{key}: {len(days)} days", [*columns, "articles", "events", "coverage", "as of"], rows)
