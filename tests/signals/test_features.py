"""Features are named, sparse, of fixed length by family, and survive being stored as arrays."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tension.signals.features.blocks import (
    FAMILIES,
    Reader,
    concept_features,
    lexicon_features,
    word_features,
)
from tension.signals.features.counted import count_texts
from tension.signals.features.flat import FlatSpace
from tension.signals.features.space import DEFAULT_FAMILIES, FeatureSpace
from tension.signals.model import load_reader
from tension.signals.text.masks import mask, masked_words
from tension.signals.text.words import split_words

TEXTS = [
    "Pakistan recalled its ambassador from Iran on Wednesday.",
    "Iran recalled its envoy, and both sides agreed to return them.",
    "Nobody was hurt, officials said.",
    "Militants killed two guards near the border.",
    "The ambassador returned and both sides agreed to talk.",
]
DENIED = "Iran has not recalled its ambassador; both sides agreed"


@pytest.fixture(scope="module")
def reader() -> Reader:
    return load_reader(Path("models"))


def test_masks_carry_what_is_learned_from_one_pair_to_another(reader: Reader) -> None:
    one = word_features(reader.read("Pakistan expelled Iran's envoy"))
    other = word_features(reader.read("India expelled Canada's envoy"))
    assert one == other


def test_us_is_a_state_only_in_capitals() -> None:
    assert masked_words(split_words("US told us")) == ["<state>", "told", "us"]


@settings(deadline=None, max_examples=50)
@given(text=st.text(alphabet=st.characters(categories=("L", "N", "P", "Zs")), max_size=80))
def test_any_text_can_be_read(reader: Reader, text: str) -> None:
    reading = reader.read(text)
    for find in FAMILIES.values():
        assert all(isinstance(name, str) for name in find(reading))


def test_negation_before_a_pattern_is_a_feature_of_its_own(reader: Reader) -> None:
    said = lexicon_features(reader.read("Iran recalled its ambassador"))
    denied = lexicon_features(reader.read(DENIED))
    assert "not sanction" in denied
    assert "not sanction" not in said


def test_concept_pairs_keep_their_order(reader: Reader) -> None:
    found = concept_features(reader.read("Pakistan recalled its envoy"))
    assert "RECALL>ENVOY" in found
    assert "ENVOY>RECALL" not in found


def test_rows_have_the_lengths_the_families_ask_for(reader: Reader) -> None:
    texts = count_texts(reader.read_all(TEXTS))
    space = FeatureSpace.fit(texts, DEFAULT_FAMILIES)
    for family in space.families:
        lengths = np.sqrt(family.rows(texts).power(2).sum(axis=1))
        full = lengths > 0
        np.testing.assert_allclose(lengths[full], family.spec.scale, rtol=1e-4)


def test_stored_arrays_give_the_same_rows(reader: Reader) -> None:
    texts = count_texts(reader.read_all(TEXTS))
    space = FeatureSpace.fit(texts, DEFAULT_FAMILIES)
    arrays = space.to_arrays()
    assert all(array.dtype != object for array in arrays.values())
    again = FeatureSpace.from_arrays(arrays)
    assert again.names == space.names
    np.testing.assert_array_equal(again.rows(texts).toarray(), space.rows(texts).toarray())


def test_a_text_without_known_features_is_an_empty_row(reader: Reader) -> None:
    space = FeatureSpace.fit(count_texts(reader.read_all(TEXTS)), DEFAULT_FAMILIES[:1])
    assert space.rows(count_texts([reader.read("zzz")])).nnz == 0


@settings(deadline=None, max_examples=40)
@given(
    texts=st.lists(
        st.lists(
            st.sampled_from([*f"{' '.join(TEXTS)} {DENIED} US us - ! no longer Iran's xyzzy 17 ;".split()]),
            max_size=14,
        ).map(" ".join),
        max_size=4,
    )
)
@example(texts=[*TEXTS, DENIED, "", "Iran has not said when or why or how it recalled its ambassador"])
def test_many_texts_at_once_give_the_rows_of_each(reader: Reader, texts: list[str]) -> None:
    # Every feature of these texts is known, and so every pair of words and of groups.
    families = [replace(family, min_texts=1) for family in DEFAULT_FAMILIES]
    space = FeatureSpace.fit(count_texts(reader.read_all([*TEXTS, DENIED])), families)
    readings = [reader.read(text) for text in texts]
    weights = np.random.default_rng(5).normal(size=(len(space.names), 3)).astype(np.float32)
    flat = FlatSpace(space, reader, weights)
    found = flat.decisions([(r.words, r.hits) for r in readings], [r.tone for r in readings])
    np.testing.assert_allclose(found, space.rows(count_texts(readings)) @ weights, atol=1e-5)


def test_mask_leaves_other_words_alone() -> None:
    assert mask("recalled") == "recalled"
    assert mask("12,000") == "<number>"
    assert mask("pakistan's") == "<state>'s"
