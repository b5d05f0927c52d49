"""The signal table: what each of the twenty signals is, weighs, and how long it lasts."""

import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from tension.errors import ModelError

ESCALATORY: tuple[str, ...] = (
    "strike",
    "attack",
    "casualties",
    "mobilize",
    "coerce",
    "sanction",
    "threaten",
    "protest",
    "accuse",
    "reject",
    "demand",
)
DEESCALATORY: tuple[str, ...] = (
    "visit",
    "talks",
    "appeal",
    "support",
    "agree",
    "cooperate",
    "aid",
    "restore",
    "concede",
)
SIGNALS: tuple[str, ...] = ESCALATORY + DEESCALATORY
MUTUAL = frozenset(("talks", "agree", "cooperate"))
"""What two do together: either may be named first."""
STATUSES: tuple[str, ...] = ("reported", "planned", "background", "denied", "hypothetical")
NEWS = frozenset(("reported", "planned"))
"""The statuses that count."""

# With r <= 0.6 the level may only fade when no escalatory half-life outlives every relief by more than this.
HALF_LIFE_RATIO_LIMIT = 4.4
DEFAULT_TABLE = Path("models/signals.toml")
_REMEDY = "mend the table, then run `tension train`"


class SignalRow(BaseModel):
    """One signal: its meaning, its names elsewhere, its weight in points and its half-life in days."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    definition: Annotated[str, Field(min_length=20)]
    polarity: Literal["escalation", "deescalation"]
    plover: str
    cameo: tuple[str, ...]
    weight: Annotated[float, Field(gt=0, le=10)]
    source: Annotated[str, Field(min_length=10)]
    half_life_days: Annotated[float, Field(gt=0)]
    standing: bool


def load_signal_table(path: Path = DEFAULT_TABLE) -> dict[str, SignalRow]:
    """Read and check the table; keys are the signals in the guide's order.

    Raises:
        ModelError: the file is missing, is not TOML, lacks or adds a signal, or breaks the half-life rule.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise ModelError(f"no signal table at {path}", "run from the checkout's root") from error
    except UnicodeDecodeError as error:
        raise ModelError(f"{path} is not valid TOML: {error}", _REMEDY) from error
    return dict(_read_table(path, text))


@lru_cache(maxsize=4)
def _read_table(path: Path, text: str) -> dict[str, SignalRow]:
    """The table in a text; a model's stamp and whoever weighs signals ask for the same one."""
    try:
        data: dict[str, Any] = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ModelError(f"{path} is not valid TOML: {error}", _REMEDY) from error
    _check_names(path, set(data))
    table = {name: _row(path, name, data[name]) for name in SIGNALS}
    _check_half_lives(path, table)
    return table


def _check_names(path: Path, names: set[str]) -> None:
    expected = set(SIGNALS)
    if names != expected:
        missing, extra = sorted(expected - names), sorted(names - expected)
        raise ModelError(f"{path}: missing signals {missing}, unknown signals {extra}", _REMEDY)


def _row(path: Path, name: str, fields: Any) -> SignalRow:
    if not isinstance(fields, dict):
        raise ModelError(f"{path}: {name} = {fields!r} is not a table", _REMEDY)
    try:
        row = SignalRow(name=name, **fields)
    except (ValidationError, TypeError) as error:
        raise ModelError(f"{path}: [{name}] {error}", _REMEDY) from error
    expected = "escalation" if name in ESCALATORY else "deescalation"
    if row.polarity != expected:
        raise ModelError(f"{path}: [{name}] polarity = {row.polarity!r}, must be {expected!r}", _REMEDY)
    return row


def _check_half_lives(path: Path, table: dict[str, SignalRow]) -> None:
    """Hold the condition under which the level never rises without news."""
    longest = max(table[name].half_life_days for name in ESCALATORY)
    shortest = min(table[name].half_life_days for name in DEESCALATORY)
    if longest >= HALF_LIFE_RATIO_LIMIT * shortest:
        raise ModelError(
            f"{path}: escalatory half-life {longest} days is not under {HALF_LIFE_RATIO_LIMIT} times the "
            f"shortest de-escalatory one ({shortest} days)",
            _REMEDY,
        )
