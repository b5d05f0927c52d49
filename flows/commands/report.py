"""`tension report`: a day on one page, whole in itself, for mail and paper."""

import sys
from pathlib import Path
from typing import Annotated, Literal

import typer

from flows.commands.options import ConfigOption, DbOption, PairOption, day_from, pair_from, settings_from
from flows.commands.output import talk


def register(app: typer.Typer) -> None:
    """Add `report`."""
    app.command("report")(report)


def report(
    day: Annotated[
        str | None, typer.Option("--date", help="As 2024-01-18; the newest closed day by default.")
    ] = None,
    page_format: Annotated[
        Literal["html", "png", "pdf"], typer.Option("--format", help="html for mail, pdf or png, A4.")
    ] = "html",
    output: Annotated[Path | None, typer.Option("--output", help="File to write; stdout by default.")] = None,
    pair: PairOption = None,
    config: ConfigOption = None,
    db: DbOption = None,
) -> None:
    """Write the brief of a day: where it stands, its curve, what carries it, what was not counted."""
    if output is None and page_format != "html" and sys.stdout.isatty():
        raise typer.BadParameter(f"give --output FILE: a terminal cannot show {page_format}")
    from tension.report import as_html, as_pdf, as_png, gather
    from tension.web.store import Store
    from tension.web.words import Names

    settings = settings_from(config, db)
    wanted = day_from(day, "--date") if day else None
    store = Store(settings.warehouse.path)
    try:
        with store.snapshot() as snapshot:
            names = Names.read(settings.models / "gazetteer.toml")
            brief = gather(snapshot, pair_from(pair, settings), wanted, names)
    finally:
        store.close()
    makers = {
        "html": lambda: as_html(brief).encode(),
        "png": lambda: as_png(brief),
        "pdf": lambda: as_pdf(brief),
    }
    body = makers[page_format]()
    if output is None:
        sys.stdout.buffer.write(body)
        return
    _write(output, body)
    talk.print(f"wrote {output}: {brief.pair} {brief.day}, {len(body):,} bytes", markup=False)


def _write(output: Path, body: bytes) -> None:
    """Put the whole file in place, or nothing.

    Raises:
        InputError: the folder is missing or cannot be written.
    """
    from tension.errors import InputError

    partial = output.with_name(output.name + ".partial")
    try:
        partial.write_bytes(body)
        partial.replace(output)
    except OSError as error:
        partial.unlink(missing_ok=True)
        raise InputError(
            f"cannot write {output}: {error.strerror or error}", "name a file in a folder you may write to"
        ) from error
