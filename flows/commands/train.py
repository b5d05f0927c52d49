"""`tension train`: make the model artefact from the corpus, the lexicon and the frozen arrays."""

import sys
import time

import typer

from flows.commands.options import ConfigOption, settings_from


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(name="train")(train)


def train(config: ConfigOption = None) -> None:
    """Train the signal model again, in minutes; the same corpus gives the same artefact."""
    from tension.signals.train import train as train_model

    models = settings_from(config).models
    started = time.monotonic()
    stamp = train_model(models)
    seconds = time.monotonic() - started
    typer.echo(f"trained {models} in {seconds:.0f} s, arrays {stamp.arrays[:12]}", file=sys.stderr)
