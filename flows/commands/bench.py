"""`tension bench`: how fast every stage is, beside the peers on the same text in the same run."""

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from flows.commands.options import ConfigOption, JsonOption, settings_from
from flows.commands.output import print_json, print_table, talk


def register(app: typer.Typer) -> None:
    """Add `bench`."""
    app.command("bench")(bench)


def bench(
    articles: Annotated[
        int, typer.Option("--articles", min=100, help="Mixed articles for the whole path.")
    ] = 100_000,
    findings: Annotated[
        int, typer.Option("--findings", min=1000, help="Findings in the warehouse that is questioned.")
    ] = 2_000_000,
    full: Annotated[
        bool,
        typer.Option("--full", help="Add the growth curve up to a million articles; about 20 minutes."),
    ] = False,
    engines: Annotated[
        int | None,
        typer.Option(
            "--engines",
            min=5000,  # below it every engine is this process alone: `tension.engines.choose`
            help="Compare the engines instead: score so many mixed articles with each.",
        ),
    ] = None,
    markdown: Annotated[
        Path | None,
        typer.Option("--markdown", help="Write the tables between the markers of a page."),
    ] = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Measure scoring beside VADER and the usual script, the whole path, and questions to the database.

    Ends in under 10 minutes on 2 cores, unless --full or --engines asks for more. The text is this
    project's own prose, shuffled by a seed.
    """
    from datetime import UTC, datetime

    settings = settings_from(config)
    if engines is not None:
        if full or markdown is not None:
            raise typer.BadParameter("stands alone: leave out --full and --markdown", param_hint="--engines")
        _compare(settings.models, engines, as_json=as_json)
        return
    from tension.bench.report import measure, write_markdown

    found = measure(
        settings.models,
        articles=articles,
        findings=findings,
        workers=settings.scoring.workers,
        full=full,
        now=datetime.now(UTC),
        tell=talk.print,
    )
    if markdown is not None:
        write_markdown(markdown, found, " ".join(["tension", *sys.argv[1:]]))
    if as_json:
        print_json(found)
        return
    for title, figures in _tables(found):
        print_table(title, ["figure", "value"], [[name, value] for name, value in figures.items()])


def _compare(models: Path, articles: int, *, as_json: bool) -> None:
    """One process, two, and Dask with two workers on this machine, over the same stored articles."""
    from tension.bench.engines import engines

    found = engines(models, articles)
    if as_json:
        print_json(found)
    else:
        print_table("engines", ["figure", "value"], [[name, value] for name, value in _flat(found).items()])


def _tables(found: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    """Ratios and rates first, then each part."""
    first = {name: value for name, value in found.items() if not isinstance(value, (dict, list))}
    parts = {name: value for name, value in found.items() if isinstance(value, dict)}
    runs = {f"whole path, {run['articles']} articles": run for run in found["growth"]}
    return [("ratios and rates", first), *((name, _flat(part)) for name, part in {**parts, **runs}.items())]


def _flat(figures: dict[str, Any]) -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for name, value in figures.items():
        if isinstance(value, dict):
            flat |= {f"{name}: {key}": inner for key, inner in value.items()}
        else:
            flat[name] = value
    return flat
