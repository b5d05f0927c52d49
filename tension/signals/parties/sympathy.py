"""Who condemns what the other side's people suffered: "Pakistan condemns the blasts in Kerman"."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from tension.gazetteer import Mention
from tension.pairs import Pair
from tension.signals.parties.parts import Roles
from tension.signals.tolls.nouns import is_person

# One of these stands in whatever condemns; for text in lower case, "islam" left out.
_STEMS = ("condemn", "denounc", "deplor", "decr", "slam")
_CONDEMNS = re.compile(
    r"\b(?:condemn(?:s|ed|ing)?|denounc(?:es?|ed|ing)|deplor(?:es?|ed|ing)|decr(?:y|ies|ied|ying)|slam(?:s|med|ming)?)\b",
    re.IGNORECASE,
)
_VIOLENCE = re.compile(
    r"\b(?:attack|assault|bomb|blast|explosion|kill|murder|slay|slaughter|massacre|shooting|ambush|strike|terror|"
    r"carnage|bloodshed|assassinat)",
    re.IGNORECASE,
)
# What follows is said of something else.
_CLAUSE_END = re.compile(r"[;,]|\band (?:\w+ed|says?|told)\b|\b(?:saying|while|but)\b")
_FROM_OVER_THERE = re.compile(
    r"\b(?:by|from|based|border|soil|launched|side|sanctuar\w+|havens?)\b", re.IGNORECASE
)
_SUFFERED_BY = re.compile(
    r"\b(?:of|on|against|at|killed|killing|kills|targeting|which|where)"
    r"(?: (?!by\b|from\b)[\w'\u2019-]+){0,4} $",
    re.IGNORECASE,
)
_PEOPLE = re.compile(r"(?: [a-z]+){1,3}")
_WITHIN = re.compile(
    r"\b(?:in|inside|within|across|on)(?: (?:the|southern|eastern|western|south\S*|north\S*))* $"
)


class Sympathy(NamedTuple):
    """Who condemns what befell whom (`roles`), and who did it as far as roles can tell: NSA, or UNK."""

    roles: Roles
    author: str


def sympathy_of(text: str, mentions: Sequence[Mention], pair: Pair) -> Sympathy | None:
    """The one of the pair that condemns violence at the other's people or places, done by neither.

    Args:
        text: the sentence.
        mentions: actors named in it, in order.
        pair: the two states.
    """
    lower = text.lower().replace("islam", "")
    verb = _CONDEMNS.search(text) if any(map(lower.__contains__, _STEMS)) else None
    if verb is None:
        return None
    named = [mention for mention in mentions if mention.actor in pair.states]
    condemner = next((m.actor for m in reversed(named) if m.end <= verb.start()), None)
    ends = _CLAUSE_END.search(text, verb.end())
    end = ends.start() if ends else len(text)
    objects = [mention for mention in named if verb.end() <= mention.start < end]
    clause = text[verb.end() : end]
    if condemner is None or not objects or not _VIOLENCE.search(clause) or _FROM_OVER_THERE.search(clause):
        return None
    if any(m.actor == condemner or not (is_victim(text, m) or is_soil(text, m)) for m in objects):
        return None
    others = any(m.actor not in pair.states and m.actor != "NSA" for m in mentions)
    return Sympathy((condemner, objects[0].actor), "UNK" if others else "NSA")


def is_abroad(text: str, mentions: Sequence[Mention], pair: Pair) -> bool:
    """Whether people of one side are told to have suffered on the other's soil."""
    named = [mention for mention in mentions if mention.actor in pair.states]
    victims = {mention.actor for mention in named if _are_people(text, mention)}
    soil = {mention.actor for mention in named if is_soil(text, mention)}
    return len(victims) == 1 and bool(soil - victims)


def is_victim(text: str, mention: Mention) -> bool:
    """Whether the sentence names people by nationality as those who suffered."""
    return _are_people(text, mention) and bool(_SUFFERED_BY.search(text, 0, mention.start))


def is_soil(text: str, mention: Mention) -> bool:
    """Whether the mention says where: a town or province, or a state after `in` or `on`."""
    if mention.kind == "place":
        return True
    return mention.kind in ("name", "demonym", "capital") and bool(_WITHIN.search(text, 0, mention.start))


def _are_people(text: str, mention: Mention) -> bool:
    if mention.kind != "demonym":
        return False
    people = _PEOPLE.match(text, mention.end)
    return mention.text.endswith("s") or (people is not None and any(map(is_person, people[0].split())))
