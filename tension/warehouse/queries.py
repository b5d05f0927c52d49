"""Saved queries: an analyst's questions, one file each under `warehouse/queries`."""

from pathlib import Path

from tension.errors import InputError
from tension.warehouse.paths import SQL_ROOT

FOLDER = SQL_ROOT / "queries"


def saved_queries(folder: Path = FOLDER) -> dict[str, str]:
    """Name to the question it answers, which is the first line of its file."""
    return {file.stem: _question(file) for file in sorted(folder.glob("*.sql"))}


def load_query(name: str, folder: Path = FOLDER) -> str:
    """The SQL of a saved query.

    Raises:
        InputError: there is none of that name.
    """
    names = list(saved_queries(folder))
    if name not in names:
        raise InputError(f"no saved query {name!r}", f"choose one of {', '.join(names)}")
    return (folder / f"{name}.sql").read_text(encoding="utf-8")


def _question(file: Path) -> str:
    with file.open(encoding="utf-8") as stream:
        return stream.readline().removeprefix("--").strip()
