"""The stored model answers as promised, refuses what is not its own, and shows its reasons."""

import json
import re
import shutil
from pathlib import Path

import numpy as np
import pytest

from tension.errors import ModelError
from tension.signals import load_model
from tension.signals.artefact import current_stamp, hash_arrays
from tension.signals.calibrated import NETWORK_SHARE
from tension.signals.corpus import load_corpus
from tension.signals.model import SignalModel
from tension.signals.side_head import agree
from tension.signals.table import SIGNALS, STATUSES

MODELS = Path("models")
RECALL = "Pakistan recalled its ambassador from Iran on Wednesday in protest at the strikes."
PEACE = (
    "Pakistan and Iran agreed on Friday to de-escalate tensions after their foreign ministers spoke by phone."
)
LIMIT_MB = 20


@pytest.fixture(scope="module")
def model() -> SignalModel:
    return load_model()


def test_probabilities_are_a_frame_of_twenty_signals(model: SignalModel) -> None:
    frame = model.predict_proba([RECALL, PEACE])
    assert tuple(frame.columns) == SIGNALS
    assert frame.shape == (2, 20)
    assert ((frame >= 0) & (frame <= 1)).all(axis=None)


def test_calls_are_probabilities_at_the_models_thresholds_in_line_with_the_sides(model: SignalModel) -> None:
    called = model.predict([RECALL, PEACE])
    chances = model.predict_proba([RECALL, PEACE]).to_numpy()
    expected = agree(chances >= model.corpus.thresholds, chances, model.sides.told(chances))
    assert (called.to_numpy() == expected).all()
    assert called.loc[0, "sanction"]
    assert called.loc[1, "agree"]
    assert not called.loc[1, "strike"]


def test_reads_what_vader_gets_wrong(model: SignalModel) -> None:
    """VADER calls the agreement negative and the recall neutral."""
    frame = model.predict_proba([PEACE, RECALL])
    assert frame.loc[0, "agree"] > frame.loc[0, "threaten"]
    assert frame.loc[1, "sanction"] > 0.5


def test_an_empty_list_gives_an_empty_frame(model: SignalModel) -> None:
    assert model.predict_proba([]).shape == (0, 20)
    assert model.predict_status([]).shape == (0, 5)


def test_batches_do_not_change_answers(model: SignalModel) -> None:
    texts = [row.text for row in load_corpus()[:40]]
    together = model.predict_proba(texts).to_numpy()
    one_by_one = np.vstack([model.predict_proba([text]).to_numpy() for text in texts])
    np.testing.assert_allclose(together, one_by_one, atol=1e-6)


@pytest.mark.parametrize("text", ["", " ", "\u200b", "12", "\U0001f600", "a" * 5000])
def test_odd_texts_are_answered(model: SignalModel, text: str) -> None:
    assert model.predict_proba([text]).notna().all(axis=None)
    assert model.predict_status([text]).notna().all(axis=None)


def test_status_probabilities_sum_to_one(model: SignalModel) -> None:
    frame = model.predict_status([RECALL, RECALL], ["sanction", "strike"])
    assert tuple(frame.columns) == STATUSES
    np.testing.assert_allclose(frame.sum(axis=1), 1, atol=1e-6)


def test_status_refuses_what_is_not_aligned_or_known(model: SignalModel) -> None:
    with pytest.raises(ModelError, match="1 texts with 2 signals"):
        model.predict_status([RECALL], ["sanction", "strike"])
    with pytest.raises(ModelError, match="bombing"):
        model.predict_status([RECALL], ["bombing"])


def test_explains_a_call_by_words_and_patterns(model: SignalModel) -> None:
    reasons = model.explain(RECALL, "sanction")
    assert reasons[0][1] > 0
    assert any("recall" in name.lower() for name, _ in reasons)
    with pytest.raises(ModelError):
        model.explain(RECALL, "bombing")


def test_explanation_of_the_regressions_sums_to_their_share_of_the_decision(model: SignalModel) -> None:
    column = SIGNALS.index("sanction")
    told = model.explain(RECALL, "sanction", limit=10_000)
    total = sum(value for name, value in told if not name.startswith("["))
    network = model.network.decisions([model.lexicon.read(RECALL)])[0, column]
    slope, offset = model.news.slopes[column]
    decision = total + (1 - NETWORK_SHARE) * model._offsets[column] + NETWORK_SHARE * network
    expected = 1 / (1 + np.exp(-(decision * slope + offset)))
    assert model.predict_news([RECALL])[0, column] == pytest.approx(expected, abs=1e-4)


def test_artefact_is_small_and_holds_no_objects() -> None:
    # Word vectors, labels, answers and real items are for training or freezing.
    frozen = [MODELS / "frozen" / f"{name}.npz" for name in ("word_groups", "network", "status_network")]
    assert sum(path.stat().st_size for path in (MODELS / "signals.npz", *frozen)) < LIMIT_MB * 1e6
    with np.load(MODELS / "signals.npz", allow_pickle=False) as archive:
        arrays = {name: archive[name] for name in archive.files}
    stamp = json.loads((MODELS / "signals.json").read_text(encoding="utf-8"))
    assert hash_arrays(arrays) == stamp["arrays"]


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    shutil.copytree(MODELS, tmp_path / "models")
    return tmp_path / "models"


def _refusal(models: Path) -> str:
    with pytest.raises(ModelError) as failure:
        load_model(models)
    assert "tension train" in failure.value.remedy
    return failure.value.what


def test_refuses_another_corpus(copied: Path) -> None:
    path = copied / "corpus" / "corpus.jsonl"
    path.write_text(path.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    assert "corpus" in _refusal(copied)


def test_refuses_another_lexicon(copied: Path) -> None:
    path = copied / "lexicon" / "cues.tsv"
    path.write_text(path.read_text(encoding="utf-8") + "# changed\n", encoding="utf-8")
    assert "lexicon" in _refusal(copied)


def test_refuses_another_library(copied: Path) -> None:
    path = copied / "signals.json"
    stamp = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**stamp, "scikit_learn": "0.1"}), encoding="utf-8")
    assert "scikit_learn" in _refusal(copied)


def test_weights_of_the_table_may_change_without_training(copied: Path) -> None:
    path = copied / "signals.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(re.sub(r"(?m)^weight = \S+", "weight = 1.5", text, count=1), encoding="utf-8")
    load_model(copied)


@pytest.mark.parametrize("damage", [b"", b"PK\x03\x04 not a zip"])
def test_refuses_damaged_arrays(copied: Path, damage: bytes) -> None:
    (copied / "signals.npz").write_bytes(damage)
    assert "signals.npz" in _refusal(copied)


def test_says_what_to_do_without_an_artefact(copied: Path) -> None:
    (copied / "signals.json").unlink()
    assert "no trained model" in _refusal(copied)


def test_the_stamp_is_of_this_checkout() -> None:
    stamp = json.loads((MODELS / "signals.json").read_text(encoding="utf-8"))
    now = current_stamp(MODELS)
    assert (stamp["corpus"], stamp["lexicon"], stamp["frozen"]) == (now.corpus, now.lexicon, now.frozen)
