"""Known pairs are told apart from all others, in every column."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tension.signals.text.known_pairs import KnownPairs, pairs_among

WORDS = st.sampled_from(["iran", "<state>", "said", "c12", "^", "|"])
PAIRS = st.dictionaries(st.tuples(WORDS, WORDS), st.integers(0, 99))


@given(near=PAIRS, far=PAIRS)
def test_every_pair_gets_its_numbers_and_every_other_none(
    near: dict[tuple[str, str], int], far: dict[tuple[str, str], int]
) -> None:
    known = {f"{one} {other}": number for (one, other), number in near.items()}
    known |= {f"x={one}_{other}": number for (one, other), number in far.items()}
    known |= {"iran": 1, "x=iran": 2}
    pairs = KnownPairs(pairs_among(known, " "), pairs_among(known, "_", "x="))
    asked = [
        (one, other) for one in ("iran", "said", "c12", "^", "zzz") for other in ("iran", "<state>", "zzz")
    ]
    one, other = (np.array([pairs.name(pair[side]) for pair in asked], dtype=np.int64) for side in (0, 1))
    assert pairs.find(one, other).tolist() == [[near.get(pair, -1), far.get(pair, -1)] for pair in asked]


def test_nothing_known_finds_nothing() -> None:
    pairs = KnownPairs(pairs_among({"iran": 1}, " "))
    assert pairs.name("iran") == -1
    assert pairs.find(np.array([-1, -1]), np.array([-1, 0])).tolist() == [[-1], [-1]]
