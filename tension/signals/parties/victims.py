"""Whose the victims of a sentence are: by nation, by place, by who mourns them, by where death came from."""

import re
from collections.abc import Sequence

from tension.gazetteer import Mention
from tension.pairs import Pair
from tension.signals.parties.arms import is_armed
from tension.signals.parties.parts import Roles
from tension.signals.text.hints import HintedPattern
from tension.signals.tolls.nouns import is_person

_NEXT_WORDS = re.compile(r"(?: [a-z]+){1,3}")
# "Eight Pakistanis", "a Pakistani was": the nationality itself is the noun.
_NO_NOUN_NEXT = re.compile(
    r"(?:[,.;]|$| (?:is|was|were|are|has|have|had|in|at|near|and|among|by|on|who|from|as|when|while|after|"
    r"killed|shot|dead|dies?|died|slain|hurt|injured|wounded|murdered|abducted|kidnapped|missing)\b)"
)
_COUNT_BEFORE = re.compile(
    r"\b(?:a|an|another|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|\w+ty|several|"
    r"dozens? of|\d+|of|on|against|among|many|more|other|fellow|kill\w*|murder\w*|abduct\w*|kidnap\w*) $",
    re.IGNORECASE,
)
_BACK = 20
# Where those come from who cross, fire or strike from one side's soil: "from across the Iranian border".
_FROM = re.compile(
    r"\b(?:from|out of)(?: (?:across|inside|within|over|bases in|hideouts in|camps in|sanctuaries in))?"
    r"(?: the)? $"
)
_FROM_OTHER_SIDE = re.compile(
    r"\bfrom(?: (?:across|inside|within))? the (?:other )?(?:side of the )?(?:border|frontier) (?:with|in) $"
)
_SOIL_NEXT = re.compile(
    r"(?:['\u2019]s)? (?:side|soil|bank|territory|territories|border|frontier|land|bases|hideouts|"
    r"sanctuaries)\b"
)
# Unlike "workers from Iran", these move or strike.
_COMING = re.compile(
    r"\b(?:fire[ds]?|firing|attack\w*|cross(?:ed|es|ing)?(?= (?:over |back )?(?:from|into|in)\b)|"
    r"infiltrat\w*|enter(?:ed|ing|s)|sneak\w*|slipp\w*|"
    r"operat\w*|launch\w*|came|come|coming|ambush\w*|raid\w*|intrud\w*|assault\w*|shelling|storm\w*|"
    r"struck|strikes?|opened|stag(?:e|ed|ing))\b"
)
_FIGHTERS = HintedPattern(
    r"\b(?:militants?|terrorists?|rebels?|separatists?|insurgents?|infiltrators?|extremists?)\b",
    "militant|terrorist|rebel|separatist|insurgent|infiltrator|extremist",
    re.IGNORECASE,
)
# Whoever is killed in these trades is killed at home.
_SERVING = HintedPattern(
    r"\b(?:kill\w*|shot|died?|dead|martyr\w*|wound\w*|injur\w*)\b[^.;]*\b"
    r"(?:police(?:men|man)?|soldiers?|troops|(?:border )?guards|levies|constables?|law enforcers)\b",
    "police|soldier|troops|guards|levies|constable|law enforcers",
    re.IGNORECASE,
)
_BORDER_PAIR = re.compile(r"[-\u2013/]")
# Whose people are called so in the other's land: those of who speaks of them.
_ABROAD = HintedPattern(
    r"\b(?:nationals|compatriots|countrymen|citizens|"
    r"(?:its|their|our) (?:own )?(?:people|workers|"
    r"labou?rers|pilgrims))\b",
    "nationals|compatriots|countrymen|citizens|people|workers|labo|pilgrims",
)
_WITHIN = re.compile(r"\b(?:in|inside|across)(?: \w+)? $")
_MARTYRED = HintedPattern(
    r"\bmartyr(?:s|ed|dom)?\b|\bshahadat\b",
    "martyr|shahadat",
    re.IGNORECASE,
)


def comes_from(text: str, mentions: Sequence[Mention], side: str) -> bool:
    """Whether fighters come from the side's soil, and so are not its forces."""
    is_origin = any(mention.actor == side and _is_origin(text, mention) for mention in mentions)
    return is_origin and _FIGHTERS.search(text) is not None


def victims_place(text: str, mentions: Sequence[Mention], pair: Pair) -> str | None:
    """The side whose district or town is where it happened, where nothing tells whose the victims are."""
    places = {m.actor for m in mentions if m.kind == "place" and not _is_origin(text, m)} & pair.states
    return places.pop() if len(places) == 1 else None


def whose_victims(text: str, mentions: Sequence[Mention], pair: Pair) -> str | None:
    """The side whose people are the victims of a group, where the sentence says so.

    The nation they are called by, or that calls them its own in the other's land; else that of those who are
    called martyrs; else the side that is not the one from whose soil it came; else where police serve.

    Args:
        text: the sentence.
        mentions: actors named in it.
        pair: the two states.
    """
    for told in (national_victims, _abroad, _mourners):
        sides = told(text, mentions, pair)
        if len(sides) == 1:
            return next(iter(sides))
    origins = {m.actor for m in mentions if m.actor in pair.states and _is_origin(text, m)}
    if len(origins) == 1:
        return pair.other(origins.pop())
    place = victims_place(text, mentions, pair)
    return place if place and _SERVING.search(text) else None


def national_victims(text: str, mentions: Sequence[Mention], pair: Pair) -> set[str]:
    """States whose people the sentence names by nationality, as in "Pakistani labourers"."""
    return {m.actor for m in mentions if m.actor in pair.states and is_victim(m, text)}


def is_victim(mention: Mention, text: str) -> bool:
    """Whether people are called by the mention: "Iranian guards", "eight Iranians", "a Pakistani was"."""
    if mention.kind != "demonym":
        return False
    if any(map(is_person, _next_words(text, mention.end))):
        return True
    is_noun = _COUNT_BEFORE.search(text, max(0, mention.start - _BACK), mention.start)
    return is_noun is not None and _NO_NOUN_NEXT.match(text, mention.end) is not None


def victims_of(
    mentions: Sequence[Mention], text: str, groups: Sequence[int], start: int, pair: Pair
) -> Roles | None:
    """The parties of one of several groups of victims: the state named last before it counts its own dead.

    Args:
        mentions: actors named in the sentence.
        text: the sentence.
        groups: offsets of the words that tell of each group, ascending.
        start: the offset of the group meant.
        pair: the two states.
    """
    after = max((group for group in groups if group < start), default=0)
    for mention in reversed(mentions):
        inside = after <= mention.start < start and mention.actor in pair.states
        if inside and not is_armed(text, mention):
            return pair.other(mention.actor), mention.actor
    return None


def _abroad(text: str, mentions: Sequence[Mention], pair: Pair) -> set[str]:
    """Who speaks of its citizens killed on the other's soil."""
    sides = [mention for mention in mentions if mention.actor in pair.states]
    if not sides or not _ABROAD.search(text):
        return set()
    soil = {m.actor for m in sides if m.kind == "place" or _WITHIN.search(text, 0, m.start)}
    speaker = sides[0].actor
    return {speaker} if len(soil) == 1 and speaker not in soil else set()


def _mourners(text: str, mentions: Sequence[Mention], pair: Pair) -> set[str]:
    """Who calls the dead martyrs: the side whose institution tells of them."""
    sides = {m.actor for m in mentions if m.kind == "institution"} & pair.states
    return sides if sides and _MARTYRED.search(text) else set()


def _is_origin(text: str, mention: Mention) -> bool:
    """Whether the sentence has the violence come from the state that is named."""
    if mention.kind not in ("name", "demonym", "capital", "place") or " from " not in text:
        return False
    if _BORDER_PAIR.match(text, mention.end) or text[max(0, mention.start - 1)] in "-\u2013/":
        return False
    before = _FROM.search(text, 0, mention.start) or _FROM_OTHER_SIDE.search(text, 0, mention.start)
    if before is None:
        return False
    is_soil = mention.kind != "demonym" or _SOIL_NEXT.match(text, mention.end) is not None
    return is_soil and _COMING.search(text) is not None


def _next_words(text: str, start: int) -> list[str]:
    found = _NEXT_WORDS.match(text, start)
    return found[0].lower().split() if found else []
