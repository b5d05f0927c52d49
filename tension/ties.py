"""Whether one sentence ties the two sides of a pair, and who else is a party in it."""

import re
from collections.abc import Iterator, Sequence
from functools import cached_property

from tension.gazetteer import Gazetteer, Mention
from tension.pairs import Pair

NOT_STATES = frozenset({"NSA", "INT"})
BOTH = 2

_BOTH_SIDES = re.compile(
    r"\b(?:(?:both|two|either|neither|other)(?: \w+)? (?:sides?|countr(?:y|ies)|neighbou?rs?|nations?|states?"
    r"|governments?|capitals?|ministers?|armies|parties|foreign)"
    r"|each other|one another|bilateral|tit[- ]for[- ]tat)\b",
    re.IGNORECASE,
)
_LOCATIVE = re.compile(
    r"\b(?:in|at|near|from|outside|inside|to|through|via|around|over|across|off|for|of)"
    r"(?: the)?(?: \w+ of)? $",
    re.IGNORECASE,
)
_DATELINE = re.compile(
    r"(?:[A-Z][A-Z.'\u2019-]+[ /,]*){1,5}(?:[A-Z][a-z]+\.? ?\d*)?(?: ?\([^)]{2,30}\))?"
    r" ?(?::|[-\u2013\u2014]) "
)
_BORDERING = re.compile(r"\bborder(?:s|ing|ed by)(?: \w+)?(?: the)? $", re.IGNORECASE)
_TRILATERAL = re.compile(r"\b(?:trilateral|tripartite|three-way|quadrilateral|four-way)", re.IGNORECASE)
_HOSTING = re.compile(
    r"\b(?:host|mediat|venue|broker|facilitat|shuttl|go-between|intermediar|good offices)", re.IGNORECASE
)
# What stands between the names of a list, or of two parties taken together.
_JOINER = re.compile(
    r"(?:[\u2019']s)?"
    r"(?:,? (?:and|or|&|as well as)(?: the)? |, (?:the )?|[-\u2010-\u2014/]| [-\u2013\u2014] )$"
)
# An enumeration of this many states is a list of countries, not a tie between two.
_LIST_STATES = 3
# How far back a preposition is looked for, in characters.
_BACK = 24


class Reading:
    """One sentence seen from the pair.

    Attributes:
        sides: the pair's states that it names, lists of countries and geography left out.
        thirds: mentions of other states that are more than a place.
        names_third: whether any other state is named at all.
        has_body: whether it names an international body.
        ties: both sides are parties to one affair, and it is not another pair's that one of them hosts.
    """

    def __init__(self, text: str, mentions: Sequence[Mention], pair: Pair, gazetteer: Gazetteer) -> None:
        self.text = text
        self._gazetteer = gazetteer
        self.has_body = False
        listed = set(_listed(text, mentions))
        if listed and _TRILATERAL.search(text):
            listed.clear()
        states = pair.states
        own: list[Mention] = []
        others: list[Mention] = []
        for mention in mentions:
            if mention.kind == "modifier":
                continue
            if mention.actor in states:
                named = own
            elif mention.actor in NOT_STATES:
                self.has_body |= mention.actor == "INT"
                continue
            else:
                named = others
            if mention not in listed:
                named.append(mention)
        self.sides = frozenset([mention.actor for mention in own])
        self.names_third = bool(others)
        self.thirds = _parties(text, others) if others else others
        self.ties = len(self.sides) == BOTH and (not self.thirds or self._ties(own, mentions, pair))

    def _ties(self, own: Sequence[Mention], mentions: Sequence[Mention], pair: Pair) -> bool:
        """Beside a third state: both sides' own affair still, not another pair's that one of them hosts."""
        parties = {mention.actor for mention in _parties(self.text, own)}
        if _has_coupled_third(self.text, mentions, pair):
            return len(parties) == BOTH and not _HOSTING.search(self.text)
        return bool(parties)

    @cached_property
    def _topics(self) -> tuple[int, int]:
        return self._gazetteer.topic_counts(self.text)

    @property
    def relation_count(self) -> int:
        """Words in it that tell of relations between states."""
        return self._topics[0]

    @property
    def elsewhere_count(self) -> int:
        """Words in it that tell of sport, culture, weather and the like."""
        return self._topics[1]

    @property
    def is_crowded(self) -> bool:
        """Beside both sides it names a third party, a state or a body, that may be who did it, or to whom."""
        return len(self.sides) == BOTH and (bool(self.thirds) or self.has_body)

    @property
    def tells(self) -> bool:
        """It ties the sides and its words are about relations, not about a match or the weather."""
        return self.ties and (self.relation_count > self.elsewhere_count or not self.elsewhere_count)

    @property
    def in_pair(self) -> bool:
        """In an article about the pair: whether the sentence is about the pair too."""
        if self.ties or not self.thirds:
            return True
        return not self.sides and bool(_BOTH_SIDES.search(self.text))


def _parties(text: str, states: Sequence[Mention]) -> list[Mention]:
    """Those of the states' mentions that are more than a place."""
    dateline = _DATELINE.match(text)
    opening = dateline.end() if dateline else 0
    parties = [m for m in states if m.start >= opening and not _is_place(text, m)]
    return [m for m in parties if not _is_apposed(text, m, states)]


def _is_place(text: str, mention: Mention) -> bool:
    """Whether the surface only says where: a preposition of place stands before it."""
    if mention.kind not in {"name", "capital", "place"}:
        return False
    return bool(_LOCATIVE.search(text, max(0, mention.start - _BACK), mention.start))


def _is_apposed(text: str, mention: Mention, states: Sequence[Mention]) -> bool:
    """Whether it only says where a place before it lies, as in `in Davos, Switzerland`."""
    before = [m for m in states if m.end + 2 == mention.start and m.actor == mention.actor]
    return any(text[m.end : mention.start] == ", " and _is_place(text, m) for m in before)


def _runs(text: str, mentions: Sequence[Mention]) -> Iterator[list[Mention]]:
    """States named one after the other with nothing but commas, `and` or hyphens between."""
    run: list[Mention] = []
    for mention in mentions:
        if mention.actor in NOT_STATES:
            continue
        if run and not _JOINER.match(text, run[-1].end, mention.start):
            yield run
            run = []
        run.append(mention)
    if run:
        yield run


def _listed(text: str, mentions: Sequence[Mention]) -> Iterator[Mention]:
    """Mentions in an enumeration of three or more states, or in geography: neither is a tie."""
    names_border = "border" in text.lower()
    if not names_border and len({mention.actor for mention in mentions}) < _LIST_STATES:
        return
    for run in _runs(text, mentions):
        is_geography = names_border and _BORDERING.search(text, max(0, run[0].start - _BACK), run[0].start)
        if is_geography or len({mention.actor for mention in run}) >= _LIST_STATES:
            yield from run


def _has_coupled_third(text: str, mentions: Sequence[Mention], pair: Pair) -> bool:
    """Whether one side is named in one breath with a third state, as in `US-Iran`."""
    for run in _runs(text, mentions):
        actors = {mention.actor for mention in run}
        if len(actors) == BOTH and len(actors & pair.states) == 1:
            return True
    return False
