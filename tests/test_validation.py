"""Validation: metrics by hand, baselines, the second crisis, interval coverage in simulation."""

import numpy as np
import pandas as pd
import pytest

from tension.signals.table import load_signal_table
from tension.validation.baselines import rank_correlations
from tension.validation.report import interval_coverage, judge_days, validate_second_crisis
from tension.validation.simulation import World, simulate


def series(*values: float) -> pd.Series:
    return pd.Series(values, index=pd.date_range("2024-01-01", periods=len(values)))


def test_days_are_judged_by_rank_peak_onset_and_fall() -> None:
    judged = judge_days(series(0, 5, 50, 80, 60, 30, 10), series(0, 1, 5, 9, 7, 4, 2), "2024-01-02")
    assert judged == {
        "spearman": pytest.approx(1.0),
        "peak": "2024-01-04",
        "peak_tension": 80.0,
        "onset_delay_days": 1,
        "fall_half_life_days": 2,
    }


def test_crisis_that_never_sets_in_or_falls_has_no_delay() -> None:
    judged = judge_days(series(0, 1, 2), series(0, 1, 2), "2024-01-02")
    assert judged["onset_delay_days"] is None
    assert judged["fall_half_life_days"] is None


def test_baseline_is_given_the_better_of_plain_and_smoothed() -> None:
    expected = series(1, 2, 3, 4, 5, 6)
    noisy = pd.DataFrame({"x": [1.0, 3, 2, 5, 4, 6]}, index=expected.index)
    plain = noisy["x"].corr(expected, method="spearman")
    assert rank_correlations(noisy, expected)["x"] >= plain


def test_second_crisis_of_another_pair_is_ranked_as_judged_beforehand() -> None:
    judged = validate_second_crisis(load_signal_table())
    assert judged["spearman"] >= 0.9
    assert judged["onset_delay_days"] == 0


def test_same_seed_makes_the_same_world() -> None:
    pd.testing.assert_frame_equal(simulate(World(days=30), 3).noisy, simulate(World(days=30), 3).noisy)
    chance = simulate(World(days=200, outlet_shift=0.0), 5)
    assert len(chance.true) == pytest.approx(chance.noisy["probability"].sum(), rel=0.05)


def test_interval_covers_the_truth_on_85_to_95_of_100_simulated_days() -> None:
    """The level of the true mentions under the same formula; three worlds of 180 days each."""
    result = interval_coverage(World(days=180), (11, 12, 13), load_signal_table())
    assert 0.85 <= result["coverage"] <= 0.97
    assert abs(result["bias"]) < 1.5
    assert np.isfinite(result["width"])
