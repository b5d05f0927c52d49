"""In which district violence happened, so that two attacks of one day are two events."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from tension.errors import ConfigError
from tension.folding import fold
from tension.gazetteer import Mention
from tension.pairs import Pair

NO_STATES = frozenset(("NSA", "INT", "CIV", "UNK"))
PLACED = frozenset(("strike", "attack", "casualties"))
"""Signals that are told apart by where they happened."""


@dataclass(frozen=True, slots=True)
class Places:
    """Districts by the state they lie in and the folded surface that names them or a place in them."""

    districts: Mapping[tuple[str, str], str]

    def of(self, mentions: Iterable[Mention], signal: str, source: str, target: str) -> str | None:
        """The district where a sentence says violence happened; None where it names none or several.

        Args:
            mentions: all that the sentence names.
            signal: one of the twenty.
            source: who did it; what a state does to another happens in the other.
            target: to whom.
        """
        if signal not in PLACED:
            return None
        states = None if source in NO_STATES or target in NO_STATES else {target}
        told = {
            self.districts.get((mention.actor, fold(mention.text)))
            for mention in mentions
            if mention.kind == "place" and (states is None or mention.actor in states)
        } - {None}
        return told.pop() if len(told) == 1 else None

    def know(self, pair: Pair) -> bool:
        """Whether districts of both states are told."""
        return pair.states <= {state for state, _ in self.districts}

    def crossing(self, mentions: Iterable[Mention]) -> bool:
        """Whether a district of the border is named, or a group known to cross it."""
        return any((mention.actor, fold(mention.text)) in self.districts for mention in mentions)


def load_places(path: Path) -> Places:
    """Read the districts of a models folder.

    Raises:
        ConfigError: the file is missing, is not TOML, or is no table of districts with lists of names.
    """
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(f"no districts at {path}", "restore the file; empty, it tells none") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path} is not valid TOML: {error}", "mend the line it names") from error
    districts: dict[tuple[str, str], str] = {}
    for state, named in data.items():
        if not isinstance(named, dict):
            raise ConfigError(f"{path}: {state} is {named!r}", f"give districts, under [{state}]")
        for district, surfaces in named.items():
            if not isinstance(surfaces, list) or not all(isinstance(each, str) for each in surfaces):
                raise ConfigError(
                    f"{path}: {state}.{district} is {surfaces!r}", 'give names, as ["Panjgur", "Parom"]'
                )
            districts |= {(state, fold(surface)): district for surface in surfaces}
    return Places(districts)
