"""A run in a few lines on Prefect's page: what was read, what failed, which alerts went out."""

from typing import Any

from prefect.artifacts import create_markdown_artifact

from tension.alerts.messages import harmless

LINE_CHARACTERS = 300
REJECTS_SHOWN = 10


def show_summary(summary: dict[str, Any]) -> None:
    """Write the summary of a run as an artifact; words from outside are made harmless."""
    create_markdown_artifact(key="last-run", markdown=as_markdown(summary), description="The last run")


def as_markdown(summary: dict[str, Any]) -> str:
    """The summary as Markdown: failures first.

    Args:
        summary: of `tension.diary.diary`, with counts of `alerts` where some were sent.
    """
    parts = [
        _section("Failed", summary["failed"]),
        _section("Read", [f"{name}: {_counted(counts)}" for name, counts in summary["inputs"].items()]),
        _section("Indexed", [f"{pair}: {_counted(counts)}" for pair, counts in summary["pairs"].items()]),
        _section("Alerts", [_counted(summary.get("alerts", {}))]),
        _section("Rejected", [str(reject) for reject in summary["rejects"][:REJECTS_SHOWN]]),
    ]
    return "\n\n".join(part for part in parts if part) or "Nothing new."


def _section(title: str, lines: list[str]) -> str:
    told = [f"- {harmless(line, LINE_CHARACTERS)}" for line in lines if line]
    return "\n".join([f"**{title}**", "", *told]) if told else ""


def _counted(counts: dict[str, int]) -> str:
    return ", ".join(f"{number} {name}" for name, number in counts.items() if number)
