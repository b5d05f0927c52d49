"""Whose arms a sentence names: "Pakistan condemned Iran's strike" tells of a strike by Iran."""

import re
from collections.abc import Sequence
from functools import lru_cache

from tension.gazetteer import Mention
from tension.pairs import Pair
from tension.signals.text.hints import HintedPattern
from tension.ties import NOT_STATES

_ARMS = (
    r"(?:missiles?|drones?|air ?strikes?|strikes?|attacks?|bombs?|bombing|bombardment|barrage|salvo|rockets?|"
    r"shells?|shelling|mortars?|munitions|fire|raids?|jets|warplanes)"
)
# No other noun may stand between: a "Pakistani border post attack" is not Pakistan's.
_KIND = (
    r"(?:air|drone|missile|rocket|mortar|artillery|border|cross-border|deadly|recent|fighter|fresh|own|"
    r"overnight|"
    r"\w+day(?:'s|\u2019s)?|[\w-]+(?:al|ly|ic|ive|ory|ary))"
)
# A missile boat or a missile test strikes nobody.
_PART = (
    r"(?! (?:boats?|ships?|silos?|sites?|tests?|program(?:me)?s?|defen[cs]es?|launchers?|makers?|bases?)\b)"
)
_OWNED = re.compile(rf"(?P<owner>'s|\u2019s)? (?:{_KIND} ){{0,2}}?{_ARMS}\b{_PART}", re.IGNORECASE)
_ARMED = re.compile(
    r"(?:'s|\u2019s)? (?:\w+ ){0,2}?(?:missiles?|drones?|air ?strikes?|strikes?|attacks?|bombs?|"
    r"bombing|jets|rockets?|"
    r"shells?|shelling|mortars?|fire|raids?|forces|troops|guards?|operation|warplanes|gunners?)\b",
    re.IGNORECASE,
)
# A bare name owns what stands right behind it: "toll in Iran raid"; an "Iran border attack" may be on it.
_NAMED_ARMS = re.compile(
    r" (?:(?:air|drone|missile|rocket|mortar|artillery|cross-border) )?(?:missiles?|drones?|air ?strikes?|"
    r"strikes?|attacks?|bombing|bombardment|barrage|salvo|rockets?|shelling|raids?|jets|warplanes)\b"
    r"(?! (?:boats?|ships?|sites?|tests?|program(?:me)?s?|defen[cs]es?|deals?|accords?|bases?|victims?)\b)"
)
# Who is sent or sold arms does not own them yet.
_GIVES = re.compile(r"\b(?:send|sent|sell|sold|give|gave|offer|supply|lend)(?:s|ed|ing)? $", re.IGNORECASE)
_LONGEST_GIFT = 12
_FROM = re.compile(rf"\b{_ARMS}(?: \w+ed)? from (?:the )?(?:\w+ side of )?$", re.IGNORECASE)
_BY = re.compile(
    rf"\b{_ARMS}(?: \w+ed)?(?: (?:on|in|at|of|against|into|inside|near) [^,.;]{{1,40}}?)? by (?:the )?$",
    re.IGNORECASE,
)
_BEFORE_BY = 80
# As long as "by the ", the longest that ends with it, and as what shares arms.
_LAST_WORDS = 7
# Of "by Iran", "its Iranian raid" and "Iranian and Israeli missiles" the state named is not the one owner.
_SHARED = re.compile(r"\b(?:by(?: the)?|its|their|and) $", re.IGNORECASE)
# The "strikes" of "Recent strikes", "Iranian strikes" and "Iran's strikes" are no verb.
_NAME = (
    r"\b(?!(?:Recent|Earlier|Previous|Fresh|Deadly|Border|Drone|Missile|Th[eo]se|Such|Its|Their)\b)"
    r"[A-Z][\w'\u2019-]+"
)
_FORCES = r" (?:army|military|forces|jets|troops|navy|guards|air force|drones|missiles)"
_ACTOR = (
    rf"{_NAME}(?:{_FORCES}| (?:says?|said) (?:it|they)|(?<!ni)(?<!ian)(?<!eli)(?<!['\u2019]s))"
    r" (?:has |have )?"
)
_STRIKING = HintedPattern(
    rf"{_ACTOR}(?:struck|strikes|hits?|fires|fired|launch(?:es|ed)|carrie[sd] out|conduct(?:s|ed)|bombs|"
    r"(?:press(?:es|ed)|resume[sd]|continue[sd]|widen(?:s|ed)|step(?:s|ped) up) "
    r"(?:\w+ )?(?:strikes|attacks|raids|bombing|missiles|shelling)|"
    r"bombed|shells|shelled|attacks|attacked|pounds|pounded|raids|raided|retaliates|retaliated)\b(?! from)"
    rf"|{_NAME}{_FORCES} (?:strike|fire|launch|carry out|conduct|bomb|shell|attack|pound|raid)\b",
    "struck|strik|hit|fire|launch|carr|conduct|bomb|shell|attack|pound|raid|retaliate|press|resume|continue|widen|step",
)
_KILLING = re.compile(rf"{_ACTOR}(?:kills|killed)\b")
# Arms that are met by others' arms are not what the sentence tells of.
_MET = HintedPattern(
    r"\b(?:intercept\w*|br(?:ings?|ought) down|shoo?t\w*|down(?:s|ed|ing)|scrambl\w*|answer\w*|respon\w*|"
    r"retaliat\w*|aveng\w*|destroy\w*)\b",
    "intercept|down|shoot|shot|scrambl|answer|respon|retaliat|aveng|destroy",
    re.IGNORECASE,
)


def owner_of_arms(text: str, mentions: Sequence[Mention], pair: Pair) -> str | None:
    """The one state of the pair whose arms are named, unless the sentence names who acts by a verb.

    Args:
        text: the sentence.
        mentions: actors named in it.
        pair: the two states.
    """
    named = [mention for mention in mentions if mention.actor in pair.states]
    owners = {mention.actor for mention in named if _is_maker(text, mention)}
    if not owners and not any(_is_shared(text, mention) for mention in named):
        owners = {mention.actor for mention in named if owns_arms(text, mention)}
    if len(owners) != 1:
        return None
    acted = _MET.search(text) or strikes_in(text) or _KILLING.search(text)
    return None if acted else owners.pop()


@lru_cache(maxsize=2_000)
def strikes_in(text: str) -> tuple[re.Match[str], ...]:
    """Each name, or what it commands, with a finite verb of striking; several rules ask of one sentence."""
    return tuple(_STRIKING.finditer(text))


def striker(text: str, mentions: Sequence[Mention]) -> str | None:
    """The state that a verb of striking has for its subject; None where several strike.

    Args:
        text: the sentence.
        mentions: actors named in it.
    """
    strikes = [match.start() for match in strikes_in(text) if not _is_done_to(text, match)]
    if not strikes:
        return None
    starts = {mention.start: mention.actor for mention in mentions if mention.kind != "place"}
    found = [starts.get(start) for start in strikes]
    actor = found[0] if len(set(found)) == 1 else None
    return None if actor in NOT_STATES else actor


def is_armed(text: str, mention: Mention) -> bool:
    """Whether arms or forces are called by the mention."""
    return _ARMED.match(text, mention.end) is not None


def owns_by_name(text: str, mention: Mention) -> bool:
    """Whether a bare name stands right before arms, as headlines have it: "toll in Iran raid"."""
    if not _NAMED_ARMS.match(text, mention.end):
        return False
    return _GIVES.search(text, max(0, mention.start - _LONGEST_GIFT), mention.start) is None


def _is_maker(text: str, mention: Mention) -> bool:
    """Whether arms are told to be by the mention: "the missile attack on Panjgur by Iran"."""
    before = text[max(0, mention.start - _LAST_WORDS) : mention.start].lower()
    if " by " not in text or not before.endswith(("by ", "by the ")):
        return False
    return _BY.search(text, max(0, mention.start - _BEFORE_BY), mention.start) is not None


def _is_shared(text: str, mention: Mention) -> bool:
    """Whether the mention may be one of several owners, or none."""
    return _SHARED.search(text, max(0, mention.start - _LAST_WORDS), mention.start) is not None


def _is_done_to(text: str, match: re.Match[str]) -> bool:
    return text.startswith(" by ", match.end())


def owns_arms(text: str, mention: Mention) -> bool:
    """Whether the mention names the owner of arms: "Iranian strikes", "missiles from Iran"."""
    owned = _OWNED.match(text, mention.end)
    if owned and (mention.kind == "demonym" or owned["owner"]):
        return True
    if mention.kind in ("name", "capital") and owns_by_name(text, mention):
        return True
    return " from " in text and bool(_FROM.search(text, 0, mention.start))
