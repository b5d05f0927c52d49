"""The weekly flow: what a support person would ask, and what the rules would have said, as artifacts."""

import os
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from prefect import flow, runtime, task
from prefect.artifacts import create_table_artifact
from prefect.cache_policies import NO_CACHE

from tension.alerts.backtest import backtest, read_timeline
from tension.config import Settings, load_settings
from tension.doctor import examine
from tension.warehouse import open_reader, statement


def run_name() -> str:
    """The day of a run, as `evaluate 2024-01-18`."""
    return f"evaluate {runtime.flow_run.scheduled_start_time or datetime.now(UTC):%Y-%m-%d}"


@task(name="examine", cache_policy=NO_CACHE)
def examine_all(settings: Settings) -> list[dict[str, Any]]:
    """Everything `tension doctor` says."""
    return [asdict(finding) for finding in examine(settings, datetime.now(UTC), os.environ)]


@task(task_run_name="backtest {pair}", cache_policy=NO_CACHE)
def backtest_rules(settings: Settings, pair: str) -> list[dict[str, Any]]:
    """What the rules did over the stored history of a pair."""
    with open_reader(settings.warehouse.path) as reader:
        values = reader.query(statement("alert_values"), {"pair": pair})
    if values.empty:
        return []
    return [asdict(outcome) for outcome in backtest(values, settings.alerts.rules, read_timeline(), pair)]


@flow(name="weekly-evaluate", flow_run_name=run_name)
def weekly(config: str | None = None, db: str | None = None) -> dict[str, Any]:
    """Examine the installation and replay the rules; reads only.

    Args:
        config: the configuration file; `tension.toml` by default.
        db: the database readers open; the configured one by default.

    Returns:
        The rows of both tables.

    Raises:
        RuntimeError: something has failed that `tension doctor` names.
    """
    settings = load_settings(Path(config) if config else None, **({"warehouse": {"path": db}} if db else {}))
    findings = examine_all(settings)
    create_table_artifact(key="doctor", table=findings, description="What `tension doctor` says")
    outcomes = {}
    for pair in settings.parsed_pairs:
        outcomes[pair.key] = backtest_rules(settings, pair.key)
        if outcomes[pair.key]:
            create_table_artifact(
                key=f"backtest-{pair.key.lower()}",
                table=outcomes[pair.key],
                description=f"The alert rules over the history of {pair.key}, against the dated timeline",
            )
    failed = [finding["subject"] for finding in findings if finding["state"] == "failed"]
    if failed:
        raise RuntimeError(f"tension doctor finds failed: {', '.join(failed)}")
    return {"findings": findings, "backtest": outcomes}
