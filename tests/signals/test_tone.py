"""The fast tone is VADER's own, to the last digit."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

from tension.signals.text.tone import tone_analyzer

VADER = SentimentIntensityAnalyzer()
WORDS = (
    "not never kind of but no least at very EXTREMELY good bad killed war peace hope great terrible! :) "
    "the bomb without doubt so this nor or sort just enough don't isn't "
    "\U0001f600 \U0001f4a3 \u2764 \u2013 \u201chope\u201d"
)
CHARGED = st.sampled_from(WORDS.split())


def original(text: str) -> float:
    return float(VADER.polarity_scores(text)["compound"])


@given(st.lists(CHARGED, max_size=14))
def test_equals_vader_on_words_its_rules_look_at(words: list[str]) -> None:
    text = " ".join(words)
    assert tone_analyzer().compound(text) == original(text)


@given(st.text(max_size=60))
@settings(max_examples=200)
def test_equals_vader_on_any_text(text: str) -> None:
    assert tone_analyzer().compound(text) == original(text)


def test_equals_vader_on_the_corpus() -> None:
    path = Path("models/corpus/corpus.jsonl")
    if not path.exists():
        pytest.skip("the corpus is not in the checkout; restore models/corpus/corpus.jsonl")
    texts = [json.loads(line)["text"] for line in path.read_text(encoding="utf-8").splitlines()]
    assert tone_analyzer().compounds(texts) == [original(text) for text in texts]


def test_emoji_are_read_as_vader_reads_them() -> None:
    assert tone_analyzer().compound("calm \U0001f600") == original("calm \U0001f600") > 0
