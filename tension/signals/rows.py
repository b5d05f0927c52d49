"""From what the model found in an article's sentences to its rows of evidence."""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from tension.pairs import Pair
from tension.relevance import SentenceContext
from tension.signals.evidence import Evidence
from tension.signals.findings import Finding, Found, Tale, tales_of
from tension.signals.measures import measure_of
from tension.signals.parties.outside import settle_outside
from tension.signals.parties.parts import DEEDS, Part
from tension.signals.parties.settle import settle_roles
from tension.signals.parties.victims import victims_of
from tension.signals.past.event_dates import EventDay, event_date
from tension.signals.past.history import LEAD_SENTENCES, Told, settle_status
from tension.signals.places import NO_STATES, Places
from tension.signals.points import STATUS_FACTOR, actor_weight, casualty_multiplier
from tension.signals.reasons import reasons_of
from tension.signals.roles.model import Parties, Roles, RolesModel, Telling, read_parties
from tension.signals.table import SignalRow
from tension.signals.tolls.accidents import lead_text
from tension.signals.tolls.casualties import Toll
from tension.signals.vetting import FLOOR, Vetting, doubts_of, told_again

_NOBODY = frozenset(("NSA", "CIV", "UNK"))
_ENCODER = json.JSONEncoder(ensure_ascii=False)


class Sentence(NamedTuple):
    """One sentence of an article with its context and what was found in it."""

    number: int
    text: str
    tone: float
    context: SentenceContext
    found: Found


class Desk(NamedTuple):
    """What rows are made with: the pair (None counts every act), weights, districts, roles, doubt."""

    pair: Pair | None
    table: Mapping[str, SignalRow]
    places: Places
    roles: RolesModel | None
    vetting: Vetting | None = None


class Draft(NamedTuple):
    """A row before its points are reckoned; `parties` and `status` are as its sentence alone gives them."""

    sentence: Sentence
    finding: Finding
    parties: Parties
    roles: Roles
    status: str
    day: EventDay
    toll: Toll | None
    corrects: bool


class Settled(NamedTuple):
    """The status of a draft in its article, the day that goes with it, and what other sentences say.

    Attributes:
        again: the highest probability of the same signal in another sentence, 0 without one.
    """

    status: str
    probability: float
    day: EventDay
    again: float


class Piece(NamedTuple):
    """What an article gives to its evidence.

    Attributes:
        sentences: those that concern the pair and hold findings, in order.
        title: the headline.
        sentence_count: how many sentences the article has in all, the title included.
        local_published: publication time on the outlet's own clock.
        texts: all its sentences, the title included.
    """

    sentences: Sequence[Sentence]
    title: str
    sentence_count: int
    local_published: datetime
    texts: Sequence[str] = ()


def evidence_of(pieces: Sequence[Piece], desk: Desk) -> list[tuple[Evidence, ...]]:
    """The evidence of each article.

    Args:
        pieces: the articles.
        desk: the pair, weights and roles.
    """
    told = [_tales(piece) for piece in pieces]
    parties = iter(_parties([_telling(*each) for own in told for each in own], desk))
    return [
        _evidence(
            [draft for each in own for draft in _drafts(*each, next(parties), piece.local_published, desk)],
            piece,
            desk,
        )
        for piece, own in zip(pieces, told, strict=True)
    ]


def _tales(piece: Piece) -> list[tuple[Sentence, list[Tale]]]:
    """Each sentence that tells something, with what it tells."""
    lead = lead_text(piece.title, (each.text for each in piece.sentences if each.number in (1, 2)))
    found = [
        (each, list(tales_of(each.text, each.found, lead, in_lead=each.number < LEAD_SENTENCES)))
        for each in piece.sentences
    ]
    return [(sentence, told) for sentence, told in found if told]


def _parties(tellings: Sequence[Telling], desk: Desk) -> list[list[Parties]]:
    """Who did it to whom; beside a third party the two sides are no likelier than any other two."""
    parties = read_parties(tellings, desk.pair, desk.roles)
    crowded = [n for n, each in enumerate(tellings) if each.context is not None and each.context.crowded]
    if desk.pair is None or not crowded:
        return parties
    of_any = read_parties([tellings[n] for n in crowded], None, desk.roles)
    for number, free in zip(crowded, of_any, strict=True):
        parties[number] = [
            own._replace(roles=other.roles) if _names_third(other.roles, desk.pair) else own
            for own, other in zip(parties[number], free, strict=True)
        ]
    return parties


def _names_third(roles: Roles, pair: Pair) -> bool:
    return not set(roles) <= pair.states | _NOBODY


def _telling(sentence: Sentence, told: Sequence[Tale]) -> Telling:
    signals = [finding.signal for finding, _, _ in told]
    return Telling(sentence.text, signals, sentence.context.mentions, sentence.context)


def _evidence(drafts: Sequence[Draft], piece: Piece, desk: Desk) -> tuple[Evidence, ...]:
    drafts = _with_parties(drafts, piece, desk)
    told = [
        Told(
            d.sentence.number,
            d.sentence.text,
            d.finding.signal,
            *d.roles,
            d.finding.statuses,
            d.day,
            d.toll.start if d.toll else 0,
            d.finding.probability,
        )
        for d in drafts
    ]
    statuses = settle_status(told, piece.title, piece.sentence_count, piece.local_published.date())
    settled = [
        _settled(draft, *status, again, piece.local_published)
        for draft, status, again in zip(drafts, statuses, told_again(told), strict=True)
    ]
    rows = list(zip(drafts, settled, strict=True))
    hosts = {(d.roles[1], s.status) for d, s in rows if d.finding.signal in DEEDS}
    return tuple(_row(number, *row, hosts, desk) for number, row in enumerate(rows))


def _settled(
    draft: Draft, status: str, probability: float, again: float, local_published: datetime
) -> Settled:
    day = draft.day
    if status != draft.status:
        day = event_date(draft.sentence.text, status, local_published, draft.finding.signal)
    return Settled(status, probability, day, again)


def _drafts(
    sentence: Sentence, told: Sequence[Tale], read: Sequence[Parties], local_published: datetime, desk: Desk
) -> Iterator[Draft]:
    context = sentence.context
    groups = [toll.start for _, toll, _ in told if toll]
    for (finding, toll, corrects), parties in zip(told, read, strict=True):
        roles = parties.roles
        if toll and desk.pair and len(groups) > 1:
            roles = victims_of(context.mentions, sentence.text, groups, toll.start, desk.pair) or roles
        status = max(finding.statuses, key=finding.statuses.__getitem__)
        day = event_date(sentence.text, status, local_published, finding.signal)
        yield Draft(sentence, finding, parties, roles, status, day, toll, corrects)


def _with_parties(drafts: Sequence[Draft], piece: Piece, desk: Desk) -> list[Draft]:
    """The drafts with the roles that the whole article gives them; acts of others are left out."""
    parts = [
        Part(
            d.sentence.number,
            d.sentence.text,
            d.sentence.context.mentions,
            d.finding.signal,
            d.finding.probability,
            d.roles,
            d.sentence.context.subject,
            d.status,
        )
        for d in drafts
    ]
    told = settle_outside(parts, settle_roles(parts, desk.pair), piece.texts, desk.pair, desk.places)
    return [
        _told_as(draft, *own)
        for draft, own in zip(drafts, told, strict=True)
        if own is not None and _concerns(*own.roles, desk.pair)
    ]


def _told_as(draft: Draft, signal: str, roles: Roles) -> Draft:
    if signal == draft.finding.signal and roles == draft.roles:
        return draft
    return draft._replace(finding=draft.finding._replace(signal=signal), roles=roles)


def _concerns(source: str, target: str, pair: Pair | None) -> bool:
    """Whether an act belongs on the pair's page: one of its states has part in it, or nobody named has."""
    if pair is None or source in pair.states or target in pair.states:
        return True
    return source in NO_STATES or target in NO_STATES


def _row(number: int, draft: Draft, settled: Settled, hosts: set[tuple[str, str]], desk: Desk) -> Evidence:
    finding, sentence = draft.finding, draft.sentence
    source, target = draft.roles
    points = _points(draft, settled.status, hosts, desk)
    doubt = _doubt(draft, settled, desk) if points else None
    if doubt is not None:
        points, target = 0.0, "UNK"
    killed = draft.toll.killed if draft.toll else None
    wounded = draft.toll.wounded if draft.toll else None
    return Evidence(
        evidence_no=number,
        sentence_no=sentence.number,
        sentence=sentence.text,
        signal=finding.signal,
        plover=desk.table[finding.signal].plover,
        status=settled.status,
        probability=finding.probability,
        status_probability=settled.probability,
        source=source,
        target=target,
        measure=measure_of(sentence.text, finding.signal),
        place=desk.places.of(sentence.context.mentions, finding.signal, source, target),
        killed=killed,
        wounded=wounded,
        event_date=settled.day.day,
        tone=sentence.tone,
        points=points,
        why=_why(draft, settled.status, doubt),
    )


def _doubt(draft: Draft, settled: Settled, desk: Desk) -> float | None:
    """The chance that it is news between the two sides, where that is too small to say that it is."""
    if desk.pair is None or desk.vetting is None:
        return None
    finding, mentions = draft.finding, draft.sentence.context.mentions
    doubts = doubts_of(
        finding.probability, settled.again, settled.probability, draft.parties, mentions, desk.pair
    )
    chance = desk.vetting.chance(finding.signal, doubts)
    return chance if chance < FLOOR else None


def _points(draft: Draft, status: str, hosts: set[tuple[str, str]], desk: Desk) -> float:
    finding = draft.finding
    worth = desk.table[finding.signal].weight
    worth *= actor_weight(finding.signal, *draft.roles, desk.pair)
    if finding.signal == "casualties":
        toll = draft.toll or Toll(None, None, 0)
        multiplier = casualty_multiplier(float(toll.killed or 0), float(toll.wounded or 0))
        # Beside their strike or attack the dead only raise its worth.
        worth *= multiplier - 1.0 if (draft.roles[1], status) in hosts else multiplier
    return worth * STATUS_FACTOR[status] * finding.probability


def _why(draft: Draft, status: str, doubt: float | None) -> str:
    """The reasons in short, as JSON; empty where the words alone give none."""
    reasons: dict[str, object] = {**reasons_of(draft.sentence.found.phrases, draft.finding.signal, status)}
    if status != draft.status:
        reasons["place"] = f"{draft.status} in the sentence alone, {status} in the article"
    if doubt is not None:
        reasons["doubt"] = f"towards {draft.roles[1]} with a chance of {doubt:.2f} only"
    if draft.corrects:
        reasons["toll"] = "correction"
    return _ENCODER.encode(reasons) if reasons else ""
