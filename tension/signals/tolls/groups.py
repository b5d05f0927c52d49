"""Counts told by a group: couples, a family of five, half of the twelve; and ages, which count nobody."""

import re
from collections.abc import Sequence

from tension.signals.tolls.word import Word

_GROUPS = frozenset(("family", "group", "party", "team", "crew", "band", "gang", "squad", "household"))
_PARENTS = frozenset(("father", "mother", "parent", "widow", "widower", "dad"))
# The two of "the father of two of the dead" are no description of him.
_PARENT_OF = re.compile(r"oQ(?:[,.;&bhrv]|$)")
_RELATIVES = (
    "father mother brother sister son daughter husband wife uncle aunt nephew niece grandson grandfather "
    "grandmother granddaughter"
)
_KIN = frozenset(_RELATIVES.split())
_TOLD_OF = _GROUPS | _PARENTS | {"half", "couples"}
_MODIFIERS = 3
# Ages of people named before them: "a woman, 34, and her son, 6, were killed"; "two girls, 8 and 12, died".
_AGES = re.compile(
    r"(?P<people>(?P<count>Q)?(?:o[eA])?[xXq]{0,3}[pP]),(?P<ages>[Qn](?:,[Qn])*(?:&[Qn])?)(?=(?P<end>,)|"
    r"[.;&bh]|$)"
)


def read_groups(words: list[Word]) -> list[Word]:
    """The words with each such group as one count, and without ages."""
    texts = {word.text for word in words}
    if not _TOLD_OF.isdisjoint(texts):
        words = _with_groups(words)
    if not _KIN.isdisjoint(texts):
        words = _with_kin(words)
    if any(word.text.isdigit() and words[place].text == "," for place, word in enumerate(words[1:])):
        words = _without_ages(words)
    return words


def _with_groups(words: list[Word]) -> list[Word]:
    for place in range(len(words) - 1, -1, -1):
        text = words[place].text
        if text == "couples":
            words = _doubled(words, place)
        elif text == "half":
            words = _halved(words, place)
        elif text in _GROUPS and _letters(words, place + 1, 2) == "oQ":
            words = _family(words, place)
        elif text in _PARENTS and _PARENT_OF.match(_letters(words, place + 1, 3)):
            words = words[: place + 1] + words[place + 3 :]
    return words


def _letters(words: Sequence[Word], start: int, count: int) -> str:
    return "".join(word.letter for word in words[start : start + count])


def _counted(words: Sequence[Word], noun: int) -> int | None:
    """The place of the number or article before a noun and its adjectives."""
    for place in range(noun - 1, max(noun - 2 - _MODIFIERS, -1), -1):
        if words[place].letter in "QAe":
            return place
        if words[place].letter not in "xXm":
            return None
    return None


def _doubled(words: list[Word], noun: int) -> list[Word]:
    """Two couples are four people."""
    place = _counted(words, noun)
    if place is None or words[place].letter != "Q":
        return words
    number = words[place]
    return [*words[:place], number._replace(value=2 * (number.value or 0)), *words[place + 1 :]]


def _halved(words: list[Word], place: int) -> list[Word]:
    """Half of the twelve are six."""
    found = re.match(r"o?[eA]?Q", _letters(words, place + 1, 3))
    if not found:
        return words
    number = words[place + found.end()]
    if not number.value or number.value % 2:
        return words
    half = number._replace(value=number.value // 2, start=words[place].start)
    return [*words[:place], half, *words[place + found.end() + 1 :]]


def _family(words: list[Word], noun: int) -> list[Word]:
    """A family of five are five."""
    counted = _counted(words, noun)
    start = noun if counted is None else counted
    return [*words[:start], words[noun + 2]._replace(start=words[start].start), *words[noun + 3 :]]


def _with_kin(words: list[Word]) -> list[Word]:
    """A father and son are two: the second is given the article of the first."""
    for place in range(len(words) - 1, 2, -1):
        first = words[place - 2]
        if words[place].text in _KIN and words[place - 1].letter == "&" and first.text in _KIN:
            article = words[place - 3]
            if article.letter == "A":
                words = [*words[:place], article._replace(start=words[place].start), *words[place:]]
    return words


def _without_ages(words: list[Word]) -> list[Word]:
    letters = "".join(word.letter for word in words)
    for found in reversed(list(_AGES.finditer(letters))):
        ages = re.sub("[^Qn]", "", found["ages"])
        is_one = words[found.end("people") - 1].letter == "p" and len(ages) == 1
        count = words[found.start("count")].value if found["count"] else None
        if not is_one and len(ages) != count:
            continue
        start, end = found.start("ages") - 1, found.end("ages")
        # The comma behind the last age parts a list, but not a noun from its verb.
        is_verb = found["end"] is not None and _letters(words, end + 1, 1) in tuple("bhKFDWs")
        words = words[:start] + words[end + is_verb :]
    return words
