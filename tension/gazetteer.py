"""Who is named in a text: states, armed groups and international bodies, found in one pass."""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import ahocorasick

from tension.errors import ConfigError
from tension.folding import fold, without_accents

DEFAULT_PATH = Path("models/gazetteer.toml")

KINDS = ("name", "demonym", "capital", "leader", "place", "institution", "group", "body")
TOPICS = ("relation", "elsewhere")
# What each kind is called in masked text.
MASKS = {
    "name": "STATE_NAME",
    "demonym": "STATE_DEMONYM",
    "capital": "STATE_CAPITAL",
    "leader": "STATE_LEADER",
    "place": "STATE_PLACE",
    "institution": "STATE_INSTITUTION",
    "group": "ARMED_GROUP",
    "body": "WORLD_BODY",
    "modifier": "STATE_MODIFIER",
}
# "Iran-backed" tells of a group's sponsor, it does not name Iran as a party.
_MODIFIER = re.compile(
    r"[-\u2010-\u2013 ](?:backed|aligned|linked|allied|based|born|made|style|inspired|sponsored|trained"
    r"|supported|funded)\b"
)


class Mention(NamedTuple):
    """One place where a text names an actor; `text[start:end]` is the surface."""

    start: int
    end: int
    actor: str
    kind: str
    text: str


_MODIFIER_OPENS = frozenset("- \u2010\u2011\u2012\u2013")


class _Entry(NamedTuple):
    """What a folded surface means, with the case rules of its spellings."""

    actor: str
    kind: str
    length: int
    exact: frozenset[str]
    person: bool
    unless: re.Pattern[str] | None


_INITIAL = re.compile(r"[A-Z\u00c0-\u00de\u0100-\u024f]")
_NAME_BEFORE = re.compile(r"(?<![.!?:;,\"\u201c\u2018(] )(?<!^)\b[A-Z][a-z]+ $")
_NAME_AFTER = re.compile(r" [A-Z][a-z]{2,}\b")
_NONE: frozenset[str] = frozenset()
_PARTICLES = ("al-", "el-", "von ", "dos ")


@dataclass(frozen=True, slots=True)
class _Rules:
    """How ambiguous surfaces are treated; see the end of the gazetteer file."""

    ignore: frozenset[str]
    exact: frozenset[str]
    person: frozenset[str]
    titles: frozenset[str]
    followers: frozenset[str]
    unless: Mapping[str, list[str]]

    @classmethod
    def read(cls, data: Mapping[str, Any]) -> "_Rules":
        sets = {
            name: frozenset(data.get(name, ()))
            for name in ("ignore", "exact", "person", "titles", "followers")
        }
        return cls(**sets, unless=data.get("unless", {}))

    def entry(self, actor: str, kind: str, surface: str, key: str) -> _Entry:
        words = self.unless.get(surface)
        guard = re.compile(r"\b(?:" + "|".join(map(re.escape, words)) + r")(?!\w)") if words else None
        exact = frozenset({surface}) if surface in self.exact else _NONE
        return _Entry(actor, kind, len(key), exact, surface in self.person, guard)

    def fits(self, text: str, start: int, end: int, entry: _Entry) -> bool:
        """Whether case and neighbours allow the surface to mean the actor."""
        if entry.exact:
            # A dotted spelling ends outside the folded surface.
            if text[start:end] not in entry.exact and text[start : end + 1] not in entry.exact:
                return False
        elif not (
            "A" <= text[start] <= "Z" or _INITIAL.match(text[start]) or text.startswith(_PARTICLES, start)
        ):
            return False
        if entry.person and self.is_person(text, start, end):
            return False
        return entry.unless is None or not entry.unless.search(text)

    def is_person(self, text: str, start: int, end: int) -> bool:
        """Whether the surface reads as part of somebody else's name, as in `Michael Jordan`."""
        before = _NAME_BEFORE.search(text, max(0, start - 30), start)
        if before and before[0].strip() not in self.titles:
            return True
        after = _NAME_AFTER.match(text, end)
        return bool(after and after[0].strip() not in self.followers)


class Gazetteer:
    """Finds the actors a text names. Build it once and share it: it holds no state between calls."""

    def __init__(
        self,
        actors: Mapping[str, Mapping[str, Iterable[str]]],
        rules: Mapping[str, Any],
        topics: Mapping[str, Iterable[str]] | None = None,
    ) -> None:
        self.states = frozenset(actors) - {"NSA", "INT"}
        self._rules = _Rules.read(rules)
        self._entries = _entries(actors, self._rules)
        self._automaton = _automaton(self._entries)
        self._longest = max(map(len, self._entries), default=0)
        self._of_states: dict[str, Any] = {}
        self._topics = _topic_automaton(topics or {})

    def find(self, text: str) -> list[Mention]:
        """Every mention, in order and without overlap, the longest surface first.

        Args:
            text: any text; offsets count its characters.
        """
        return [
            Mention(start, end, entry.actor, _kind(text, end, entry), text[start:end])
            for start, end, entry in self._surfaces_in(text)
        ]

    def _surfaces_in(self, text: str) -> Iterator[tuple[int, int, _Entry]]:
        """Where surfaces that mean an actor begin and end, in order."""
        found = self._longest_in(fold(text) + " ")
        return (each for each in found if each[2].actor and self._rules.fits(text, *each))

    def _longest_in(self, folded: str) -> Iterator[tuple[int, int, _Entry]]:
        """The longest surfaces in folded text and a space, without overlap, each as soon as it is sure."""
        best: list[tuple[int, int, _Entry]] = []
        for end, entry in self._automaton.iter(" " + folded):
            # Keys begin with the space before the word, so `end` is the surface's end in `folded`.
            if folded[end] != " ":
                continue
            start = end - entry.length
            while best and best[-1][0] >= start:
                best.pop()
            if best and best[-1][1] > start:
                continue
            # No surface still to come reaches back to the first.
            if best and best[0][1] + self._longest <= end:
                yield best.pop(0)
            best.append((start, end, entry))
        yield from best

    def actors(self, text: str) -> frozenset[str]:
        """The actors a text names."""
        return frozenset(entry.actor for _, _, entry in self._surfaces_in(text))

    def names_all(self, text: str, states: Iterable[str]) -> bool:
        """Whether a text names each of the states."""
        missing = set(states)
        for _, _, entry in self._surfaces_in(text):
            missing.discard(entry.actor)
            if not missing:
                break
        return not missing

    def may_name(self, text: str, states: Iterable[str]) -> bool:
        """Whether a text holds a surface of each of the states: where not, `find` names not all of them.

        Rules of case and company are left out, so a yes is only a perhaps; a no takes a few microseconds.
        """
        folded = " " + fold(text) + " "
        return all(_holds(self._surfaces(state), folded) for state in states)

    def _surfaces(self, state: str) -> Any:
        if state not in self._of_states:
            own = {key: entry for key, entry in self._entries.items() if entry.actor == state}
            self._of_states[state] = _automaton(own)
        return self._of_states[state]

    def topic_counts(self, text: str) -> tuple[int, int]:
        """How many words tell of relations between states, and how many of sport, weather and the like."""
        folded = fold(text) + " "
        hits = []
        for end, (topic, length, is_whole) in self._topics.iter(" " + folded):
            if not is_whole or folded[end] == " ":
                hits.append((end - length, end, topic))
        counts, ends = [0, 0], [-1, -1]
        for start, end, topic in sorted(hits):
            if start >= ends[topic]:
                counts[topic] += 1
                ends[topic] = end
        return counts[0], counts[1]

    def mask(self, text: str, mentions: Iterable[Mention] | None = None) -> str:
        """The text with each mention replaced by a word for its kind, whoever it is.

        What a classifier learns on masked text about one pair carries to another.
        """
        parts: list[str] = []
        position = 0
        for mention in self.find(text) if mentions is None else mentions:
            parts.append(text[position : mention.start])
            parts.append(MASKS[mention.kind])
            position = mention.end
        parts.append(text[position:])
        return "".join(parts)


def _kind(text: str, end: int, entry: _Entry) -> str:
    opens = text[end : end + 1] in _MODIFIER_OPENS and entry.kind in {"name", "demonym", "capital"}
    return "modifier" if opens and _MODIFIER.match(text, end) else entry.kind


def _entries(actors: Mapping[str, Mapping[str, Iterable[str]]], rules: _Rules) -> dict[str, _Entry]:
    """The folded surfaces; of several kinds of one actor the first of `KINDS` holds."""
    entries: dict[str, _Entry] = {}
    for surface in rules.ignore:
        key = fold(surface).rstrip()
        entries[key] = rules.entry("", "", surface, key)
    for actor, kinds in actors.items():
        for kind in KINDS:
            for surface in kinds.get(kind, ()):
                for spelling in {surface, without_accents(surface)}:
                    key = fold(spelling).rstrip()
                    _add(entries, rules.entry(actor, kind, surface, key), key)
    return entries


def _add(entries: dict[str, _Entry], entry: _Entry, key: str) -> None:
    known = entries.get(key)
    if known is None or not known.actor:
        entries.setdefault(key, entry)
    elif known.actor != entry.actor:
        raise ConfigError(
            f"the gazetteer gives {key!r} to both {known.actor} and {entry.actor}", "keep it once"
        )
    elif known.kind == entry.kind:
        both = known.exact | entry.exact if known.exact and entry.exact else _NONE
        entries[key] = known._replace(exact=both)


def _holds(surfaces: Any, folded: str) -> bool:
    """Whether one of the surfaces stands in the folded text as a whole word."""
    return bool(len(surfaces)) and any(folded[last + 1] == " " for last, _ in surfaces.iter(folded))


def _topic_automaton(topics: Mapping[str, Iterable[str]]) -> Any:
    """Words that begin in one of these ways; a trailing space asks for the whole word."""
    automaton = ahocorasick.Automaton()
    for number, name in enumerate(TOPICS):
        for word in topics.get(name, ()):
            key = fold(word).strip()
            automaton.add_word(" " + key, (number, len(key), word.endswith(" ")))
    automaton.make_automaton()
    return automaton


def _automaton(entries: Mapping[str, _Entry]) -> Any:
    automaton = ahocorasick.Automaton()
    for key, entry in entries.items():
        automaton.add_word(" " + key, entry)
    automaton.make_automaton()
    return automaton


def load_gazetteer(path: Path = DEFAULT_PATH) -> Gazetteer:
    """Read the gazetteer.

    Raises:
        ConfigError: the file is missing, is not TOML, has an unknown kind or a surface of two actors.
    """
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(f"no gazetteer at {path}", "run from the checkout or name its folder") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path} is not valid TOML: {error}", "mend the line it names") from error
    rules, topics = data.pop("rules", {}), data.pop("topics", {})
    for actor, kinds in data.items():
        strange = set(kinds) - set(KINDS)
        if strange:
            raise ConfigError(
                f"{path}: {actor} has unknown kinds {sorted(strange)}", f"use {', '.join(KINDS)}"
            )
    return Gazetteer(data, rules, topics)
