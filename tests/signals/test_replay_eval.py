"""Whole articles against gold: the replay is what the article rules were developed on, so nothing is held out."""

import gzip
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tension.articles import Article
from tension.config import InputSettings
from tension.pairs import Pair
from tension.records import article_from_record
from tension.signals.evaluation.replay import evaluate_replay
from tension.signals.score import load_scorer


def read(record: dict[str, Any]) -> Article:
    return article_from_record(
        record,
        source_id="replay",
        place="replay",
        fetched_at=datetime(2026, 1, 1, tzinfo=UTC),
        settings=InputSettings(),
        archive=True,
    )


@pytest.fixture(scope="module")
def measured() -> dict[str, Any]:
    with gzip.open("warehouse/samples/january-2024.jsonl.gz", "rt", encoding="utf-8") as file:
        articles = [read(json.loads(line)) for line in file]
    gold = {}
    for line in Path("tests/data/january-2024-gold.jsonl").read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        gold[record["url"]] = record
    golds = [gold[article.url] for article in articles]
    return evaluate_replay(articles, golds, Pair("PAK", "IRN"), load_scorer(Path("models")))


def test_leaning_of_one_sided_articles(measured: dict[str, Any]) -> None:
    assert measured["polarity"]["macro_f1_two_way"] >= 0.85


def test_strikes_retold_in_peace_stories_are_rejected(measured: dict[str, Any]) -> None:
    assert measured["background"]["mentions"] > 100
    assert measured["background"]["rejected"] >= 0.85


def test_relevance(measured: dict[str, Any]) -> None:
    assert measured["relevance"]["precision"] >= 0.95
    assert measured["relevance"]["recall"] >= 0.9


def test_new_events_are_found(measured: dict[str, Any]) -> None:
    assert measured["events"]["recall_signal_only"] >= 0.8
    assert measured["events"]["recall"] >= 0.55
