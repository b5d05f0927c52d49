"""Articles of a set with gold labels as evidence: as the gold says, and as the trained model reads them."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from tension.articles import Article
from tension.config import Settings
from tension.errors import InputError
from tension.pairs import Pair
from tension.reading import read_articles
from tension.sentences import split_sentences
from tension.signals.evidence import ScoredArticle
from tension.signals.measures import measure_of
from tension.signals.score import Scorer, score_articles
from tension.sketches import sketch_texts
from tension.sources.files import read_path
from tension.story_index import Print, StoryIndex

Gold = Mapping[str, Any]
_TIED = frozenset({"sanction", "coerce", "restore"})


@dataclass(frozen=True, slots=True)
class Replay:
    """Articles in order of knowledge with the stories they belong to and their gold, where there is any."""

    articles: list[Article]
    stories: dict[str, str]
    golds: list[Gold]


def read_replay(articles_file: Path, gold_file: Path, settings: Settings) -> Replay:
    """Read a set of articles and the gold that belongs to it by address.

    Raises:
        InputError: a file cannot be read, or an article has no gold.
    """
    readings = read_articles(
        read_path(articles_file, settings.input),
        source_id="replay",
        fetched_at=datetime(2024, 3, 1, tzinfo=UTC),
        settings=settings.input,
        archive=True,
    )
    articles = [item for item in readings if isinstance(item, Article)]
    articles.sort(key=lambda article: (article.known_at, article.article_id))
    lines = gold_file.read_text(encoding="utf-8").splitlines()
    golds = {gold["url"]: gold for gold in map(json.loads, lines)}
    missing = [article.url for article in articles if article.url not in golds]
    if missing:
        raise InputError(
            f"{gold_file} lacks {missing[0]} and {len(missing) - 1} more", "give the set's own gold"
        )
    return Replay(articles, place_in_stories(articles, settings), [golds[a.url] for a in articles])


def place_in_stories(articles: Sequence[Article], settings: Settings) -> dict[str, str]:
    """The story of each article, in order of knowledge."""
    items = [Print(article.article_id, _naive(article.known_at)) for article in articles]
    sketches = sketch_texts([f"{article.title} {article.text}" for article in articles])
    stories = StoryIndex(settings.stories).place(items, sketches)
    return {item.article_id: story for item, story in zip(items, stories, strict=True)}


def score_replay(replay: Replay, pair: Pair, scorer: Scorer) -> list[ScoredArticle]:
    """What the trained model finds in each article."""
    return score_articles(replay.articles, pair, scorer)


def scored_evidence(replay: Replay, scored: Sequence[ScoredArticle]) -> pd.DataFrame:
    """The model's findings as evidence rows joined to their articles."""
    rows = [
        {**asdict(item), **_article_columns(article, replay.stories)}
        for article, result in zip(replay.articles, scored, strict=True)
        for item in result.evidence
    ]
    return _frame(rows)


def gold_evidence(replay: Replay) -> pd.DataFrame:
    """The gold events as certain evidence; the tie a cut or a mending is about is read off the article."""
    rows: list[dict[str, Any]] = []
    for article, gold in zip(replay.articles, replay.golds, strict=True):
        ties = {signal: _ties(article, signal) for signal in _TIED}
        for number, event in enumerate(gold["new_events"]):
            waiting = ties.get(event["signal"], [])
            measure: str | None = waiting.pop(0) if waiting else None
            rows.append(
                _gold_row(article, number, event, measure) | _article_columns(article, replay.stories)
            )
    return _frame(rows)


def _ties(article: Article, signal: str) -> list[str]:
    """The measure an article names first for a signal; its further events of the signal have none."""
    found = (measure_of(text, signal) for text in (article.title, *split_sentences(article.text)))
    return [str(measure) for measure in found if measure][:1]


def _gold_row(article: Article, number: int, event: Gold, measure: str | None) -> dict[str, Any]:
    return {
        "evidence_no": number,
        "sentence_no": number,
        "sentence": article.title,
        "signal": event["signal"],
        "plover": "",
        "status": event["status"],
        "probability": 1.0,
        "status_probability": 1.0,
        "source": event["source"],
        "target": event["target"],
        "measure": measure,
        "place": None,
        "killed": event["killed"],
        "wounded": event["wounded"],
        "event_date": event["date"],
        "tone": 0.0,
        "points": 0.0,
        "why": "correction" if "toll" in str(article.url) else "",
    }


def _article_columns(article: Article, stories: Mapping[str, str]) -> dict[str, Any]:
    return {
        "article_id": article.article_id,
        "revision": 1,
        "outlet": article.outlet,
        "outlet_country": article.outlet_country,
        "url": article.url,
        "title": article.title,
        "published_at": _naive(article.published_at),
        "known_at": _naive(article.known_at),
        "superseded_at": pd.NaT,
        "story_id": stories[article.article_id],
    }


def _naive(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(tzinfo=None)


def _frame(rows: list[dict[str, Any]]) -> pd.DataFrame:
    frame = pd.DataFrame(rows)
    for name in ("killed", "wounded"):
        frame[name] = frame[name].astype("Int64")
    for name in ("event_date", "published_at", "known_at", "superseded_at"):
        frame[name] = pd.to_datetime(frame[name]).astype("datetime64[us]")
    return frame


def replay_reads(replay: Replay, relevant: Sequence[bool], tones: Sequence[float]) -> pd.DataFrame:
    """Counts of what was read by day and outlet, with the part about the pair, for `compute_pair`."""
    about = np.array(relevant, dtype=bool)
    frame = pd.DataFrame(
        {
            "known_date": [pd.Timestamp(_naive(a.known_at)).normalize() for a in replay.articles],
            "outlet": [a.outlet for a in replay.articles],
            "story": [replay.stories[a.article_id] for a in replay.articles],
            "relevant": about,
            "tone": np.where(about, tones, 0.0),
        }
    )
    frame["relevant_story"] = frame["story"].where(about)
    return (
        frame.groupby(["known_date", "outlet"])
        .agg(
            article_count=("story", "size"),
            story_count=("story", "nunique"),
            relevant_article_count=("relevant", "sum"),
            relevant_story_count=("relevant_story", "nunique"),
            tone_sum=("tone", "sum"),
        )
        .reset_index()
    )
