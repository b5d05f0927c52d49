"""Grammar that turns an act round: envoys who are summoned, guests who are hosted, sailors who are saved.

In "Iran's envoy summoned in Islamabad" the state named first is not who summons; in "Pakistan welcomes
Iranian apology" it is not who apologises. Each rule looks at the words right before or behind a name.
"""

import re
from collections.abc import Iterable, Sequence

from tension.gazetteer import Mention
from tension.pairs import Pair
from tension.signals.parties.parts import Roles
from tension.signals.parties.turn_patterns import ANSWERS, FIRED_FROM, TURNS, Turn

_SPOKEN = {
    "accuse": r"accus|condemn|blam|denounc|criticis|criticiz|rebuk|censur|summon|castigat",
    "threaten": r"threat|warn",
    "demand": r"urg|ask|press|told|call|demand",
    "support": r"thank|prais|congratulat|commend|applaud|hail",
}
# Only an adverb or a phrase may stand before "by": in "condemned the raid by Iran" the raid is Iran's.
_BETWEEN = (
    r"(?: (?:\w+ly|again|earlier|today|yesterday|twice)| (?:with|on|over|for|in|at)"
    r"(?: (?!and\b|that\b|attack|strike|killing|raid|shelling|incursion|violation)[\w-]+){1,2})?"
)
_SPOKEN_BY = {
    signal: re.compile(rf"\b(?:{verbs})\w*{_BETWEEN} by (?:the )?$", re.IGNORECASE)
    for signal, verbs in _SPOKEN.items()
}
# What an accused is accused of, told behind its name.
_OFFENCE = re.compile(
    r"\b(?:over|for|after|against|about) (?:(?!by\b|in\b|from\b)[\w'\u2019-]+ ){0,4}?(?:violations?|"
    r"incursions?|intrusions?|breach(?:es)?|shelling|strikes?|air ?strikes?|attacks?|firing|raids?|"
    r"seizures?|detentions?|arrests?|"
    r"deportations?|closures?|violating|breaching|striking|attacking|seizing|detaining|shooting)\b"
)
OFFENCES = frozenset(("strike", "coerce"))
"""Acts that one state is accused of by the other."""


def turned(signal: str, text: str, mentions: Sequence[Mention], own: Roles, pair: Pair) -> Roles:
    """The roles of a signal between the two states, as the grammar around their names has them.

    Args:
        signal: the signal.
        text: its sentence.
        mentions: actors named in it.
        own: its roles as read.
        pair: the two states.
    """
    if own not in pair.ways:
        return own
    swapped = own[1], own[0]
    if _is_spoken_by(signal, text, mentions, own[1]):
        return swapped
    turns = _turns(signal, text)
    if not turns:
        return own
    sides = [mention for mention in mentions if mention.actor in pair.states and mention.kind != "modifier"]
    return swapped if set(_authors(text, sides, turns, pair)) == {own[1]} else own


def offence_of(text: str, mentions: Sequence[Mention], accused: str, own: Roles) -> Roles:
    """The roles of an act that is what a state is accused of: "protests to Iran over airspace violation".

    Args:
        text: the sentence.
        mentions: actors named in it.
        accused: whom the sentence accuses.
        own: the act's roles as read, between the two states.
    """
    if own[1] != accused:
        return own
    named = [mention for mention in mentions if mention.actor in own]
    ends = [mention.end for mention in named if mention.actor == accused]
    clause = re.split("[;:]", text[min(ends) :], maxsplit=1)[0] if ends else ""
    found = _OFFENCE.search(text, min(ends), min(ends) + len(clause)) if ends else None
    if found is None or any(found.start() <= mention.start for mention in named):
        return own
    return own[1], own[0]


def _turns(signal: str, text: str) -> Sequence[Turn]:
    """Its rules that may fit; fire that is answered comes from the other side than the strike does."""
    lower = text.lower()
    turns = [turn for turn in TURNS.get(signal, ()) if any(map(lower.__contains__, turn.cues))]
    if FIRED_FROM in turns and ANSWERS.search(text):
        return [turn for turn in turns if turn is not FIRED_FROM]
    return turns


def _is_spoken_by(signal: str, text: str, mentions: Iterable[Mention], target: str) -> bool:
    """Whether in the passive voice ("Iran was accused by Pakistan") the target as read is the author."""
    spoken = _SPOKEN_BY.get(signal)
    if spoken is None or " by " not in text:
        return False
    return any(m.actor == target and spoken.search(text, 0, m.start) for m in mentions)


def _authors(text: str, sides: Sequence[Mention], turns: Sequence[Turn], pair: Pair) -> Iterable[str]:
    """Each side that a rule has for the author."""
    for turn in turns:
        for mention in sides:
            if _fits(turn, text, mention):
                yield mention.actor if turn.is_author else pair.other(mention.actor)


def _fits(turn: Turn, text: str, mention: Mention) -> bool:
    if not text.endswith(turn.last, 0, mention.start):
        return False
    if turn.after is not None and not turn.after.match(text, mention.end):
        return False
    return turn.before is None or turn.before.search(text, 0, mention.start) is not None
