"""Points: what weighs more than what."""

from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tension.pairs import Pair
from tension.signals.points import (
    STATUS_FACTOR,
    actor_weight,
    casualty_multiplier,
    polarity,
    sum_points,
)
from tension.signals.table import STATUSES

PAIR = Pair("PAK", "IRN")


def test_every_status_has_a_factor_and_only_news_counts() -> None:
    assert set(STATUS_FACTOR) == set(STATUSES)
    assert 0 < STATUS_FACTOR["planned"] < STATUS_FACTOR["reported"] == 1
    assert STATUS_FACTOR["background"] == STATUS_FACTOR["denied"] == STATUS_FACTOR["hypothetical"] == 0


@given(st.integers(0, 10_000), st.integers(0, 10_000))
def test_a_higher_toll_never_counts_less(killed: int, wounded: int) -> None:
    here = casualty_multiplier(killed, wounded)
    assert 1 <= here <= casualty_multiplier(killed + 1, wounded)
    assert here <= casualty_multiplier(killed, wounded + 1) <= casualty_multiplier(killed + 1, wounded)


def test_arrays_are_multiplied_at_once() -> None:
    tolls = casualty_multiplier(np.array([0.0, 1.0, 3.0]), np.zeros(3))
    assert np.allclose(tolls, [1.0, 1.25, 1.5])


@pytest.mark.parametrize(
    ("signal", "source", "target", "weight"),
    [
        ("strike", "IRN", "PAK", 1.0),
        ("talks", "PAK", "IRN", 1.0),
        ("attack", "NSA", "IRN", 0.5),
        ("accuse", "NSA", "IRN", 0.0),
        ("attack", "NSA", "AFG", 0.0),
        ("appeal", "CHN", "PAK", 0.0),
        ("appeal", "INT", "UNK", 0.0),
        ("strike", "IRN", "IRN", 0.0),
    ],
)
def test_acts_of_the_two_states_count_armed_groups_half_others_are_context(
    signal: str, source: str, target: str, weight: float
) -> None:
    assert actor_weight(signal, source, target, PAIR) == weight
    assert actor_weight(signal, source, target, PAIR.swapped()) == weight


def test_without_a_pair_every_act_counts() -> None:
    assert actor_weight("agree", "UNK", "UNK", None) == 1
    assert actor_weight("attack", "NSA", "UNK", None) == 0.5


@dataclass
class Item:
    """The least a sum needs."""

    signal: str
    points: float


def test_sums_by_side() -> None:
    items = [Item("strike", 4.0), Item("accuse", 1.0), Item("talks", 2.5)]
    assert sum_points(items, frozenset({"strike", "accuse"})) == (5.0, 2.5)


@pytest.mark.parametrize(
    ("escalation", "deescalation", "leaning"),
    [(0.5, 0.2, "neutral"), (5, 0, "escalation"), (1, 9, "deescalation"), (8, 7, "mixed")],
)
def test_leaning(escalation: float, deescalation: float, leaning: str) -> None:
    assert polarity(escalation, deescalation) == leaning
