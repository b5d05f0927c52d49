"""Whole articles through the scorer, with the model of the checkout."""

import gzip
import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from tension.articles import Article
from tension.config import InputSettings
from tension.pairs import Pair
from tension.records import article_from_record
from tension.signals.score import READ_CHARS_AT_MOST, Scorer, load_scorer, score_article, score_articles
from tension.signals.table import SIGNALS, STATUSES

PAIR = Pair("PAK", "IRN")
PEACE = """ISLAMABAD: The foreign ministers of Pakistan and Iran agreed by telephone on Friday to lower tensions and \
to send their ambassadors back by January 26.

Both sides also agreed to work together against militants on the border.

The Iranian foreign minister will visit Islamabad on January 29, the Foreign Office said.

Pakistan had recalled its ambassador last week. On January 16, Iran struck two villages in Panjgur with missiles, \
killing two children. Pakistan answered on January 18 with strikes near Saravan in which nine people died, Iran said.
"""
WAR = """TEHRAN: Iranian missiles and drones struck two villages in Pakistan's Panjgur district on Tuesday night, \
killing two children and wounding three girls, Pakistani officials said.

Pakistan condemned the strikes as an unprovoked violation of its airspace, recalled its ambassador from Tehran and \
warned Iran of serious consequences.
"""


def article(title: str, text: str, published: str, **more: str) -> Article:
    return article_from_record(
        {"title": title, "text": text, "published_at": published, **more},
        source_id="test",
        place="test",
        fetched_at=datetime(2026, 1, 1, tzinfo=UTC),
        settings=InputSettings(),
        archive=True,
    )


@pytest.fixture(scope="module")
def scorer() -> Scorer:
    return load_scorer(Path("models"))


@pytest.fixture
def peace() -> Article:
    return article(
        "Pakistan, Iran agree to de-escalate, envoys to return", PEACE, "2024-01-19T20:00:00+05:00"
    )


@pytest.fixture
def war() -> Article:
    return article("Iran fires missiles at villages in Pakistan", WAR, "2024-01-17T09:00:00+05:00")


def test_strikes_retold_in_a_peace_story_are_background(peace: Article, scorer: Scorer) -> None:
    found = score_article(peace, PAIR, scorer)
    assert found.relevant
    assert found.deescalation > found.escalation
    violent = [row for row in found.evidence if row.signal in ("strike", "casualties")]
    assert violent
    assert {row.status for row in violent} == {"background"}
    assert all(row.points == 0 for row in violent)


def test_a_strike_that_is_the_news_counts_with_its_dead(war: Article, scorer: Scorer) -> None:
    found = score_article(war, PAIR, scorer)
    assert found.escalation > found.deescalation
    strike = next(row for row in found.evidence if row.signal == "strike")
    assert (strike.source, strike.target, strike.status) == ("IRN", "PAK", "reported")
    toll = next(row for row in found.evidence if row.signal == "casualties" and row.killed)
    assert (toll.killed, toll.wounded) == (2, 3)
    assert toll.event_date == date(2024, 1, 16)


def test_a_visit_ahead_is_planned_for_its_day(peace: Article, scorer: Scorer) -> None:
    found = score_article(peace, PAIR, scorer)
    visit = next(row for row in found.evidence if row.signal == "visit")
    assert (visit.status, visit.event_date) == ("planned", date(2024, 1, 29))


def test_rows_keep_to_the_table(war: Article, peace: Article, scorer: Scorer) -> None:
    for found in score_articles([war, peace], PAIR, scorer):
        assert [row.evidence_no for row in found.evidence] == list(range(len(found.evidence)))
        for row in found.evidence:
            assert row.signal in SIGNALS
            assert row.status in STATUSES
            assert 0 <= row.probability <= 1
            assert 0 <= row.status_probability <= 1
            assert row.points >= 0
            assert row.killed is None or row.signal == "casualties"


def test_in_a_batch_or_alone_the_result_is_the_same(war: Article, peace: Article, scorer: Scorer) -> None:
    together = score_articles([war, peace, war], PAIR, scorer)
    assert together[0] == together[2]
    alone = score_article(peace, PAIR, scorer)
    assert [row.signal for row in alone.evidence] == [row.signal for row in together[1].evidence]
    assert alone.escalation == pytest.approx(together[1].escalation)


def test_the_order_of_the_pair_changes_nothing(war: Article, scorer: Scorer) -> None:
    here, there = score_article(war, PAIR, scorer), score_article(war, PAIR.swapped(), scorer)
    assert here.escalation == pytest.approx(there.escalation)


def test_a_title_of_a_megabyte_is_read_as_far_as_a_title_goes(scorer: Scorer) -> None:
    title = "Iran fires missiles at villages in Pakistan " * 25_000
    found = score_article(article(title, WAR, "2024-01-17T09:00:00+05:00"), PAIR, scorer)
    assert found.relevant
    assert max(len(row.sentence) for row in found.evidence) <= READ_CHARS_AT_MOST


def test_another_pair_is_not_concerned(war: Article, scorer: Scorer) -> None:
    found = score_article(war, Pair("IND", "CHN"), scorer)
    assert not found.relevant
    assert not found.evidence
    assert found.escalation == found.deescalation == 0


def test_without_a_pair_every_sentence_is_scored(war: Article, scorer: Scorer) -> None:
    found = score_article(war, None, scorer)
    assert found.relevant
    assert found.escalation > 0


def test_another_language_is_left_unread(scorer: Scorer) -> None:
    urdu = article("x", "Pakistan Iran", "2024-01-17", language="ur")
    found = score_article(urdu, PAIR, scorer)
    assert not found.relevant
    assert "language ur" in found.reason


def test_no_articles_no_results(scorer: Scorer) -> None:
    assert score_articles([], PAIR, scorer) == []


def test_an_article_without_text_is_judged_by_its_title(scorer: Scorer) -> None:
    found = score_article(article("Pakistan recalls ambassador from Iran", "", "2024-01-17"), PAIR, scorer)
    assert found.relevant
    assert found.evidence[0].sentence_no == 0
    assert found.evidence[0].measure == "envoy"


def test_the_hash_is_of_the_model_and_the_code(scorer: Scorer) -> None:
    assert len(scorer.hash) == 32
    assert scorer.hash == load_scorer(Path("models")).hash


def test_the_company_an_article_is_read_in_changes_no_bit(scorer: Scorer) -> None:
    with gzip.open("warehouse/samples/january-2024.jsonl.gz", "rt", encoding="utf-8") as file:
        records = [json.loads(line) for line in file][60:90]
    articles = [article(each["title"], each["text"], each["published_at"]) for each in records]
    assert score_articles(articles, PAIR, scorer) == [score_article(each, PAIR, scorer) for each in articles]


LIMITS = (
    "features.flat._MET_AT_MOST",
    "text.flat_lexicon._WORDS_AT_MOST",
    "roles.flat._MET_AT_MOST",
    "status.reader._MET_AT_MOST",
)


def test_what_is_remembered_of_earlier_texts_changes_nothing(
    peace: Article, war: Article, scorer: Scorer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Tables of words and pairs are emptied when they have grown, and their numbers given anew."""
    remembered = [score_article(each, PAIR, scorer) for each in (peace, war, peace)]
    for limit in LIMITS:
        monkeypatch.setattr(f"tension.signals.{limit}", 0)
    assert [score_article(each, PAIR, scorer) for each in (war, peace, war)] == [
        remembered[n] for n in (1, 0, 1)
    ]
