"""`tension evaluate`: every number about the model, printed and written into models/README.md."""

import sys
from typing import Annotated

import typer

from flows.commands.options import ConfigOption, JsonOption, settings_from


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(name="evaluate")(evaluate)


def evaluate(
    signals: Annotated[bool, typer.Option("--signals", help="Only the signal model; the default.")] = False,
    index: Annotated[
        bool, typer.Option("--index", help="The index instead, as JSON: replay, baselines.")
    ] = False,
    as_json: JsonOption = False,
    config: ConfigOption = None,
) -> None:
    """Measure the signal model by cross-validation (ten minutes) and rewrite the tables of its card."""
    import json

    from tension.signals.evaluation.evaluate import evaluate as measure
    from tension.signals.evaluation.model_card import save_evaluation, tables

    if index:
        from tension.signals.score import load_scorer
        from tension.validation.report import validate_index

        settings = settings_from(config)
        typer.echo(json.dumps(validate_index(settings, load_scorer(settings)), indent=1, default=float))
        return
    del signals  # the only part so far; kept so that scripts that name it go on working
    models = settings_from(config).models
    results = measure(models, lambda name: typer.echo(f"measuring {name}", file=sys.stderr))
    save_evaluation(models, results)
    if as_json:
        typer.echo(json.dumps(results, indent=1, sort_keys=True, default=float))
        return
    for name, table in tables(results).items():
        typer.echo(f"{name}\n{table}\n")
