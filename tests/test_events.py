"""How mentions become events: matching, counting once, tolls, plans, denials, measures."""

from typing import Any

import pandas as pd
import pytest

from tension.errors import InputError
from tension.events.make import make_events
from tension.events.tolls import Figure, tolls_by_day
from tests.evidence import DAY_0, PAIR, TABLE, by, frame, levels, mention, values_of


def events(rows: list[dict[str, Any]]) -> pd.DataFrame:
    return make_events(frame(rows), PAIR, TABLE).events


def counted(rows: list[dict[str, Any]]) -> pd.DataFrame:
    made = events(rows)
    return made[made["status"].isin(["reported", "planned"])]


def test_one_event_however_many_outlets_tell_it() -> None:
    made = events(by("abcde", 0, "strike", "IRN", "PAK"))
    assert len(made) == 1
    assert made.loc[0, "outlet_count"] == 5


def test_confidence_counts_each_outlet_and_each_story_once() -> None:
    alone = events(by("a", 0, "accuse", "IRN", "PAK")).loc[0, "confidence"]
    repeated = events([mention(h / 24, "accuse", "IRN", "PAK") for h in range(5)]).loc[0, "confidence"]
    wire = events(by("abcdef", 0, "accuse", "IRN", "PAK", story_id="wire")).loc[0, "confidence"]
    two = events(by("ab", 0, "accuse", "IRN", "PAK")).loc[0, "confidence"]
    assert alone == repeated == wire == pytest.approx(0.3, abs=1e-5)
    assert two == pytest.approx(0.84, abs=1e-5)


@pytest.mark.parametrize("on", [-1, 1])
def test_reports_printed_within_the_same_news_agree_though_their_dates_differ_by_a_day(on: int) -> None:
    rows = [*by("ab", 0, "strike", "IRN", "PAK"), mention(0.3, "strike", "IRN", "PAK", "c", on=on)]
    assert len(counted(rows)) == 1


def test_a_dateless_report_of_the_next_morning_is_the_same_strike() -> None:
    rows = [*by("ab", 0.3, "strike", "IRN", "PAK", on=0), mention(0.9, "strike", "IRN", "PAK", "c", on=1)]
    assert len(counted(rows)) == 1


def test_a_strike_of_the_next_day_is_another_strike() -> None:
    rows = [*by("ab", 0, "strike", "IRN", "PAK"), *by("ab", 1, "strike", "IRN", "PAK")]
    assert len(counted(rows)) == 2


def test_a_report_that_looks_back_joins_the_neighbouring_day() -> None:
    rows = [*by("ab", 0, "strike", "IRN", "PAK"), mention(4, "strike", "IRN", "PAK", "c", on=1)]
    assert len(counted(rows)) == 1


def test_each_direction_is_an_event_of_its_own() -> None:
    rows = [mention(0, "strike", "IRN", "PAK"), mention(0, "strike", "PAK", "IRN")]
    assert len(counted(rows)) == 2


def test_talks_are_one_event_whoever_is_named_first() -> None:
    rows = [mention(0, "talks", "IRN", "PAK", "a"), mention(0, "talks", "PAK", "IRN", "b")]
    assert len(counted(rows)) == 1


def test_retelling_confirms_the_event_and_makes_none() -> None:
    told = by("ab", 0, "strike", "IRN", "PAK")
    retold = [mention(5, "strike", "IRN", "PAK", "c", on=day, status="background") for day in (0, 1, 2)]
    made = events([*told, *retold])
    assert len(made) == 1
    links = make_events(frame([*told, *retold]), PAIR, TABLE).links
    assert sorted(links["role"]) == ["report", "report", "retelling", "retelling", "retelling"]
    assert levels([*told, *retold]) == levels(told)


def test_history_that_nobody_reported_is_context_without_points() -> None:
    rows = by("abc", 0, "strike", "IRN", "PAK", on=-300, status="background")
    assert events(rows)["status"].tolist() == ["background"]
    assert max(levels(rows)) == 0


def test_plan_becomes_the_deed_and_is_not_counted_twice() -> None:
    plan = by("ab", 0, "visit", "IRN", "PAK", on=7, status="planned")
    deed = by("ab", 7, "visit", "IRN", "PAK")
    assert counted(plan)["status"].tolist() == ["planned"]
    assert counted([*plan, *deed])["status"].tolist() == ["reported"]
    both = values_of([*plan, *deed])
    alone = values_of(deed)
    on_the_day = pd.Timestamp(DAY_0) + pd.Timedelta(days=7)
    assert both.loc[both["date"] == on_the_day, "deescalation_points"].iloc[0] == pytest.approx(
        alone.loc[alone["date"] == on_the_day, "deescalation_points"].iloc[0]
    )


def test_undated_plan_is_met_by_its_deed_weeks_later() -> None:
    rows = [*by("ab", 0, "talks", "IRN", "PAK", status="planned"), *by("ab", 20, "talks", "IRN", "PAK")]
    assert len(counted(rows)) == 1


def test_plan_called_off_counts_nothing() -> None:
    plan = by("abc", 0, "coerce", "IRN", "PAK", on=9, status="planned")
    off = by("ab", 3, "coerce", "IRN", "PAK", on=9, status="denied")
    result = levels([*plan, *off], days=6)
    assert result[2] > 0
    assert result[3] == 0


def test_one_denial_among_many_reports_changes_nothing() -> None:
    rows = by("abcd", 0, "strike", "IRN", "PAK")
    assert levels([*rows, mention(0.1, "strike", "IRN", "PAK", "z", status="denied")]) == levels(rows)


def test_event_that_more_outlets_deny_than_report_is_halved() -> None:
    rows = by("ab", 0, "strike", "IRN", "PAK")
    denied = by("xyz", 1, "strike", "IRN", "PAK", on=0, status="denied")
    assert levels([*rows, *denied])[1] == pytest.approx(levels(rows)[1] / 2)


def test_dead_multiply_the_strike_and_are_no_event_of_their_own() -> None:
    rows = by("abc", 0, "strike", "IRN", "PAK")
    dead = by("abc", 0.1, "casualties", "IRN", "PAK", killed=3)
    made = events([*rows, *dead])
    assert len(made) == 1
    assert made.loc[0, "killed"] == 3
    assert levels([*rows, *dead])[0] == pytest.approx(1.5 * levels(rows)[0])


def test_dead_of_an_unknown_author_find_the_strike_reported_later() -> None:
    rows = [*by("ab", 0, "casualties", "UNK", "PAK", killed=4), *by("ab", 0.2, "strike", "IRN", "PAK")]
    made = events(rows)
    assert made.loc[made["signal"] == "strike", "killed"].tolist() == [4]


def test_dead_without_a_strike_are_one_attack_by_an_unknown_actor() -> None:
    made = events(by("abc", 0, "casualties", "UNK", "PAK", killed=4))
    assert made[["signal", "source"]].to_numpy().tolist() == [["attack", "UNK"]]
    assert max(levels(by("abc", 0, "casualties", "UNK", "PAK", killed=4))) == 0


def test_dead_belong_to_the_author_and_side_that_is_named() -> None:
    rows = [
        *by("ab", 0, "strike", "IRN", "PAK"),
        *by("ab", 0, "attack", "NSA", "PAK"),
        *by("ab", 0.1, "casualties", "NSA", "PAK", killed=9),
        *by("ab", 0.1, "casualties", "IRN", "PAK", killed=2),
    ]
    made = events(rows).set_index("signal")
    assert made.loc["strike", "killed"] == 2
    assert made.loc["attack", "killed"] == 9


def test_toll_is_the_highest_that_two_outlets_carry() -> None:
    told = [
        Figure(0, 1, 1, 7, corrects=False),
        Figure(0, 2, 2, 7, corrects=False),
        Figure(0, 3, 3, 12, corrects=False),
    ]
    assert tolls_by_day(told, [0])[0].number == 7
    assert tolls_by_day([*told, Figure(1, 4, 4, 12, corrects=False)], [0, 1])[1].number == 12


def test_toll_that_nobody_shares_is_the_latest() -> None:
    told = [Figure(0, 1, 1, 12, corrects=False), Figure(1, 2, 2, 7, corrects=False)]
    assert [toll.number for toll in tolls_by_day(told, [0, 1])] == [12, 7]


def test_explicit_correction_wins_over_what_was_told_before() -> None:
    told = [
        Figure(0, 1, 1, 9, corrects=False),
        Figure(0, 2, 2, 9, corrects=False),
        Figure(1, 1, 1, 7, corrects=True),
        Figure(2, 3, 3, 9, corrects=False),
    ]
    assert [toll.number for toll in tolls_by_day(told, [0, 1, 2])] == [9, 7, 7]


def test_corrected_toll_may_lower_the_level() -> None:
    rows = [
        *by("abc", 0, "strike", "IRN", "PAK"),
        *by("abc", 0.1, "casualties", "IRN", "PAK", killed=20),
        *by("ab", 1, "casualties", "IRN", "PAK", killed=2, on=0, why="corrects an earlier toll"),
    ]
    assert levels(rows)[1] < levels(rows[:6])[1]


def test_militants_violence_counts_half_and_has_no_direction() -> None:
    attack = values_of(by("abc", 0, "attack", "NSA", "PAK")).iloc[0]
    strike = values_of(by("abc", 0, "attack", "IRN", "PAK")).iloc[0]
    assert attack["pressure_a_to_b"] == attack["pressure_b_to_a"] == 0
    assert strike["pressure_b_to_a"] > 0
    assert events(by("abc", 0, "attack", "IRN", "PAK"))["signal"].tolist() == ["strike"]


@pytest.mark.parametrize(
    ("signal", "source", "target"),
    [
        ("threaten", "USA", "IRN"),
        ("appeal", "INT", "PAK"),
        ("strike", "UNK", "PAK"),
        ("accuse", "IRN", "NSA"),
    ],
)
def test_third_parties_and_unknown_authors_are_context(signal: str, source: str, target: str) -> None:
    rows = by("abcd", 0, signal, source, target)
    values = values_of(rows)
    assert len(events(rows)) == 1
    assert values["event_count"].max() == 0


def test_joint_operation_is_cooperation() -> None:
    rows = [*by("abc", 0, "cooperate", "PAK", "IRN"), *by("abc", 0.1, "casualties", "PAK", "NSA", killed=5)]
    values = values_of(rows)
    assert values["escalation_points"].max() == 0
    assert values["deescalation_points"].max() > 0


def test_crowd_at_the_others_mission_counts_as_its_country() -> None:
    value = values_of(by("abc", 0, "protest", "CIV", "IRN")).iloc[0]
    assert value["pressure_a_to_b"] > 0


def test_superseded_article_stops_counting() -> None:
    old = by(
        "abc", 0, "strike", "IRN", "PAK", superseded_at=pd.Timestamp(DAY_0) + pd.Timedelta(days=3, hours=2)
    )
    result = levels(old)
    assert result[2] > 0
    assert result[3] == 0


def test_one_more_standing_report_of_a_superseded_event_keeps_it() -> None:
    gone = pd.Timestamp(DAY_0) + pd.Timedelta(days=3)
    old = by("ab", 0, "accuse", "IRN", "PAK", superseded_at=gone)
    kept = mention(0, "accuse", "IRN", "PAK", "c")
    assert levels([*old, kept])[4] == pytest.approx(levels([kept])[4])


def test_unnamed_actor_joins_the_event_of_the_day() -> None:
    rows = [*by("ab", 0, "strike", "IRN", "PAK"), mention(0.1, "strike", "UNK", "PAK", "c")]
    made = events(rows)
    assert made["outlet_count"].tolist() == [3]


def test_violence_at_two_places_of_a_day_is_two_events() -> None:
    rows = [
        *by("ab", 0, "attack", "NSA", "IRN", place="Rask"),
        *by("ab", 0, "attack", "NSA", "IRN", place="Saravan"),
    ]
    assert sorted(counted(rows)["place"]) == ["Rask", "Saravan"]


@pytest.mark.parametrize("hours", [(0, 1, 2), (1, 0, 2), (2, 1, 0)])
def test_a_report_without_a_place_means_the_violence_of_its_day(hours: tuple[int, ...]) -> None:
    places = [None, "Rask", None]
    rows = [
        mention(hour / 24, "strike", "PAK", "IRN", outlet, place=place)
        for outlet, place, hour in zip("abc", places, hours, strict=True)
    ]
    made = counted(rows)
    assert list(made["place"]) == ["Rask"]
    assert list(made["outlet_count"]) == [3]


def test_a_place_is_told_once_and_another_place_is_another_event() -> None:
    rows = [
        mention(0, "strike", "PAK", "IRN", "a"),
        mention(0.1, "strike", "PAK", "IRN", "b", place="Rask"),
        mention(0.2, "strike", "PAK", "IRN", "c", place="Saravan"),
        mention(0.3, "strike", "UNK", "IRN", "d", place="Saravan"),
    ]
    made = counted(rows).set_index("place")
    assert made["outlet_count"].to_dict() == {"Rask": 2, "Saravan": 2}


def test_a_place_told_the_next_morning_is_that_of_the_same_strike() -> None:
    rows = [
        *by("ab", 0.3, "strike", "IRN", "PAK", on=0),
        mention(0.9, "strike", "IRN", "PAK", "c", on=1, place="Panjgur"),
    ]
    assert list(counted(rows)["place"]) == ["Panjgur"]


def test_the_dead_of_a_place_belong_to_the_violence_there() -> None:
    rows = [
        *by("ab", 0, "attack", "NSA", "IRN", place="Rask"),
        *by("ab", 0.1, "attack", "NSA", "IRN", place="Saravan"),
        *by("ab", 0.2, "casualties", "NSA", "IRN", place="Saravan", killed=4),
    ]
    made = counted(rows).set_index("place")
    assert made["killed"].fillna(0).to_dict() == {"Rask": 0, "Saravan": 4}


def test_missing_column_and_unknown_status_are_named() -> None:
    rows = frame(by("a", 0, "strike", "IRN", "PAK"))
    with pytest.raises(InputError, match="story_id"):
        make_events(rows.drop(columns="story_id"), PAIR, TABLE)
    with pytest.raises(InputError, match="rumoured"):
        make_events(rows.assign(status="rumoured"), PAIR, TABLE)


def standing(rows: list[dict[str, Any]], days: int) -> list[float]:
    return values_of(rows, days).groupby("date")["standing_points"].last().tolist()


def test_measure_of_two_outlets_stands_until_the_same_measure_is_restored() -> None:
    rows = [
        *by("abc", 0, "sanction", "PAK", "IRN", measure="envoy"),
        *by("abc", 9, "restore", "PAK", "IRN", measure="border"),
        *by("abc", 30, "restore", "IRN", "PAK", measure="envoy"),
    ]
    level = standing(rows, 34)
    assert len(set(level[:30])) == 1
    assert level[0] > 0
    assert level[30:] == [0, 0, 0, 0]


def test_measure_that_one_outlet_tells_fades() -> None:
    level = levels(by("a", 0, "sanction", "PAK", "IRN", measure="envoy"), 15)
    assert level[14] < level[0] / 2
    assert max(standing(by("a", 0, "sanction", "PAK", "IRN", measure="envoy"), 15)) == 0


def test_one_outlet_alone_ends_no_measure() -> None:
    rows = [
        *by("abc", 0, "sanction", "PAK", "IRN", measure="envoy"),
        mention(5, "restore", "PAK", "IRN", measure="envoy"),
    ]
    assert standing(rows, 8)[7] > 0


def test_full_ties_restored_ends_every_measure() -> None:
    rows = [
        *by("abc", 0, "sanction", "PAK", "IRN", measure="envoy"),
        *by("abc", 1, "coerce", "IRN", "PAK", measure="border"),
        *by("abc", 5, "restore", "PAK", "IRN", sentence="They restored full diplomatic ties."),
    ]
    level = standing(rows, 8)
    assert level[4] > level[0]
    assert level[5] == 0


def test_measure_taken_again_after_its_end_stands_again() -> None:
    rows = [
        *by("abc", 0, "sanction", "PAK", "IRN", measure="envoy"),
        *by("abc", 5, "restore", "PAK", "IRN", measure="envoy"),
        *by("abc", 12, "sanction", "PAK", "IRN", measure="envoy"),
    ]
    level = standing(rows, 15)
    assert level[6] == 0
    assert level[12] > 0


def test_measure_told_again_while_it_stands_is_the_same_measure() -> None:
    rows = [
        *by("abc", 0, "sanction", "PAK", "IRN", measure="envoy"),
        *by("def", 9, "sanction", "PAK", "IRN", measure="envoy"),
    ]
    assert len(counted(rows)) == 1


def test_measure_nobody_mentions_for_180_days_fades() -> None:
    rows = by("abc", 0, "sanction", "PAK", "IRN", measure="envoy")
    level = standing(rows, 250)
    assert level[0] == level[180]
    assert level[185] < level[180]
    assert level[-1] == 0


def test_mention_keeps_a_measure_alive() -> None:
    rows = by("abc", 0, "sanction", "PAK", "IRN", measure="envoy")
    again = mention(100, "sanction", "PAK", "IRN", "d", measure="envoy", status="background", on=0)
    assert standing([*rows, again], 250)[249] > 0
