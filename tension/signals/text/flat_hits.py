"""The lexicon's hits in many texts at once, and the features they make."""

from collections.abc import Mapping, Sequence
from itertools import chain
from typing import Any

import numpy as np
import numpy.typing as npt

from tension.signals.features.blocks import NEGATING, NEGATION_REACH, STRONG
from tension.signals.text.flat_lexicon import Hit
from tension.signals.text.id_lists import runs
from tension.signals.text.id_table import ascending, different
from tension.signals.text.lexicon import CUES, Pattern

Array = npt.NDArray[Any]
_STRENGTHS = (0, 1, 2, 3)
_STRENGTH_BITS = 2


def lay_hits(found: Sequence[Sequence[Hit]]) -> tuple[Array, Array]:
    """The number of each hit's text, and the hits as columns, shape (3, hits), text by text."""
    text = np.repeat(np.arange(len(found)), [len(hits) for hits in found])
    flat = np.fromiter(chain.from_iterable(chain.from_iterable(found)), np.int64, 3 * len(text))
    return text, flat.reshape(-1, 3).T


class HitFeatures:
    """Numbers of the features that `blocks.lexicon_features` names."""

    def __init__(self, patterns: Sequence[Pattern], known: Mapping[str, int]) -> None:
        names = list(dict.fromkeys(pattern.name for pattern in patterns))

        def numbers(features: Sequence[str]) -> Array:
            return np.array([known.get(name, -1) for name in features], dtype=np.int64)

        self._own = numbers([f"p{number}" for number in range(len(patterns))])
        self._by_strength = numbers([f"{pattern.name}:{pattern.strength}" for pattern in patterns])
        self._negated = numbers([f"not {pattern.name}" for pattern in patterns])
        best = [f"best {name}:{strength}" for name in names for strength in _STRENGTHS]
        self._best = numbers(best).reshape(-1, len(_STRENGTHS))
        self._name: Array = np.array([names.index(pattern.name) for pattern in patterns], dtype=np.int64)
        self._strength: Array = np.array([pattern.strength for pattern in patterns], dtype=np.int64)
        self._negates: Array = np.array([pattern.name in NEGATING for pattern in patterns], dtype=bool)
        is_cue: Array = np.array([pattern.name in CUES for pattern in patterns], dtype=bool)
        self._is_strong = ~is_cue & (self._strength >= STRONG)

    def of(self, found: Sequence[Sequence[Hit]]) -> tuple[Array, Array]:
        """Numbers of texts, and of a feature in each; -1 for one that is not known."""
        text, (pattern, first, last) = lay_hits(found)
        best_text, best = self._strongest(text, pattern)
        denied = self._denied(text, pattern, first, last)
        texts = (text, text, text[denied], best_text)
        numbers = (self._own[pattern], self._by_strength[pattern], self._negated[pattern[denied]], best)
        return np.concatenate(texts), np.concatenate(numbers)

    def _strongest(self, text: Array, pattern: Array) -> tuple[Array, Array]:
        """For every name found in a text, the feature of its greatest strength."""
        told = (text * len(self._best) + self._name[pattern]) << _STRENGTH_BITS
        told = ascending(told | self._strength[pattern])
        named, strength = told >> _STRENGTH_BITS, told & (len(_STRENGTHS) - 1)
        is_last = np.append(named[1:] != named[:-1], np.ones(min(len(named), 1), dtype=bool))
        of, name = np.divmod(named[is_last], max(len(self._best), 1))
        return of, self._best[name, strength[is_last]]

    def _denied(self, text: Array, pattern: Array, first: Array, last: Array) -> Array:
        """The strong hits that stand within reach behind a negation."""
        strong, cues = np.flatnonzero(self._is_strong[pattern]), np.flatnonzero(self._negates[pattern])
        begin, end = (np.searchsorted(text[cues], text[strong], side) for side in ("left", "right"))
        hit, cue = np.repeat(strong, end - begin), cues[runs(begin, end - begin)]
        near = (first[cue] <= last[hit]) & (first[hit] - last[cue] <= NEGATION_REACH)
        return different(hit[near])
