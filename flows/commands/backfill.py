"""`tension backfill`: days of the past."""

import os
from pathlib import Path
from typing import Annotated

import typer

from flows.commands.options import ConfigOption, DbOption, JsonOption, day_from, given_path, settings_from
from flows.commands.output import clean, print_json, talk


def register(app: typer.Typer) -> None:
    """Add `backfill`."""
    app.command("backfill")(backfill)


def backfill(
    first: Annotated[str, typer.Option("--from", help="First day, as 2023-01-01.")],
    last: Annotated[str, typer.Option("--to", help="Last day, as 2023-12-31; before today.")],
    inputs: Annotated[
        list[Path] | None,
        typer.Option(
            "--input",
            help="Articles to read first, as for `tension run`; may be given again.",
            parser=given_path,
            metavar="PATH",
        ),
    ] = None,
    sources: Annotated[
        list[str] | None,
        typer.Option("--source", help="A source to ask for these days first (GDELT lists, archives)."),
    ] = None,
    pairs: Annotated[
        list[str] | None, typer.Option("--pair", help="Only this pair, as PAK-IRN; may be given again.")
    ] = None,
    config: ConfigOption = None,
    db: DbOption = None,
    as_json: JsonOption = False,
    verbose: Annotated[bool, typer.Option("--verbose", help="Show Prefect's own log.")] = False,
) -> None:
    """Bring days of the past into the index from stored articles, and from files given with --input.

    Killed at any moment, it goes on where it was when it is run again. Alerts of days long past are recorded
    and not sent; see `tension alerts send --historical`.
    """
    from tension.errors import InputError

    settings_from(config, db)
    days = day_from(first, "--from"), day_from(last, "--to")
    for path in inputs or []:
        if not path.exists():
            raise InputError(f"no such input: {path}", "give --input a file or a folder of articles")
    if not verbose:
        os.environ.setdefault("PREFECT_LOGGING_LEVEL", "ERROR")
    from flows.backfill import backfill as flow
    from flows.commands.bars import bars
    from flows.progress import reporting

    with bars(talk) as report, reporting(report):
        summary = flow(
            first=days[0],
            last=days[1],
            inputs=[str(path) for path in inputs] if inputs else None,
            sources=list(sources) if sources else None,
            pairs=list(pairs) if pairs else None,
            config=str(config) if config else None,
            db=str(db) if db else None,
        )
    if as_json:
        print_json(summary)
    for failure in summary["failed"]:
        talk.print(clean(f"failed: {failure}"), markup=False)
    for pair, counts in summary["pairs"].items():
        told = ", ".join(f"{value} {name}" for name, value in counts.items())
        talk.print(f"{pair}: {told}", markup=False)
    if summary["failed"]:
        raise typer.Exit(1)
