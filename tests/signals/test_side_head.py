"""The head of the sides answers in probabilities, and calls are brought in line with it."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from tension.errors import ModelError
from tension.signals.estimators import fit_sides
from tension.signals.evaluation.metrics import four_way_f1, sides
from tension.signals.model import SignalModel, load_model
from tension.signals.side_head import CLEARLY, DOWN, HARDLY, NONE, SURE, UP, agree, side_features
from tension.signals.table import ESCALATORY, SIGNALS

RECALL = "Pakistan recalled its ambassador from Iran on Wednesday in protest at the strikes."
CHANCES = arrays.arrays(np.float64, (6, len(SIGNALS)), elements=st.floats(0, 1))
TOLD = arrays.arrays(np.float64, (6, 2), elements=st.floats(0, 1))


@pytest.fixture(scope="module")
def model() -> SignalModel:
    return load_model(Path("models"))


@given(CHANCES, TOLD)
def test_calls_in_line_tell_of_sides_clearly_told_and_of_sure_signals(
    chances: np.ndarray, told: np.ndarray
) -> None:
    before = chances >= 0.5
    found = np.column_stack(sides(agree(before, chances, told)))
    sure = np.column_stack(sides(chances >= SURE))
    assert found[told > CLEARLY].all()
    assert (found == sure)[told < HARDLY].all()
    between = (told >= HARDLY) & (told <= CLEARLY)
    assert (found == np.column_stack(sides(before)))[between].all()


@given(CHANCES, TOLD)
def test_a_signal_is_added_only_to_a_side_without_any(chances: np.ndarray, told: np.ndarray) -> None:
    before = chances >= 0.5
    added = agree(before, chances, told) & ~before
    first = len(ESCALATORY)
    for part in (slice(0, first), slice(first, None)):
        assert (added[:, part].sum(axis=1) <= ~before[:, part].any(axis=1)).all()


@given(CHANCES)
def test_features_are_finite_even_at_zero_and_one(chances: np.ndarray) -> None:
    assert np.isfinite(side_features(chances)).all()


def _noisy_corpus() -> tuple[np.ndarray, np.ndarray]:
    """Two middling signals of one side always stand for noise here, one of a side for an event."""
    random = np.random.default_rng(5)
    chances, labels = random.uniform(0, 0.05, (400, len(SIGNALS))), np.zeros((400, len(SIGNALS)), dtype=int)
    kind = np.arange(400) % 4
    chances[kind == NONE, :2] = 0.45
    for side, column in ((UP, 3), (DOWN, len(ESCALATORY))):
        chances[(kind & side) > 0, column] = 0.5
        labels[(kind & side) > 0, column] = 1
    return chances, labels


def test_learns_what_thresholds_cannot_see() -> None:
    chances, labels = _noisy_corpus()
    called = agree(chances >= 0.4, chances, fit_sides(chances, labels).told(chances))
    assert four_way_f1(called, labels) > four_way_f1(chances >= 0.4, labels)
    assert (called == labels).all()


def test_a_corpus_without_empty_rows_is_refused() -> None:
    chances, labels = _noisy_corpus()
    told = labels.any(axis=1)
    with pytest.raises(ModelError, match="sides"):
        fit_sides(chances[told], labels[told])


def test_probabilities_of_the_four_answers_sum_to_one(model: SignalModel) -> None:
    chances = model.predict_proba([RECALL, ""]).to_numpy()
    np.testing.assert_allclose(model.sides.predict_proba(chances).sum(axis=1), 1)


def test_sides_of_the_stored_model(model: SignalModel) -> None:
    frame = model.predict_sides([RECALL])
    assert frame.loc[0, "escalation"]
    assert model.predict_sides([]).shape == (0, 2)
