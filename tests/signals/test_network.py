"""The network: how texts are laid for it, its gradients, what it learns, and what it says of words."""

import gzip
import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tension.errors import InputError
from tension.signals.corpus import load_corpus, signal_labels, status_examples
from tension.signals.evaluation.metrics import micro_f1
from tension.signals.freeze import LABELS_FILE
from tension.signals.freeze_network import MORE_LABELS_FILE, freeze_network, learn
from tension.signals.freeze_statuses import freeze_statuses
from tension.signals.model import load_reader
from tension.signals.network.network import SignalNetwork
from tension.signals.network.reader import HELD_OUT_FILE, NETWORK_FILE, NetworkReader, load_network
from tension.signals.network.steps import UNKNOWN, with_neighbours, with_neighbours_gradient
from tension.signals.network.training import Course, gradients
from tension.signals.network.words import PARTS, Laid, WordCoder
from tension.signals.real_lines import digest_of
from tension.signals.status.anchors import AnchorFinder
from tension.signals.status.clauses import read_scene
from tension.signals.status.model import StatusModel
from tension.signals.status.view import STATUS_FILE, NetworkView
from tension.signals.table import SIGNALS, STATUSES
from tension.signals.taught import TAUGHT_FILE, Taught
from tension.signals.text.lexicon import CUES
from tension.signals.text.word_vectors import WordVectors
from tests.gradients import slopes

MODELS = Path("models")
READER = load_reader(MODELS)
TEXTS = [
    "Pakistan recalled its ambassador from Iran, and US officials met them.",
    "Iran denied us that.",
    "Two soldiers were killed",
    "Talks; talks",
]
NO_VECTORS = WordVectors([], np.zeros((0, 64)))


def _coder() -> WordCoder:
    return WordCoder.fit(READER, READER.lexicon.read_all(TEXTS * 20))


def _lay(coder: WordCoder, texts: list[str]) -> Laid:
    return coder.lay(READER.lexicon.read_all(texts))


def _fresh(coder: WordCoder) -> SignalNetwork:
    return SignalNetwork.fresh(coder.sizes(), len(coder.names["classes"]), 3, {})


@pytest.fixture(scope="module")
def trained() -> NetworkReader:
    return _learned()


def _learned() -> NetworkReader:
    rows = load_corpus()[:500] * 8
    read = READER.lexicon.read_all([row.text for row in rows])
    return learn(READER, read, signal_labels(rows), NO_VECTORS, Course(8, 5e-3, 20))


def test_states_are_one_word_and_us_is_a_state_in_capitals_alone() -> None:
    coder = _coder()
    laid = _lay(coder, TEXTS)
    words = laid.kinds[laid.words][:, PARTS.index("words")].tolist()
    at = {word: words[place] for place, word in enumerate(TEXTS[0].replace(",", "").split())}
    assert at["Pakistan"] == at["Iran"] == words[TEXTS[0].split().index("US")] != UNKNOWN
    assert words[laid.starts[1] + 2] not in {at["Iran"], UNKNOWN}
    assert coder.names["words"].count("<state>") == 1


def test_patterns_hold_their_words_and_marks_stand_before_theirs() -> None:
    laid = _lay(_coder(), TEXTS)
    sanction = laid.told[laid.starts[0] : laid.starts[1], SIGNALS.index("sanction")]
    assert sanction.max() > 0
    assert sanction[-1] == 0
    denied = laid.told[laid.starts[1] : laid.starts[2], len(SIGNALS) + CUES.index("negation")]
    assert denied[1] > 0
    marks, commas = laid.told[:, -2], laid.told[:, -1]
    assert marks[laid.starts[:-1]].all()
    assert marks[laid.starts[3] + 1]
    assert np.flatnonzero(commas).tolist() == [6]


@given(st.lists(st.sampled_from(range(len(TEXTS))), min_size=1, max_size=9))
@settings(deadline=None)
def test_a_part_is_as_if_laid_by_itself(rows: list[int]) -> None:
    coder = _coder()
    part, alone = _lay(coder, TEXTS).part(np.array(rows)), _lay(coder, [TEXTS[row] for row in rows])
    assert np.array_equal(part.starts, alone.starts)
    assert np.array_equal(part.kinds[part.words], alone.kinds[alone.words])
    assert np.array_equal(part.classes[part.words], alone.classes[alone.words])
    assert np.array_equal(part.told, alone.told)


@given(st.lists(st.integers(1, 5), min_size=1, max_size=6))
def test_neighbours_stay_in_their_text_and_their_gradient_is_the_transpose(sizes: list[int]) -> None:
    starts = np.cumsum([0, *sizes])
    random = np.random.default_rng(0)
    values, back = random.random((starts[-1], 2)), random.random((starts[-1], 6))
    beside = with_neighbours(values, starts)
    assert not beside[starts[:-1], :2].any()
    assert not beside[starts[1:] - 1, 4:].any()
    assert (beside * back).sum() == pytest.approx((values * with_neighbours_gradient(back, starts)).sum())


def test_gradients_agree_with_finite_differences() -> None:
    coder = _coder()
    network, laid = _fresh(coder), _lay(coder, TEXTS)
    laid = laid._replace(told=laid.told.astype(np.float64), classes=laid.classes.astype(np.float64))
    p = network.parameters = {name: value.astype(np.float64) for name, value in network.parameters.items()}
    labels = (np.arange(4 * len(SIGNALS)) % 3 == 0).reshape(4, -1).astype(int)
    found = gradients(network, laid, labels, None)

    def loss() -> float:
        values = network.decisions(laid)
        return float((np.logaddexp(0, values) - labels * values).sum() / len(labels))

    assert found.keys() == p.keys()
    for name, shown, gradient in slopes(p, found, loss, 1e-7):
        assert shown == pytest.approx(gradient, rel=2e-3, abs=2e-6), name


def test_a_text_is_answered_alike_in_any_company(trained: NetworkReader) -> None:
    texts = [*TEXTS, "", "¡!", TEXTS[0] * 40]
    together = trained.decisions(READER.lexicon.read_all(texts))
    alone = np.vstack([trained.decisions(READER.lexicon.read_all([text])) for text in texts])
    assert np.array_equal(together, alone)
    assert np.array_equal(together[4], trained.network.parameters["output_offset"])
    assert trained.decisions([]).shape == (0, len(SIGNALS))


def test_it_learns_what_it_is_taught_and_survives_being_stored(trained: NetworkReader) -> None:
    rows = load_corpus()[:500]
    read = READER.lexicon.read_all([row.text for row in rows])
    decisions = trained.decisions(read)
    assert micro_f1(decisions > 0, signal_labels(rows)) > 0.4
    again = NetworkReader.from_arrays(trained.to_arrays(), READER)
    np.testing.assert_allclose(again.decisions(read), decisions, atol=0.1)


@pytest.mark.soak
def test_training_twice_gives_the_same_bits(trained: NetworkReader) -> None:
    again = _learned().to_arrays()
    assert all(np.array_equal(values, again[name]) for name, values in trained.to_arrays().items())


def test_the_word_that_carries_a_signal_is_named() -> None:
    read = READER.lexicon.read_all(["Iran recalled its ambassador from Pakistan."])
    carried = load_network(MODELS, READER).carried(read, SIGNALS.index("sanction"))
    assert len(carried) == len(read[0][0].cased)
    assert read[0][0].cased[int(carried.argmax())] in {"recalled", "ambassador"}


LINES = [f"Iran struck Pakistan {number} times . Pakistan recalled its envoy." for number in range(1, 302)]


def _small_folder(folder: Path) -> Path:
    """A models folder of a few rows, and items beside; one text but for a number, every third told as a strike."""
    for name in ("lexicon", "vectors", "gazetteer.toml"):
        (folder / name).symlink_to((MODELS / name).resolve())
    (folder / "frozen").mkdir()
    (folder / "frozen" / "word_groups.npz").symlink_to((MODELS / "frozen" / "word_groups.npz").resolve())
    additions = folder / "corpus" / "additions"
    additions.mkdir(parents=True)
    raw = (MODELS / "corpus" / "corpus.jsonl").read_text(encoding="utf-8").splitlines()[:200]
    (additions / "some.jsonl").write_text("\n".join(raw) + "\n", encoding="utf-8")
    with gzip.open(folder / "items.gz", "wt", encoding="utf-8") as file:
        file.write("\n".join(LINES))
    labels = [
        json.dumps(
            {
                "item": digest_of(line),
                "sentences": 2,
                "events": [[0, "visit" if number % 3 else "strike", "reported", "IRN", "PAK"]],
            }
        )
        + "\n"
        for number, line in enumerate(LINES)
    ]
    (folder / LABELS_FILE).write_text("".join(labels[:300]), encoding="utf-8")
    (folder / MORE_LABELS_FILE).write_text(labels[300], encoding="utf-8")
    taught = Taught.of([digest_of(LINES[0])], np.array([2]), np.array([1]), np.zeros((1, len(SIGNALS))))
    np.savez(folder / TAUGHT_FILE, allow_pickle=False, **taught.to_arrays())
    return folder / "items.gz"


@pytest.mark.soak
def test_what_is_held_out_is_answered_by_networks_that_did_not_learn_it(tmp_path: Path) -> None:
    files = freeze_network(_small_folder(tmp_path), tmp_path)
    held_out = files[HELD_OUT_FILE]["decisions"]
    assert held_out.shape == (600, len(SIGNALS))
    titles = held_out[::2, SIGNALS.index("strike")]
    others = np.delete(titles, slice(None, None, 3))
    assert titles[::3].mean() < others.mean()  # who answered for the strikes saw none of them
    network = NetworkReader.from_arrays(files[NETWORK_FILE], READER)
    assert network.decisions(READER.lexicon.read_all(LINES)).shape == (301, len(SIGNALS))


@pytest.mark.soak
def test_statuses_learn_from_added_rows_and_the_items_of_the_networks(tmp_path: Path) -> None:
    items = _small_folder(tmp_path)
    label = {"item": digest_of(LINES[0]), "sentences": 2, "events": [[1, "sanction", "denied", "PAK", "IRN"]]}
    (tmp_path / MORE_LABELS_FILE).write_text((json.dumps(label) + "\n") * 100, encoding="utf-8")
    view = NetworkView.from_arrays(freeze_statuses(items, tmp_path)[STATUS_FILE])
    model = StatusModel(READER.lexicon, view).fit(*status_examples(load_corpus()[:50]))
    scene = read_scene("Pakistan recalled its envoy.", READER.lexicon)
    told = view.predict_proba({"": scene}, {"": AnchorFinder().scores(scene)}, [("", "sanction")])
    assert STATUSES[int(told.argmax())] == "denied"
    assert model.predict_proba(LINES[:5], ["strike"] * 5).sum(axis=1) == pytest.approx(1)
    (tmp_path / MORE_LABELS_FILE).write_text(json.dumps({**label, "item": "0" * 16}), encoding="utf-8")
    with pytest.raises(InputError, match="has no item 0000"):
        freeze_statuses(items, tmp_path)
