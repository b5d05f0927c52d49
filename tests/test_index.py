"""The index on the replay's gold events, on worked scenarios, and by hand."""

from datetime import timedelta
from pathlib import Path

import pandas as pd
import pytest

from tension.config import Settings
from tension.explain import explain_change, explain_day
from tension.index.attribution import contributions
from tension.index.curve import band_of, level_of, tension_of
from tension.signals.table import load_signal_table
from tension.validation.replay import Replay, read_replay
from tension.validation.report import gold_reading, judge_days, scenario_scores, tension_by_day
from tests.evidence import (
    DAY_0,
    by,
    frame,
    index,
    mention,
    own_days,
    reads,
    tensions,
    values_in,
    values_of,
)

SAMPLE = Path("warehouse/samples/january-2024.jsonl.gz")
DATA = Path("tests/data")


@pytest.fixture(scope="module")
def expected() -> pd.Series:
    table = pd.read_csv(DATA / "january-2024-daily.csv", parse_dates=["date"])
    return table.set_index("date")["expected"]


@pytest.fixture(scope="module")
def replay() -> Replay:
    return read_replay(SAMPLE, DATA / "january-2024-gold.jsonl", Settings())


@pytest.fixture(scope="module")
def days(replay: Replay, expected: pd.Series) -> pd.DataFrame:
    closes = [moment.date() for moment in expected.index]
    return tension_by_day(gold_reading(replay), load_signal_table(), closes)


def test_replay_peaks_sets_in_and_falls_as_the_gold_says(days: pd.DataFrame, expected: pd.Series) -> None:
    tension = days["tension"]
    judged = judge_days(tension, expected, "2024-01-16")
    assert judged["peak"] == "2024-01-18"
    assert judged["onset_delay_days"] == 0
    assert judged["spearman"] >= 0.93
    assert min(tension["2024-01-17"], tension["2024-01-18"]) >= 60
    assert tension["2024-01-10"] < 20
    assert tension["2024-01-29"] < tension.max() / 2
    assert tension["2024-01-29"] < tension["2024-01-22"] < tension["2024-01-19"] < tension["2024-01-18"]
    assert tension["2024-01-27"] > tension["2024-01-26"]


def test_recalled_envoy_stands_from_the_recall_to_the_return(days: pd.DataFrame) -> None:
    standing = days["standing_points"]
    assert (standing["2024-01-17":"2024-01-25"] > 0).all()
    assert (standing["2024-01-26":] == 0).all()
    assert (standing[:"2024-01-16"] == 0).all()


def test_attention_may_stay_high_while_tension_falls(days: pd.DataFrame) -> None:
    after, peak = days.loc["2024-01-29"], days.loc["2024-01-18"]
    assert after["attention"] > 0.7 * peak["attention"]
    assert after["tension"] < 0.5 * peak["tension"]


def test_worked_scenarios_read_as_published() -> None:
    """The table of docs/methodology.md; a change of the method that moves one of them is a change of meaning."""
    published = pd.read_csv("tests/golden/scenarios.csv").set_index("scenario")["tension"]
    scores = scenario_scores(load_signal_table())
    assert list(scores) == list(published.index)
    for name, score in scores.items():
        assert score == pytest.approx(published[name], abs=0.05), name


def test_curve_is_monotone_and_its_inverse_is_the_level() -> None:
    assert [band_of(tension) for tension in (0, 19.9, 20, 40, 60, 80, 100)] == [
        "calm", "calm", "guarded", "elevated", "high", "severe", "severe",
    ]  # fmt: skip
    for level in (0.0, 1.0, 30.0, 200.0):
        assert level_of(tension_of(level)) == pytest.approx(level)


def test_thousand_copies_of_one_story_move_it_by_at_most_half_a_point() -> None:
    one = [
        mention(0, "strike", "IRN", "PAK", "a", article="0"),
        mention(0.01, "casualties", "IRN", "PAK", "a", killed=7),
    ]
    copies = [
        {
            **row,
            "article_id": f"copy-{n}-{k}",
            "outlet": f"o{n}",
            "known_at": row["known_at"] + timedelta(minutes=n),
        }
        for n in range(500)
        for k, row in enumerate(one)
    ]
    before, after = tensions(one, 5), tensions([*one, *copies], 5)
    assert max(abs(a - b) for a, b in zip(after, before, strict=True)) <= 0.5


def test_outlet_left_out_of_three_or_more_moves_little() -> None:
    """Where three outlets or more carry an event, one of them moves tension by no more than five."""
    rows = [
        *by("abc", 0, "strike", "IRN", "PAK"),
        *by("abc", 0, "accuse", "PAK", "IRN"),
        *by("abcd", 1, "sanction", "PAK", "IRN", measure="envoy"),
        *by("abcd", 2, "strike", "PAK", "IRN"),
    ]
    whole = tensions(rows, 10)
    for outlet in "abcd":
        less = tensions([row for row in rows if row["outlet"] != outlet], 10)
        assert max(abs(a - b) for a, b in zip(less, whole, strict=True)) <= 5


def test_days_without_coverage_say_so_and_widen_the_interval() -> None:
    rows = by("abc", 0, "strike", "IRN", "PAK")
    full, cut = reads(20), reads(6)
    read, silent = own_days(values_of(rows, 20, read=full)), own_days(values_of(rows, 20, read=cut))
    assert set(read["coverage"]) == {"ok"}
    assert set(silent["coverage"][6:]) == {"none"}
    width = (silent["tension_high"] - silent["tension_low"]) - (read["tension_high"] - read["tension_low"])
    assert (width[:6] == 0).all()
    assert width[6:].diff().dropna().ge(0).all()
    assert width.iloc[-1] > width.iloc[6] > 0
    assert (silent["tension"].diff().dropna() <= 0).all()


def test_thin_day_has_few_articles_or_one_outlet() -> None:
    read = reads(10)
    last = read["known_date"].max()
    one_outlet = read[(read["known_date"] < last) | (read["outlet"] == "r0")]
    assert own_days(values_of([], 10, read=one_outlet))["coverage"].tolist() == ["ok"] * 9 + ["thin"]


def test_late_article_revises_the_days_it_touches_and_keeps_what_was_published() -> None:
    rows = [*by("abc", 0, "strike", "IRN", "PAK"), *by("ab", 5, "strike", "PAK", "IRN", on=3)]
    values = values_of(rows, 8)
    history = values[values["date"] == pd.Timestamp(DAY_0) + timedelta(days=3)]
    assert len(history) == 2
    assert history["level_points"].is_monotonic_increasing
    assert (history["as_of"] - history["date"]).dt.days.tolist() == [1, 3]


def test_contribution_is_exactly_nothing_after_ten_half_lives() -> None:
    values = values_of(by("abc", 0, "strike", "IRN", "PAK"), 50)
    level = own_days(values)["level_points"].tolist()
    assert level[39] > 0
    assert level[40] == 0


def test_planned_visit_counts_less_than_a_visit_made() -> None:
    strike = by("abc", 0, "strike", "IRN", "PAK")
    plan = tensions([*strike, *by("abc", 1, "visit", "PAK", "IRN", on=6, status="planned")], 3)
    made = tensions([*strike, *by("abc", 1, "visit", "PAK", "IRN")], 3)
    none = tensions(strike, 3)
    assert made[1] < plan[1] < none[1]


def test_another_seed_moves_the_interval_and_not_the_point() -> None:
    rows = [mention(0, "strike", "IRN", "PAK", outlet, probability=0.7) for outlet in "abcd"]
    one, two = values_of(rows, 3, seed=1), values_of(rows, 3, seed=2)
    assert one["tension"].equals(two["tension"])
    assert not one["tension_low"].equals(two["tension_low"])


def test_explanation_adds_up_and_quotes_each_outlet_once() -> None:
    rows = [*by("abc", 0, "strike", "IRN", "PAK"), *by("ab", 2, "talks", "PAK", "IRN")]
    result = index(rows, 5)
    value = own_days(values_in(result)).iloc[2]
    moment = pd.Timestamp(DAY_0) + timedelta(days=3)
    parts = contributions(result.events, result.states, DAY_0 + timedelta(days=2), moment)
    evidence = result.links.merge(frame(rows), on=["article_id", "revision", "evidence_no"])
    told = explain_day(parts, evidence, limit=1, quotes=5)
    assert told.total_points == pytest.approx(value["level_points"])
    assert told.other_points + told.drivers[0].points == pytest.approx(told.total_points)
    assert [quote.outlet for quote in told.drivers[0].quotes] == ["a", "b", "c"]
    earlier = contributions(result.events, result.states, DAY_0, pd.Timestamp(DAY_0) + timedelta(days=1))
    change = explain_change(earlier, parts, evidence)
    assert {driver.kind for driver in change.drivers} == {"faded", "new"}
    assert change.total_points == pytest.approx(told.total_points - earlier["points"].sum())


def test_one_deed_told_with_other_roles_counts_once() -> None:
    rows = [
        *by("abcd", 0, "strike", "IRN", "PAK"),
        *by("abcd", 0.1, "casualties", "IRN", "PAK", killed=9),
        *by("ef", 0.2, "strike", "PAK", "IRN"),
        *by("ef", 0.3, "casualties", "PAK", "IRN", killed=9),
    ]
    assert tensions(rows, 2) == pytest.approx(tensions(rows[:8], 2))


def test_what_one_voice_tells_counts_half_until_another_tells_it() -> None:
    alone = values_of(by("a", 0, "accuse", "IRN", "PAK"), 1)["level_points"].iloc[0]
    two = values_of(by("ab", 0, "accuse", "IRN", "PAK"), 1)["level_points"].iloc[0]
    assert alone == pytest.approx(2.5 * 0.6 / 2, abs=1e-5)
    assert two == pytest.approx(2.5 * 0.84, abs=1e-5)
