"""Grammar that turns an act round: envoys who are summoned, guests who are hosted, sailors who are saved.

In "Iran's envoy summoned in Islamabad" the state named first is not who summons; in "Pakistan welcomes
Iranian apology" it is not who apologises. Each rule looks at the words right before or behind a name.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from tension.gazetteer import Mention
from tension.pairs import Pair

Roles = tuple[str, str]


class Turn(NamedTuple):
    """Where a state's name stands so that it is, or is not, the author of a signal.

    Attributes:
        cues: one of these stands in any sentence that fits; in lower case.
        before: what must stand before the name, ending at it; None for anything.
        after: what must stand behind it.
        is_author: whether the state did it, or it was done to the state.
    """

    cues: tuple[str, ...]
    before: re.Pattern[str] | None
    after: re.Pattern[str] | None
    is_author: bool


_OWN = r"(?:['\u2019]s)?"
# What may stand between a state and what its people or offices do.
_OFFICE = (
    r"(?: (?:foreign|prime|interior|defen[cs]e|senior|top|army|military|naval|state|national|supreme|"
    r"government|ministry|minister|office|spokes\w+|president|premier|parliament|assembly|senate|cabinet|"
    r"leaders?|chief|"
    r"commander|general|officials?|authorities|ambassador|envoy|navy|guards?|forces|troops|side|FM|PM|FO|"
    r"COAS)\b){0,4}"
)
_ENVOY = (
    r"(?: \w+){0,2}? (?:envoy|ambassador|charge d['\u2019]affaires|charg\u00e9 d['\u2019]affaires|"
    r"charg\u00e9|charge|consul(?:[- ]general)?|diplomats?|head of mission|deputy head of mission|"
    r"military attach[e\u00e9])"
)
# Between the envoy and the verb his name, or where he serves.
_ASIDE = r"(?:,[^,;]{2,40},)?(?: (?:(?:in|to) )?(?:[A-Z][\w'\u2019-]*|el|al|bin)){0,4}"
_BEEN = r"(?: (?:was|were|is|has been|had been|being|to be|gets|got|again))?(?: (?:also|again|later|\w+ly))?"
_CALLED = (
    r" (?:summoned(?! (?:the|an?|his|its|their) )|(?:called|hauled|asked)(?: (?:in|up|over))?"
    r"(?= to (?:the |its |his )?(?:[Ff]oreign|[Mm]inistry|M[oO]FA|FO\b|Foreign))|(?:called|hauled) in\b|"
    r"(?:handed|served|given) (?:(?:with )?an?|the)? ?(?:strong(?:ly worded)? |formal |stern |written )*"
    r"(?:protest|d[e\u00e9]marche|note|warning|letter of protest|dossier))"
)
_SUMMONED = re.compile(rf"{_OWN}{_ENVOY}{_ASIDE}{_BEEN}{_CALLED}")
_SLAMS = re.compile(
    rf"{_OWN}{_OFFICE}(?: (?:strongly|again|also|angrily))? (?:(?:slams|blasts|lambasts|rebukes|flays|"
    r"castigates|denounces|condemns|assails)\b|(?:has|have|had) (?:\w+ly )?(?:slammed|lambasted|rebuked|"
    r"flayed|"
    r"castigated|denounced|condemned|assailed)\b)"
)
_REGRETS = re.compile(
    rf"{_OWN}{_OFFICE}(?: (?:has|have|had|also))? (?:(?:voice[sd]|express(?:es|ed)|convey(?:s|ed)|"
    r"offer(?:s|ed)|tender(?:s|ed)|issue[sd]) (?:(?:its|their|his|deep|sincere|profound|an?|the|formal|"
    r"public) ){0,3}"
    r"(?:regrets?|apolog(?:y|ies)|remorse)|regrets|regretted|apologi[sz]e[sd]|says? sorry|said sorry)\b"
)
_APOLOGY_OF = re.compile(
    rf"{_OWN}(?: (?:formal|public|official|written|belated))? (?:apolog(?:y|ies)|regrets?)\b"
)
_APOLOGY_BY = re.compile(r"\b(?:apolog(?:y|ies)|regrets?) (?:by|from) (?:the )?$")
_GIVEN_TO = re.compile(
    r"\b(?:(?:handed|turned) over|(?:is|was|were|been|be|being) (?:handed|given|returned|"
    r"transferred|delivered|donated|sent)(?: back)?) to (?:the )?$"
)
_RESCUED = re.compile(
    r"\b(?:rescue[sd]|rescuing|saves|saved|saving|evacuate[sd])"
    r"(?: (?!by\b|from\b|off\b|near\b|in\b|and\b|with\b)[\w-]+){0,6} $"
)
_RESCUED_BY = re.compile(r"\b(?:rescued|saved|evacuated|picked up|treated)(?: \w+){0,3}? by (?:an? |the )?$")
# A host's guest, but not the host's message from one.
_NO_GUEST = (
    r"(?:in|at|by|from|after|on|to|with|and|that|messages?|letters?|calls?|invitations?|reports?|gifts?|aid)"
)
_HOSTS = re.compile(
    r"\b(?:hosts|hosted|hosting|receives|received|receiving|welcomes|welcomed|feted|greets|greeted)"
    r"(?: (?:an? |the )?(?:\w+ )?\w+ (?:for|in hono?u?r of))?"
    rf"(?: (?!{_NO_GUEST}\b)[\w'\u2019-]+){{0,4}} $"
)
_HOSTED = re.compile(
    rf"{_OWN}{_OFFICE}{_ASIDE}(?: (?:was|were|is|are|being|been))? (?:hosted|received|welcomed|feted|greeted)"
    r"(?= (?:at|by|in|on|with|upon|warmly)\b)"
)
_VISIT_BY = re.compile(r"\b(?:visit|trip|tour|arrival)s? (?:by|of) (?:the )?$")


def _by(cues: str, before: re.Pattern[str] | None = None, after: re.Pattern[str] | None = None) -> Turn:
    return Turn(tuple(cues.split()), before, after, is_author=True)


def _to(cues: str, before: re.Pattern[str] | None = None, after: re.Pattern[str] | None = None) -> Turn:
    return Turn(tuple(cues.split()), before, after, is_author=False)


_HOST_CUES = "host receiv welcom fete greet"
_GIVEN_CUES = "handed turned given returned transferred delivered donated sent"
_TURNS: Mapping[str, tuple[Turn, ...]] = {
    "accuse": (
        _to("summon called hauled asked handed served given", after=_SUMMONED),
        _by("slam blast lambast rebuk flay castigat denounc condemn assail", after=_SLAMS),
    ),
    "concede": (
        _by("regret apolog sorry remorse", after=_REGRETS),
        _by("apolog regret", after=_APOLOGY_OF),
        _by("apolog regret", before=_APOLOGY_BY),
        _to(_GIVEN_CUES, before=_GIVEN_TO),
    ),
    "aid": (
        _to("rescu sav evacuat", before=_RESCUED),
        _by("rescued saved evacuated picked treated", before=_RESCUED_BY),
        _to(_GIVEN_CUES, before=_GIVEN_TO),
    ),
    "visit": (
        _by(_HOST_CUES, before=_HOSTS),
        _by(_HOST_CUES, after=_HOSTED),
        _by("visit trip tour arrival", before=_VISIT_BY),
    ),
}
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
    if set(own) != pair.states:
        return own
    sides = [mention for mention in mentions if mention.actor in pair.states]
    if _is_spoken_by(signal, text, sides, own):
        return own[1], own[0]
    turns = _TURNS.get(signal)
    authors = set(_authors(text, sides, turns, pair)) if turns else set()
    return (own[1], own[0]) if authors == {own[1]} else own


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


def _is_spoken_by(signal: str, text: str, sides: Iterable[Mention], own: Roles) -> bool:
    """Whether in the passive voice ("Iran was accused by Pakistan") the target as read is the author."""
    spoken = _SPOKEN_BY.get(signal)
    if spoken is None or " by " not in text:
        return False
    return any(m.actor == own[1] and spoken.search(text, 0, m.start) for m in sides)


def _authors(text: str, sides: Sequence[Mention], turns: Sequence[Turn], pair: Pair) -> Iterable[str]:
    """Each side that a rule has for the author."""
    lower = text.lower()
    for turn in turns:
        if not any(cue in lower for cue in turn.cues):
            continue
        for mention in sides:
            if mention.kind != "modifier" and _fits(turn, text, mention):
                other = pair.b if mention.actor == pair.a else pair.a
                yield mention.actor if turn.is_author else other


def _fits(turn: Turn, text: str, mention: Mention) -> bool:
    is_before = turn.before is None or turn.before.search(text, 0, mention.start) is not None
    return is_before and (turn.after is None or turn.after.match(text, mention.end) is not None)
