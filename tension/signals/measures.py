"""Which tie a sanction, a closure or a restoration is about, so that the same tie can be seen to reopen."""

import re
from typing import Literal

Measure = Literal["envoy", "border", "trade", "flights", "visas"]

WITH_MEASURE = frozenset(("sanction", "coerce", "restore", "concede"))

_NOUNS: dict[Measure, str] = {
    "envoy": (
        r"ambassadors?|envoys?|high commissioners?|charg[eé]s?(?: d.affaires)?|diplomats?|attach[eé]s?|"
        r"consuls?|consulates?|embass(?:y|ies)|(?:diplomatic )?missions?|representatives?|top diplomat|"
        r"persona non grata|(?:diplomatic|consular) staff"
    ),
    "border": (
        r"borders?|frontiers?|crossings?|gates?|check-?posts?|border (?:points?|posts?)|land routes?|"
        r"terminals?|"
        r"barriers?|fenc(?:e|es|ed|ing)|taftan|mirjaveh|torkham|chaman|wagah|attari|rimdan|gabd"
    ),
    "trade": (
        r"trade|trading|exports?|imports?|importers?|exporters?|embargo(?:es)?|goods|tariffs?|"
        r"(?:import|export|customs|punitive) duties|"
        r"cargo(?:es)?|commerce|commercial|markets?|gas|oil|electricity|pipeline|fuel|bananas|"
        r"shipments?|transit|barter|"
        r"customs|freight|banking|transactions"
    ),
    "flights": (
        r"flights?|airspace|airlines?|airliners?|air (?:links?|services?|traffic|routes?)|overflights?|"
        r"skies|sky|carriers?|airports?|landing rights"
    ),
    "visas": r"visas?|travel bans?|entry permits?|pilgrims?|travel permits?|passports?",
}
_NOUN = re.compile("|".join(rf"\b(?P<{name}>{nouns})\b" for name, nouns in _NOUNS.items()))
_CUT = (
    r"recall\w*|call(?:s|ed|ing)? (?:home|back)|pull(?:s|ed|ing)?|withdr[ae]w\w*|expel\w*|expulsion|"
    r"order\w* out|bar(?:s|red|ring)\b|suspend\w*|suspension|halt\w*|clos(?:e|es|ed|ing|ure)|shut\w*|seal\w*|"
    r"bann?(?:ed|s|ing)?\b|block\w*|fenc\w*|cut\w*|sever\w*|stop\w*|fr[eo]ez?\w*|froz\w*|cancel\w*|"
    r"revok\w*|restrict\w*|impos\w*|"
    r"declar\w*|downgrad\w*|reduc\w*|trim\w*|den(?:y|ies|ied)|refus\w*|prevent\w*|lock\w*|turn\w* "
    r"(?:away|back)|"
    r"embargo\w*|sanction\w*|yank\w*|summon\w* (?:home|back)|(?:not|never) (?:return|come back|allow)\w*|"
    r"halv\w*|forb[ai]d\w*|slap\w*|curb\w*"
)
_MEND = (
    r"return\w*|back\b|resum\w*|reopen\w*|re-open\w*|open\w*|restor\w*|reinstat\w*|lift\w*|eas(?:e|es|"
    r"ed|ing)|"
    r"normali[sz]\w*|reappoint\w*|appoint\w*|send\w*|exchang\w*|accredit\w*|credentials|papers|"
    r"waiv\w*|unfre[ez]+\w*|start\w*|restart\w*|unlock\w*|reinstall\w*|scrap\w*|remov\w*|relax\w*|"
    r"reviv\w*|again\b"
)
_VERBS = {
    "sanction": re.compile(rf"\b(?:{_CUT})"),
    "coerce": re.compile(rf"\b(?:{_CUT})"),
    "restore": re.compile(rf"\b(?:{_MEND})"),
    "concede": re.compile(rf"\b(?:{_MEND})"),
}
_REACH_CHARACTERS = 70


def measure_of(sentence: str, signal: str) -> Measure | None:
    """The tie the signal cuts or mends; None where the sentence names none or the signal has none.

    Where a sentence names several ties, the one nearest to a word of cutting or mending is meant; a verb
    further than 70 characters away governs nothing.
    """
    verb = _VERBS.get(signal)
    if verb is None:
        return None
    lower = sentence.lower()
    verbs = [match.span() for match in verb.finditer(lower)]
    best: Measure | None = None
    nearest = _REACH_CHARACTERS + 1
    for match in _NOUN.finditer(lower) if verbs else ():
        distance = min(_distance(match.span(), span) for span in verbs)
        if distance < nearest and not (signal == "coerce" and match.lastgroup == "envoy"):
            best, nearest = _name(match), distance
    return best or (_bare_envoy(lower) if signal in ("sanction", "restore") else None)


def _bare_envoy(lower: str) -> Measure | None:
    """Relations are cut and mended through envoys in more words than a list of verbs can hold."""
    found = re.search(r"\b(?:ambassador|envoy|charg[eé])s?\b", lower)
    return "envoy" if found else None


def _distance(noun: tuple[int, int], verb: tuple[int, int]) -> int:
    """Characters between the two; a noun after its verb counts as half as far, as objects follow verbs."""
    after = noun[0] - verb[1]
    return max(after, 0) // 2 if after >= -1 else max(verb[0] - noun[1], 0)


def _name(match: re.Match[str]) -> Measure:
    for name in _NOUNS:
        if match.lastgroup == name:
            return name
    raise AssertionError(match.lastgroup)
