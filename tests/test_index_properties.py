"""The properties of the index, on generated sets of mentions; TENSION_EXAMPLES=200 looks harder."""

import os
from datetime import timedelta
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tension.events.caps import OUTLET_DAY_POINTS
from tension.index.attribution import contributions, differences
from tension.index.compute import PairIndex, compute_pair
from tension.index.curve import tension_of
from tension.pairs import Pair
from tension.signals.places import PLACED
from tests.evidence import (
    DAY_0,
    PAIR,
    TABLE,
    Parameters,
    frame,
    index,
    mention,
    own_days,
    reads,
    values_in,
    values_of,
)

DAYS = 9
ONE_OUTLET_BOUND = float(tension_of(OUTLET_DAY_POINTS))
"""Published: what one outlet alone can move a calm day by, 14.8 on the scale of 100."""
SIGNALS = (
    "strike",
    "attack",
    "casualties",
    "sanction",
    "threaten",
    "accuse",
    "talks",
    "agree",
    "restore",
    "visit",
)
few = settings(
    max_examples=int(os.environ.get("TENSION_EXAMPLES", "3")),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)

Row = dict[str, Any]


@st.composite
def mentions(
    draw: st.DrawFn, signals: tuple[str, ...] = SIGNALS, statuses: tuple[str, ...] = ("reported",)
) -> Row:
    """One mention on one of the first days, by one of five outlets, sometimes backdated, planned or about a measure."""
    day = draw(st.integers(0, DAYS - 4)) + draw(st.integers(0, 10)) / 24
    signal = draw(st.sampled_from(signals))
    source, target = draw(st.sampled_from([("PAK", "IRN"), ("IRN", "PAK"), ("NSA", "PAK"), ("UNK", "IRN")]))
    measured = signal in ("sanction", "restore")
    return mention(
        day,
        signal,
        source,
        target,
        draw(st.sampled_from("abcde")),
        on=int(day) + draw(st.sampled_from([0, 0, 0, -1, -3])),
        status=draw(st.sampled_from(statuses)),
        measure=draw(st.sampled_from(["envoy", "border", None])) if measured else None,
        place=draw(st.sampled_from([None, "Rask", "Saravan"])) if signal in PLACED else None,
        killed=draw(st.sampled_from([None, 2, 9])) if signal == "casualties" else None,
        probability=draw(st.sampled_from([1.0, 0.9, 0.6])),
        article=f"{draw(st.integers(0, 10**9)):010d}",
    )


def worlds(**more: Any) -> st.SearchStrategy[list[Row]]:
    """Sets of mentions, each an article of its own."""
    return st.lists(mentions(**more), min_size=1, max_size=25, unique_by=lambda row: row["article_id"])


MIXED = ("reported", "reported", "reported", "planned", "background", "denied", "hypothetical")


def same(left: PairIndex, right: PairIndex) -> None:
    """Every frame equal to the last bit."""
    for name in ("events", "states", "links", "values"):
        pd.testing.assert_frame_equal(getattr(left, name), getattr(right, name), check_exact=True)


@few
@given(worlds(statuses=MIXED), st.randoms(use_true_random=False))
def test_order_of_articles_does_not_matter_and_a_rerun_changes_nothing(rows: list[Row], random: Any) -> None:
    shuffled = rows.copy()
    random.shuffle(shuffled)
    first = index(rows, DAYS)
    same(first, index(rows, DAYS))
    same(first, index(shuffled, DAYS))


@few
@given(worlds(statuses=MIXED))
def test_from_scratch_equals_day_by_day_and_nothing_known_later_takes_part(rows: list[Row]) -> None:
    """Each close, computed from what was known before it, gives the rows of the whole run for that close."""
    whole = values_of(rows, DAYS)
    published: dict[Any, pd.Series] = {}
    for number in range(DAYS):
        close = pd.Timestamp(DAY_0) + timedelta(days=number + 1)
        known = [row for row in rows if row["known_at"] < close]
        today = values_of(known, 1, first=number, read=reads(number + 1))
        for _, row in today.iterrows():
            published[row["date"], row["as_of"]] = row
    for _, row in whole.iterrows():
        expected = published[row["date"], row["as_of"]]
        pd.testing.assert_series_equal(row, expected, check_names=False, check_exact=True)
    latest = whole.groupby("date").tail(1).set_index("date")["level_points"]
    for day, close in latest.items():
        last = max(as_of for date, as_of in published if date == day)
        assert published[day, last]["level_points"] == close


@few
@given(worlds(statuses=MIXED))
def test_contributions_sum_to_the_level_and_changes_to_its_change(rows: list[Row]) -> None:
    result = index(rows, DAYS)
    before = None
    for _, row in own_days(values_in(result)).reset_index().iterrows():
        parts = contributions(result.events, result.states, row["date"], row["as_of"])
        assert parts["points"].sum() == pytest.approx(row["level_points"], abs=1e-9)
        assert len(parts) == row["event_count"]
        if before is not None:
            moved = differences(before[0], parts)
            assert moved["change"].sum() == pytest.approx(row["level_points"] - before[1], abs=1e-9)
        before = (parts, row["level_points"])


@few
@given(worlds(), mentions(signals=("mobilize", "reject", "coerce")))
def test_an_added_escalatory_event_never_lowers_any_day(rows: list[Row], added: Row) -> None:
    before = own_days(values_of(rows, DAYS))["level_points"]
    after = own_days(values_of([*rows, added], DAYS))["level_points"]
    assert (after - before).min() >= -1e-9


@few
@given(worlds(), mentions(signals=("aid", "concede", "support")))
def test_an_added_deescalatory_event_never_raises_any_day(rows: list[Row], added: Row) -> None:
    before = own_days(values_of(rows, DAYS))["level_points"]
    after = own_days(values_of([*rows, added], DAYS))["level_points"]
    assert (after - before).max() <= 1e-9


@few
@given(worlds(), mentions(statuses=("background", "hypothetical", "denied")))
def test_history_denial_and_speculation_move_nothing(rows: list[Row], added: Row) -> None:
    before = own_days(values_of(rows, DAYS))["tension"]
    after = own_days(values_of([*rows, added], DAYS))["tension"]
    assert (after - before).abs().max() <= 1e-9


@few
@given(worlds(statuses=MIXED))
def test_swapping_the_pair_swaps_the_pressures_and_nothing_else(rows: list[Row]) -> None:
    straight, swapped = values_of(rows, DAYS), values_of(rows, DAYS, pair=PAIR.swapped())
    renamed = swapped.rename(
        columns={"pressure_a_to_b": "pressure_b_to_a", "pressure_b_to_a": "pressure_a_to_b"}
    ).assign(pair=PAIR.key)
    pd.testing.assert_frame_equal(straight, renamed[straight.columns], check_exact=True)


@few
@given(worlds(statuses=MIXED), st.integers(0, 3))
def test_interval_contains_the_point(rows: list[Row], seed: int) -> None:
    values = values_of(rows, DAYS, seed=seed)
    assert (values["tension_low"] <= values["tension"]).all()
    assert (values["tension"] <= values["tension_high"]).all()
    assert values["tension_low"].min() >= 0
    assert values["tension_high"].max() <= 100


@few
@given(worlds(statuses=MIXED), st.data())
def test_an_article_printed_again_moves_the_index_by_at_most_half_a_point(
    rows: list[Row], data: st.DataObject
) -> None:
    original = data.draw(st.sampled_from(rows))
    later = original["known_at"] + timedelta(hours=data.draw(st.integers(1, 30)))
    outlet = data.draw(st.sampled_from("abcdez"))
    copy = {**original, "article_id": "copy", "outlet": outlet, "known_at": later, "published_at": later}
    before = own_days(values_of(rows, DAYS))["tension"]
    after = own_days(values_of([*rows, copy], DAYS))["tension"]
    assert (after - before).abs().max() <= 0.5


@few
@given(worlds(statuses=MIXED))
def test_without_news_the_level_only_fades(rows: list[Row]) -> None:
    level = own_days(values_of(rows, 260))["level_points"].to_numpy()[DAYS:]
    assert np.diff(level).max() <= 1e-12


@few
@given(worlds())
def test_goodwill_alone_is_calm_and_nothing_is_negative(rows: list[Row]) -> None:
    values = values_of(rows, DAYS)
    parts = ["level_points", "escalation_points", "deescalation_points", "standing_points"]
    assert values[parts].min().min() >= 0
    kind = [row for row in rows if row["signal"] in ("talks", "agree", "restore", "visit")]
    assert values_of(kind, DAYS)["tension"].max() == 0


@few
@given(st.lists(mentions(statuses=MIXED), min_size=40, max_size=40), st.integers(0, 10**6))
def test_one_outlets_flood_moves_a_calm_day_by_no_more_than_the_bound(shapes: list[Row], seed: int) -> None:
    """A thousand articles of one outlet on one day, of any signal, direction and date it invents.

    Seconding what another outlet alone has told is corroboration, and not within the bound.
    """
    calm = [mention(0, "reject", "PAK", "IRN", "a"), mention(1, "support", "PAK", "IRN", "b")]
    rng = np.random.default_rng(seed)
    flood = []
    for number in range(1000):
        shape = dict(shapes[int(rng.integers(len(shapes)))])
        shape["event_date"] = pd.Timestamp(DAY_0) + timedelta(days=int(rng.integers(-40, 8)))
        known = pd.Timestamp(DAY_0) + timedelta(days=5, minutes=number)
        shape |= {"article_id": f"f{number}", "story_id": f"f{number}", "outlet": "flood", "probability": 1.0}
        flood.append({**shape, "known_at": known, "published_at": known})
    before = own_days(values_of(calm, DAYS))["tension"]
    after = own_days(values_of([*calm, *flood], DAYS))["tension"]
    assert (after - before).abs().max() <= ONE_OUTLET_BOUND + 1e-9


@few
@given(worlds(statuses=MIXED))
def test_every_published_day_is_revised_only_where_something_moved(rows: list[Row]) -> None:
    values = values_of(rows, DAYS).sort_values(["date", "as_of"])
    numbers = values.select_dtypes("number").columns.drop(["tone", "attention"])
    for _, history in values.groupby("date"):
        steps = history[numbers].diff().abs().max(axis=1).iloc[1:]
        assert (steps > 1e-9).all()


def test_pair_of_other_states_sees_none_of_it() -> None:
    rows = [mention(0, "strike", "PAK", "IRN", outlet) for outlet in "abc"]
    closes = [DAY_0 + timedelta(days=day) for day in range(3)]
    result = compute_pair(frame(rows), reads(3), Pair("IND", "CHN"), TABLE, closes, Parameters(), 1)
    assert values_in(result)["tension"].max() == 0
