"""`tension run`: one daily flow run, from files or from the configured sources."""

import os
from pathlib import Path
from typing import Annotated, Any

import typer

from flows.commands.options import ConfigOption, DbOption, JsonOption, settings_from
from flows.commands.output import print_json, talk

REJECTS_SHOWN = 20


def register(app: typer.Typer) -> None:
    """Add `run`."""
    app.command("run")(run)


def run(
    inputs: Annotated[
        list[Path] | None,
        typer.Option(
            "--input",
            help="A .jsonl, .csv or .parquet file of articles (may be gzipped), or a folder of these, of "
            ".txt and .html; may be given again. Without it the configured sources are read.",
        ),
    ] = None,
    pairs: Annotated[
        list[str] | None, typer.Option("--pair", help="Only this pair, as PAK-IRN; may be given again.")
    ] = None,
    config: ConfigOption = None,
    db: DbOption = None,
    as_json: JsonOption = False,
    verbose: Annotated[bool, typer.Option("--verbose", help="Show Prefect's own log.")] = False,
) -> None:
    """Read articles, score them, and bring the index of each pair up to date.

    Exits 1 if an input gave no article or a source failed; what could be read is indexed all the same.
    """
    settings = settings_from(config, db)
    for path in inputs or []:
        _refuse_absent(path)
    if not verbose:
        os.environ.setdefault("PREFECT_LOGGING_LEVEL", "CRITICAL")
    from flows.commands.days import print_days
    from flows.daily import daily
    from flows.progress import reporting

    with _bars() as report, reporting(report):
        summary = daily(
            inputs=[str(path) for path in inputs] if inputs else None,
            pairs=list(pairs) if pairs else None,
            config=str(config) if config else None,
            db=str(db) if db else None,
        )
    if as_json:
        print_json(summary)
    else:
        _print_summary(summary)
        print_days(settings, list(summary["pairs"]), db)
    if summary["failed"]:
        raise typer.Exit(1)


def _refuse_absent(path: Path) -> None:
    from tension.errors import InputError

    if not path.exists():
        raise InputError(f"no such input: {path}", "give --input a file or a folder of articles")


def _bars() -> Any:
    """Progress bars on stderr where a person watches."""
    from flows.commands.bars import bars

    return bars(talk)


def _print_summary(summary: dict[str, Any]) -> None:
    """What was read, kept, passed over and why."""
    for path, counts in summary["inputs"].items():
        talk.print(_counted(path, counts), markup=False)
    for reject in summary["rejects"][:REJECTS_SHOWN]:
        talk.print(f"  rejected {reject}", markup=False)
    if len(summary["rejects"]) > REJECTS_SHOWN:
        more = len(summary["rejects"]) - REJECTS_SHOWN
        talk.print(
            f'  and {more} more: tension sql "select place, reason, value, remedy from rejects"', markup=False
        )
    for pair, counts in summary["pairs"].items():
        talk.print(
            f"{pair}: {counts['scored']} articles scored, {counts['relevant']} about the pair, "
            f"{counts['evidence']} signals, {counts['events']} events, {counts['days']} days, "
            f"{counts['revisions']} values written",
            markup=False,
        )


def _counted(path: str, counts: dict[str, int]) -> str:
    parts = [f"{counts.get(name, 0)} {name}" for name in ("read", "new", "changed", "repeated", "rejected")]
    unscored = {name: n for name, n in counts.items() if name.startswith("unscored")}
    parts += [f"{n} {name}" for name, n in unscored.items()]
    if counts.get("title_only"):
        parts.append(f"{counts['title_only']} with a title only")
    return f"{path}: " + ", ".join(parts)
