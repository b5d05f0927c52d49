"""Whose arms a sentence names: "Pakistan condemned Iran's strike" tells of a strike by Iran."""

import re
from collections.abc import Sequence
from functools import lru_cache

from tension.gazetteer import Mention
from tension.pairs import Pair

_ARMS = (
    r"(?:missiles?|drones?|air ?strikes?|strikes?|attacks?|bombs?|bombing|bombardment|barrage|salvo|rockets?|"
    r"shells?|shelling|mortars?|munitions|fire|raids?|jets|warplanes)"
)
# No other noun may stand between: a "Pakistani border post attack" is not Pakistan's.
_KIND = (
    r"(?:air|drone|missile|rocket|mortar|artillery|border|cross-border|deadly|recent|fighter|fresh|own|overnight|"
    r"\w+day(?:'s|\u2019s)?|[\w-]+(?:al|ly|ic|ive|ory|ary))"
)
# A missile boat or a missile test strikes nobody.
_PART = (
    r"(?! (?:boats?|ships?|silos?|sites?|tests?|program(?:me)?s?|defen[cs]es?|launchers?|makers?|bases?)\b)"
)
_OWNED = re.compile(rf"(?P<owner>'s|\u2019s)? (?:{_KIND} ){{0,2}}?{_ARMS}\b{_PART}", re.IGNORECASE)
_FROM = re.compile(rf"\b{_ARMS}(?: \w+ed)? from (?:the )?(?:\w+ side of )?$", re.IGNORECASE)
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
_STRIKING = re.compile(
    rf"{_ACTOR}(?:struck|strikes|hits?|fires|fired|launch(?:es|ed)|carrie[sd] out|conduct(?:s|ed)|bombs|"
    r"bombed|shells|shelled|attacks|attacked|pounds|pounded|raids|raided|retaliates|retaliated)\b(?! from)"
    rf"|{_NAME}{_FORCES} (?:strike|fire|launch|carry out|conduct|bomb|shell|attack|pound|raid)\b"
)
_KILLING = re.compile(rf"{_ACTOR}(?:kills|killed)\b")
# Arms that are met by others' arms are not what the sentence tells of.
_MET = re.compile(
    r"\b(?:intercept\w*|br(?:ings?|ought) down|shoo?t\w*|down(?:s|ed|ing)|scrambl\w*|answer\w*|respon\w*|"
    r"retaliat\w*|aveng\w*|destroy\w*)\b",
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
    owners = {mention.actor for mention in named if owns_arms(text, mention)}
    if len(owners) != 1 or any(_SHARED.search(text, 0, mention.start) for mention in named):
        return None
    acted = _MET.search(text) or strikes_in(text) or _KILLING.search(text)
    return None if acted else owners.pop()


@lru_cache(maxsize=2_000)
def strikes_in(text: str) -> tuple[re.Match[str], ...]:
    """Each name, or what it commands, with a finite verb of striking; several rules ask of one sentence."""
    return tuple(_STRIKING.finditer(text))


def striker(text: str, mentions: Sequence[Mention], pair: Pair) -> str | None:
    """The side of the pair that a verb of striking has for its subject; None where several strike.

    Args:
        text: the sentence.
        mentions: actors named in it.
        pair: the two states.
    """
    starts = {mention.start: mention.actor for mention in mentions if mention.kind != "place"}
    found = [starts.get(match.start()) for match in strikes_in(text) if not _is_done_to(text, match)]
    actor = found[0] if len(set(found)) == 1 else None
    return actor if actor in pair.states else None


def _is_done_to(text: str, match: re.Match[str]) -> bool:
    return text.startswith(" by ", match.end())


def owns_arms(text: str, mention: Mention) -> bool:
    """Whether the mention names the owner of arms: "Iranian strikes", "missiles from Iran"."""
    owned = _OWNED.match(text, mention.end)
    if owned and (mention.kind == "demonym" or owned["owner"]):
        return True
    return " from " in text and bool(_FROM.search(text, 0, mention.start))
