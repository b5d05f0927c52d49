"""`tension sql`: questions to the published snapshot; nothing it runs can write."""

import sys
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from flows.commands.options import ConfigOption, DbOption, JsonOption, settings_from
from flows.commands.output import out, print_table, talk

Format = Literal["table", "csv", "json", "parquet"]


def register(app: typer.Typer) -> None:
    """Add `sql`."""
    app.command("sql")(sql)


def sql(
    text: Annotated[
        str | None, typer.Argument(metavar="SQL", help="One SELECT, DESCRIBE, SUMMARIZE, SHOW or EXPLAIN.")
    ] = None,
    query: Annotated[
        str | None,
        typer.Option("--query", help="Run a saved query; they are listed when nothing is asked."),
    ] = None,
    output_format: Annotated[Format, typer.Option("--format", help="How to print the rows.")] = "table",
    to: Annotated[Path | None, typer.Option("--to", help="Write to this file instead of stdout.")] = None,
    limit: Annotated[int, typer.Option("--limit", min=1, help="Rows at most.")] = 1000,
    timeout: Annotated[float, typer.Option("--timeout", min=0.01, help="Seconds at most.")] = 30.0,
    config: ConfigOption = None,
    db: DbOption = None,
    as_json: JsonOption = False,
) -> None:
    """Ask the database a question in SQL, read-only; its views are described in warehouse/README.md."""
    from tension.warehouse import open_reader
    from tension.warehouse.queries import load_query, saved_queries

    if text is None and query is None:
        print_table("saved queries, run one with --query NAME", ("name", "question"), saved_queries().items())
        return
    if text is not None and query is not None:
        raise typer.BadParameter("give SQL or --query, not both")
    question = text if text is not None else load_query(query or "")
    with open_reader(settings_from(config, db).warehouse.path) as reader:
        selected = reader.safe_select(question, row_limit=limit, timeout_seconds=timeout)
    _print(selected.table, "json" if as_json else output_format, to)
    if selected.cut:
        talk.print(f"[yellow]only the first {limit} rows are shown; raise --limit for more[/]")


def _print(table: Any, output_format: Format, to: Path | None) -> None:
    from tension.warehouse.render import write_rows

    if output_format == "table" and to is None:
        _print_rows(table)
        return
    if to is None:
        if output_format == "parquet" and sys.stdout.isatty():
            raise typer.BadParameter("parquet is not for a terminal; add --to FILE")
        write_rows(table, output_format, sys.stdout.buffer)
        sys.stdout.buffer.flush()
        return
    with to.open("wb") as stream:
        write_rows(table, output_format, stream)
    talk.print(f"{table.num_rows} rows written to {to}", markup=False)


def _print_rows(table: Any) -> None:
    from tension.warehouse.render import shown

    names = table.column_names
    rows = [[shown(value) for value in row.values()] for row in table.to_pylist()]
    if names == ["explain_key", "explain_value"]:
        for row in table.to_pylist():
            out.print(row["explain_value"], markup=False)
        return
    print_table("", names, rows)
