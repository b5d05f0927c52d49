"""What concerns the pair: ties, lists, hosts, third states, sport and weather."""

import gzip
import hashlib
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tension.gazetteer import Gazetteer, load_gazetteer
from tension.pairs import Pair
from tension.relevance import Relevance, judge, may_concern
from tension.sentences import split_sentences
from tension.ties import Reading
from tests.reference import reference_file

PAIR = Pair("PAK", "IRN")
SAMPLE = Path("warehouse/samples/january-2024.jsonl.gz")
GOLD = Path("tests/data/january-2024-gold.jsonl")


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return load_gazetteer()


def read(gazetteer: Gazetteer, title: str, text: str, pair: Pair | None = PAIR) -> Relevance:
    return judge(title, split_sentences(text), pair, gazetteer)


@pytest.mark.parametrize(
    "title",
    [
        "Pakistan recalls ambassador from Tehran",
        "Iran, Pakistan to reopen border",
        "Missiles from Iran kill two in Panjgur",
        "Sharif flies to Tehran for talks",
        "Gunmen kill nine Pakistani workers in Saravan",
        "China urges Iran and Pakistan to show restraint",
        "Islamabad summons the Iranian envoy as India looks on",
        "Turkey's Fidan speaks to Iranian and Pakistani ministers",
    ],
)
def test_titles_that_tie_both_sides(gazetteer: Gazetteer, title: str) -> None:
    assert read(gazetteer, title, "").relevant


@pytest.mark.parametrize(
    "title",
    [
        "Iran hits Erbil with missiles",
        "US and Iran open second day of talks in Islamabad",
        "Pakistan hosts US-Iran talks in bid to end war",
        "Iran beat Pakistan 3-0 in volleyball semi-final",
        "Iranian film opens festival in Karachi",
        "Pakistan, Turkey, Iran leaders fly to Tashkent summit",
        "Leaders of India, Iran, China and Pakistan invited",
        "Rain over Iran to bring drizzle and fog to Lahore, Met Office says",
        "Police killed in Zahedan, a province which borders Afghanistan and Pakistan",
        "Smuggled Iranian diesel, petrol cheaper in Quetta after forecast of snow",
        "Iran-backed fighters and Pakistan-based groups",
    ],
)
def test_titles_that_name_both_and_are_not_about_them(gazetteer: Gazetteer, title: str) -> None:
    assert not read(gazetteer, title, "").relevant


def test_one_sentence_in_passing_does_not_make_an_article(gazetteer: Gazetteer) -> None:
    text = (
        "India's foreign minister flew to Muscat on Monday. He met the Omani sultan. "
        "India wants a port. Iran exchanged missiles with Pakistan last week. India stayed out of it. "
        "Oman offered tea."
    )
    verdict = read(gazetteer, "India courts Oman", text)
    assert not verdict.relevant
    assert verdict.sentences == ()


def test_a_body_that_keeps_to_the_pair_makes_one(gazetteer: Gazetteer) -> None:
    text = (
        "The gate never shut. Trucks rolled on. Drivers slept. Iranian drivers brought gas. "
        "Pakistan's customs let them in while Iran fired missiles across the border. Iran did not object. "
        "Pakistan was glad."
    )
    assert read(gazetteer, "Business as usual", text).reason == "1 of 8 sentences tie both sides"


def test_neighbouring_sentences_of_a_brief_item_tie(gazetteer: Gazetteer) -> None:
    verdict = read(gazetteer, "", "Iran demanded an answer by Friday. Pakistan answered with a question.")
    assert verdict.relevant


def test_sentences_inherit_the_pair_unless_a_third_state_is_a_party(gazetteer: Gazetteer) -> None:
    text = (
        "Seven people died. Iran said it would answer. India tested a missile. "
        "China asked both sides to calm down. The minister was in Davos, Switzerland, at the time. "
        "Afghan forces shelled Pakistan in a separate clash."
    )
    verdict = read(gazetteer, "Pakistan strikes Iran", text)
    assert [context.in_pair for context in verdict.sentences] == [True, True, True, False, True, True, False]


def test_unnamed_actors_come_from_the_nearest_earlier_mention(gazetteer: Gazetteer) -> None:
    text = "The strikes killed seven. Tehran summoned an envoy. It wants an apology."
    contexts = read(gazetteer, "Pakistan strikes Iran", text).sentences
    assert [context.subject for context in contexts] == [None, "PAK", "PAK", "IRN"]
    assert contexts[1].earlier == ("IRN", "PAK")
    assert contexts[3].earlier == ("IRN", "PAK")
    assert [mention.text for mention in contexts[2].mentions] == ["Tehran"]


def test_any_pair_takes_every_sentence(gazetteer: Gazetteer) -> None:
    verdict = read(gazetteer, "Cricket", "Rain fell. Nothing happened.", pair=None)
    assert verdict.relevant
    assert [context.in_pair for context in verdict.sentences] == [True, True, True]


def test_order_of_the_pair_does_not_matter(gazetteer: Gazetteer) -> None:
    for title in ("Pakistan strikes Iran", "Iran beat Pakistan in kabaddi"):
        assert read(gazetteer, title, "").relevant == read(gazetteer, title, "", PAIR.swapped()).relevant


def test_an_empty_article_is_not_relevant(gazetteer: Gazetteer) -> None:
    assert read(gazetteer, "", "") == Relevance(relevant=False, reason="does not name both sides")


def articles() -> list[tuple[dict[str, Any], dict[str, Any]]]:
    with gzip.open(SAMPLE, "rt", encoding="utf-8") as file:
        texts = {record["url"]: record for record in map(json.loads, file)}
    gold = [json.loads(line) for line in GOLD.read_text(encoding="utf-8").splitlines()]
    return [(texts[record["url"]], record.get("gold", record)) for record in gold]


def test_replay_precision_and_recall(gazetteer: Gazetteer) -> None:
    """On the replay (prose written for this project) nearly all is told apart."""
    counts: Counter[tuple[bool, bool]] = Counter()
    for article, gold in articles():
        verdict = read(gazetteer, article["title"], article["text"])
        counts[verdict.relevant, gold["relevant"]] += 1
    assert counts[True, True] + counts[False, True] > 100
    assert counts[True, False] == 0
    assert counts[True, True] / (counts[True, True] + counts[False, True]) >= 0.96


@pytest.mark.parametrize(
    ("placebo", "most"), [("IND-IRN", 2), ("PAK-TUR", 3), ("IND-PAK", 4), ("IRN-TUR", 4)]
)
def test_placebo_pairs_find_few(gazetteer: Gazetteer, placebo: str, most: int) -> None:
    pair = Pair.parse(placebo)
    found = [a["title"] for a, _ in articles() if read(gazetteer, a["title"], a["text"], pair).relevant]
    assert len(found) <= most, found


# Real items that name both states, by the first twelve hex digits of SHA-256 of their address.
ABOUT_THE_PAIR = frozenset(
    [
        *("2c14730ee0ca", "f61d9c569963", "8d0defc52032", "bab0360b1fa3", "df43ae11b26b"),
        *("3f11122752d7", "ca5f48590ffb", "4490c2b864cb"),
    ]
)
NOT_ABOUT_IT = frozenset(
    [
        *("0262fce8092c", "b4a2d9266140", "ec85ffeb9941", "44aaa8095ff2", "0d95b551691c"),
        *("c1f6da752eb4", "dd10fbe9e58a", "3213ded53bbd"),
    ]
)


@pytest.mark.reference
def test_real_items_that_are_relevant_concern_the_pair(gazetteer: Gazetteer) -> None:
    """Of 44 thousand real feed items the relevant ones are those that a reader would pick."""
    path = reference_file("real/world_news_2023-11_12.jsonl.gz")
    found = set()
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for item in map(json.loads, file):
            if not may_concern(f"{item['title']}\n{item['text']}", PAIR, gazetteer):
                continue
            if read(gazetteer, item["title"], item["text"]).relevant:
                found.add(hashlib.sha256(item["url"].encode()).hexdigest()[:12])
    assert found >= ABOUT_THE_PAIR
    assert not found & NOT_ABOUT_IT
    assert len(found) <= len(ABOUT_THE_PAIR) + 1


def test_the_place_of_a_dateline_with_a_date_and_an_agency_is_no_party(gazetteer: Gazetteer) -> None:
    text = "DUBAI, Jan 16 (Example Wire) - Iran struck two bases in Pakistan, state media said."
    assert not Reading(text, gazetteer.find(text), PAIR, gazetteer).thirds
