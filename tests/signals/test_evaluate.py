"""Scores are computed right, belong to this model, and stand above their floors."""

import tomllib
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tension.errors import ModelError
from tension.signals.artefact import current_stamp, load_artefact
from tension.signals.corpus import load_corpus
from tension.signals.estimators import Lessons
from tension.signals.evaluation.evaluate import lexicon_unseen
from tension.signals.evaluation.folds import FOLDS
from tension.signals.evaluation.metrics import (
    calibration_error,
    count_calls,
    four_way_f1,
    micro_f1,
    polarity_accuracy,
    wilson_interval,
)
from tension.signals.evaluation.model_card import load_evaluation, tables, write_tables
from tension.signals.features.counted import CountedTexts
from tension.signals.features.space import FamilySpec
from tension.signals.model import load_reader
from tension.signals.table import SIGNALS
from tension.signals.train import read_lessons

MODELS = Path("models")
# Families that fit in seconds; the quick measurement is a tripwire, the stored evaluation is the score.
QUICK = (FamilySpec("lexicon", 2, 1.5), FamilySpec("fine", 2, 1.0))


@pytest.fixture(scope="module")
def results() -> dict[str, Any]:
    return load_evaluation(MODELS)


@pytest.fixture(scope="module")
def floors() -> dict[str, Any]:
    return tomllib.loads((MODELS / "floors.toml").read_text(encoding="utf-8"))


def _at(data: dict[str, Any], path: str) -> float:
    value: Any = data
    for step in path.split("."):
        value = value[step]
    return float(value)


def test_the_stored_evaluation_is_of_this_model(results: dict[str, Any]) -> None:
    now = current_stamp(MODELS)
    _, stamp = load_artefact(MODELS)
    assert results["made_from"] == {
        "corpus": now.corpus,
        "lexicon": now.lexicon,
        "frozen": now.frozen,
        "arrays": stamp.arrays,
    }


def test_every_score_stands_above_its_floor(results: dict[str, Any], floors: dict[str, Any]) -> None:
    low = {path: (_at(results, path), floor) for path, floor in floors["at_least"].items()}
    assert {path: pair for path, pair in low.items() if pair[0] < pair[1]} == {}


def test_every_error_stays_under_its_ceiling(results: dict[str, Any], floors: dict[str, Any]) -> None:
    high = {path: (_at(results, path), ceiling) for path, ceiling in floors["at_most"].items()}
    assert {path: pair for path, pair in high.items() if pair[0] > pair[1]} == {}


def test_the_model_beats_what_it_is_made_of(results: dict[str, Any]) -> None:
    for part in results["ablations"].values():
        assert results["signals"]["signals_micro_f1"] > part["signals_micro_f1"]
        assert results["signals"]["polarity_accuracy"] > part["polarity_accuracy"]


@pytest.mark.soak
def test_one_fold_measured_now_stands_above_its_floor(floors: dict[str, Any]) -> None:
    lessons = read_lessons(load_corpus(), [], load_reader(MODELS))
    train, test, _ = lessons.folds(FOLDS)[0]
    called = lessons.fit(train, QUICK).predict_proba(lessons.texts[test]) >= floors["quick"]["threshold"]
    assert micro_f1(called, lessons.labels[test]) >= floors["quick"]["signals_micro_f1"]


def test_folds_keep_families_and_items_whole_and_hold_out_no_added_text() -> None:
    groups = np.array([1, 1, 2, 3, 4, 5, 6, 6, 6, 7])
    items = np.array([0, 0, 1, 2, 3, 4, 5, 5])
    lessons = Lessons(CountedTexts({}, 20), np.zeros((20, 20)), groups, items)
    held: list[int] = []
    for train, test, news in lessons.folds(FOLDS):
        assert not set(groups[train[train < 10]]) & set(groups[test])
        assert {10, 11} <= set(train.tolist())
        assert max(test) < 10
        assert not set(items[train[train >= 12] - 12]) & set(items[news - 12])
        held += news.tolist()
    assert sorted(held) == lessons.news_rows.tolist() == list(range(12, 20))


def test_the_unseen_fifth_is_whole_families() -> None:
    groups = np.repeat(np.arange(100), 2)
    unseen = lexicon_unseen(groups)
    assert unseen.sum() == 40
    assert (unseen[0::2] == unseen[1::2]).all()


def test_the_card_shows_the_stored_numbers(results: dict[str, Any]) -> None:
    card = (MODELS / "README.md").read_text(encoding="utf-8")
    for table in tables(results).values():
        assert table in card


def test_tables_need_their_marks(tmp_path: Path) -> None:
    path = tmp_path / "README.md"
    path.write_text("before\n<!-- begin: a -->\nold\n<!-- end: a -->\nafter\n", encoding="utf-8")
    write_tables(path, {"a": "| new |"})
    assert path.read_text(encoding="utf-8") == "before\n<!-- begin: a -->\n| new |\n<!-- end: a -->\nafter\n"
    with pytest.raises(ModelError, match="begin: b"):
        write_tables(path, {"b": "x"})


def _row(*names: str) -> list[int]:
    return [int(name in names) for name in SIGNALS]


def test_polarity_counts_only_rows_of_one_side() -> None:
    truth = np.array([_row("strike"), _row("talks"), _row("strike", "talks"), _row()])
    probabilities = np.array([_row("attack"), _row("threaten"), _row(), _row()], dtype=float)
    assert polarity_accuracy(probabilities, truth) == 0.5


def test_four_way_is_one_when_every_side_is_right() -> None:
    truth = np.array([_row("strike"), _row("talks"), _row("strike", "talks"), _row()])
    called = np.array([_row("attack"), _row("visit"), _row("attack", "visit"), _row()])
    assert four_way_f1(called, truth) == 1.0


def test_calibration_error_of_a_certain_and_wrong_model_is_one() -> None:
    assert calibration_error(np.ones((5, 2)), np.zeros((5, 2))) == 1.0
    assert calibration_error(np.zeros((5, 2)), np.zeros((5, 2))) == 0.0


@given(st.lists(st.tuples(st.booleans(), st.booleans()), min_size=1, max_size=30))
def test_f1_is_between_its_parts(pairs: list[tuple[bool, bool]]) -> None:
    said, true = np.array(pairs).T
    each = count_calls(said, true)
    assert each.right + each.missed == true.sum()
    assert 0 <= each.f1 <= max(each.precision, each.recall) + 1e-12


@given(st.integers(0, 50), st.integers(1, 50))
def test_intervals_hold_the_share(right: int, total: int) -> None:
    right = min(right, total)
    low, high = wilson_interval(right, total)
    assert 0 <= low <= right / total + 1e-12
    assert right / total - 1e-12 <= high <= 1
