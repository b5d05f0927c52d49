"""Training is deterministic, and the stored arrays answer as scikit-learn's own estimators do."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from tension.errors import ModelError
from tension.signals.artefact import hash_arrays, pack_weights, unpack_weights
from tension.signals.calibrated import Calibrated
from tension.signals.corpus import load_corpus, status_examples
from tension.signals.estimators import fit_calibrated, fit_thresholds
from tension.signals.features.space import FamilySpec, FeatureSpace
from tension.signals.model import load_reader
from tension.signals.train import FittedSignals, fit_signals, read_lessons

SPECS = (FamilySpec("words", 2), FamilySpec("lexicon", 2))


@pytest.fixture(scope="module")
def fitted() -> FittedSignals:
    return _fit()


def _fit() -> FittedSignals:
    rows = load_corpus()[::8]
    return fit_signals(read_lessons(rows, [], load_reader(Path("models"))), SPECS)


@pytest.mark.soak
def test_training_twice_gives_the_same_bits(fitted: FittedSignals) -> None:
    assert hash_arrays(fitted.to_arrays()) == hash_arrays(_fit().to_arrays())


def test_plain_arrays_equal_scikit_learn(fitted: FittedSignals) -> None:
    """To the steps in which weights are stored."""
    rows = load_corpus()[5:405:8]
    texts = read_lessons(rows, [], load_reader(Path("models"))).texts
    stored = fitted.to_arrays()
    space = FeatureSpace.from_arrays(
        {name.removeprefix("space."): value for name, value in stored.items() if name.startswith("space.")}
    )
    decisions = space.rows(texts) @ unpack_weights(stored) + stored["offsets"]
    corpus = Calibrated(stored["corpus.slopes"], stored["corpus.thresholds"])
    expected = corpus.probabilities(fitted.pipeline.decision_function(texts))
    np.testing.assert_allclose(corpus.probabilities(np.asarray(decisions)), expected, atol=6e-3)


@given(arrays(np.float32, (6, 4), elements=st.floats(-20, 20, width=16)))
def test_packed_weights_are_within_half_a_step(weights: np.ndarray) -> None:
    packed = pack_weights(weights)
    wrong = np.abs(unpack_weights(packed) - weights).max(axis=1)
    assert (wrong <= np.abs(weights).max(axis=1) / 127 * 0.6 + 1e-4).all()


def test_calibration_recovers_a_known_slope() -> None:
    random = np.random.default_rng(3)
    decisions = random.normal(size=(4000, 1)) * 2
    labels = (random.random((4000, 1)) < 1 / (1 + np.exp(-(0.5 * decisions - 1)))).astype(int)
    slope, offset = fit_calibrated(decisions, labels).slopes[0]
    assert slope == pytest.approx(0.5, abs=0.1)
    assert offset == pytest.approx(-1, abs=0.15)


def test_thresholds_stay_in_their_range() -> None:
    random = np.random.default_rng(4)
    found = fit_thresholds(random.random((200, 3)), random.integers(0, 2, (200, 3)))
    assert ((found >= 0.15) & (found <= 0.6)).all()


def test_status_examples_are_one_an_event() -> None:
    rows = load_corpus()[:50]
    texts, signals, statuses, groups = status_examples(rows)
    assert len(texts) == len(signals) == len(statuses) == len(groups) == sum(len(row.events) for row in rows)


@pytest.mark.parametrize(
    ("line", "said"),
    [("{}", "Field required"), ("not json", "corpus.jsonl:1")],
)
def test_names_the_row_it_cannot_read(tmp_path: Path, line: str, said: str) -> None:
    (tmp_path / "corpus.jsonl").write_text(line + "\n", encoding="utf-8")
    with pytest.raises(ModelError) as failure:
        load_corpus(tmp_path)
    assert said in str(failure.value)


def test_an_unknown_signal_is_refused(tmp_path: Path) -> None:
    row = (
        '{"id": "x-1", "family": 1, "text": "t", "style": "body", "dyad": "NONE", "events": '
        '[{"signal": "bomb", "status": "reported", "source": "UNK", "target": "UNK"}]}'
    )
    (tmp_path / "corpus.jsonl").write_text(row + "\n", encoding="utf-8")
    with pytest.raises(ModelError, match="bomb"):
        load_corpus(tmp_path)
