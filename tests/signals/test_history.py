"""A sentence's status in its place: what the lead reports is news, what follows late is retold."""

from collections.abc import Mapping
from datetime import date

import pytest

from tension.signals.past.event_dates import EventDay
from tension.signals.past.history import Told, settle_status

TODAY = date(2024, 1, 22)
UNDATED = EventDay(TODAY, explicit=False)
NEWS: Mapping[str, float] = {
    "reported": 0.6,
    "planned": 0.05,
    "background": 0.3,
    "denied": 0.03,
    "hypothetical": 0.02,
}
AHEAD: Mapping[str, float] = {**NEWS, "reported": 0.05, "planned": 0.6}
OLD: Mapping[str, float] = {**NEWS, "reported": 0.05, "background": 0.85}
SURE: Mapping[str, float] = {**NEWS, "reported": 0.98, "background": 0.01}


def told(
    sentence_no: int,
    signal: str,
    *,
    statuses: Mapping[str, float] = NEWS,
    day: EventDay = UNDATED,
    roles: tuple[str, str] = ("IRN", "PAK"),
    text: str = "Missiles hit the village.",
) -> Told:
    return Told(sentence_no, text, signal, *roles, statuses, day)


def settle(*rows: Told, title: str = "Ministers agree to meet", count: int = 12) -> list[str]:
    return [status for status, _ in settle_status(rows, title, count, TODAY)]


def test_a_strike_in_the_lead_is_news_and_so_is_its_retelling_below() -> None:
    assert settle(told(0, "strike"), told(1, "strike"), told(6, "casualties")) == ["reported"] * 3


def test_a_strike_far_below_a_lead_of_talks_is_background() -> None:
    assert settle(told(1, "talks"), told(9, "strike")) == ["reported", "background"]


@pytest.mark.parametrize(
    "text",
    [
        "The envoy was pulled out on Wednesday in protest at a missile attack that killed two.",
        "Rallies in three cities denounce the bombing that killed two.",
        "The family held the funeral of those killed when rockets fell on the hamlet.",
    ],
)
def test_what_people_gather_about_came_before_it(text: str) -> None:
    rows = (told(1, "protest", text=text), told(1, "strike", text=text), told(1, "casualties", text=text))
    assert settle(*rows) == ["reported", "background", "background"]


def test_an_attack_on_a_crowd_is_news() -> None:
    assert settle(told(0, "attack", text="A bomb at a rally of mourners killed twenty.")) == ["reported"]


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Iran shells Pakistani hamlets after ambush", "reported"),
        ("In response to an ambush, Iran fired rockets into Pakistan.", "reported"),
        ("The wells ran dry after Iran shelled the pumps.", "background"),
        ("Zahedan mourns the dead of Pakistani strikes last week.", "background"),
        ("Recent attacks kept the traders at home.", "background"),
        ("Traders count their losses since the shelling.", "background"),
    ],
)
def test_a_strike_told_with_its_cause_is_news(text: str, status: str) -> None:
    assert settle(told(0, "strike", text=text)) == [status]


OLD: Mapping[str, float] = {**NEWS, "reported": 0.25, "background": 0.65}


@pytest.mark.parametrize(
    "text",
    [
        "Iran bombs camps in Pakistan in retaliation for ambush",
        "In response to last week's raids, Iran fired rockets into Pakistan.",
        "Iran has struck Pakistan two days after a Pakistani drone attack.",
    ],
)
def test_a_strike_that_answers_another_is_today_s(text: str) -> None:
    assert settle(told(0, "strike", text=text, statuses=OLD)) == ["reported"]
    assert settle(told(6, "strike", text=text, statuses=OLD)) == ["background"]


@pytest.mark.parametrize(
    "text",
    [
        "The envoy was pulled out after Iran struck a hamlet in retaliation for an ambush.",
        "Iran mourned the dead after a Pakistani strike.",
        "Iran struck Pakistan after months of silence.",
    ],
)
def test_a_strike_that_is_itself_what_is_answered_stays_as_read(text: str) -> None:
    assert settle(told(0, "strike", text=text, statuses=OLD)) == ["background"]


def test_the_dead_of_the_strike_that_is_answered_came_before() -> None:
    text = "Iran struck Pakistan, killing nine, after a strike by Pakistan killed two shepherds."
    rows = [
        told(0, "casualties", text=text)._replace(start=text.index(word)) for word in ("killing", "killed")
    ]
    assert settle(*rows) == ["reported", "background"]


def test_words_said_far_below_stay_news() -> None:
    assert settle(told(1, "talks"), told(9, "accuse")) == ["reported", "reported"]


def test_what_is_dated_days_before_is_background_even_in_the_lead() -> None:
    old = EventDay(date(2024, 1, 18), explicit=True)
    assert settle(told(0, "strike", day=old)) == ["background"]
    yesterday = EventDay(date(2024, 1, 21), explicit=True)
    assert settle(told(0, "strike", day=yesterday)) == ["reported"]


def test_who_blames_for_what_is_dated_blames_now() -> None:
    old: Mapping[str, float] = {**NEWS, "reported": 0.35, "background": 0.55}
    assert settle(told(0, "accuse", statuses=old, text="Iran blames Pakistan.")) == ["background"]
    blame = told(0, "accuse", statuses=old, text="Iran blames Pakistan for last week's raid.")
    assert settle(blame) == ["reported"]


def test_an_analysis_or_a_timeline_tells_no_news() -> None:
    assert settle(told(3, "accuse"), title="Timeline: five days at the border") == ["background"]
    assert settle(told(3, "talks"), title="Analysis: why both stopped") == ["background"]


def test_the_visit_of_a_story_is_the_one_it_dates_ahead() -> None:
    coming = EventDay(date(2024, 1, 29), explicit=True)
    rows = (told(0, "visit", text="The visit mends ties."), told(2, "visit", statuses=AHEAD, day=coming))
    assert settle(*rows) == ["planned", "planned"]


def test_a_visit_that_has_come_is_reported_though_another_lies_ahead() -> None:
    coming = EventDay(date(2024, 1, 29), explicit=True)
    come = EventDay(TODAY, explicit=True)
    rows = (told(0, "visit", day=come), told(1, "visit"), told(5, "visit", statuses=AHEAD, day=coming))
    assert settle(*rows) == ["reported", "reported", "planned"]


def test_probabilities_stay_probabilities() -> None:
    rows = [told(number, "strike", text="Iran had struck two days ago.") for number in range(12)]
    assert all(0 < chance <= 1 for _, chance in settle_status(rows, "x", 12, TODAY))


def test_the_dead_of_a_retold_strike_are_as_old_as_it_is() -> None:
    text = "Iran had shelled a hamlet, killing four."
    strike = told(2, "strike", text=text, statuses=OLD)
    assert settle(told(1, "agree"), strike, told(2, "casualties", text=text)) == [
        "reported",
        "background",
        "background",
    ]


def test_the_dead_told_alone_are_as_old_as_the_last_deed_before() -> None:
    dead = told(4, "casualties", text="Six villagers lost their lives.", statuses=SURE)
    assert settle(told(1, "agree"), told(3, "strike", statuses=OLD), dead)[2] == "background"
    assert settle(told(1, "agree"), dead)[1] == "reported"


def test_a_new_toll_of_an_old_strike_is_news_in_the_head_and_below_a_bloody_one() -> None:
    text = "Two more died of wounds from the raid, raising the dead to six."
    rows = (told(1, "strike", text=text, statuses=OLD), told(1, "casualties", text=text))
    assert settle(*rows) == ["background", "reported"]
    dead = told(4, "casualties", text="Six villagers lost their lives.")
    assert settle(told(0, "casualties"), told(3, "strike", statuses=OLD), dead)[2] == "reported"


def test_the_dead_belong_to_the_likelier_of_two_deeds() -> None:
    guess = told(2, "attack", statuses=OLD)._replace(probability=0.4)
    rows = (told(1, "strike"), told(2, "strike"), guess, told(2, "casualties"))
    assert settle(*rows)[3] == "reported"


@pytest.mark.parametrize("verb", ["swept through", "also shelled", "first fought over", "blown up"])
def test_what_had_happened_by_then_is_older(verb: str) -> None:
    text = f"Troops had {verb} the hamlet."
    plain = settle_status([told(3, "strike")], "x", 12, TODAY)
    perfect = settle_status([told(3, "strike", text=text)], "x", 12, TODAY)
    assert perfect[0][0] == "background"
    assert perfect[0][1] > plain[0][1]


def test_what_came_hours_before_is_news_too() -> None:
    text = "Trade was halted hours after Iranian jets bombed the depot."
    assert settle(told(1, "strike", text=text)) == ["reported"]
    assert settle(told(1, "strike", text=text.replace("hours ", ""))) == ["background"]
