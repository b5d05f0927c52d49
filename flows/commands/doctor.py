"""`tension doctor`: what a support person would ask, and what to do."""

import os
from datetime import UTC, datetime

import typer

from flows.commands.options import ConfigOption, DbOption, JsonOption, settings_from
from flows.commands.output import print_json, print_table


def register(app: typer.Typer) -> None:
    """Add `doctor`."""
    app.command("doctor")(doctor)


def doctor(config: ConfigOption = None, db: DbOption = None, as_json: JsonOption = False) -> None:
    """Check versions, model, engine, disk, lock, lake, channels, snapshot, days, runs, sources and alerts.

    Exits 1 if anything has failed; warnings leave it at 0.
    """
    from dataclasses import asdict

    from tension.doctor import examine

    findings = examine(settings_from(config, db), datetime.now(UTC), os.environ)
    if as_json:
        print_json([asdict(finding) for finding in findings])
    else:
        columns = ["subject", "state", "detail", "what to do"]
        print_table("", columns, [[f.subject, f.state, f.detail, f.remedy] for f in findings])
    if any(finding.state == "failed" for finding in findings):
        raise typer.Exit(1)
