"""CAMEO codes as our signals, from `models/cameo.toml`."""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tension.errors import ModelError
from tension.signals.table import SIGNALS

DEFAULT_CODES = Path("models/cameo.toml")


@dataclass(frozen=True, slots=True)
class Coded:
    """A signal and its status for one CAMEO code."""

    signal: str
    status: str


@dataclass(frozen=True)
class CameoCodes:
    """The mapping; the longest matching prefix of a code decides."""

    signals: dict[str, str]
    planned: frozenset[str]
    state_actors: frozenset[str]
    group_actors: frozenset[str]

    def coded(self, code: str, actor_type: str) -> Coded | None:
        """The signal for an event code and the type of who did it; None where none fits.

        Args:
            code: CAMEO event code, two to four digits.
            actor_type: CAMEO type of actor 1, as MIL or REB; empty where GDELT gives none.
        """
        for length in range(len(code), 1, -1):
            prefix = code[:length]
            signal = self.signals.get(prefix)
            if signal is None:
                continue
            if signal == "attack" and actor_type in self.state_actors:
                signal = "strike"
            elif signal == "strike" and actor_type in self.group_actors:
                signal = "attack"
            return Coded(signal, "planned" if prefix in self.planned else "reported")
        return None


def load_cameo(path: Path = DEFAULT_CODES) -> CameoCodes:
    """Read the mapping.

    Raises:
        ModelError: the file is missing, is not TOML, lacks a table, or names an unknown signal.
    """
    try:
        data: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
        signals = dict(data["signals"])
        planned = frozenset(data["status"]["planned"])
        states, groups = frozenset(data["actors"]["state"]), frozenset(data["actors"]["group"])
    except FileNotFoundError as error:
        raise ModelError(f"no CAMEO codes at {path}", "run from the checkout's root") from error
    except (tomllib.TOMLDecodeError, KeyError) as error:
        raise ModelError(
            f"{path} cannot be read: {error}", "put the file back from the repository"
        ) from error
    unknown = sorted(set(signals.values()) - set(SIGNALS))
    if unknown or planned - signals.keys():
        raise ModelError(
            f"{path} names unknown signals {unknown} or plans codes it does not map",
            "mend the lines it names",
        )
    return CameoCodes(signals, planned, states, groups)
