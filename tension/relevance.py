"""Is an article about the pair, and which of its sentences are?"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from tension.gazetteer import Gazetteer, Mention
from tension.pairs import Pair
from tension.ties import BOTH, Reading

# How many of the first sentences make the lead.
LEAD_SENTENCES = 2
# A brief item: a title and up to three sentences.
BRIEF_SENTENCES = 4
# Where only the body ties the sides, each must be named in this many sentences.
NAMED_SENTENCES = 2


class SentenceContext(NamedTuple):
    """What a sentence inherits from the article around it.

    Attributes:
        in_pair: whether what it tells is to be read as the pair's affair.
        mentions: the actors it names, in order.
        earlier: actors named before it, most recent first, each once (states, NSA, INT).
        subject: the actor named first in the nearest earlier sentence that names one, None at the start.
        crowded: whether it names both sides and a third party.
    """

    in_pair: bool = True
    mentions: tuple[Mention, ...] = ()
    earlier: tuple[str, ...] = ()
    subject: str | None = None
    crowded: bool = False


@dataclass(frozen=True, slots=True)
class Relevance:
    """The verdict on an article.

    Attributes:
        relevant: whether it concerns the pair.
        reason: why, in words for a reader.
        sentences: for a relevant article the title's context, then one for each sentence of the body;
            empty for any other.
    """

    relevant: bool
    reason: str
    sentences: tuple[SentenceContext, ...] = ()


def may_concern(text: str, pair: Pair, gazetteer: Gazetteer) -> bool:
    """Whether a text names both sides at all: the cheap question to ask before splitting it."""
    return gazetteer.may_name(text, pair.states) and gazetteer.names_all(text, pair.states)


def judge(title: str, sentences: Sequence[str], pair: Pair | None, gazetteer: Gazetteer) -> Relevance:
    """Decide whether an article concerns the pair, and give each sentence its context.

    Args:
        title: the headline; may be empty.
        sentences: the body's sentences, in order.
        pair: None takes every sentence, whoever it names.
        gazetteer: who is who.

    Returns:
        `sentences` of the result holds one context more than the body: the title's comes first.
    """
    texts = [title, *sentences]
    found = [gazetteer.find(text) for text in texts]
    if pair is None:
        contexts = _contexts(found, [True] * len(texts), [False] * len(texts))
        return Relevance(relevant=True, reason="any pair", sentences=contexts)
    named = frozenset(mention.actor for mentions in found for mention in mentions)
    if not pair.states <= named:
        return Relevance(relevant=False, reason="does not name both sides")
    readings = [Reading(text, mentions, pair, gazetteer) for text, mentions in zip(texts, found, strict=True)]
    is_relevant, reason = _verdict(readings)
    if not is_relevant:
        return Relevance(relevant=False, reason=reason)
    inside = [reading.in_pair for reading in readings]
    crowded = [reading.is_crowded for reading in readings]
    return Relevance(relevant=True, reason=reason, sentences=_contexts(found, inside, crowded))


def _contexts(
    found: Sequence[Sequence[Mention]], in_pair: Sequence[bool], crowded: Sequence[bool]
) -> tuple[SentenceContext, ...]:
    contexts: list[SentenceContext] = []
    earlier: tuple[str, ...] = ()
    subject: str | None = None
    for mentions, inside, among in zip(found, in_pair, crowded, strict=True):
        contexts.append(SentenceContext(inside, tuple(mentions), earlier, subject, among))
        recent = [mention.actor for mention in reversed(mentions) if mention.kind != "modifier"]
        if recent:
            earlier, subject = tuple(dict.fromkeys((*recent, *earlier))), recent[-1]
    return tuple(contexts)


def _verdict(readings: Sequence[Reading]) -> tuple[bool, str]:
    head = readings[: 1 + LEAD_SENTENCES]
    if sum(r.elsewhere_count for r in head) > sum(r.relation_count for r in head):
        return False, "its title and lead are about something else"
    if head[0].tells:
        return True, "the title ties both sides"
    if any(reading.tells for reading in head):
        return True, "the lead ties both sides"
    if len(readings) <= BRIEF_SENTENCES and _meet(readings):
        return True, "its few sentences tie both sides"
    return _body_verdict(readings)


def _body_verdict(readings: Sequence[Reading]) -> tuple[bool, str]:
    """An article whose head does not tie the sides may do so below, unless they meet in passing."""
    telling = sum(reading.tells for reading in readings)
    if not telling:
        return False, "no sentence ties both sides"
    counts = Counter(side for reading in readings for side in reading.sides)
    third_count = sum(bool(reading.thirds) for reading in readings)
    if min(counts.values()) < NAMED_SENTENCES or 2 * third_count >= len(readings):
        return False, "both sides meet only in passing"
    return True, f"{telling} of {len(readings)} sentences tie both sides"


def _meet(readings: Sequence[Reading]) -> bool:
    """Whether neighbouring sentences of a brief item name a side each, and no third state."""
    is_telling = sum(r.relation_count for r in readings) > sum(r.elsewhere_count for r in readings)
    near = any(len(one.sides | other.sides) == BOTH for one, other in pairwise(readings))
    return is_telling and near and not any(reading.names_third for reading in readings)
