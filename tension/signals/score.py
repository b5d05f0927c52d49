"""Scoring articles: relevant or not, and what each sentence tells, many articles at a time."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from tension.articles import Article, digest
from tension.config import Settings
from tension.gazetteer import Gazetteer, load_gazetteer
from tension.memory import collector_paused
from tension.pairs import Pair
from tension.relevance import Relevance, judge, may_concern
from tension.sentences import split_sentences
from tension.signals.evidence import Evidence, ScoredArticle
from tension.signals.findings import BODY_FLOOR, Finding, Found
from tension.signals.model import SignalModel, load_model
from tension.signals.past.history import LEAD_SENTENCES
from tension.signals.places import Places, load_places
from tension.signals.points import sum_points
from tension.signals.reasons import phrases_of
from tension.signals.roles.model import RolesModel
from tension.signals.rows import Desk, Piece, Sentence, evidence_of
from tension.signals.table import ESCALATORY, SIGNALS, STATUSES, SignalRow, load_signal_table
from tension.signals.text.tone import tone_analyzer
from tension.signals.vetting import Vetting

READ_LANGUAGES = frozenset(("en", "und"))
SENTENCES_AT_ONCE = 1_000
READ_CHARS_AT_MOST = 2_000
"""Of one sentence or title: no writer's is as long, and a hostile one must not hold up the rest."""
_ESCALATORY = frozenset(ESCALATORY)
_OPEN: Mapping[str, float] = {}
_CODE = ("signals/**/*.py", "folding.py", "gazetteer.py", "relevance.py", "sentences.py", "ties.py")


Clock = Callable[[str], AbstractContextManager[None]]


def _untimed(_stage: str) -> AbstractContextManager[None]:
    return nullcontext()


@dataclass(frozen=True, slots=True)
class Scorer:
    """All that scoring needs, loaded once.

    Attributes:
        model: signals and status.
        roles: who did it to whom.
        gazetteer: who is who.
        table: weights.
        places: districts.
        vetting: whether what is found is news between the two sides; None counts all.
        hash: 32 hex digits; another model, gazetteer, table or scoring code has another hash.
    """

    model: SignalModel
    roles: RolesModel
    gazetteer: Gazetteer
    table: dict[str, SignalRow]
    places: Places
    vetting: Vetting | None
    hash: str


def load_scorer(source: Settings | Path = Path("models")) -> Scorer:
    """Load the model, the gazetteer, the signal table and the districts of a models folder.

    Args:
        source: the settings, or the folder itself.

    Raises:
        ModelError: the artefact or the table is missing, damaged or of other versions.
        ConfigError: the gazetteer or the districts cannot be read.
    """
    folder = source.models if isinstance(source, Settings) else source
    with collector_paused():
        return scorer_with(load_model(folder), folder)


def scorer_with(model: SignalModel, folder: Path) -> Scorer:
    """A model at hand with the gazetteer, the signal table and the districts of a models folder.

    Raises:
        ModelError, ConfigError: as `load_scorer`.
    """
    files = [folder / name for name in ("signals.toml", "gazetteer.toml", "places.toml")]
    table, gazetteer, places = load_signal_table(files[0]), load_gazetteer(files[1]), load_places(files[2])
    texts = [file.read_text(encoding="utf-8") for file in files]
    fingerprint = digest(model.hash, *texts, _code_hash())
    return Scorer(model, model.roles, gazetteer, table, places, model.vetting, fingerprint)


@lru_cache(maxsize=1)
def _code_hash() -> str:
    """The scoring code itself, so that findings of an older version are made again."""
    package = Path(__file__).parent.parent
    files = [file for pattern in _CODE for file in sorted(package.glob(pattern))]
    return digest(*(file.read_text(encoding="utf-8") for file in files))


def score_article(article: Article, pair: Pair | None, scorer: Scorer) -> ScoredArticle:
    """Score one article; `score_articles` is faster for many."""
    return score_articles([article], pair, scorer)[0]


def score_articles(
    articles: Sequence[Article],
    pair: Pair | None,
    scorer: Scorer,
    clock: Clock = _untimed,
    *,
    screened: bool = False,
) -> list[ScoredArticle]:
    """Score articles, one result each, in order.

    Args:
        articles: any articles; those in another language than English come back as not relevant.
        pair: the two states; None scores every sentence, whoever it names.
        scorer: from `load_scorer`.
        clock: wraps each stage, by name; for measuring.
        screened: whether `may_concern` was asked of all of them before, and said yes.
    """
    with collector_paused():
        with clock("relevance"):
            readings = [_read(article, pair, scorer, screened=screened) for article in articles]
        texts = list(dict.fromkeys(text for reading in readings for text in reading.concerned))
        leads = frozenset(text for reading in readings for text in reading.texts[:LEAD_SENTENCES])
        found: dict[str, Found] = {}
        for start in range(0, len(texts), SENTENCES_AT_ONCE):
            found.update(_find(texts[start : start + SENTENCES_AT_ONCE], leads, scorer, clock))
        with clock("tone"):
            tones = dict(zip(texts, tone_analyzer().compounds(texts), strict=True))
        with clock("roles, tolls, days"):
            desk = Desk(pair, scorer.table, scorer.places, scorer.roles, scorer.vetting)
            sentences = [_sentences(reading, found, tones) for reading in readings]
            evidence = evidence_of(list(map(_piece, readings, sentences)), desk)
            return list(map(_scored, readings, sentences, evidence))


@dataclass(frozen=True, slots=True)
class _Reading:
    """An article split and judged; `texts[0]` is the title."""

    article: Article
    texts: list[str]
    relevance: Relevance

    @property
    def concerned(self) -> list[str]:
        """The sentences that concern the pair."""
        return [
            text
            for text, context in zip(self.texts, self.relevance.sentences, strict=False)
            if context.in_pair
        ]


def _read(article: Article, pair: Pair | None, scorer: Scorer, *, screened: bool) -> _Reading:
    if article.language not in READ_LANGUAGES:
        return _Reading(
            article, [], Relevance(relevant=False, reason=f"language {article.language} is not read")
        )
    if pair and not screened and not may_concern(f"{article.title}\n{article.text}", pair, scorer.gazetteer):
        return _Reading(article, [], Relevance(relevant=False, reason="does not name both sides"))
    title, *sentences = (
        text[:READ_CHARS_AT_MOST] for text in (article.title, *split_sentences(article.text))
    )
    relevance = judge(title, sentences, pair, scorer.gazetteer)
    return _Reading(article, [title, *sentences], relevance)


def _find(texts: list[str], leads: frozenset[str], scorer: Scorer, clock: Clock) -> dict[str, Found]:
    """Signals of each text above the model's thresholds, with the chances of each status and the reasons.

    The status is left open where no row can come of the finding: outside the lead a guess is noise.
    """
    with clock("signals"):
        probabilities = scorer.model.predict_news(texts)
    rows, columns = np.nonzero(probabilities >= scorer.model.news.thresholds)
    chances = probabilities[rows, columns]
    told = (chances >= BODY_FLOOR) | np.array([text in leads for text in texts], dtype=bool)[rows]
    signals = [SIGNALS[column] for column in columns.tolist()]
    asked = np.flatnonzero(told).tolist()
    with clock("status"):
        statuses = scorer.model.predict_status([texts[rows[n]] for n in asked], [signals[n] for n in asked])
    by_number = {
        n: dict(zip(STATUSES, of, strict=True))
        for n, of in zip(asked, statuses.to_numpy().tolist(), strict=True)
    }
    findings: dict[int, list[Finding]] = {}
    for number, (row, chance) in enumerate(zip(rows.tolist(), chances.tolist(), strict=True)):
        finding = Finding(signals[number], chance, by_number.get(number, _OPEN))
        findings.setdefault(row, []).append(finding)
    nothing = Found()
    found = dict.fromkeys(texts, nothing)
    for row, each in findings.items():
        found[texts[row]] = Found(tuple(each), phrases_of(texts[row], scorer.model.lexicon))
    return found


def _sentences(reading: _Reading, found: dict[str, Found], tones: dict[str, float]) -> list[Sentence]:
    """The sentences that concern the pair, with what was found in them."""
    return [
        Sentence(number, text, tones[text], context, found[text])
        for number, (text, context) in enumerate(
            zip(reading.texts, reading.relevance.sentences, strict=False)
        )
        if context.in_pair
    ]


def _piece(reading: _Reading, sentences: Sequence[Sentence]) -> Piece:
    telling = [sentence for sentence in sentences if sentence.found.findings]
    article = reading.article
    return Piece(telling, article.title, len(reading.texts), article.local_date, reading.texts)


def _scored(
    reading: _Reading, sentences: Sequence[Sentence], evidence: tuple[Evidence, ...]
) -> ScoredArticle:
    article, relevance = reading.article, reading.relevance
    escalation, deescalation = sum_points(evidence, _ESCALATORY)
    tone = (
        sum(sentence.tone for sentence in sentences) / len(sentences) if sentences else _title_tone(article)
    )
    return ScoredArticle(
        article_id=article.article_id,
        relevant=relevance.relevant,
        reason=relevance.reason,
        sentence_count=len(reading.texts),
        tone=tone,
        escalation=escalation,
        deescalation=deescalation,
        evidence=evidence,
    )


def _title_tone(article: Article) -> float:
    """The tone of an article that does not concern the pair is its title's: nobody reads the rest."""
    return tone_analyzer().compound(article.title[:READ_CHARS_AT_MOST])
