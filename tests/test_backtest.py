"""Rules held against a dated timeline."""

from pathlib import Path

import pandas as pd
import pytest

from tension.alerts.backtest import TIMELINE, backtest, operating_curve, read_timeline
from tension.alerts.rules import DEFAULT_RULES, LevelRule
from tension.charts import operating_png
from tension.errors import InputError
from tests.alert_data import PAIR, history, january

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def timeline() -> pd.DataFrame:
    return read_timeline(ROOT / TIMELINE)


def test_default_rules_on_the_expected_january(timeline: pd.DataFrame) -> None:
    """The 16th, 17th and 18th are told of, nothing is a false alarm; three escalations lie inside."""
    outcomes = {outcome.rule: outcome for outcome in backtest(january(), DEFAULT_RULES, timeline, PAIR)}
    assert set(outcomes) == {"high", "severe", "jump", "fall"}
    high = outcomes["high"]
    assert (high.raises, high.hits, high.false_alarms_per_year, high.events) == (1, 1, 0.0, 3)
    assert (high.detected, high.delay_days) == (3, 0.0)
    assert outcomes["fall"].hits == outcomes["fall"].raises == 1


def test_a_raise_without_an_event_is_a_false_alarm_and_an_event_without_a_raise_is_missed() -> None:
    values = history([70, 10, 10, 10, 10, 10, 10, 10, 10, 10])
    late = pd.DataFrame(
        {
            "date": pd.to_datetime(["2024-01-16"]),
            "direction": "escalation",
            "weight": 4,
            "what": "",
            "signal": "",
        }
    )
    rule = LevelRule(name="high", raise_at=60, clear_below=50)
    (outcome,) = backtest(values, [rule], late, PAIR)
    assert (outcome.hits, outcome.detected, outcome.delay_days) == (0, 0, None)
    assert outcome.false_alarms_per_year == pytest.approx(365.25 / 10)


def test_light_events_and_events_outside_the_history_do_not_count(timeline: pd.DataFrame) -> None:
    (outcome,) = backtest(
        history([10.0] * 3), [LevelRule(name="x", raise_at=60, clear_below=50)], timeline, PAIR
    )
    assert outcome.events == 0


def test_the_operating_curve_trades_detection_for_calm(timeline: pd.DataFrame) -> None:
    curve = operating_curve(january(), timeline, PAIR)
    assert curve["threshold"].is_monotonic_increasing
    assert curve["detected_share"].is_monotonic_decreasing
    assert curve.loc[curve["threshold"] == 60, "detected_share"].item() == 1.0
    assert curve.loc[curve["threshold"] == 85, "detected_share"].item() == 0.0
    assert operating_png(curve, "January 2024").startswith(b"\x89PNG")


def test_a_timeline_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no timeline at"):
        read_timeline(tmp_path / "absent.csv")
    (tmp_path / "t.csv").write_text("date,what\n2024-01-16,x\n")
    with pytest.raises(InputError, match="lacks the column signal"):
        read_timeline(tmp_path / "t.csv")
