"""The status networks in use: the forward pass of `StatusNetwork`, what events share reckoned once.

The first layer is linear in what a word brings (vector, form, place, cues), so that its part for a word is
reckoned once a batch, its part for a place is a table, and an event only adds them up. Events of one length
go together and nothing is padded. Sums run in another order than in training: probabilities agree to 1e-6.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from tension.signals.status.flat import FlatEvents, FlatTexts, text_inputs
from tension.signals.status.inputs import (
    CLAUSE_REACH,
    CLAUSES,
    DISTANCES,
    SCORE_RANGE,
    TOP_STRENGTH,
    distance_steps,
)
from tension.signals.status.network import SIZES, WIDTH, StatusNetwork
from tension.signals.table import STATUSES
from tension.signals.text.lexicon import CUES

Array = npt.NDArray[Any]
_CUE_COUNT = len(CUES)
# So many words of events are judged at once: their layers stay in the processor's cache.
_WORDS_AT_ONCE = 1500
_ROWS_AT_ONCE = 64


@dataclass(frozen=True, slots=True)
class _Group:
    """Events of one length, shape (events, words) unless said otherwise.

    Attributes:
        rows: numbers of the events, shape (events,).
        words: place of each word in the flat texts.
        distances: code of the distance to the anchor of the word and its two neighbours.
        clauses: code of their clauses likewise.
        told: scores and whether the sentence is the anchor's, for the three, shape (events, words, 9).
        inside: shares of the words of the anchor's clause.
        anchor: offset of the anchor, shape (events,).
        signal: shape (events,).
    """

    rows: Array
    words: Array
    distances: Array
    clauses: Array
    told: Array
    inside: Array
    anchor: Array
    signal: Array


def network_votes(
    networks: Sequence["ForwardNetwork"], texts: FlatTexts, events: FlatEvents, coded: Array
) -> Array:
    """The mean of the networks' probabilities, shape (events, 5).

    Args:
        networks: at least one.
        texts: the flat texts.
        events: the events in them.
        coded: numbers of each text word and of its form in the coder's tables, shape (words, 2).
    """
    names, place = np.unique(coded[:, 0] * _FORM_LIMIT + coded[:, 1], return_inverse=True)
    unique = np.stack([names // _FORM_LIMIT, names % _FORM_LIMIT], axis=1)
    dense = _with_neighbours(text_inputs(texts), texts)
    shared = [network.text_part(unique, place, dense, texts) for network in networks]
    found = np.zeros((len(events.text), len(STATUSES)))
    for group in _groups(texts, events):
        votes = [network.judge(group, part) for network, part in zip(networks, shared, strict=True)]
        found[group.rows] = np.mean(votes, axis=0)
    return found


_FORM_LIMIT = 1 << 20


def _with_neighbours(values: Array, texts: FlatTexts) -> Array:
    """Each word's values between those of its neighbours in its text, shape (words, 3 x width)."""
    found = np.zeros((len(values), 3, values.shape[1]), dtype=np.float32)
    found[1:, 0] = values[:-1]
    found[texts.starts[:-1], 0] = 0
    found[:, 1] = values
    found[:-1, 2] = values[1:]
    found[texts.starts[1:] - 1, 2] = 0
    return found.reshape(len(values), -1)


def _groups(texts: FlatTexts, events: FlatEvents) -> Iterator[_Group]:
    sizes = np.diff(texts.starts)[events.text]
    order = np.argsort(sizes, kind="stable")
    ends = np.flatnonzero(np.diff(sizes[order])) + 1
    for alike in np.split(order, ends):
        step = max(_WORDS_AT_ONCE // int(sizes[alike[0]]), 1)
        for start in range(0, len(alike), step):
            yield _group(texts, events, alike[start : start + step])


def _group(texts: FlatTexts, events: FlatEvents, rows: Array) -> _Group:
    text, anchor, signal = events.text[rows], events.anchor[rows], events.signal[rows]
    starts = texts.starts[text]
    words = starts[:, None] + np.arange(texts.starts[text[0] + 1] - starts[0])
    clause = texts.clause[words] - texts.clause[anchor][:, None]
    inside = (clause == 0).astype(np.float32)
    scores = texts.scores[words]
    own = np.take_along_axis(scores, signal[:, None, None], axis=2)[:, :, 0]
    np.put_along_axis(scores, signal[:, None, None], -np.inf, axis=2)
    is_main = signal == len(scores[0, 0]) - 1
    others = np.where(is_main[:, None], own, scores[:, :, :-1].max(axis=2))
    same = texts.sentence[words] == texts.sentence[anchor][:, None]
    told = np.stack([_scaled(own), _scaled(others), same], axis=2).astype(np.float32)
    return _Group(
        rows=rows,
        words=words,
        distances=_codes(distance_steps(words - anchor[:, None]), DISTANCES),
        clauses=_codes(np.clip(clause, -CLAUSE_REACH, CLAUSE_REACH) + CLAUSE_REACH, CLAUSES),
        told=_beside(told).reshape(*words.shape, -1),
        inside=inside / inside.sum(axis=1, keepdims=True),
        anchor=anchor - starts,
        signal=signal,
    )


def _scaled(scores: Array) -> Array:
    return np.asarray(np.clip(scores, *SCORE_RANGE) / TOP_STRENGTH)


def _beside(values: Array) -> Array:
    """Values of each word and its two neighbours, shape (events, words, 3, width); zero past the edges."""
    found = np.zeros((*values.shape[:2], 3, values.shape[2]), dtype=values.dtype)
    found[:, 1:, 0] = values[:, :-1]
    found[:, :, 1] = values
    found[:, :-1, 2] = values[:, 1:]
    return found


def _codes(numbers: Array, size: int) -> Array:
    """One number for a word's and its neighbours' numbers; `size` stands for nothing past the edges."""
    edge = np.full_like(numbers[:, :1], size)
    before = np.concatenate([edge, numbers[:, :-1]], axis=1)
    after = np.concatenate([numbers[:, 1:], edge], axis=1)
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

    def text_part(self, unique: Array, place: Array, dense: Array, texts: FlatTexts) -> Array:
        """The first layer's sum as far as the text alone decides it, shape (words, hidden).

        Args:
            unique: numbers of the different words and their forms, shape (different words, 2).
            place: which of them each word is.
            dense: the other inputs with those of the neighbours.
            texts: the flat texts.
        """
        p = self._parameters
        vectors = np.concatenate([p["words"][unique[:, 0]], p["forms"][unique[:, 1]]], axis=1)
        # The row of zeros at the end stands past a text's edges.
        own = np.vstack([_product(vectors, self._own), np.zeros((1, self._own.shape[1]), dtype=np.float32)])
        before, here, after = np.split(own, 3, axis=1)
        previous = np.concatenate([[-1], place[:-1]])
        previous[texts.starts[:-1]] = -1
        following = np.concatenate([place[1:], [-1]])
        following[texts.is_last] = -1
        of_words = here[place] + before[previous] + after[following]
        return np.asarray(_product(dense, self._text_dense) + of_words)

    def judge(self, group: _Group, shared: Array) -> Array:
        """Probabilities for a group of events, shape (events, 5)."""
        p = self._parameters
        size = p["second"].shape[1]
        first = group.told @ self._told
        first += shared[group.words]
        first += self._distances[group.distances]
        first += self._clauses[group.clauses]
        first += self._signals[group.signal][:, None, :]
        beside = np.zeros((*group.words.shape, 3 * size), dtype=np.float32)
        hidden = beside[:, :, size : 2 * size]
        np.maximum(first, 0, out=hidden)
        beside[:, 1:, :size] = hidden[:, :-1]
        beside[:, :-1, 2 * size :] = hidden[:, 1:]
        top = _product(beside.reshape(-1, 3 * size), p["second"]).reshape(first.shape)
        top += p["second_offset"]
        np.maximum(top, 0, out=top)
        top += hidden
        judged = np.concatenate([self._pooled(group, top), p["signals"][group.signal]], axis=1)
        values = _product(judged, p["output"]) + p["output_offset"]
        raised = np.exp(values - values.max(axis=1, keepdims=True))
        return np.asarray(raised / raised.sum(axis=1, keepdims=True))

    def _pooled(self, group: _Group, top: Array) -> Array:
        """What it attends to, the loudest of each unit, the anchor, and the mean of its clause."""
        scores = top @ self._parameters["attention"]
        attention = np.exp(scores - scores.max(axis=1, keepdims=True))
        attention /= attention.sum(axis=1, keepdims=True)
        attended = (attention.transpose(0, 2, 1) @ top).reshape(len(top), -1)
        at_anchor = top[np.arange(len(top)), group.anchor]
        clause = (group.inside[:, None, :] @ top)[:, 0]
        return np.concatenate([attended, top.max(axis=1), at_anchor, clause], axis=1)


def _product(rows: Array, weights: Array) -> Array:
    """Rows by weights, so many at a time whatever the batch: the last bits depend on how many they are."""
    padding = np.zeros((-len(rows) % _ROWS_AT_ONCE, rows.shape[1]), dtype=rows.dtype)
    blocks = np.concatenate([rows, padding]).reshape(-1, _ROWS_AT_ONCE, rows.shape[1])
    return np.asarray((blocks @ weights).reshape(-1, weights.shape[1])[: len(rows)])


def _combined(table: Array, weights: Array) -> Array:
    """What a place adds to the first layer, for every code of `_codes`, shape (codes, hidden)."""
    before, here, after = (np.vstack([table @ part, np.zeros_like(part[:1])]) for part in weights)
    sums = before[:, None, None] + here[None, :, None] + after[None, None, :]
    return np.asarray(sums.reshape(-1, weights.shape[2]))
