"""When it happened: words of time on the outlet's calendar, never ahead of what has happened."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tension.signals.past.event_dates import _EXPRESSION, _near_hints, event_date

MONDAY = datetime.fromisoformat("2024-01-22T17:00")
CASES = [
    ("reported", "Iran struck two bases on Tuesday.", date(2024, 1, 16)),
    ("reported", "DUBAI, Jan 17 (World Wire) - Iran struck two bases on Tuesday.", date(2024, 1, 16)),
    ("reported", "The ministers spoke by telephone yesterday.", date(2024, 1, 21)),
    ("reported", "The Friday prayer leader condemned the strikes.", date(2024, 1, 22)),
    ("planned", "He will visit on Monday.", date(2024, 1, 22)),
    ("planned", "He is set to visit the country next week.", date(2024, 1, 29)),
    ("planned", "Both asked their ambassadors to return to their posts by January 26.", date(2024, 1, 26)),
    ("planned", "Both envoys are to return by the 26th.", date(2024, 1, 26)),
    ("planned", "The ministry said on Friday that talks resume on Thursday.", date(2024, 1, 25)),
    (
        "planned",
        "Pakistan announced on Monday that a visit on January 29, 2024 is agreed.",
        date(2024, 1, 29),
    ),
    ("background", "It had recalled its envoy last week.", date(2024, 1, 15)),
    ("background", "Nine people were killed on Jan. 18.", date(2024, 1, 18)),
    ("background", "Two days earlier, Iran had struck Panjgur.", date(2024, 1, 20)),
    ("background", "It killed 11 policemen at Rask in December.", date(2023, 12, 1)),
    ("background", "In 2012 guards shot two boys.", date(2012, 1, 1)),
]


@pytest.mark.parametrize(("status", "sentence", "day"), CASES)
def test_days(status: str, sentence: str, day: date) -> None:
    assert event_date(sentence, status, MONDAY).day == day


STRIKE = date(2024, 1, 16)
TODAY = date(2024, 1, 22)


@pytest.mark.parametrize(
    ("sentence", "signal", "day"),
    [
        ("Pakistan blames Iran for Tuesday's strike.", "accuse", TODAY),
        ("Pakistan blames Iran for Tuesday's strike.", "strike", STRIKE),
        ("Pakistan blames Iran for Tuesday's drone and missile attack.", "casualties", STRIKE),
        ("Pakistan on Sunday condemned Tuesday's strike.", "accuse", date(2024, 1, 21)),
        ("Pakistan on Sunday condemned Tuesday's strike.", "strike", STRIKE),
        ("The minister arrived after last week\u2019s deadly shelling.", "visit", TODAY),
        ("Tuesday's strikes moved Pakistan to pull out its envoy.", "sanction", TODAY),
        ("Pakistan asks Iran to explain the January 16 attack.", "demand", TODAY),
        ("Pakistan asks Iran to explain the January 16 attack.", "attack", STRIKE),
        ("Iran deplored the December raids.", "accuse", TODAY),
        ("Iran deplored the December raids.", "strike", date(2023, 12, 1)),
        ("Iran praised Pakistan for Tuesday's accord.", "support", TODAY),
        ("Iran struck Pakistan in response to Tuesday's attack.", "strike", TODAY),
        ("Iran struck Pakistan on Sunday in response to Tuesday's attack.", "strike", date(2024, 1, 21)),
        ("Iran has shelled two camps after an attack on Tuesday.", "strike", TODAY),
        ("Iran shelled two camps on Tuesday after an attack.", "strike", STRIKE),
        ("Iran praised Pakistan for Tuesday's accord.", "agree", STRIKE),
    ],
)
def test_a_date_that_a_noun_owns_dates_that_event_alone(sentence: str, signal: str, day: date) -> None:
    assert event_date(sentence, "reported", MONDAY, signal).day == day


@pytest.mark.parametrize(
    ("sentence", "signal"),
    [
        ("Iran struck two bases on Tuesday.", "strike"),
        ("On Tuesday missiles hit two bases.", "accuse"),
        ("At Tuesday's meeting they signed an accord.", "agree"),
        ("Tuesday's talks ended in an accord.", "agree"),
        ("Iran praised Pakistan in Tuesday's newspaper.", "support"),
        ("On January 16 Iranian strikes killed two.", "accuse"),
    ],
)
def test_other_dates_date_the_whole_sentence(sentence: str, signal: str) -> None:
    assert event_date(sentence, "reported", MONDAY, signal).day == STRIKE


def test_a_month_that_owns_nothing_is_no_date() -> None:
    assert not event_date("They joined the March on the capital.", "reported", MONDAY).explicit


def test_without_words_of_time_it_is_the_day_of_publication() -> None:
    assert event_date("The two sides agreed to de-escalate.", "reported", MONDAY) == (
        date(2024, 1, 22),
        False,
    )


def test_a_date_just_ahead_does_not_date_what_has_happened() -> None:
    """The "29 January" in a report of the 22nd is the coming visit, not one of a year ago."""
    found = event_date("They agreed on a visit on 29 January.", "reported", MONDAY)
    assert found == (date(2024, 1, 22), False)


PHRASES = (
    "today|yesterday|tomorrow|on Friday|next Tuesday|last month|January 29|3 March|30 February|two days ago|"
    "in December|the 31st|in 2024|next year|Dec. 31, 2025|overnight"
)
TIMES = st.sampled_from(PHRASES.split("|"))


@given(
    st.lists(TIMES, max_size=4),
    st.sampled_from(["reported", "background", "denied"]),
    st.datetimes(datetime.fromisoformat("2000-01-01"), datetime.fromisoformat("2030-12-31")),
)
def test_what_has_happened_is_never_in_the_future(times: list[str], status: str, published: datetime) -> None:
    assert event_date(f"They met {' and '.join(times)}.", status, published).day <= published.date()


@given(st.text(max_size=80), st.sampled_from(["reported", "planned", "background"]))
def test_no_text_breaks_it(text: str, status: str) -> None:
    event_date(text, status, MONDAY)


TIMES = "on the strikes Monday Sunday, last week January 29 29 Jan 2024 in 2012 of December yesterday two days ago the 26th a few months later"
PHRASES = st.lists(
    st.sampled_from([*TIMES.split(), "Iran", "said", "that", "Mayor", "decade.", "7,"]), max_size=16
)


@given(words=PHRASES)
def test_looking_near_hints_only_finds_every_expression(words: list[str]) -> None:
    text = " ".join(words)
    assert [m.span() for m in _near_hints(text)] == [m.span() for m in _EXPRESSION.finditer(text)]
