"""Status of events: clauses, anchors, features, the network's gradients, and the model as a whole."""

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tension.errors import ModelError
from tension.signals.corpus import Row, load_additions, load_corpus, status_examples
from tension.signals.evaluation.folds import split_rows
from tension.signals.freeze_statuses import learn_statuses
from tension.signals.network.steps import VECTOR_LENGTH
from tension.signals.status.anchors import AnchorFinder, anchor_of
from tension.signals.status.clauses import read_scene
from tension.signals.status.evaluation import calibration_error, held_out_statuses, scores, status_metrics
from tension.signals.status.features import event_features
from tension.signals.status.inputs import InputCoder, make_batch
from tension.signals.status.model import StatusModel
from tension.signals.status.network import SIZES, StatusNetwork
from tension.signals.status.time_words import find_time_phrases
from tension.signals.status.view import STATUS_FILE, NetworkView, load_status_view
from tension.signals.table import SIGNALS, STATUSES
from tension.signals.text.lexicon import Lexicon, Pattern
from tension.signals.text.word_vectors import WordVectors, learn_word_vectors, load_word_vectors
from tests.gradients import slopes

LEXICON = Lexicon(
    [
        Pattern("sanction", "recall*", 3),
        Pattern("restore", "return*", 2),
        Pattern("strike", "strike*", 2),
        Pattern("planned", "will", 2),
        Pattern("background", "last week", 3),
        Pattern("negation", "denied", 3),
    ]
)
NO_VECTORS = WordVectors([], np.zeros((0, 64)))
MIXED = "Islamabad, which recalled its envoy last week, will return him on Friday."


def small_corpus(size: int = 80) -> list[Row]:
    rows = load_corpus(Path(__file__).parents[2] / "models" / "corpus")
    return [row for row in rows if row.events][:size]


@pytest.fixture(scope="module")
def view() -> NetworkView:
    return learn_statuses(small_corpus(), LEXICON, NO_VECTORS)


@pytest.fixture(scope="module")
def model(view: NetworkView) -> StatusModel:
    return StatusModel(LEXICON, view).fit(*status_examples(small_corpus()))


def test_relative_clause_stands_apart() -> None:
    scene = read_scene(MIXED, LEXICON)
    recalled, friday = scene.words.index("recalled"), scene.words.index("<day>")
    assert scene.openers[scene.clause[recalled]] == "which"
    assert scene.clause[recalled] != scene.clause[friday]


def test_names_years_and_numbers_are_generic() -> None:
    words = read_scene("In 2019 Zarif met 14 envoys on the 3rd of May near Torkham.", LEXICON).words
    assert {"<year>", "<name>", "<num>", "<ord>", "<month>"} <= set(words)
    assert "torkham" not in words


def test_cues_keep_their_place() -> None:
    scene = read_scene(MIXED, LEXICON)
    cue = next(cue for cue in scene.cues if cue.name == "background")
    assert scene.words[cue.first : cue.last + 1] == ["last", "week"]


@given(st.text(max_size=200))
@settings(max_examples=60, deadline=None)
def test_any_text_becomes_a_scene_of_aligned_lists(text: str) -> None:
    scene = read_scene(text, LEXICON)
    sizes = {len(part) for part in (scene.words, scene.forms, scene.clause, scene.sentence, scene.quoted)}
    assert len(sizes) == 1
    assert scene.clause == sorted(scene.clause)
    assert len(scene.openers) == (scene.clause[-1] + 1 if scene.clause else 0)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("two years ago", "ago"),
        ("last week", "last"),
        ("next month", "next"),
        ("by Friday", "by-day"),
        ("in March", "in-month"),
        ("since 1999", "since-year"),
        ("three days earlier", "earlier"),
        ("they used to meet", "used-to"),
        ("January's strikes", "month's"),
    ],
)
def test_time_phrases(text: str, kind: str) -> None:
    words = read_scene("x " + text, LEXICON).words
    assert kind in [phrase.kind for phrase in find_time_phrases(words)]


def test_anchor_follows_the_lexicon_without_training() -> None:
    scene = read_scene(MIXED, LEXICON)
    found = AnchorFinder().scores(scene)
    assert scene.words[anchor_of(found[:, SIGNALS.index("sanction")])] == "recalled"
    assert scene.words[anchor_of(found[:, SIGNALS.index("restore")])] == "return"


def test_features_of_two_events_in_one_text_differ_by_their_clause() -> None:
    scene = read_scene(MIXED, LEXICON)
    found = AnchorFinder().scores(scene)
    recalled = set(event_features(scene, "sanction", found))
    returned = set(event_features(scene, "restore", found))
    assert "o=which" in recalled
    assert "o=which" not in returned
    assert "q=background|c" in recalled
    assert "q=planned|c" in returned


def network_events() -> tuple[InputCoder, list]:
    texts = [MIXED, "Tehran denied a strike.", "Jets strike again; the envoy may return."]
    scenes = [read_scene(text, LEXICON) for text in texts]
    coder = InputCoder.fit(scenes * 5)
    assert coder.words
    assert coder.forms
    finder = AnchorFinder()
    return coder, [
        coder.event(coder.text(scene), signal, finder.scores(scene))
        for scene in scenes
        for signal in ("strike", "restore", None)
    ]


def test_network_gradients_agree_with_finite_differences() -> None:
    coder, events = network_events()
    network = StatusNetwork.fresh(len(coder.words) + 2, len(coder.forms) + 1, 3, {})
    network.parameters = {name: value.astype(np.float64) for name, value in network.parameters.items()}
    batch = make_batch(events)
    labels = np.arange(len(events)) % len(STATUSES)
    weights = np.linspace(0.5, 1.5, len(events))
    gradients = network._gradients(batch, labels, weights, None)

    def loss() -> float:
        chance = network._forward(batch, None)[0][np.arange(len(labels)), labels]
        return float(-(np.log(chance) * weights).mean())

    for name, shown, gradient in slopes(network.parameters, gradients, loss, 1e-5):
        assert shown == pytest.approx(gradient, rel=2e-3, abs=2e-6), name


def test_words_start_from_their_vectors() -> None:
    vector = np.linspace(-1, 1, SIZES["words"], dtype=np.float32)
    network = StatusNetwork.fresh(4, 2, 3, {3: vector})
    np.testing.assert_array_equal(network.parameters["words"][3], vector * VECTOR_LENGTH)


def test_padding_does_not_change_a_probability() -> None:
    coder, events = network_events()
    network = StatusNetwork.fresh(len(coder.words) + 2, len(coder.forms) + 1, 3, {})
    alone = np.vstack([network.predict_proba([event]) for event in events])
    np.testing.assert_allclose(network.predict_proba(events), alone, atol=1e-6)


def test_training_is_the_same_twice_and_arrays_rebuild_the_model(
    model: StatusModel, view: NetworkView, tmp_path: Path
) -> None:
    view_again = learn_statuses(small_corpus(), LEXICON, NO_VECTORS)
    again = StatusModel(LEXICON, view_again).fit(*status_examples(small_corpus()))
    for one, other in ((view, view_again), (model, again)):
        arrays, same = one.to_arrays(), other.to_arrays()
        assert arrays.keys() == same.keys()
        assert all(np.array_equal(arrays[name], same[name]) for name in arrays)
    (tmp_path / STATUS_FILE).parent.mkdir()
    np.savez(tmp_path / STATUS_FILE, allow_pickle=False, **view.to_arrays())
    np.savez(tmp_path / "model.npz", allow_pickle=False, **model.to_arrays())
    with np.load(tmp_path / "model.npz", allow_pickle=False) as archive:
        arrays = {name: archive[name] for name in archive.files}
    rebuilt = StatusModel.from_arrays(arrays, LEXICON, load_status_view(tmp_path))
    texts, signals = [MIXED, MIXED, "Iran denied it."], ["sanction", "restore", None]
    expected = model.predict_proba(texts, signals)
    np.testing.assert_allclose(rebuilt.predict_proba(texts, signals), expected, atol=2e-3)


def test_probabilities_sum_to_one_and_ignore_company(model: StatusModel) -> None:
    texts, signals = [MIXED, "Iran strikes.", "", "Peace?"], ["sanction", "strike", "strike", None]
    together = model.predict_proba(texts, signals)
    assert together.shape == (4, len(STATUSES))
    np.testing.assert_allclose(together.sum(axis=1), 1, atol=1e-6)
    for number, (text, signal) in enumerate(zip(texts, signals, strict=True)):
        np.testing.assert_allclose(model.predict_proba([text], [signal])[0], together[number], atol=1e-6)
    assert model.predict_proba([], []).shape == (0, len(STATUSES))


def test_many_events_at_once_are_judged_as_one_by_one(model: StatusModel) -> None:
    rows = small_corpus()[:60]
    odd = [
        "",
        "...",
        "Peace?",
        "A " * 300,
        "\u201cStrike!\u201d he said; \u2014 no: U.S. x_y 5 O'Clock.",
        MIXED,
    ]
    texts = [text for row in rows for text in (row.text,) * 2] + odd * 2
    signals = [SIGNALS[n % len(SIGNALS)] if n % 5 else None for n in range(len(texts))]
    np.testing.assert_allclose(
        model.predict_proba(texts, signals), model.predict_plain(texts, signals), atol=1e-6
    )


def test_vectors_place_words_of_like_company_together(tmp_path: Path) -> None:
    verbs, nouns = ["struck", "hit", "bombed"], ["camp", "depot", "base"]
    lines = [
        f"planes {verb} the {noun} again at night" for verb in verbs for noun in nouns for _ in range(12)
    ]
    filler = [f"word{number} stands here alone {number}" for number in range(150) for _ in range(4)]
    vectors = learn_word_vectors(lines + filler, seed=0)
    vectors.save(tmp_path / "vectors.npz")
    loaded = load_word_vectors(tmp_path / "vectors.npz")
    row = dict(zip(loaded.words, loaded.values, strict=True))
    assert row["struck"] @ row["hit"] > row["struck"] @ row["camp"]


def test_missing_vectors_are_named(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"none\.npz"):
        load_word_vectors(tmp_path / "none.npz")


def test_scores_and_calibration_by_hand() -> None:
    found = scores(np.array([0, 0, 2, 2]), np.array([0, 2, 2, 2]))
    assert found["background"]["f1"] == pytest.approx(0.8)
    assert found["reported"]["recall"] == pytest.approx(0.5)
    assert found["accuracy"] == pytest.approx(0.75)
    sure = np.array([[0.9, 0.1, 0, 0, 0], [0.9, 0.1, 0, 0, 0]])
    assert calibration_error(sure, np.array([0, 1])) == pytest.approx(0.4)


class StatusOf:
    """A model of statuses whose regression learned from some of the rows."""

    def __init__(self, rows: list[Row], learned: npt.NDArray[np.int64], view: NetworkView) -> None:
        self._model = StatusModel(LEXICON, view).fit(*status_examples([rows[number] for number in learned]))

    def predict_status(self, texts: Sequence[str], signals: Sequence[str] | None = None) -> pd.DataFrame:
        """As the protocol has it."""
        return pd.DataFrame(self._model.predict_proba(texts, signals or [None] * len(texts)))


@pytest.mark.soak
def test_evaluation_reports_every_part(view: NetworkView) -> None:
    rows = small_corpus(40)
    splits = split_rows(rows)
    held = held_out_statuses(rows, splits, [StatusOf(rows, train, view) for train, _ in splits])
    np.testing.assert_allclose(held.events.sum(axis=1), 1, atol=1e-6)
    metrics = status_metrics(rows, held)
    json.dumps(metrics)
    parts = {"clear_texts", "clear_events", "mixed_events", "mixed_majority_per_text", "mixed_main_per_text"}
    assert parts <= metrics.keys()
    assert 0 <= metrics["calibration_error"] <= 1


def test_added_rows_share_no_family_and_no_text_with_the_corpus() -> None:
    folder = Path(__file__).parents[2] / "models" / "corpus"
    corpus, added = load_corpus(folder), load_additions(folder)
    own = [row for row in corpus if not row.id.startswith("a3-")]
    assert not {row.family for row in own} & {row.family for row in added}
    assert not {row.text for row in own} & {row.text for row in added}
    assert len({row.id for row in added}) == len(added)
