"""Texts that name both sides and are about others yield no event between the two, but for a few."""

import gzip
import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tension.articles import Article
from tension.config import InputSettings
from tension.gazetteer import load_gazetteer
from tension.pairs import Pair
from tension.reading import read_articles
from tension.signals.corpus import Row, load_corpus
from tension.signals.evaluation.leaks import article_of, tells_of, trap_rows
from tension.signals.score import Scorer, load_scorer, score_articles
from tests.reference import reference_file
from tests.test_relevance import ABOUT_THE_PAIR

PAIR = Pair("PAK", "IRN")


@pytest.fixture(scope="module")
def scorer() -> Scorer:
    return load_scorer(Path("models"))


def row(text: str, dyad: str, trap: str | None, events: list[dict[str, str]]) -> Row:
    return Row.model_validate(
        {"id": "x", "family": 1, "text": text, "style": "body", "dyad": dyad, "trap": trap, "events": events}
    )


def test_trap_rows_name_both_and_are_about_others() -> None:
    both = "Riyadh recalled its envoy from Tehran; Islamabad kept its own there."
    act = {"signal": "sanction", "status": "reported", "source": "SAU", "target": "IRN"}
    trap = row(both, "SAU-IRN", "third_party", [act])
    others = [
        row(both, "SAU-IRN", None, [act]),
        row(both, "IRN-PAK", "third_party", [act]),
        row("Riyadh recalled its envoy from Tehran.", "SAU-IRN", "third_party", [act]),
        row(both, "SAU-IRN", "third_party", [act | {"source": "PAK"}]),
    ]
    assert trap_rows([trap, *others], PAIR, load_gazetteer()) == [trap]


@pytest.mark.parametrize(
    "text",
    [
        "Saudi Arabia severed ties with Iran on Sunday, with Pakistan caught in the middle.",
        "Pakistan and Saudi Arabia discussed Iran at length on Monday.",
    ],
)
def test_an_act_of_a_third_party_stays_its_own(text: str, scorer: Scorer) -> None:
    found = score_articles([article_of(row(text, "NONE", "third_party", []))], PAIR, scorer)[0]
    assert not tells_of(found, PAIR)


def test_texts_about_others_seldom_leak_even_in_training(scorer: Scorer) -> None:
    """The model has seen the trap rows: what it gets wrong here it gets wrong for want of rules."""
    traps = [article_of(each) for each in trap_rows(load_corpus(), PAIR, scorer.gazetteer)]
    replay = replay_about_others(scorer)
    assert len(traps) > 90
    assert len(replay) > 20
    found = score_articles([*traps, *replay], PAIR, scorer)
    assert sum(tells_of(each, PAIR) for each in found) <= 0.05 * len(found)
    assert not any(tells_of(each, PAIR) for each in found[len(traps) :])


@pytest.mark.reference
def test_one_real_item_at_most_leaks(scorer: Scorer) -> None:
    """Of 4,060 real items that name one side none does, of the eight that name both and are about others one."""
    with gzip.open(reference_file("real/world_news_2023-11_12.jsonl.gz"), "rt", encoding="utf-8") as file:
        articles = [article for article in read(map(json.loads, file)) if named(article, scorer)]
    others = [article for article in articles if key_of(article) not in ABOUT_THE_PAIR]
    one_side = [article for article in others if len(named(article, scorer)) == 1]
    assert (len(one_side), len(others) - len(one_side)) == (4060, 8)
    leaked = [
        article
        for article, found in zip(others, score_articles(others, PAIR, scorer), strict=True)
        if tells_of(found, PAIR)
    ]
    assert not [article for article in leaked if article in one_side]
    assert len(leaked) <= 1


def replay_about_others(scorer: Scorer) -> list[Article]:
    """Articles of the sample that name both sides and by their gold are not about them."""
    gold = {
        record["url"]: record["relevant"]
        for record in map(json.loads, Path("tests/data/january-2024-gold.jsonl").read_text().splitlines())
    }
    with gzip.open("warehouse/samples/january-2024.jsonl.gz", "rt", encoding="utf-8") as file:
        articles = [article for article in read(map(json.loads, file)) if not gold[article.url]]
    return [article for article in articles if len(named(article, scorer)) == len(PAIR.states)]


def named(article: Article, scorer: Scorer) -> frozenset[str]:
    return scorer.gazetteer.actors(f"{article.title}\n{article.text}") & PAIR.states


def key_of(article: Article) -> str:
    return hashlib.sha256(article.url.encode()).hexdigest()[:12]


def read(records: Iterable[Mapping[str, Any]]) -> list[Article]:
    items = ((f"line {number}", record) for number, record in enumerate(records))
    fetched, settings = datetime(2026, 1, 1, tzinfo=UTC), InputSettings()
    found = read_articles(items, source_id="x", fetched_at=fetched, settings=settings, archive=True)
    return [each for each in found if isinstance(each, Article)]
