"""Options that several commands share, and the settings they lead to."""

from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from tension.config import Settings, load_settings
from tension.errors import ConfigError

ConfigOption = Annotated[
    Path | None,
    typer.Option("--config", help="Configuration file; tension.toml in the current directory by default."),
]
DbOption = Annotated[
    Path | None, typer.Option("--db", help="The database readers open; [warehouse] path by default.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")]
PairOption = Annotated[
    str | None, typer.Option("--pair", help="Pair of countries, as PAK-IRN; the first configured by default.")
]


def given_path(text: str) -> Path:
    """A path as it was typed; an empty one, as of a variable not set, would be the current folder."""
    if not text.strip():
        raise typer.BadParameter("the path is empty; give a file or a folder")
    return Path(text)


def settings_from(config: Path | None, db: Path | None = None) -> Settings:
    """The settings of a command, with `--db` over the file."""
    return load_settings(config, **({"warehouse": {"path": db}} if db else {}))


def pair_from(pair: str | None, settings: Settings) -> str:
    """The pair asked for, or the first configured.

    Raises:
        ConfigError: the text is not a pair.
    """
    from tension.pairs import Pair

    return Pair.parse(pair).key if pair else settings.parsed_pairs[0].key


def day_from(text: str, option: str) -> date:
    """Read a date as 2024-01-18.

    Raises:
        ConfigError: it is not a calendar day.
    """
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ConfigError(f"{option} {text!r} is not a date", "write it as 2024-01-18") from error


def moment_from(text: str, option: str) -> datetime:
    """Read a UTC moment as 2024-01-18 or 2024-01-18T06:00; naive UTC.

    Raises:
        ConfigError: it is not a moment.
    """
    from datetime import UTC

    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise ConfigError(
            f"{option} {text!r} is not a moment", "write it as 2024-01-18 or 2024-01-18T06:00 (UTC)"
        ) from error
    return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment
