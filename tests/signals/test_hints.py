"""A pattern that is tried only near its hints finds what it would find alone."""

from itertools import chain
from types import ModuleType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tension.signals.parties import arms, gunmen, turn_patterns, victims
from tension.signals.past import dated_nouns, history
from tension.signals.text.hints import HintedPattern, Hints

MODULES: tuple[ModuleType, ...] = (arms, dated_nouns, gunmen, history, turn_patterns, victims)
PATTERNS = dict(chain.from_iterable(vars(module).items() for module in MODULES))
HINTED = {name: found for name, found in PATTERNS.items() if isinstance(found, HintedPattern)}
ASCII = st.characters(max_codepoint=127)


@pytest.mark.parametrize("name", sorted(HINTED))
def test_whatever_matches_holds_a_hint(name: str) -> None:
    hinted = HINTED[name]

    @settings(max_examples=60, deadline=None)
    @given(st.from_regex(hinted.pattern, alphabet=ASCII))
    def finds(text: str) -> None:
        assert hinted.search(text) is not None
        assert len(list(hinted.finditer(text))) == len(hinted.pattern.findall(text))

    finds()


def test_there_are_such_patterns() -> None:
    assert len(HINTED) > 10


def test_hints_stand_inside_of_words() -> None:
    hints = Hints("fire|gunm")
    assert hints.stand_in("ceasefire")
    assert [place for place, _ in hints.places("gunmen fire")] == [3, 10]
    assert not hints.stand_in("fir")
