"""Phrases that place an event in time, by kind: `two years ago` is ago, `by Friday` is by-day."""

from functools import lru_cache
from typing import NamedTuple

from tension.signals.text.grammar_words import word_set

_UNITS = word_set(
    """
    day days week weeks month months year years hour hours decade decades century centuries fortnight
    minutes night nights weekend spring summer autumn winter season quarter generation generations
    """
)
_SEASONS = word_set(
    """
    fall eid ramadan christmas nowruz easter muharram diwali
    """
)
_AFTER_UNIT = {
    "ago": "ago",
    "earlier": "earlier",
    "previously": "earlier",
    "before": "earlier",
    "after": "after",
    "later": "after",
    "on": "after",
    "since": "after",
    "from": "future",
}
_BEFORE = {
    "last": "last",
    "past": "last",
    "previous": "last",
    "next": "next",
    "coming": "next",
    "following": "next",
    "this": "this",
    "within": "within",
    "in": "within",
    "for": "for",
    "over": "for",
    "a": "per",
    "each": "per",
    "every": "per",
}
_PREPOSITIONS = word_set(
    """
    since until till by from before after in on during of for at through last next this
    """
)
_SINGLE = word_set(
    """
    today tomorrow tonight yesterday overnight recently recent earlier previously once formerly former
    ago soon shortly now already still ever again later upcoming forthcoming anniversary eve since then
    long latest past history historic yet never memorial remembered recall recalled back late old
    """
)
_OTHER_HEADS = frozenset(("<day>", "<month>", "<year>", "used"))
PAST = word_set(
    """
    ago earlier last in-year since-year year
    """
)
FUTURE = word_set(
    """
    tomorrow next future by-month by-day from-day from-month
    """
)


class TimePhrase(NamedTuple):
    """A phrase of time: its first and last word, and its kind."""

    first: int
    last: int
    kind: str


def find_time_phrases(words: list[str]) -> list[TimePhrase]:
    """Every phrase of time in a scene's words."""
    found = []
    for place, word in enumerate(words):
        if tells_time(word):
            phrase = phrase_at(words, place)
            if phrase is not None:
                found.append(phrase)
    return found


@lru_cache(maxsize=20_000)
def tells_time(word: str) -> bool:
    """Whether a phrase of time may stand at the word at all."""
    stem = word.removesuffix("'s")
    return any(stem in words for words in (_UNITS, _SEASONS, _SINGLE, _OTHER_HEADS))


def phrase_at(words: list[str], place: int) -> TimePhrase | None:
    """The phrase of time at a word, told by two words before it and one after."""
    stem = words[place].removesuffix("'s")
    before = words[place - 1] if place else ""
    start = max(place - 1, 0)
    if stem in _UNITS:
        return _unit(words, place, before)
    if stem in {"<day>", "<month>"} or stem in _SEASONS:
        return TimePhrase(start, place, _calendar(before, stem, possessive=words[place] != stem))
    if stem == "<year>":
        known = before if before in _PREPOSITIONS or before == "the" else ""
        return TimePhrase(place, place, f"{known}-year" if known else "year")
    if stem == "used" and words[place + 1 : place + 2] == ["to"]:
        return TimePhrase(place, place, "used-to")
    return TimePhrase(place, place, stem) if stem in _SINGLE else None


def _calendar(before: str, stem: str, *, possessive: bool) -> str:
    """The kind of a day, month or season by the word before it."""
    kind = stem.strip("<>") if stem[0] == "<" else "season"
    if before in {"last", "past", "previous", "next", "coming", "this"}:
        return _BEFORE[before]
    if before in _PREPOSITIONS:
        return f"{before}-{kind}"
    if possessive:
        return f"{kind}'s"
    return f"date-{kind}" if before in {"<num>", "<ord>"} else kind


def _unit(words: list[str], place: int, before: str) -> TimePhrase | None:
    after = words[place + 1] if place + 1 < len(words) else ""
    if after in _AFTER_UNIT:
        return TimePhrase(max(place - 1, 0), place + 1, _AFTER_UNIT[after])
    lead = words[place - 2] if before == "<num>" and place > 1 else before
    if lead in _BEFORE:
        return TimePhrase(place - 1, place, _BEFORE[lead])
    return None
