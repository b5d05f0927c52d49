"""Reasons are the sentence's own phrases."""

from tension.signals.reasons import phrases_of, reasons_of
from tension.signals.text.lexicon import Lexicon, Pattern

LEXICON = Lexicon(
    [
        Pattern("sanction", "recall* _ ambassador*", 3),
        Pattern("sanction", "ambassador*", 1),
        Pattern("background", "last week", 2),
    ]
)
TEXT = "Pakistan had recalled its ambassador last week."


def test_the_surest_phrase_comes_first() -> None:
    assert phrases_of(TEXT, LEXICON)["sanction"] == ["recalled its ambassador", "ambassador"]


def test_reasons_name_words_and_cues() -> None:
    phrases = phrases_of(TEXT, LEXICON)
    assert reasons_of(phrases, "sanction", "background") == {
        "words": ["recalled its ambassador", "ambassador"],
        "status": ["last week"],
    }
    assert reasons_of(phrases, "visit", "reported") == {}
