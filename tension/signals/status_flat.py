"""Many texts laid end to end, so that the statuses of all their events are read in few large steps.

The plain way, one event at a time, stays in `status_features`, `status_inputs` and `status_network`:
training uses it, and a test holds that both ways agree.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from tension.signals.anchors import AnchorFinder
from tension.signals.clauses import Scene
from tension.signals.id_table import IdTable
from tension.signals.lexicon import CUES
from tension.signals.status_inputs import ANY_SIGNAL_ID, TOP_STRENGTH
from tension.signals.table import SIGNALS

Array = npt.NDArray[Any]
_NEIGHBOUR = 0.5
_SIGNAL_NUMBERS = {name: number for number, name in enumerate(SIGNALS)}
_CUE_NUMBERS = {name: number for number, name in enumerate(CUES)}


@dataclass(frozen=True, slots=True)
class FlatTexts:
    """Scenes end to end; arrays of one entry a word unless said otherwise.

    Attributes:
        scenes: the texts, each with at least one word.
        starts: where each text begins, and the end of the last; shape (texts + 1,).
        words: rows of the words' table.
        pairs: rows of the table of neighbours, each with the word that follows; a text's last is no pair.
        is_last: whether a word ends its text.
        clause: numbers that count on from text to text, so that no two texts share one.
        sentence: numbers within the text.
        scores: how much each word speaks for each signal, and at most for any, shape (words, 21).
        anchors: offset of the loudest word for each of these in its text, shape (texts, 21).
    """

    scenes: list[Scene]
    starts: Array
    words: Array
    pairs: Array
    is_last: Array
    clause: Array
    sentence: Array
    scores: Array
    anchors: Array


def lay_flat(scenes: Sequence[Scene], words: IdTable, pairs: IdTable, finder: AnchorFinder) -> FlatTexts:
    """Lay scenes end to end and find the anchors of every signal in them.

    Args:
        scenes: texts, none without words.
        words: table of words whose first two columns are the finder's numbers of the word and its stem.
        pairs: table of neighbours whose first column is the finder's number of the pair.
        finder: knows how much each term speaks for each signal.
    """
    sizes = np.array([len(scene.words) for scene in scenes])
    starts = np.concatenate([[0], np.cumsum(sizes)])
    word_rows = words.rows(word for scene in scenes for word in scene.words)
    followed = [
        f"{one} {two}"
        for scene in scenes
        for one, two in zip(scene.words, (*scene.words[1:], ""), strict=True)
    ]
    pair_rows = pairs.rows(followed)
    is_last = np.zeros(starts[-1], dtype=bool)
    is_last[starts[1:] - 1] = True
    clause_counts = np.array([len(scene.openers) for scene in scenes])
    before = np.repeat(np.concatenate([[0], np.cumsum(clause_counts)[:-1]]), sizes)
    clause = _numbers(scenes, "clause") + before
    scores = _scores(scenes, starts, words.table()[word_rows], pairs.table()[pair_rows, 0], is_last, finder)
    return FlatTexts(
        list(scenes),
        starts,
        word_rows,
        pair_rows,
        is_last,
        clause,
        _numbers(scenes, "sentence"),
        scores,
        _anchors(scores, starts),
    )


def _numbers(scenes: Sequence[Scene], name: str) -> Array:
    return np.array([number for scene in scenes for number in getattr(scene, name)], dtype=np.int64)


def _scores(
    scenes: Sequence[Scene], starts: Array, words: Array, pairs: Array, is_last: Array, finder: AnchorFinder
) -> Array:
    # The row of zeros at the end answers for -1, a term never seen.
    weights = np.vstack([finder.weights, np.zeros_like(finder.weights[:1])])
    values = weights[words[:, 0]] + weights[words[:, 1]]
    values += weights[np.where(is_last, -1, pairs)]
    strongest = np.zeros_like(values)
    places, signals, strengths = [], [], []
    for start, scene in zip(starts.tolist(), scenes, strict=False):
        for hit in scene.patterns:
            for place in range(start + hit.first, start + hit.last + 1):
                places.append(place)
                signals.append(_SIGNAL_NUMBERS[hit.name])
                strengths.append(hit.strength)
    np.maximum.at(strongest, (places, signals), np.array(strengths, dtype=values.dtype))
    values += strongest
    return np.concatenate([values, values.max(axis=1, keepdims=True)], axis=1)


def _anchors(scores: Array, starts: Array) -> Array:
    """As `anchor_of`, for all signals of all texts."""
    raised = scores.copy()
    near = _NEIGHBOUR * scores
    first, last = starts[:-1], starts[1:] - 1
    before = np.concatenate([np.zeros_like(near[:1]), near[:-1]])
    before[first] = 0
    raised += before
    after = np.concatenate([near[1:], np.zeros_like(near[:1])])
    after[last] = 0
    raised += after
    ends = starts.tolist()
    return np.array([raised[a:b].argmax(axis=0) for a, b in pairwise(ends)])


@dataclass(frozen=True, slots=True)
class FlatEvents:
    """Events over flat texts.

    Attributes:
        text: number of each event's text.
        signal: number of its signal, 20 for the text's main event.
        anchor: the word that tells it, counted over all texts.
    """

    text: Array
    signal: Array
    anchor: Array


def lay_events(texts: FlatTexts, numbers: Sequence[int], signals: Sequence[str | None]) -> FlatEvents:
    """Events by the number of their text and their signal."""
    text = np.array(numbers, dtype=np.int64)
    signal = np.array([_SIGNAL_NUMBERS[name] if name else ANY_SIGNAL_ID for name in signals], dtype=np.int64)
    return FlatEvents(text, signal, texts.starts[text] + texts.anchors[text, signal])


def text_inputs(texts: FlatTexts) -> Array:
    """What the networks see of a word beside its embedding, whatever the event, shape (words, cues + 2).

    Columns: the cues, whether it is quoted, whether it opens a clause.
    """
    found = np.zeros((len(texts.words), len(CUES) + 2), dtype=np.float32)
    places, cues, strengths = [], [], []
    for start, scene in zip(texts.starts.tolist(), texts.scenes, strict=False):
        for cue in scene.cues:
            for place in range(start + cue.first, start + cue.last + 1):
                places.append(place)
                cues.append(_CUE_NUMBERS[cue.name])
                strengths.append(cue.strength / TOP_STRENGTH)
    np.maximum.at(found, (places, cues), np.array(strengths, dtype=np.float32))
    found[:, -2] = _numbers(texts.scenes, "quoted")
    found[0, -1] = 1
    found[1:, -1] = texts.clause[1:] != texts.clause[:-1]
    return found
