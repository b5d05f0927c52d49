"""The status network in use: the forward pass of `StatusNetwork`, what events share reckoned once.

The first layer is linear in what a word brings (vector, form, place, cues), so that its part for a word is
reckoned once a batch, its part for a place is a table, and an event only adds them up. Events of one length
go together and nothing is padded. Sums run in another order than in training: probabilities agree to 1e-6.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from tension.signals.network.steps import (
    WORDS_AT_ONCE,
    blocks_product,
    one_thread,
    product,
    sum_around,
    whole_blocks,
    with_neighbours,
)
from tension.signals.status.flat import FlatEvents, FlatTexts, text_inputs
from tension.signals.status.inputs import (
    ANY_SIGNAL_ID,
    CLAUSE_REACH,
    CLAUSES,
    DISTANCES,
    SCORE_RANGE,
    distance_steps,
)
from tension.signals.status.network import SIZES, WIDTH, StatusNetwork
from tension.signals.table import STATUSES
from tension.signals.text.id_lists import runs
from tension.signals.text.id_table import distinct
from tension.signals.text.lexicon import CUES, TOP_STRENGTH

Array = npt.NDArray[Any]
_CUE_COUNT = len(CUES)


@dataclass(frozen=True, slots=True)
class _Group:
    """Events of one length, shape (events, words) unless said otherwise.

    Attributes:
        signal: shape (events,).
        anchor: offset of the anchor, shape (events,).
        words: place of each word in the flat texts.
        distances: code of the distance to the anchor of the word and its two neighbours.
        clauses: code of their clauses likewise.
        told: scores and whether the sentence is the anchor's, for the three, shape (events, words, 9).
        inside: shares of the words of the anchor's clause.
    """

    signal: Array
    anchor: Array
    words: Array
    distances: Array
    clauses: Array
    told: Array
    inside: Array


def network_votes(network: "ForwardNetwork", texts: FlatTexts, events: FlatEvents) -> Array:
    """The network's probabilities, shape (events, 5).

    Args:
        network: in use.
        texts: the flat texts.
        events: the events in them.
    """
    sizes = np.diff(texts.starts)[events.text]
    order = np.argsort(sizes, kind="stable")
    groups = list(_groups(texts, events.part(order), sizes[order]))
    dense = with_neighbours(text_inputs(texts), texts.starts)
    found = np.zeros((len(order), len(STATUSES)))
    with one_thread():
        found[order] = network.votes(texts, dense, groups)
    return found


def _groups(texts: FlatTexts, events: FlatEvents, sizes: Array) -> Iterator[_Group]:
    """Events in order of their length, cut into groups of one length."""
    starts = np.concatenate([[0], np.cumsum(sizes)])
    laid = _laid(texts, events, sizes, starts)
    anchor = events.anchor - texts.starts[events.text]
    ends = np.flatnonzero(np.diff(sizes, append=0)) + 1
    for first, end in zip([0, *ends.tolist()], ends.tolist(), strict=False):
        size = int(sizes[first])
        step = max(WORDS_AT_ONCE // size, 1)
        for one in range(first, end, step):
            own = slice(one, min(one + step, end))
            shape = (own.stop - one, size)
            cut = slice(starts[one], starts[own.stop])
            parts = [values[cut].reshape(*shape, *values.shape[1:]) for values in laid]
            yield _Group(events.signal[own], anchor[own], *parts)


def _laid(texts: FlatTexts, events: FlatEvents, sizes: Array, starts: Array) -> tuple[Array, ...]:
    """The words of all events end to end: what `_Group` holds of each, from `words` on."""
    owner, words = np.repeat(np.arange(len(sizes)), sizes), runs(texts.starts[events.text], sizes)
    signal, anchor = events.signal[owner], events.anchor[owner]
    clause = texts.clause[words] - texts.clause[anchor]
    inside = clause == 0
    same = texts.sentence[words] == texts.sentence[anchor]
    own, others = texts.scores[words, signal], texts.scores[words, ANY_SIGNAL_ID]
    # Where the event's own signal is the loudest, the next counts; a text's main event has no others.
    loudest = np.flatnonzero((own == others) & (signal != ANY_SIGNAL_ID))
    scores = texts.scores[words[loudest], :ANY_SIGNAL_ID]
    scores[np.arange(len(loudest)), signal[loudest]] = -np.inf
    others[loudest] = scores.max(axis=1)
    told = np.stack([_scaled(own), _scaled(others), same], axis=1, dtype=np.float32)
    return (
        words,
        _codes(distance_steps(words - anchor), DISTANCES, starts),
        _codes(np.clip(clause, -CLAUSE_REACH, CLAUSE_REACH) + CLAUSE_REACH, CLAUSES, starts),
        with_neighbours(told, starts),
        inside / np.add.reduceat(inside, starts[:-1], dtype=np.float32)[owner],
    )


def _scaled(scores: Array) -> Array:
    return np.asarray(np.clip(scores, *SCORE_RANGE) / TOP_STRENGTH)


def _codes(numbers: Array, size: int, starts: Array) -> Array:
    """One number for a word's and its neighbours' numbers; `size` stands for nothing past the edges."""
    before, after = np.roll(numbers, 1), np.roll(numbers, -1)
    before[starts[:-1]] = size
    after[starts[1:] - 1] = size
    return np.asarray((before * (size + 1) + numbers) * (size + 1) + after)


class ForwardNetwork:
    """One trained network laid out for use."""

    def __init__(self, network: StatusNetwork) -> None:
        p = self._parameters = network.parameters
        first = p["first"].reshape(3, WIDTH, -1)
        ends = np.cumsum([0, *SIZES.values()]).tolist()
        self._own = np.concatenate(list(first[:, : ends[2]]), axis=1)
        self._distances = _combined(p["distances"], first[:, ends[2] : ends[3]])
        self._clauses = _combined(p["clauses"], first[:, ends[3] : ends[4]])
        dense = first[:, ends[4] :]
        quoted = _CUE_COUNT + 2
        of_text = [*range(_CUE_COUNT), quoted, quoted + 1]
        of_event = [_CUE_COUNT, _CUE_COUNT + 1, quoted + 2]
        self._text_dense = dense[:, of_text].reshape(3 * len(of_text), -1)
        self._told = dense[:, of_event].reshape(3 * len(of_event), -1)
        self._signals = p["signals"] @ p["first_signal"] + p["first_offset"]

    def votes(self, texts: FlatTexts, dense: Array, groups: Sequence[_Group]) -> Array:
        """Probabilities for all events of the groups, shape (events, 5).

        Args:
            texts: the flat texts.
            dense: what `text_inputs` tells of each of their words and its neighbours.
            groups: of events in them.
        """
        p = self._parameters
        shared = self._text_part(texts, dense)
        judged = np.concatenate([self._judged(group, shared) for group in groups])
        values = product(judged, p["output"]) + p["output_offset"]
        raised = np.exp(values - values.max(axis=1, keepdims=True))
        return np.asarray(raised / raised.sum(axis=1, keepdims=True))

    def _text_part(self, texts: FlatTexts, dense: Array) -> Array:
        """The first layer's sum as far as the text alone decides it, shape (words, hidden)."""
        p = self._parameters
        unique, which = distinct(texts.words)
        word, ending = (texts.columns[name][unique] for name in ("word", "ending"))
        own = product(np.concatenate([p["words"][word], p["forms"][ending]], axis=1), self._own)
        return sum_around(own, which, texts.starts, dense, self._text_dense)

    def _judged(self, group: _Group, shared: Array) -> Array:
        """What the output layer judges a group's events by, shape (events, pooled)."""
        p = self._parameters
        count, size = group.words.size, p["second"].shape[1]
        first = group.told @ self._told
        first += shared.take(group.words, axis=0)
        first += self._distances.take(group.distances, axis=0)
        first += self._clauses.take(group.clauses, axis=0)
        first += self._signals[group.signal][:, None, :]
        rows = whole_blocks(count, 3 * size)
        beside = rows[:count].reshape(*group.words.shape, 3, size)
        hidden = beside[:, :, 1]
        # Numpy compares with an array four times faster than with a number.
        zeros = np.zeros_like(first)
        np.maximum(first, zeros, out=hidden)
        beside[:, 1:, 0] = hidden[:, :-1]
        beside[:, :-1, 2] = hidden[:, 1:]
        top = blocks_product(rows, p["second"])[:count].reshape(first.shape)
        top += p["second_offset"]
        np.maximum(top, zeros, out=top)
        top += hidden
        return np.concatenate([*self._pooled(group, top), p["signals"][group.signal]], axis=1)

    def _pooled(self, group: _Group, top: Array) -> tuple[Array, ...]:
        """What it attends to, the loudest of each unit, the anchor, and the mean of its clause."""
        # Word by word, the events of each side by side: numpy goes through few long rows faster.
        scores = np.ascontiguousarray((top @ self._parameters["attention"]).swapaxes(0, 1))
        attention = np.exp(scores - scores.max(axis=0))
        attention /= attention.sum(axis=0)
        attended = (attention.transpose(1, 2, 0) @ top).reshape(len(top), -1)
        at_anchor = top[np.arange(len(top)), group.anchor]
        clause = (group.inside[:, None, :] @ top)[:, 0]
        return attended, top.max(axis=1), at_anchor, clause


def _combined(table: Array, weights: Array) -> Array:
    """What a place adds to the first layer, for every code of `_codes`, shape (codes, hidden)."""
    before, here, after = (np.vstack([table @ part, np.zeros_like(part[:1])]) for part in weights)
    sums = before[:, None, None] + here[None, :, None] + after[None, None, :]
    return np.asarray(sums.reshape(-1, weights.shape[2]))
