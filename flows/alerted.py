"""What an automation starts when an alert is raised: the alert as an artifact, where a team reads it."""

import re
from pathlib import Path

from prefect import flow
from prefect.artifacts import create_markdown_artifact

from tension.config import load_settings
from tension.warehouse import open_reader, statement


@flow(name="alert-raised", flow_run_name="{rule} {pair} {raised_for}")
def alert_raised(
    alert_id: str, pair: str, rule: str, raised_for: str, config: str | None = None, db: str | None = None
) -> str:
    """Put what was told of an alert on the page of runs. It reads only, and emits no alert event: no loop.

    Args:
        alert_id: the alert.
        pair: as `PAK-IRN`.
        rule: the rule that raised it.
        raised_for: its first day.
        config: the configuration file; `tension.toml` by default.
        db: the database readers open; the configured one by default.

    Returns:
        The text of the artifact.
    """
    settings = load_settings(Path(config) if config else None, **({"warehouse": {"path": db}} if db else {}))
    with open_reader(settings.warehouse.path) as reader:
        told = reader.query(statement("alert_notices"), {"alert_id": alert_id})
    text = "\n\n".join(f"**{row.title}**\n\n{row.body}" for row in told.itertuples(index=False))
    key = re.sub(r"[^a-z0-9]+", "-", f"alert-{pair}-{rule}".lower())
    create_markdown_artifact(
        key=key, markdown=text or f"{rule} {pair} {raised_for}", description="An alert was raised"
    )
    return text
