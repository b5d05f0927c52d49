"""What an article retells: a sentence that reads as news may be history in its place.

News stands in the title and the lead; late paragraphs retell what led to it. The status that a sentence alone
suggests is weighed with where it stands, how old the day it names is, what the lead reports, and whether the
piece is an analysis or a chronicle. All weights are log-odds for `background` against the other statuses.
"""

import math
import re
from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Final, NamedTuple

from tension.signals.parties.arms import strikes_in
from tension.signals.past.dated_nouns import answered_span
from tension.signals.past.event_dates import EventDay, is_dated_elsewhere
from tension.signals.past.genres import retells
from tension.signals.points import VIOLENT
from tension.signals.table import NEWS
from tension.signals.text.hints import HintedPattern

LEAD_SENTENCES: Final = 3
"""The title and the first two sentences."""
HEAD_SENTENCES: Final = 2
"""The title and the first sentence: there a new toll of an old strike is news."""
OLD_DAYS: Final = 3
"""An event dated this many days before publication is no news: of the replay's 231 none is that old."""

_AGE: Final = (-1.0, -0.3, 2.0)
_RETELLING: Final = 5.0
_LATE: Final = 1.6
_NOT_IN_LEAD: Final = 2.2
_OTHER_WAY: Final = 1.5
_PAST_PERFECT: Final = 1.2
_BACKSHIFT: Final = -1.5
_EARLIER: Final = 1.5
_ANSWERED: Final = 5.0
_SURE: Final = 12.0
_OTHERS_DATE: Final = -1.5
_ANSWERING: Final = -2.5
_LITTLE: Final = 1e-6

# What is done once and then retold; words spoken are seldom retold as if new.
DEEDS: Final = frozenset(
    ("strike", "attack", "casualties", "mobilize", "coerce", "sanction", "protest", "restore", "concede")
)
_ANNOUNCED: Final = frozenset(("visit", "restore", "concede"))
_PAST: Final = frozenset(("reported", "background"))
_KILLING: Final = frozenset(("strike", "attack"))
# These are for text in lower case.
_PERFECT = re.compile(
    r"\bhad (?:(?:\w+ly|also|already|first|once|twice|earlier|then|not|never|both|each) )?"
    r"(?:\w+ed|been|\w+en|struck|hit|shot|sent|put|made|cut|said|told|fought|bled|brought|caught|come|dealt|"
    r"drawn|dug|fled|flown|found|gone|grown|held|hurt|kept|laid|led|left|lent|lost|met|paid|put|rung|run|"
    r"seen|set|"
    r"shut|slain|spent|stood|sunk|swept|swung|sworn|thrown|torn|torched|won|withdrawn|blown|begun|bound|"
    r"burnt|"
    r"become|built|burst|done|lain|let|rebuilt|sought|split|spread|undone|upheld|withheld)\b"
)
_RECENT = HintedPattern(
    r"\b(?:recent|recently|earlier|previous|previously|in response to|in retaliation for|followed|"
    r"follows|following|"
    r"since|amid|after|ago|that (?:month|week|day|attack|strike|operation)|last (?:week|month|year)|"
    r"came (?:a|two|days)|"
    r"avenged|came after|in the wake of|anniversary|history)\b",
    "recent|earlier|previous|in response|in retaliation|follow|since|amid|after|ago|that |last |came |"
    "avenged|wake of|anniversary|history",
)
# In "Tehran said Pakistan had recalled its envoy" the tense is that of speech reported, and no older than it.
_SAID_HAD = re.compile(
    r"\b(?:said|says|told(?: [\w'\u2019]+){1,3}|announced|confirmed|reported|added|claimed|alleged|stated|"
    r"declared|disclosed|revealed|insisted|complained)(?:,? (?:late |early )?(?:on )?\w+day)?(?: that)? "
    r"(?:(?!(?:after|before|when|since|until|which|who|whose|where|because|than)\b)[\w'\u2019-]+ ){1,7}?had "
    r"(?!(?:earlier|previously|already|once|long|until|never|not|no|nothing)\b)"
)
_LONG_AGO = re.compile(
    r"\b(?:earlier|previous|previously|ago|last (?:week|month|year)|since|before|once|years?)\b"
)
# What came hours before is the same day's news.
_MOMENTS = re.compile(r"\b(?:hours|minutes|moments|shortly|immediately|right|soon) $")
_PAUSE = re.compile(r"[,;.]|$")
# Crowds and mourners gather about something that came before, and so does what is done in protest.
_GATHERED = HintedPattern(
    r"\b(?:in protest (?:at|against|over)|to protest|protesting(?: against)?)\b"
    r"|\b(?:rall(?:y|ies|ied)|march(?:es|ed|ers)?|protest(?:s|ers)|demonstrat(?:ions?|ors)|crowds?)\b[^.;]*"
    r"\b(?:denounc(?:e[sd]?|ing)|condemn(?:s|ed|ing)?|decr(?:y|ied|ies|ying)|against|over)\b"
    r"|\b(?:burials?|funerals?|mourn(?:ed|ers|ing)?|buried)\b[^.;]*\b(?:killed|dead|died) (?:when|in|by)\b",
    "protest|rall|march|demonstrat|crowd|burial|funeral|mourn|buried",
)


class Told(NamedTuple):
    """One signal as its sentence alone tells it.

    Attributes:
        sentence_no: 0 is the title.
        text: the sentence.
        signal: its name.
        source: who did it.
        target: to whom.
        statuses: probabilities of the five statuses.
        day: the day the sentence dates it to.
        start: where the sentence tells of the dead, if it does.
        probability: that the sentence tells of it.
    """

    sentence_no: int
    text: str
    signal: str
    source: str
    target: str
    statuses: Mapping[str, float]
    day: EventDay
    start: int = 0
    probability: float = 1.0


def settle_status(
    told: Sequence[Told], title: str, sentence_count: int, published: date
) -> list[tuple[str, float]]:
    """The status of each signal as the article tells it, with its probability.

    Args:
        told: the article's signals, in order of sentences.
        title: the headline.
        sentence_count: sentences in the article, the title included.
        published: the day of publication on the outlet's calendar.
    """
    retelling = retells(title)
    first = [_weigh(each, _own_odds(each, published) + _RETELLING * retelling) for each in told]
    lead = {
        (each.signal, each.source, each.target)
        for each, chances in zip(told, first, strict=True)
        if each.sentence_no < LEAD_SENTENCES and _first(chances) in ("reported", "planned")
    }
    settled = []
    for each, chances in zip(told, first, strict=True):
        settled.append(_weigh_again(chances, _place_odds(each, lead, sentence_count)))
    followed = _dead_follow(told, settled)
    ahead = _plans(told, followed, published)
    statuses = []
    for each, own in zip(told, followed, strict=True):
        status = _first(own)
        if status in _PAST and not each.day.explicit and _deed(each) in ahead and not _is_perfect(each.text):
            statuses.append(("planned", own["planned"] + own[status]))
        else:
            statuses.append((status, own[status]))
    return statuses


def _dead_follow(told: Sequence[Told], settled: Sequence[Mapping[str, float]]) -> list[Mapping[str, float]]:
    """Below the head the dead are as old as the deed they are told with.

    Told without one, they are as old as the last deed told before, unless the head's news is violence.
    """
    deeds: dict[int, int] = {}
    bloody = False
    followed = list(settled)
    for number, (each, chances) in enumerate(zip(told, settled, strict=True)):
        in_head = each.sentence_no < HEAD_SENTENCES
        bloody |= in_head and each.signal in VIOLENT and _first(chances) in NEWS
        best = deeds.get(each.sentence_no)
        if each.signal in _KILLING and (best is None or each.probability > told[best].probability):
            deeds[each.sentence_no] = number
    for number, each in enumerate(told):
        if each.signal != "casualties" or each.sentence_no < HEAD_SENTENCES or each.day.explicit:
            continue
        host = deeds.get(each.sentence_no)
        if host is None and not bloody:
            host = _last_before(each.sentence_no, deeds)
        if host is not None and _first(settled[host]) not in NEWS:
            followed[number] = settled[host]
    return followed


def _last_before(sentence_no: int, deeds: Mapping[int, int]) -> int | None:
    """The place of the last deed told before a sentence."""
    before = [number for number in deeds if number < sentence_no]
    return deeds[max(before)] if before else None


def _plans(
    told: Sequence[Told], settled: Sequence[Mapping[str, float]], published: date
) -> set[tuple[str, frozenset[str]]]:
    """Deeds the article dates ahead and nowhere to a day that has come: "the visit" is the coming one."""
    ahead: set[tuple[str, frozenset[str]]] = set()
    come: set[tuple[str, frozenset[str]]] = set()
    for each, chances in zip(told, settled, strict=True):
        if each.signal not in _ANNOUNCED or not each.day.explicit:
            continue
        is_ahead = _first(chances) == "planned" and each.day.day > published
        (ahead if is_ahead else come).add(_deed(each))
    return ahead - come


def _deed(told: Told) -> tuple[str, frozenset[str]]:
    return told.signal, frozenset((told.source, told.target))


def _own_odds(told: Told, published: date) -> float:
    """What the sentence's own words of time say."""
    odds = 0.0
    if told.day.explicit:
        age = (published - told.day.day).days
        odds += _SURE if age >= OLD_DAYS else _AGE[max(age, 0)]
    elif is_dated_elsewhere(told.text, told.signal):
        odds += _OTHERS_DATE
    if _is_backshift(told.text):
        odds += _BACKSHIFT
    elif told.signal in DEEDS:
        odds += _PAST_PERFECT * _is_perfect(told.text)
    if told.signal in VIOLENT:
        is_recent, is_gathered = _follows(told.text)
        odds += _EARLIER * is_recent
        odds += _ANSWERED * is_gathered
        odds += _answer_odds(told)
    return odds


def _answer_odds(told: Told) -> float:
    """A strike told in the lead is today's, and so are its dead; those of what it answers came before."""
    answered = answered_span(told.text)
    if answered and answered[0] < told.start < answered[1]:
        return _ANSWERED
    return _ANSWERING if answered and told.sentence_no < LEAD_SENTENCES else 0.0


def _is_perfect(text: str) -> bool:
    lower = text.lower()
    return "had " in lower and bool(_PERFECT.search(lower))


@lru_cache(maxsize=2_000)
def _is_backshift(text: str) -> bool:
    """Whether the past perfect is only that of what somebody said, and no word makes it older."""
    lower = text.lower()
    return " had " in lower and _SAID_HAD.search(lower) is not None and not _LONG_AGO.search(lower)


@lru_cache(maxsize=2_000)
def _follows(text: str) -> tuple[bool, bool]:
    """Whether what is told came before something recent, and before a crowd; each signal of a text asks."""
    lower = text.lower()
    return _came_before(text, lower), _GATHERED.search(lower) is not None


def _came_before(text: str, lower: str) -> bool:
    """Whether a cue tells of the past: not if a strike is told outside the words from it to a pause."""
    cue = _RECENT.search(lower)
    if cue is None or _MOMENTS.search(lower, 0, cue.start()):
        return False
    pause = _PAUSE.search(lower, cue.end())
    end = pause.start() if pause else len(lower)
    return all(cue.start() < strike.end() <= end for strike in strikes_in(text))


def _place_odds(told: Told, lead: set[tuple[str, str, str]], sentence_count: int) -> float:
    """What its place in the article says: deeds far from the lead are retold."""
    if told.sentence_no < LEAD_SENTENCES or told.signal not in DEEDS:
        return 0.0
    late = (told.sentence_no - LEAD_SENTENCES) / max(sentence_count - LEAD_SENTENCES, 1)
    odds = _LATE * late
    signals = {signal for signal, _, _ in lead}
    is_violent = told.signal in VIOLENT
    in_lead = bool(signals & VIOLENT) if is_violent else told.signal in signals
    if not in_lead:
        odds += _NOT_IN_LEAD
    elif is_violent and not any((s, t) == (told.source, told.target) for _, s, t in lead):
        odds += _OTHER_WAY
    return odds


def _weigh(told: Told, odds: float) -> dict[str, float]:
    return _weigh_again(told.statuses, odds)


def _weigh_again(chances: Mapping[str, float], odds: float) -> dict[str, float]:
    """The probabilities with the odds of `background` against the rest multiplied by e to the `odds`."""
    weighed = {status: max(chance, _LITTLE) for status, chance in chances.items()}
    weighed["background"] *= math.exp(odds)
    total = sum(weighed.values())
    return {status: value / total for status, value in weighed.items()}


def _first(chances: Mapping[str, float]) -> str:
    return max(chances, key=chances.__getitem__)
