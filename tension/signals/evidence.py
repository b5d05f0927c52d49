"""What scoring an article yields: its sums and the sentences behind them."""

from dataclasses import dataclass
from datetime import date


# Not frozen, though never changed: that would take three times as long to make, and many are made.
@dataclass(slots=True)
class Evidence:
    """One signal in one sentence; the columns of table `evidence`.

    Attributes:
        evidence_no: counts from 0 within the article.
        sentence_no: 0 is the title, the body's sentences follow.
        sentence: its text.
        signal: one of the twenty.
        plover: the signal's PLOVER type.
        status: reported, planned, background, denied or hypothetical.
        probability: calibrated probability that the sentence tells of the signal.
        status_probability: probability of that status.
        source: who did it: ISO3, NSA, INT, CIV or UNK.
        target: to whom, likewise.
        measure: envoy, border, trade, flights or visas, for signals that cut or mend a tie.
        place: where it happened, None where not told.
        killed: people killed, on casualties only, None without an exact figure.
        wounded: people wounded, likewise.
        event_date: the day it happened or is planned for, on the outlet's calendar.
        tone: VADER's compound of the sentence, -1 to 1.
        points: weight x actors x casualties x status x probability, never negative.
        why: JSON text naming the words and patterns behind the decision.
    """

    evidence_no: int
    sentence_no: int
    sentence: str
    signal: str
    plover: str
    status: str
    probability: float
    status_probability: float
    source: str
    target: str
    measure: str | None
    place: str | None
    killed: int | None
    wounded: int | None
    event_date: date
    tone: float
    points: float
    why: str


@dataclass(frozen=True, slots=True)
class ScoredArticle:
    """One article as a pair's scorer reads it.

    Attributes:
        article_id: the article's.
        relevant: whether it concerns the pair.
        reason: why it does or does not, in a few words.
        sentence_count: sentences read, the title included; 0 for an article that was not split.
        tone: mean VADER compound of the sentences that concern the pair.
        escalation: points of escalatory signals, summed.
        deescalation: points of de-escalatory ones.
        evidence: in order of sentence and signal.
    """

    article_id: str
    relevant: bool
    reason: str
    sentence_count: int
    tone: float
    escalation: float
    deescalation: float
    evidence: tuple[Evidence, ...] = ()
