"""What is not between the two sides: violence at home, sympathy for it, and the arms of a third state.

Roles are settled already (`settle`). Violence of armed groups that crosses no border of the pair is towards
the public; who condemns what the other side's people suffered does not accuse that side; and strikes told
"as Israel presses strikes" are by neither of the two.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from tension.gazetteer import Mention
from tension.pairs import Pair
from tension.signals.parties.arms import owns_arms
from tension.signals.parties.parts import DEEDS, Part, Roles
from tension.signals.parties.sympathy import Sympathy, is_abroad, sympathy_of
from tension.signals.places import Places
from tension.signals.points import VIOLENT

_CROSSING_WORDS = (
    "border",
    "frontier",
    "soil",
    "sanctuar",
    "haven",
    "harbo",
    "hideout",
    "infiltrat",
    " side",
)
"""One of these stands in whatever matches the next, in lower case."""
# The Frontier Corps serves at home.
_CROSSING = re.compile(
    r"\b(?:cross-?)?border|\bfrontier(?! (?:corps|constabulary|force|works))|\bsoil\b|\bsanctuar|\bhavens?\b|"
    r"\bharbou?r(?:ing|ed|s)?\b|\bhideouts?\b|\binfiltrat|\b(?:other|\w+i|\w+ian) side\b"
)
_THIRD_PRESSES = re.compile(
    r" (?:\w+ly )?(?:[a-z]+s|[a-z]+ed|[a-z]+ing)"
    r"(?: (?:up|on|out|with|its|their|more|new|fresh|further|deadly|heavy))*"
    r" (?:air ?|drone |missile )?(?:strikes|attacks|raids|bombing|bombardment|barrages?|campaign)\b"
)
_NOT_STATES = frozenset(("NSA", "INT"))


class Outcome(NamedTuple):
    """A signal with its roles, when all that the article says of them is weighed."""

    signal: str
    roles: Roles


def settle_outside(
    parts: Sequence[Part],
    roles: Sequence[Roles | None],
    texts: Sequence[str],
    pair: Pair | None,
    places: Places,
) -> list[Outcome | None]:
    """The signal and roles of each part; None for what says again what another part says.

    Args:
        parts: the article's signals, in order of sentences.
        roles: theirs, None where the part is a misread shadow.
        texts: all sentences of the article.
        pair: its states; None leaves all as it is.
        places: districts of the border and groups that cross it.
    """
    told = [Outcome(part.signal, own) if own else None for part, own in zip(parts, roles, strict=True)]
    if pair is None:
        return told
    told = [_of_third(part, own, pair) for part, own in zip(parts, told, strict=True)]
    told = _with_sympathy(parts, told, pair)
    at_home = [own is not None and _is_groups(own, pair) for own in told]
    if not any(at_home) or not places.know(pair) or _crosses(parts, told, texts, pair, places):
        return told
    return [
        Outcome(own.signal, ("NSA", "CIV")) if own and home else own
        for own, home in zip(told, at_home, strict=True)
    ]


def _is_groups(told: Outcome, pair: Pair) -> bool:
    source, target = told.roles
    return source == "NSA" and target in pair.states and told.signal in VIOLENT


def _crosses(
    parts: Sequence[Part], told: Sequence[Outcome | None], texts: Sequence[str], pair: Pair, places: Places
) -> bool:
    """Whether anything in the article says that violence came over the border, or struck foreigners."""
    blames = any(own and own.signal == "accuse" and own.roles in pair.ways for own in told)
    return (
        blames
        or any(places.crossing(part.mentions) for part in parts)
        or any(is_abroad(part.text, part.mentions, pair) for part in parts if part.signal in VIOLENT)
        or any(map(_has_cue, texts))
    )


def _has_cue(text: str) -> bool:
    lower = text.lower()
    return any(word in lower for word in _CROSSING_WORDS) and bool(_CROSSING.search(lower))


def _of_third(part: Part, told: Outcome | None, pair: Pair) -> Outcome | None:
    """A strike told between the two, of which the sentence says that a third state makes it."""
    if told is None or part.signal not in VIOLENT or told.roles not in pair.ways:
        return told
    no_thirds = pair.states | _NOT_STATES
    thirds = [m for m in part.mentions if m.actor not in no_thirds and m.kind != "modifier"]
    owners = {third.actor for third in thirds if _strikes(part.text, third)}
    if len(owners) != 1 or any(owns_arms(part.text, m) for m in part.mentions if m.actor in pair.states):
        return told
    return Outcome(told.signal, (owners.pop(), "UNK"))


def _strikes(text: str, third: Mention) -> bool:
    return owns_arms(text, third) or bool(_THIRD_PRESSES.match(text, third.end))


def _with_sympathy(parts: Sequence[Part], told: Sequence[Outcome | None], pair: Pair) -> list[Outcome | None]:
    """Who condemns what befell the other side accuses whoever did it, and did it not."""
    found: dict[int, Sympathy | None] = {}
    result: list[Outcome | None] = []
    for part, own in zip(parts, told, strict=True):
        if own is None or own.roles not in pair.ways:
            result.append(own)
            continue
        if part.sentence_no not in found:
            found[part.sentence_no] = sympathy_of(part.text, part.mentions, pair)
        result.append(_in_sympathy(own, found[part.sentence_no]))
    return result


def _in_sympathy(told: Outcome, sympathy: Sympathy | None) -> Outcome:
    if sympathy is None:
        return told
    if told.signal == "accuse":
        return Outcome("accuse", (sympathy.roles[0], sympathy.author))
    if told.signal == "support":
        return Outcome("support", sympathy.roles)
    if told.signal in VIOLENT:
        signal = "attack" if told.signal in DEEDS else told.signal
        return Outcome(signal, (sympathy.author, sympathy.roles[1]))
    return told
