"""`tension bench`: how fast every stage is, beside the peers on the same text in the same run."""

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
    ] = 20_000,
    findings: Annotated[
        int, typer.Option("--findings", min=1000, help="Findings in the warehouse that is questioned.")
    ] = 2_000_000,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Measure scoring beside VADER and the usual script, the whole path, and questions to the database.

    Ends in under 10 minutes on 2 cores. The text is this project's own prose, shuffled by a seed.
    """
    from datetime import UTC, datetime

    from tension.bench.readers import readers_slowdown
    from tension.bench.stages import scoring, whole_path
    from tension.bench.warehouse import warehouse_latency

    settings = settings_from(config)
    talk.print("scoring beside the peers …")
    scored = scoring(settings.models, relevant=300, mixed_count=3000)
    talk.print(f"the whole path over {articles} mixed articles …")
    path = whole_path(settings.models, articles, settings.scoring.workers)
    talk.print(f"questions to a snapshot of ten years, twenty pairs and {findings} findings …")
    asked = warehouse_latency(datetime.now(UTC), evidence=findings)
    talk.print("a run among a hundred questions a second …")
    slowdown = readers_slowdown(datetime.now(UTC))
    if as_json:
        print_json({**_flat(scored), **_flat(path), **_flat(asked), **_flat(slowdown)})
        return
    for title, figures in (
        ("scoring, one process, CPU seconds", scored),
        ("whole path, clock", path),
        ("questions to the snapshot, clock", asked),
        ("a run among a hundred questions a second, clock", slowdown),
    ):
        print_table(title, ["figure", "value"], [[name, value] for name, value in _flat(figures).items()])


def _flat(figures: dict[str, Any]) -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for name, value in figures.items():
        if isinstance(value, dict):
            flat |= {f"{name}: {key}": inner for key, inner in value.items()}
        else:
            flat[name] = value
    return flat
