"""Sentences end where a reader would end them."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tension.sentences import split_sentences


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One. Two.", ["One.", "Two."]),
        (
            "He left on Monday. Mr. Khan said so. It ended. Gen. Munir met him.",
            ["He left on Monday.", "Mr. Khan said so.", "It ended.", "Gen. Munir met him."],
        ),
        (
            "Gen. A. B. Khan met Lt. Col. Raza. They left.",
            ["Gen. A. B. Khan met Lt. Col. Raza.", "They left."],
        ),
        ("It left on Jan. 5. The rest stayed.", ["It left on Jan. 5.", "The rest stayed."]),
        ("It rose 2.5 per cent. It fell 3.", ["It rose 2.5 per cent.", "It fell 3."]),
        ("“We will answer.” He left.", ["“We will answer.”", "He left."]),
        ("“We will answer.”He left.", ["“We will answer.”", "He left."]),
        (
            "10:45 GMT - Iran fires. 11:02 - Pakistan answers.",
            ["10:45 GMT - Iran fires.", "11:02 - Pakistan answers."],
        ),
        ("A line\nAnother line\n\nA paragraph", ["A line", "Another line", "A paragraph"]),
        ("Wait... Then go.", ["Wait...", "Then go."]),
        ("", []),
        ("  \n ", []),
    ],
)
def test_boundaries(text: str, expected: list[str]) -> None:
    assert split_sentences(text) == expected


def test_abbreviations_that_may_end_a_sentence_look_ahead() -> None:
    assert split_sentences("The U.S. Navy came. So did the U.S. The rest left.") == [
        "The U.S. Navy came.",
        "So did the U.S.",
        "The rest left.",
    ]
    assert split_sentences("At 5 p.m. local time it began. He left at 6 p.m. The end.") == [
        "At 5 p.m. local time it began.",
        "He left at 6 p.m.",
        "The end.",
    ]


def test_a_dateline_stays_with_its_sentence() -> None:
    assert split_sentences("QUETTA, Jan. 18 (Wire) - Two died. Who fired? No one knows!") == [
        "QUETTA, Jan. 18 (Wire) - Two died.",
        "Who fired?",
        "No one knows!",
    ]


def letters(text: str) -> str:
    return re.sub(r"\s|\u200b", "", text)


@settings(deadline=None)
@given(st.text(alphabet=st.sampled_from(list("aB. \n\"”'’?!…(1,U.S\t\u00a0é")), max_size=80))
def test_no_letter_is_lost_or_added(text: str) -> None:
    assert letters("".join(split_sentences(text))) == letters(text)


@settings(deadline=None)
@given(st.text(max_size=200))
def test_any_text_is_split_into_non_empty_lines(text: str) -> None:
    for sentence in split_sentences(text):
        assert sentence.strip() == sentence != ""
        assert "\n" not in sentence
