"""`tension sources`: what is read, how it has been doing, and whether it answers now."""

from pathlib import Path
from typing import Annotated, Any

import typer

from flows.commands.options import ConfigOption, DbOption, JsonOption, day_from, settings_from
from flows.commands.output import print_json, print_table, records, talk

_COLUMNS = (
    "source",
    "kind",
    "country",
    "state",
    "last success",
    "last article",
    "failures",
    "a day",
    "reason",
)


def register(app: typer.Typer) -> None:
    """Add `sources`, `sources check` and `sources gdelt`."""
    group = typer.Typer(help="List the configured sources with their health.", invoke_without_command=True)
    group.callback()(list_sources)
    group.command("check")(check)
    group.command("gdelt")(gdelt)
    app.add_typer(group, name="sources")


def list_sources(
    context: typer.Context, config: ConfigOption = None, db: DbOption = None, as_json: JsonOption = False
) -> None:
    """List the configured sources: last success, last article, failures in a row, articles a day, health."""
    if context.invoked_subcommand:
        return
    settings = settings_from(config, db)
    health = _health(settings.warehouse.path)
    rows = [_row(source, health.get(source.id, {})) for source in settings.sources]
    if as_json:
        print_json(rows)
        return
    cells = [[row[name] for name in rows[0]] for row in rows] if rows else []
    print_table("", _COLUMNS, [[_short(cell) for cell in row] for row in cells])
    untried = [source.id for source in settings.sources if source.enabled and not source.tried]
    if untried:
        talk.print(
            f"{len(untried)} sources are marked as not yet tried: run `tension sources check`, then switch "
            "off what fails and set tried = true for the rest",
            markup=False,
        )


def check(
    only: Annotated[
        list[str] | None,
        typer.Argument(metavar="SOURCE", help="Sources to try; all enabled ones by default."),
    ] = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Try each source once and store nothing.

    Exits 1 if a source fails, 2 if an id is unknown. Sources that are switched off are tried when named.
    """
    from datetime import UTC, datetime

    from tension.sources.collect import Collector

    settings = settings_from(config)
    chosen = _chosen(settings.sources, only or [])
    fetch = settings.fetch.model_copy(update={"pages_per_source": min(1, settings.fetch.pages_per_source)})
    found: list[dict[str, Any]] = []
    with Collector(chosen, fetch, datetime.now(UTC), pairs=settings.parsed_pairs) as collector:
        for result in collector.collect_all({}):
            found.append(_finding(result))
            if not as_json:
                talk.print(f"{result.source.id}: {result.outcome}", markup=False)
    found.sort(key=lambda row: str(row["source_id"]))
    if as_json:
        print_json(found)
    else:
        names = ("source", "outcome", "listed", "records", "newest", "seconds", "message")
        print_table("", names, [list(row.values()) for row in found])
    if any(row["outcome"] == "failed" for row in found):
        raise typer.Exit(1)


def gdelt(
    first: Annotated[str, typer.Option("--from", help="First day, as 2023-01-01; GDELT begins 2015-02-19.")],
    last: Annotated[str, typer.Option("--to", help="Last day, as 2023-12-31; before today.")],
    config: ConfigOption = None,
    db: DbOption = None,
    as_json: JsonOption = False,
) -> None:
    """Read GDELT's events of the past into gdelt_events, and an index from them alone into gdelt_index.

    No article is fetched. Killed at any moment, it goes on with the first day it has not read. Neither table
    takes part in tension_index.
    """
    import os

    settings_from(config, db)
    days = day_from(first, "--from"), day_from(last, "--to")
    os.environ.setdefault("PREFECT_LOGGING_LEVEL", "ERROR")
    from flows.commands.bars import bars
    from flows.gdelt import gdelt_history
    from flows.progress import reporting

    with bars(talk) as report, reporting(report):
        summary = gdelt_history(
            first=days[0], last=days[1], config=str(config) if config else None, db=str(db) if db else None
        )
    if as_json:
        print_json(summary)
        return
    counts = [row.get("gdelt_events", 0) for row in summary["inputs"].values()]
    talk.print(f"{len(counts)} days read, {sum(counts)} events of the pairs", markup=False)
    for pair, row in summary["pairs"].items():
        talk.print(f"{pair}: {row['days']} days in gdelt_index", markup=False)


def _chosen(sources: Any, only: list[str]) -> list[Any]:
    """The sources to try; one file of GDELT, or six hours of its lists, tells enough."""
    unknown = sorted(set(only) - {source.id for source in sources})
    if unknown:
        raise typer.BadParameter(f"no source is called {', '.join(unknown)}; see `tension sources`")
    chosen = [source for source in sources if (source.id in only if only else source.enabled)]
    return [
        source.model_copy(
            update={"enabled": True, "max_files": 1, "first_hours": min(source.first_hours, 6.0)}
        )
        for source in chosen
    ]


def _finding(result: Any) -> dict[str, Any]:
    """What one try brought."""
    from tension.records import Reject

    dates = [str(item[1]["published_at"]) for item in result.items if not isinstance(item, Reject)]
    events = result.events.num_rows if result.events is not None else 0
    return {
        "source_id": result.source.id,
        "outcome": result.outcome,
        "listed_count": result.listed_count,
        "record_count": result.record_count + events,
        "newest": max(dates, default=""),
        "seconds": round(sum(row.seconds for row in result.fetches), 1),
        "message": result.message,
    }


def _health(path: Path) -> dict[str, dict[str, Any]]:
    """Rows of `source_health`; none before the first run."""
    from tension.warehouse import open_reader

    if not path.is_file():
        return {}
    with open_reader(path) as reader:
        rows = records(reader.query("select * from source_health"))
    return {str(row["source_id"]): row for row in rows}


def _row(source: Any, health: dict[str, Any]) -> dict[str, Any]:
    """One configured source; the configuration says whether it is on, the warehouse how it has been doing."""
    state = health.get("state") or "untried"
    return {
        "source_id": source.id,
        "kind": source.kind,
        "outlet_country": source.outlet_country or None,
        "state": state if source.enabled else "disabled",
        "last_success_at": health.get("last_success_at"),
        "last_article_at": health.get("last_article_at"),
        "failure_count": int(health.get("failure_count") or 0),
        "articles_a_day": health.get("articles_a_day"),
        "reason": health.get("reason") or "",
    }


def _short(cell: Any) -> Any:
    """Times to the minute."""
    return cell[:16].replace("T", " ") if isinstance(cell, str) and cell[4:5] == "-" and "T" in cell else cell
