"""Dates that belong to a noun: who blames another "for last week's attack" blames today.

Who strikes "in response to last week's attack" strikes today too.
"""

import re
from functools import lru_cache

from tension.signals.parties.arms import strikes_in
from tension.signals.text.hints import HintedPattern

_STRUCK = frozenset(("strike", "attack", "casualties"))
_SEIZED = frozenset(("coerce",))
_SPOKEN = frozenset(("talks",))
_AGREED = frozenset(("agree", "concede"))
_NOUNS = {
    "strike air-strike airstrike attack bombing bombardment raid killing ambush assault blast explosion "
    "shooting clash barrage massacre assassination murder missile drone rocket": _STRUCK,
    "shelling violence firing deaths martyrdom": _STRUCK,
    "incident incursion abduction kidnapping": _STRUCK | _SEIZED,
    "violation intrusion closure seizure arrest detention": _SEIZED,
    "talks meeting summit call conversation negotiations session consultations dialogue": _SPOKEN,
    "visit trip tour": frozenset(("visit",)),
    "agreement accord deal pact understanding ceasefire truce": _AGREED,
    "recall expulsion suspension": frozenset(("sanction",)),
    "protest rally march demonstration": frozenset(("protest",)),
    "threat warning ultimatum": frozenset(("threaten",)),
}
_SIGNALS = {noun: signals for nouns, signals in _NOUNS.items() for noun in nouns.split()}
_PLURAL = r"(?:s|es)?"
_HEAD = rf"(?:{'|'.join(_SIGNALS)}){_PLURAL}\b"
_STRUCK_NOUN = re.compile(
    rf"\b(?:air )?(?:{'|'.join(noun for noun, of in _SIGNALS.items() if of is _STRUCK)}){_PLURAL}\b"
)
# No preposition or verb stands between a date and the noun it belongs to.
_BETWEEN = (
    r"(?:(?!(?:in|on|at|of|for|to|by|with|from|after|over|as|was|were|is|are|has|had|said|that|the)\b)"
    r"[\w\u2019'-]+ ){0,4}?"
)
_OWNED = re.compile(rf"(?P<owner>['\u2019]s?)? {_BETWEEN}(?P<noun>{_HEAD})", re.IGNORECASE)
MONTH_OF_NOUN = rf" {_BETWEEN}{_HEAD}"
# These two are for text in lower case.
_ANSWERING = HintedPattern(
    r"\b(?:in (?:retaliation|response|reprisal|revenge|answer|reply|reaction) (?:for|to)|after|following|"
    r"to avenge|avenging|in the wake of)\b",
    "retaliation|response|reprisal|revenge|answer|reply|reaction|after|following|aveng|wake of",
)
_PAUSE = re.compile(r"[,;.](?= |$)|$")
_THE = re.compile(r"\bthe $", re.IGNORECASE)
_SETTING = re.compile(r"(?:^|\b(?:in|at|during) )(?:the )?$", re.IGNORECASE)


def dated_signals(text: str, start: int, end: int) -> frozenset[str] | None:
    """The signals that a date may date, as it belongs to a noun; None where it dates the whole sentence.

    Args:
        text: the sentence.
        start: where the date begins.
        end: where it ends.
    """
    answered = answered_span(text)
    if answered and answered[0] < start < answered[1]:
        return frozenset()
    found = _OWNED.match(text, end)
    opens = text[start : start + 4].lower()
    if not found or not (found["owner"] or opens == "the " or _THE.search(text, 0, start)):
        return None
    signals = _signals(found["noun"].lower())
    is_setting = _SETTING.search(text, 0, start) is not None
    return None if is_setting and not signals & _STRUCK else signals


def _signals(noun: str) -> frozenset[str]:
    bare = next(n for n in (noun, noun.removesuffix("s"), noun.removesuffix("es")) if n in _SIGNALS)
    return _SIGNALS[bare]


@lru_cache(maxsize=2_000)
def answered_span(text: str) -> tuple[int, int] | None:
    """Where a sentence says what the strike it tells by a verb answers, as in "in retaliation for a raid"."""
    lower = text.lower()
    for cue in _ANSWERING.finditer(lower):
        pause = _PAUSE.search(lower, cue.end())
        end = pause.start() if pause else len(lower)
        if _STRUCK_NOUN.search(lower, cue.end(), end):
            strikes = [strike.start() for strike in strikes_in(text)]
            return (cue.start(), end) if any(not cue.start() < s < end for s in strikes) else None
    return None
