"""Scenes as numbers for the status network: words, forms, places relative to the anchor, cues."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from tension.signals.network.steps import KNOWN, UNKNOWN
from tension.signals.status.anchors import anchor_of
from tension.signals.status.clauses import Scene
from tension.signals.table import SIGNALS
from tension.signals.text.grammar_words import form
from tension.signals.text.lexicon import CUES, TOP_STRENGTH
from tension.signals.text.names import join_names, split_names

Array = npt.NDArray[Any]
PADDING = 0
DISTANCES, CLAUSES = 13, 7
DENSE = len(CUES) + 5
ANY_SIGNAL_ID = len(SIGNALS)
_MIN_WORD_TEXTS = 4
_MIN_FORM_TEXTS = 5
_DISTANCE_STEPS = np.array([0, 1, 2, 3, 5, 8, 13])
CLAUSE_REACH = 3
SCORE_RANGE = (-1.0, 6.0)


@dataclass(frozen=True, slots=True)
class TextInput:
    """What all events of a text share; arrays of one entry a word."""

    words: Array
    forms: Array
    cues: Array
    clause: Array
    sentence: Array
    quoted: Array
    opens: Array


@dataclass(frozen=True, slots=True)
class EventInput:
    """One event: its text, and each word's place relative to the event's anchor."""

    text: TextInput
    distances: Array
    clauses: Array
    dense: Array
    inside: Array
    signal: int
    anchor: int


@dataclass(frozen=True, slots=True)
class Batch:
    """Events padded to one length; arrays of shape (events, words) unless said otherwise.

    Attributes:
        ids: words, forms, distances and clauses as numbers, by name of their embedding.
        dense: shape (events, words, DENSE).
        mask: 1 for words, 0 for padding.
        inside: shares of the words of the anchor's clause, summing to 1 an event.
        signal: shape (events,).
        anchor: shape (events,).
    """

    ids: dict[str, Array]
    dense: Array
    mask: Array
    inside: Array
    signal: Array
    anchor: Array


class InputCoder:
    """Numbers of words and of their forms."""

    def __init__(self, words: Sequence[str], forms: Sequence[str]) -> None:
        self.words = list(words)
        self.forms = list(forms)
        self._word_ids = {word: number for number, word in enumerate(self.words, KNOWN)}
        self._form_ids = {name: number for number, name in enumerate(self.forms, 1)}

    @classmethod
    def fit(cls, scenes: Sequence[Scene]) -> "InputCoder":
        """Number what stands in several texts."""
        words = Counter(word for scene in scenes for word in set(scene.words))
        forms = Counter(name for scene in scenes for name in set(_forms(scene)))
        return cls(
            sorted(word for word, count in words.items() if count >= _MIN_WORD_TEXTS),
            sorted(name for name, count in forms.items() if count >= _MIN_FORM_TEXTS),
        )

    def word_and_form(self, word: str) -> tuple[int, int]:
        """Numbers of a word and of its form."""
        return self._word_ids.get(word, UNKNOWN), self._form_ids.get(_form(word, form(word)), 0)

    def text(self, scene: Scene) -> TextInput:
        """Numbers of one text."""
        size = len(scene.words)
        cues = np.zeros((size, len(CUES)), dtype=np.float32)
        for cue in scene.cues:
            part = cues[cue.first : cue.last + 1, CUES.index(cue.name)]
            np.maximum(part, cue.strength / TOP_STRENGTH, out=part)
        clause = np.array(scene.clause, dtype=np.int64)
        opens = np.ones(size, dtype=np.float32)
        opens[1:] = clause[1:] != clause[:-1]
        return TextInput(
            words=np.array([self._word_ids.get(word, UNKNOWN) for word in scene.words], dtype=np.int64),
            forms=np.array([self._form_ids.get(name, 0) for name in _forms(scene)], dtype=np.int64),
            cues=cues,
            clause=clause,
            sentence=np.array(scene.sentence, dtype=np.int64),
            quoted=np.array(scene.quoted, dtype=np.float32),
            opens=opens,
        )

    def event(self, text: TextInput, signal: str | None, scores: Array) -> EventInput:
        """Numbers of one event; `scores` are those of `AnchorFinder.scores`."""
        number = SIGNALS.index(signal) if signal else ANY_SIGNAL_ID
        own = scores[:, number] if signal else scores.max(axis=1)
        others = np.delete(scores, number, axis=1).max(axis=1) if signal else own
        anchor = anchor_of(own)
        inside = (text.clause == text.clause[anchor]).astype(np.float32)
        low, high = SCORE_RANGE
        told = [
            np.clip(own, low, high) / TOP_STRENGTH,
            np.clip(others, low, high) / TOP_STRENGTH,
            text.quoted,
            text.opens,
            text.sentence == text.sentence[anchor],
        ]
        return EventInput(
            text=text,
            distances=distance_steps(np.arange(len(own)) - anchor),
            clauses=np.clip(text.clause - text.clause[anchor], -CLAUSE_REACH, CLAUSE_REACH) + CLAUSE_REACH,
            dense=np.column_stack([text.cues, *told]).astype(np.float32),
            inside=inside / inside.sum(),
            signal=number,
            anchor=anchor,
        )

    def to_arrays(self) -> dict[str, Array]:
        """Plain arrays that rebuild the coder."""
        return {"words": join_names(self.words), "forms": join_names(self.forms)}

    @classmethod
    def from_arrays(cls, arrays: dict[str, Array]) -> "InputCoder":
        """The coder that `to_arrays` described."""
        return cls(split_names(arrays["words"]), split_names(arrays["forms"]))


def make_batch(events: Sequence[EventInput]) -> Batch:
    """Pad events to the longest."""
    shape = (len(events), max(len(event.inside) for event in events))
    ids = {name: np.zeros(shape, dtype=np.int64) for name in ("words", "forms", "distances", "clauses")}
    dense = np.zeros((*shape, DENSE), dtype=np.float32)
    mask, inside = np.zeros(shape, dtype=np.float32), np.zeros(shape, dtype=np.float32)
    for row, event in enumerate(events):
        size = len(event.inside)
        ids["words"][row, :size] = event.text.words
        ids["forms"][row, :size] = event.text.forms
        ids["distances"][row, :size] = event.distances
        ids["clauses"][row, :size] = event.clauses
        dense[row, :size] = event.dense
        mask[row, :size] = 1
        inside[row, :size] = event.inside
    signal = np.array([event.signal for event in events])
    return Batch(ids, dense, mask, inside, signal, np.array([event.anchor for event in events]))


def _forms(scene: Scene) -> list[str]:
    """Each word's form, or its last two letters where the form says nothing."""
    return [_form(word, known) for known, word in zip(scene.forms, scene.words, strict=True)]


def _form(word: str, known: str) -> str:
    return known or f"-{word[-2:]}"


def distance_steps(offsets: Array) -> Array:
    """Steps of the distance in words from the anchor, as row numbers of the table of distances."""
    steps = np.searchsorted(_DISTANCE_STEPS, np.abs(offsets), side="right") - 1
    return np.asarray(np.sign(offsets) * steps + DISTANCES // 2)
