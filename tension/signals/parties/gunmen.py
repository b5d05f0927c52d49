"""Violence by nobody's soldiers: gunmen, and shots and bombs of hands that a sentence leaves unnamed."""

import re
from collections.abc import Sequence

from tension.gazetteer import Mention
from tension.signals.text.hints import HintedPattern

GUNMEN = HintedPattern(
    r"\b(?:gunm[ae]n|assailants?|armed men|attackers?|militants (?:killed|shot|ambushed|attacked)|insurgents|"
    r"suicide bombers?|unknown men|men with rifles)\b",
    "gunm|assailant|armed men|attacker|militants|insurgents|suicide|unknown men|rifles",
    re.IGNORECASE,
)
HEAVY = HintedPattern(
    r"\b(?:missiles?|drones?|warplanes?|jets|air ?strikes?|artillery|loitering munitions?)\b",
    "missile|drone|warplane|jets|air|artillery|munition",
    re.IGNORECASE,
)
"""Arms that states have: an "attack" with them beside a strike is the strike."""
_BY_HAND = HintedPattern(
    r"\b(?:shot dead|shot and killed|(?:was|were|been) shot(?! down)|gunned down|ambush\w*|assassinat\w*|"
    r"grenades?|(?:car|roadside|suicide|planted|magnetic) bomb\w*|bomb blasts?|bombs? (?:exploded|went off)|"
    r"land ?mines?|improvised explosive)\b",
    "shot|gunned down|ambush|assassinat|grenade|bomb|mine|improvised",
    re.IGNORECASE,
)
_SOLDIERS_FIRE = HintedPattern(
    r"\b(?:fire|fired|firing|gunfire|shot|shoots?|shooting|clash\w*|ambush\w*)\b",
    "fire|firing|shot|shoot|clash|ambush",
    re.IGNORECASE,
)


def is_by_hand(text: str, mentions: Sequence[Mention], author: str) -> bool:
    """Whether gunmen or bombers are told of in a sentence that does not name the author it is given.

    Args:
        text: the sentence.
        mentions: actors named in it.
        author: whom the rest of the article suggests.
    """
    if any(m.actor == author and m.kind != "place" for m in mentions) or HEAVY.search(text):
        return False
    return bool(_BY_HAND.search(text) or GUNMEN.search(text))


def tells_gunfire(text: str) -> bool:
    """Whether soldiers shoot in the sentence: who was shot may be theirs."""
    return bool(_SOLDIERS_FIRE.search(text)) and not HEAVY.search(text)
