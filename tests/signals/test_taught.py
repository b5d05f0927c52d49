"""Sentences known by digests, with the chances that a larger model gave: kept, found again, refused."""

import gzip
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tension.errors import InputError, ModelError
from tension.signals.artefact import Arrays
from tension.signals.real_lines import digest_of
from tension.signals.table import SIGNALS
from tension.signals.taught import TAUGHT_FILE, Taught, load_taught

LINES = [f"Iran struck {number} times . It recalled its envoy. Talks go on." for number in range(3)]


def _items(folder: Path) -> Path:
    with gzip.open(folder / "items.gz", "wt", encoding="utf-8") as file:
        file.write("\n".join(LINES))
    return folder / "items.gz"


def _taught(places: list[int]) -> Taught:
    digests = [digest_of(line) for line in LINES for _ in places]
    chances = np.linspace(0, 1, len(digests) * len(SIGNALS)).reshape(-1, len(SIGNALS))
    return Taught.of(digests, np.full(len(digests), 3), np.array(places * len(LINES)), chances)


def _write(folder: Path, arrays: Arrays) -> None:
    (folder / TAUGHT_FILE).parent.mkdir()
    np.savez_compressed(folder / TAUGHT_FILE, allow_pickle=False, **arrays)


def test_what_was_said_of_a_sentence_comes_back_with_the_sentence(tmp_path: Path) -> None:
    said = _taught([0, 2])
    _write(tmp_path, said.to_arrays())
    found = load_taught(tmp_path)
    assert found.texts(_items(tmp_path)) == [
        text for number in range(3) for text in (f"Iran struck {number} times", "Talks go on.")
    ]
    expected = np.linspace(0, 1, 6 * len(SIGNALS)).reshape(6, -1)
    np.testing.assert_allclose(found.labels(), expected, atol=0.002)


@given(
    st.lists(st.tuples(st.integers(0, 2**64 - 1), st.integers(1, 4)), min_size=1, unique_by=lambda x: x[0])
)
def test_sentences_keep_their_items_whatever_the_digests(items: list[tuple[int, int]]) -> None:
    digests = [f"{number:016x}" for number, count in items for _ in range(count)]
    places = np.array([place for _, count in items for place in range(count)])
    said = Taught.of(digests, places, places, np.zeros((len(digests), len(SIGNALS))))
    assert list(zip(said.items.tolist(), said.counts.tolist(), strict=True)) == items
    assert said.places.tolist() == places.tolist()


def test_an_item_that_is_not_there_or_is_cut_otherwise_is_named(tmp_path: Path) -> None:
    items = _items(tmp_path)
    said = _taught([0, 2])
    with pytest.raises(InputError, match=rf"item {digest_of(LINES[0])} .* as 4 sentences and is cut into 3"):
        replace(said, sentences=said.sentences + 1).texts(items)
    other = Taught.of(["00000000000000aa"], np.array([1]), np.array([0]), np.zeros((1, len(SIGNALS))))
    with pytest.raises(InputError, match="has no item 00000000000000aa"):
        other.texts(items)


def test_answers_that_are_too_few_are_refused(tmp_path: Path) -> None:
    _write(tmp_path, replace(_taught([0]), places=np.array([0, 0])).to_arrays())
    with pytest.raises(ModelError, match=r"taught\.npz: answers and items do not fit"):
        load_taught(tmp_path)
