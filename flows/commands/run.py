"""`tension run`: one daily flow run, from files or from the configured sources."""

import os
from pathlib import Path
from typing import Annotated, Any

import typer

from flows.commands.options import ConfigOption, DbOption, JsonOption, given_path, settings_from
from flows.commands.output import clean, print_json, talk

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
            parser=given_path,
            metavar="PATH",
        ),
    ] = None,
    pairs: Annotated[
        list[str] | None, typer.Option("--pair", help="Only this pair, as PAK-IRN; may be given again.")
    ] = None,
    from_scratch: Annotated[
        bool,
        typer.Option("--from-scratch", help="Compute every day again, not only those that may have changed."),
    ] = False,
    config: ConfigOption = None,
    db: DbOption = None,
    as_json: JsonOption = False,
    verbose: Annotated[bool, typer.Option("--verbose", help="Show Prefect's own log.")] = False,
) -> None:
    """Read articles, score them, and bring the index of each pair up to date.

    Exits 1 if an input gave no article or a source failed; what could be read is indexed all the same.
    """
    settings = settings_from(config, db)
    from tension.sources.files import require

    for path in inputs or []:
        require(path)
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
            from_scratch=from_scratch,
        )
    if as_json:
        print_json(summary)
    else:
        _print_summary(summary)
        print_days(settings, list(summary["pairs"]), db)
    if summary["failed"]:
        raise typer.Exit(1)


def _bars() -> Any:
    """Progress bars on stderr where a person watches."""
    from flows.commands.bars import bars

    return bars(talk)


def _print_summary(summary: dict[str, Any]) -> None:
    """What was read, kept, passed over and why."""
    for path, counts in summary["inputs"].items():
        _say(_counted(path, counts))
    for reject in summary["rejects"][:REJECTS_SHOWN]:
        _say(f"rejected {reject}")
    more = sum(counts.get("rejected", 0) for counts in summary["inputs"].values()) - REJECTS_SHOWN
    if more > 0:
        _say(f'and {more} more: tension sql "select place, reason, value, remedy from rejects"')
    for failure in summary["failed"]:
        _say(f"failed: {failure}")
    for pair, counts in summary["pairs"].items():
        _say(
            f"{pair}: {counts['scored']} articles scored, {counts['relevant']} about the pair, "
            f"{counts['evidence']} signals, {counts['events']} events, {counts['days']} days, "
            f"{counts['revisions']} values written"
        )


def _counted(path: str, counts: dict[str, int]) -> str:
    parts = [f"{counts.get(name, 0)} {name}" for name in ("read", "new", "changed", "repeated", "rejected")]
    unscored = {name: n for name, n in counts.items() if name.startswith("unscored")}
    parts += [f"{n} {name}" for name, n in unscored.items()]
    if counts.get("title_only"):
        parts.append(f"{counts['title_only']} with a title only")
    return f"{path}: " + ", ".join(parts)


def _say(text: str) -> None:
    """One line to stderr; file names and what files hold are hostile."""
    talk.print(clean(text), markup=False)
