"""A sentence taken apart for the question who did it to whom: word stems, and the actors among them."""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from tension.gazetteer import Mention
from tension.pairs import Pair
from tension.relevance import SentenceContext
from tension.signals.text.memo import TokenLookup

STEM_LENGTH = 7
# What stands for a mention among the stems, and after it where it is possessive.
ACTOR = "@"
POSSESSIVE = "'s"
# Actors that are not states, as the guide names them.
OTHERS = ("NSA", "CIV", "INT", "UNK")

_WORD = re.compile(r"[^\W_]+(?:['\u2019][^\W_]+)*|[,;:.\u201c\u201d\"]")
# What goes on behind a mention in the same word.
_REST = re.compile(r"[^\W_]*(?:['\u2019][^\W_]+)+|[^\W_]+")
_PRONOUN = re.compile(
    r"(?:It|He|She|They|The (?:country|ministry|minister|statement|government|army|military|spokes\w+"
    r"|president|premier|group|organi[sz]ation|foreign (?:ministry|minister|office)))\b"
)
_DATELINE = re.compile(
    r"(?:[A-Z][A-Z.'\u2019-]+[ /,]*){1,5}(?:[A-Z][a-z]+\.? ?\d*)?(?:\([^)]{2,30}\))? ?(?::|[-\u2013\u2014]) "
)
PREPOSITIONS = frozenset(
    [
        *("by", "from", "in", "at", "against", "with", "to", "on", "of", "between", "over", "toward"),
        *("towards", "inside", "into", "and", "for", "near"),
    ]
)
# Common nouns that stand for an armed group, and for the public; plurals by `s` are added.
_ARMED = (
    "militant gunman gunmen terrorist insurgent rebel separatist bomber assailant attacker kidnapper abductor"
    " hijacker jihadi jihadist guerrilla outlaw bandit pirate fighter extremist militia militiaman militiamen"
    " hitman hitmen captor infiltrator"
)
_CROWD = (
    "protester protestor demonstrator crowd mob rioter student mourner marcher people resident villager"
    " civilian labourer laborer worker trader fisherman fishermen pilgrim passenger refugee migrant lawyer"
    " women children citizen worshipper shopkeeper farmer"
)
_NOUNS = {
    **{word: "NSA" for noun in _ARMED.split() for word in (noun, f"{noun}s")},
    **{word: "CIV" for noun in _CROWD.split() for word in (noun, f"{noun}s")},
}


class Candidate(NamedTuple):
    """An actor that may be source or target.

    Attributes:
        actor: ISO3, NSA, INT, CIV or UNK.
        type: `S` for any state, else the actor itself.
        tag: the type, with `?` where the sentence does not name the actor.
        standing: how it is first named: the kind and the preposition before it; the tag where it is not.
        places: indices of the stems that name it, in order; empty where it is only possible.
    """

    actor: str
    type: str
    tag: str
    standing: str
    places: tuple[int, ...]


class Scene(NamedTuple):
    """A sentence's stems, the kind of each mention by index, and its candidates, the named ones first."""

    stems: list[str]
    kinds: dict[int, str]
    candidates: list[Candidate]
    named_count: int


def read_scene(
    sentence: str,
    mentions: Sequence[Mention],
    context: SentenceContext | None = None,
    pair: Pair | None = None,
) -> Scene:
    """Take a sentence apart.

    Args:
        sentence: its text.
        mentions: what the gazetteer finds in it.
        context: what it inherits; its `subject` stands behind a pronoun that opens the sentence.
        pair: its states are candidates even where the sentence does not name them.
    """
    stems, kinds, places = _tokens(sentence, mentions)
    subject = context.subject if context else None
    if subject and stems and subject not in places and _PRONOUN.match(sentence):
        places[subject] = [0]
        kinds[0] = "pronoun"
        stems[0] = ACTOR
    candidates = []
    for actor in sorted(places, key=lambda actor: places[actor][0]):
        kind, spots = _type(actor), tuple(sorted(places[actor]))
        candidates.append(Candidate(actor, kind, kind, _standing(stems, kinds, kind, spots[0]), spots))
    candidates += [each for each in _possible(pair) if each.actor not in places]
    return Scene(stems, kinds, candidates, len(places))


@lru_cache(maxsize=100)
def _possible(pair: Pair | None) -> tuple[Candidate, ...]:
    """Who may be source or target though no sentence names them."""
    actors = (*(sorted(pair.states) if pair else ()), "NSA", "CIV", "UNK")
    return tuple(Candidate(each, _type(each), f"{_type(each)}?", f"{_type(each)}?", ()) for each in actors)


def _chunk(chunk: str) -> tuple[list[str], list[tuple[int, str]]]:
    """The stems in a stretch without spaces, and which of them are nouns that stand for an actor.

    A stem is a word's first letters, enough to see `condemned` and `condemning` as one.
    """
    words = [word.lower() for word in _WORD.findall(chunk)]
    nouns = [(number, _NOUNS[word]) for number, word in enumerate(words) if word in _NOUNS]
    return [word[:STEM_LENGTH] for word in words], nouns


_CHUNKS = TokenLookup(_chunk, 20_000)


def _type(actor: str) -> str:
    return actor if actor in OTHERS else "S"


def _standing(stems: Sequence[str], kinds: Mapping[int, str], kind: str, place: int) -> str:
    preposition = "-"
    for word in stems[max(0, place - 3) : place]:
        if word in PREPOSITIONS:
            preposition = word
    return f"{kinds.get(place, kind)}:{preposition}"


def _tokens(
    sentence: str, mentions: Sequence[Mention]
) -> tuple[list[str], dict[int, str], dict[str, list[int]]]:
    """Stems, the kind of each mention, and where each actor is named."""
    stems: list[str] = []
    kinds: dict[int, str] = {}
    places: dict[str, list[int]] = {}
    dateline = _DATELINE.match(sentence)
    opening = dateline.end() if dateline else 0
    done = 0
    for start, end, actor, kind, _ in mentions:
        _add_words(sentence[done:start], stems, places)
        is_dateline = start < opening
        kinds[len(stems)] = "dateline" if is_dateline else kind
        if kind != "modifier" and not is_dateline:
            places.setdefault(actor, []).append(len(stems))
        stems.append(ACTOR)
        rest = _REST.match(sentence, end)
        if rest:
            stems.append(POSSESSIVE)
        done = rest.end() if rest else end
    _add_words(sentence[done:], stems, places)
    return stems, kinds, places


def _add_words(text: str, stems: list[str], places: dict[str, list[int]]) -> None:
    for chunk in text.split():
        own, nouns = _CHUNKS[chunk]
        for number, actor in nouns:
            places.setdefault(actor, []).append(len(stems) + number)
        stems += own
