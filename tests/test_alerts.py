"""What the rules say of a history of the index, in order, over revisions, reruns and gaps."""

from datetime import date, datetime, timedelta

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tension.alerts.evaluate import AlertChanges, evaluate_rules
from tension.alerts.ledger import Ledger
from tension.alerts.records import Alert, alerts_frame, alerts_from
from tension.alerts.rules import (
    DEFAULT_RULES,
    BandRule,
    FallRule,
    JumpRule,
    LevelRule,
    Rule,
    StaleRule,
    ThinRule,
    band_of,
)
from tension.alerts.series import Point, Walk
from tension.alerts.stale import evaluate_stale
from tension.config import load_settings
from tension.errors import ConfigError
from tests.alert_data import GOLD, PAIR, START, close_of, day, history

LEVEL = LevelRule(name="high", raise_at=60, clear_below=50)
EMPTY = alerts_frame([])


def revised(values: pd.DataFrame, number: int, tension: float, at: int) -> pd.DataFrame:
    """The history with one day published again at a later close."""
    row = history([tension]).assign(date=pd.Timestamp(day(number)), as_of=pd.Timestamp(close_of(at)))
    return pd.concat([values, row], ignore_index=True)


def run(values: pd.DataFrame, *rules: Rule, existing: pd.DataFrame = EMPTY) -> AlertChanges:
    return evaluate_rules(values, rules, existing, PAIR, operations=True)


def told(changes: AlertChanges) -> list[tuple[str, str, int]]:
    """Rule, event and day number of every notice."""
    rules = {alert.alert_id: alert.rule for alert in changes.alerts}
    return [
        (rules[notice.alert_id], notice.event, (notice.for_date - START).days) for notice in changes.notices
    ]


def merged(existing: pd.DataFrame, changes: AlertChanges) -> pd.DataFrame:
    """The stored alerts after a write."""
    rows = {alert.alert_id: alert for alert in [*alerts_from(existing), *changes.alerts]}
    return alerts_frame(list(rows.values()))


def test_default_rules_on_the_expected_january_raise_escalate_and_clear() -> None:
    """Raised on the 16th or 17th, severe on the 18th, over after the 19th, silent in the calm days."""
    changes = run(history([8 * grade for grade in GOLD]), *DEFAULT_RULES)
    words = told(changes)
    assert ("jump", "raised", 8) in words
    assert ("high", "raised", 9) in words
    assert ("severe", "raised", 10) in words
    assert ("high", "escalated", 10) in words
    assert ("high", "cleared", 12) in words
    assert ("fall", "raised", 14) in words
    assert all(8 <= number <= 20 for _, _, number in words)
    assert {alert.state for alert in changes.alerts} == {"cleared"}


def test_a_value_resting_on_the_line_speaks_once() -> None:
    assert told(run(history([10, 61, 59, 60, 52, 61, 49, 55]), LEVEL)) == [
        ("high", "raised", 1),
        ("high", "cleared", 6),
    ]


def test_the_line_itself_is_high_and_the_lower_line_itself_is_not_over() -> None:
    assert told(run(history([60, 50, 49.999]), LEVEL)) == [("high", "raised", 0), ("high", "cleared", 2)]


def test_a_certain_level_waits_until_the_interval_clears_the_line() -> None:
    rule = LevelRule(name="sure", raise_at=60, clear_below=50, certain=True)
    assert told(run(history([62, 64, 47, 45.9]), rule)) == [("sure", "raised", 1), ("sure", "cleared", 3)]


def test_without_coverage_nothing_is_called_over() -> None:
    values = history([70, 45, 40, 40], coverage=["ok", "none", "none", "thin"])
    assert told(run(values, LEVEL)) == [("high", "raised", 0), ("high", "cleared", 3)]
    fall = FallRule(name="fall", points=20, days=1)
    assert told(run(history([70, 45, 40], coverage=["ok", "none", "none"]), fall)) == []


def test_an_open_alert_tells_of_each_step_up() -> None:
    rule = LevelRule(name="high", raise_at=60, clear_below=50, step_points=10)
    assert told(run(history([61, 66, 71, 75, 69, 82]), rule)) == [
        ("high", "raised", 0),
        ("high", "escalated", 2),
        ("high", "escalated", 5),
    ]


def test_an_alert_found_late_does_not_call_a_fall_a_rise() -> None:
    """Raised for day 1 when day 2 is known already; day 3 is higher than day 1 and lower than day 2."""
    rule = LevelRule(name="high", raise_at=60, clear_below=50, step_points=10)
    values = revised(history([10, 58, 85, 80]), 1, 65, at=2)
    assert ("high", "escalated", 3) not in told(run(values, rule))


def test_a_jump_over_several_days_is_one_alert_while_it_lasts() -> None:
    rule = JumpRule(name="jump", points=20, days=2)
    assert told(run(history([10, 15, 31, 40, 41]), rule)) == [("jump", "raised", 2), ("jump", "cleared", 4)]


def test_a_jump_needs_the_day_it_is_counted_from() -> None:
    values = history([10, 10, 50]).drop(index=0)
    assert told(run(values, JumpRule(name="jump", points=20, days=2))) == []


def test_a_certain_jump_counts_from_top_to_bottom() -> None:
    rule = JumpRule(name="jump", points=20, certain=True)
    assert told(run(history([10, 37.9]), rule)) == []
    assert told(run(history([10, 38]), rule)) == [("jump", "raised", 1)]


def test_a_fall_is_news_too() -> None:
    rule = FallRule(name="fall", points=20, days=3, leaving=40)
    assert told(run(history([70, 65, 60, 50, 45]), rule)) == [("fall", "raised", 3)]
    assert told(run(history([39, 30, 20, 10]), rule)) == []


def test_each_change_of_band_speaks_and_a_margin_stops_chatter() -> None:
    up = BandRule(name="band", least="calm")
    assert [
        number for _, event, number in told(run(history([5, 25, 45, 45, 65]), up)) if event == "raised"
    ] == [
        1,
        2,
        4,
    ]
    quiet = BandRule(name="band", least="calm", direction="both", margin_points=2)
    resting = told(run(history([19, 20.5, 19.5, 20.5, 22, 19, 17.9]), quiet))
    assert [number for _, event, number in resting if event == "raised"] == [4, 6]


def test_thin_coverage_speaks_after_so_many_days_in_a_row_and_not_for_archives() -> None:
    values = history([5.0] * 6, coverage=["ok", "thin", "none", "thin", "thin", "ok"])
    rule = ThinRule(name="thin", days=3)
    assert told(run(values, rule)) == [("thin", "raised", 3), ("thin", "cleared", 5)]
    archive = evaluate_rules(values, [rule], EMPTY, PAIR, operations=False)
    assert archive == AlertChanges([], [])


def test_provisional_days_raise_nothing() -> None:
    values = history([10, 90]).assign(provisional=[False, True])
    assert told(run(values, LEVEL)) == []


def test_a_revision_that_undoes_a_crossing_says_so_once() -> None:
    values = revised(history([10, 61, 55, 55, 55]), 1, 58, at=3)
    changes = run(values, LEVEL)
    assert told(changes) == [("high", "raised", 1), ("high", "withdrawn", 1)]
    assert [alert.state for alert in changes.alerts] == ["withdrawn"]
    assert run(values, LEVEL, existing=merged(EMPTY, changes)) == AlertChanges([], [])


def test_a_revision_that_moves_the_crossing_by_a_day_says_nothing() -> None:
    values = revised(history([10, 61, 65, 65]), 1, 58, at=3)
    assert told(run(values, LEVEL)) == [("high", "raised", 1)]


def test_a_crossing_found_late_is_raised_for_its_own_day() -> None:
    assert told(run(revised(history([10, 40, 55, 55]), 1, 66, at=3), LEVEL)) == [("high", "raised", 1)]
    over = run(revised(history([10, 40, 30, 30]), 1, 66, at=3), LEVEL)
    assert told(over) == [("high", "raised", 1)]
    assert over.alerts[0].cleared_for == day(2)


def test_an_alert_called_over_too_early_is_raised_again() -> None:
    values = revised(history([70, 49, 55]), 1, 51, at=2)
    assert told(run(values, LEVEL)) == [("high", "raised", 0), ("high", "cleared", 1), ("high", "raised", 1)]


def test_news_of_the_days_after_an_alert_does_not_take_it_back() -> None:
    """Its last day was revised to be over earlier, and then the day it was called over was revised too."""
    values = revised(revised(history([70, 55, 45, 40, 40, 40]), 1, 48, at=3), 2, 44, at=4)
    assert told(run(values, LEVEL)) == [("high", "raised", 0), ("high", "cleared", 2)]


def test_a_rule_taken_from_the_settings_retires_its_open_alerts_without_a_word() -> None:
    existing = merged(EMPTY, run(history([70, 70]), LEVEL))
    changes = run(history([70, 70, 70]), existing=existing)
    assert [alert.state for alert in changes.alerts] == ["retired"]
    assert changes.notices == []


def test_an_open_alert_that_a_rebuilt_history_lacks_is_taken_back() -> None:
    existing = merged(EMPTY, run(history([70, 70]), LEVEL))
    changes = run(history([40, 40]), LEVEL, existing=existing)
    assert [(notice.event, notice.for_date) for notice in changes.notices] == [("withdrawn", day(0))]
    assert run(history([40, 40]), LEVEL, existing=merged(existing, changes)) == AlertChanges([], [])


def test_rules_watch_their_own_pairs_whichever_way_round() -> None:
    other = LEVEL.model_copy(update={"pairs": ("IND-PAK",)})
    same = LEVEL.model_copy(update={"pairs": ("IRN-PAK",)})
    assert told(run(history([70]), other)) == []
    assert told(run(history([70]), same)) == [("high", "raised", 0)]


def test_stale_data_speaks_once_and_clears_with_the_next_close() -> None:
    rule, last = StaleRule(name="stale", hours=36), datetime.fromisoformat("2024-01-10")
    assert evaluate_stale(last, [rule], EMPTY, PAIR, last + timedelta(hours=35)).alerts == []
    raised = evaluate_stale(last, [rule], EMPTY, PAIR, last + timedelta(hours=36))
    assert [(notice.event, notice.for_date) for notice in raised.notices] == [("raised", date(2024, 1, 10))]
    stored = merged(EMPTY, raised)
    assert evaluate_stale(last, [rule], stored, PAIR, last + timedelta(days=9)) == AlertChanges([], [])
    caught_up = evaluate_stale(
        datetime.fromisoformat("2024-01-12"), [rule], stored, PAIR, datetime.fromisoformat("2024-01-12 06:00")
    )
    assert [(notice.event, notice.for_date) for notice in caught_up.notices] == [
        ("cleared", date(2024, 1, 11))
    ]
    assert run(history([70.0]), LEVEL, existing=stored).alerts[0].rule == "high"


@pytest.mark.parametrize(
    ("rule", "reason"),
    [
        (
            {"kind": "level", "name": "x", "raise_at": 40, "clear_below": 50},
            "one value would raise and clear",
        ),
        ({"kind": "level", "name": "x", "raise_at": 120, "clear_below": 50}, "less than or equal to 100"),
        ({"kind": "fall", "name": "x", "points": 50, "leaving": 40}, "less to fall"),
        ({"kind": "stale", "name": "x", "hours": 3}, "greater than or equal to 25"),
        ({"kind": "level", "name": "x", "raise_at": 9, "clear_below": 5, "url": "json://h"}, "Extra inputs"),
        ({"kind": "thin", "name": "x", "pairs": ["PAK"]}, "not a pair of countries"),
    ],
)
def test_an_impossible_rule_is_refused_with_the_reason(rule: dict[str, object], reason: str) -> None:
    with pytest.raises(ConfigError, match=reason):
        load_settings(None, alerts={"rules": [rule]})


def test_two_rules_of_one_name_are_refused() -> None:
    twin = {"kind": "thin", "name": "thin"}
    with pytest.raises(ConfigError, match="two rules are named 'thin'"):
        load_settings(None, alerts={"rules": [twin, twin]})


def test_bands_are_the_published_ones() -> None:
    assert [band_of(value) for value in (0, 19.99, 20, 40, 60, 79.9, 80, 100)] == [
        "calm", "calm", "guarded", "elevated", "high", "high", "severe", "severe",
    ]  # fmt: skip


tensions = st.lists(st.floats(0, 100), min_size=1, max_size=25)
revisions = st.lists(st.tuples(st.integers(0, 24), st.integers(1, 7), st.floats(0, 100)), max_size=6)
ALL_KINDS: tuple[Rule, ...] = (*DEFAULT_RULES, BandRule(name="band", direction="both", least="calm"))


def _with_revisions(values: list[float], changes: list[tuple[int, int, float]]) -> pd.DataFrame:
    frame = history(values)
    for number, later, tension in changes:
        if number + later < len(values):
            frame = revised(frame, number, tension, at=number + later)
    return frame.drop_duplicates(["date", "as_of"], keep="last")


@settings(max_examples=25, deadline=None)
@given(tensions, revisions)
def test_morning_by_morning_equals_a_bulk_load(
    values: list[float], changes: list[tuple[int, int, float]]
) -> None:
    """The same alerts, and every notice exactly once, however many mornings the history came in."""
    frame = _with_revisions(values, changes)
    bulk = run(frame, *ALL_KINDS)
    stored, notices = EMPTY, []
    for as_of in sorted(frame["as_of"].unique()):
        for _ in range(2):  # every morning is run twice
            step = run(frame[frame["as_of"] <= as_of], *ALL_KINDS, existing=stored)
            stored = merged(stored, step)
            notices += step.notices
    assert {alert.alert_id: alert for alert in alerts_from(stored)} == {
        alert.alert_id: alert for alert in bulk.alerts
    }
    assert sorted(notice.notice_id for notice in notices) == sorted(
        notice.notice_id for notice in bulk.notices
    )


@settings(max_examples=50, deadline=None)
@given(tensions, revisions)
def test_what_stands_is_what_the_days_show(
    values: list[float], changes: list[tuple[int, int, float]]
) -> None:
    """On the latest values every day at or over the line lies in an alert that stands, and none is empty."""
    frame = _with_revisions(values, changes)
    latest = frame.sort_values("as_of").groupby("date")["tension"].last()
    standing = [alert for alert in run(frame, LEVEL).alerts if alert.state != "withdrawn"]
    over = [moment.date() for moment, tension in latest.items() if tension >= LEVEL.raise_at]
    for alert in standing:
        assert any(
            alert.raised_for <= moment.date()
            and (alert.cleared_for is None or moment.date() < alert.cleared_for)
            for moment, tension in latest.items()
            if tension >= LEVEL.clear_below
        )
    assert not over or standing


@settings(max_examples=20, deadline=None)
@given(tensions, revisions)
def test_order_of_rows_does_not_matter(values: list[float], changes: list[tuple[int, int, float]]) -> None:
    frame = _with_revisions(values, changes)
    assert run(frame, *ALL_KINDS) == run(frame.sample(frac=1, random_state=3), *ALL_KINDS)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 9), st.sampled_from([30.0, 49.0, 55.0, 70.0])), min_size=1, max_size=30)
)
def test_episodes_walked_day_by_day_are_those_of_one_walk(news: list[tuple[int, float]]) -> None:
    walked, points = Walk(LEVEL), dict[date, Point]()
    dates: list[date] = []
    for number, tension in news:
        points[day(number)] = Point(tension, tension, tension, "ok")
        before = walked.episodes(dates, 0) if walked.marks else []
        dates = sorted(points)
        moved = walked.advance(dates, points, dates.index(day(number)))
        assert moved or walked.episodes(dates, 0) == before
        anew = Walk(LEVEL)
        anew.advance(dates, points, 0)
        for first in range(len(dates)):
            assert walked.episodes(dates, first) == anew.episodes(dates, first)
        held = {at for at, found in enumerate(walked.marks) if found.name is not None}
        assert held == {at for start, end in walked.runs for at in range(start, end)}


class _Watchful(Walk):
    """Says of every close that it moved an episode."""

    def advance(self, dates: list[date], points: dict[date, Point], at: int) -> bool:
        super().advance(dates, points, at)
        return True


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from([rule for rule in ALL_KINDS if not isinstance(rule, StaleRule)]),
    st.lists(
        st.dictionaries(
            st.integers(0, 12),
            st.tuples(
                st.sampled_from([10.0, 39.0, 49.0, 61.0, 72.0, 90.0]), st.sampled_from(["ok", "thin", "none"])
            ),
            min_size=1,
            max_size=3,
        ),
        min_size=1,
        max_size=20,
    ),
)
def test_passing_over_closes_that_moved_nothing_loses_no_word(
    rule: Rule, closes: list[dict[int, tuple[float, str]]]
) -> None:
    brief, full = Ledger(PAIR, Walk(rule)), Ledger(PAIR, _Watchful(rule))
    points = dict[date, Point]()
    for number, news in enumerate(closes):
        points |= {day(at): Point(value, value - 2, value + 2, cover) for at, (value, cover) in news.items()}
        dates = sorted(points)
        for ledger in (brief, full):
            ledger.close(dates, points, dates.index(day(min(news))), close_of(number))
    assert (brief.alerts, brief.notices) == (full.alerts, full.notices)


@settings(max_examples=20, deadline=None)
@given(tensions)
def test_raises_and_clears_of_a_level_alternate(values: list[float]) -> None:
    events = [event for _, event, _ in told(run(history(values), LEVEL))]
    assert events == [("raised", "cleared")[number % 2] for number in range(len(events))]


def test_alerts_survive_the_trip_through_a_frame() -> None:
    alerts = run(history([70, 40, 80]), LEVEL).alerts
    assert alerts_from(alerts_frame(alerts)) == alerts
    assert all(isinstance(alert, Alert) and isinstance(alert.raised_for, date) for alert in alerts)
