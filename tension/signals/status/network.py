"""A small network over the words around an event: two layers of neighbourhoods, pooled four ways.

Written in numpy so that training needs no further library and the artefact stays plain arrays. Each word
comes with its vector, form, place and cues; a layer sees a word with its two neighbours; the event is judged
from the words it attends to, the loudest, the anchor, and the mean of the anchor's clause.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from tension.signals.network.steps import (
    Adam,
    Dropout,
    fresh_tables,
    gather_gradient,
    neighbours,
    neighbours_gradient,
    normal,
)
from tension.signals.status.inputs import (
    ANY_SIGNAL_ID,
    CLAUSES,
    DENSE,
    DISTANCES,
    Batch,
    EventInput,
    make_batch,
)
from tension.signals.table import STATUSES

Array = npt.NDArray[Any]
SIZES = {"words": 64, "forms": 8, "distances": 8, "clauses": 6}
WIDTH = sum(SIZES.values()) + DENSE
_SIGNAL_SIZE = 12
_HIDDEN = 96
_HEADS = 2
_POOLED = (_HEADS + 3) * _HIDDEN
_EPOCHS = 4
_BATCH_EVENTS = 64
_POOL_BATCHES = 20
_LEARNING_RATE = 2e-3
_LAST_RATE_SHARE = 0.1
_WORD_DROPOUT, _INPUT_DROPOUT, _HIDDEN_DROPOUT, _OUTPUT_DROPOUT = 0.15, 0.2, 0.2, 0.5
_USE_BATCH_EVENTS = 256
_MASKED = 1e9


@dataclass(slots=True)
class _Trace:
    """What a forward pass leaves for the gradient."""

    batch: Batch
    words: Array
    inputs: Array
    first: Array
    hidden: Array
    second: Array
    top: Array
    attention: Array
    loudest: Array
    judged: Array
    drops: dict[str, Array]


class StatusNetwork:
    """Probabilities of the five statuses from `EventInput`s; `fit` is deterministic for a seed."""

    def __init__(self, parameters: dict[str, Array]) -> None:
        self.parameters = parameters

    @classmethod
    def fresh(cls, word_count: int, form_count: int, seed: int, vectors: dict[int, Array]) -> "StatusNetwork":
        """An untrained network.

        Args:
            word_count: rows of the word table.
            form_count: rows of the form table.
            seed: of all random numbers.
            vectors: vectors of length 1 for words that have one, by row.
        """
        random = np.random.default_rng(seed)
        rows = {"words": word_count, "forms": form_count, "distances": DISTANCES, "clauses": CLAUSES}
        parameters = fresh_tables(random, rows, SIZES, vectors)
        parameters["words"][0] = 0
        parameters |= {
            "signals": normal(random, 0.1, ANY_SIGNAL_ID + 1, _SIGNAL_SIZE),
            "first": normal(random, np.sqrt(2 / (3 * WIDTH)), 3 * WIDTH, _HIDDEN),
            "first_signal": normal(random, 0.1, _SIGNAL_SIZE, _HIDDEN),
            "first_offset": np.zeros(_HIDDEN, dtype=np.float32),
            "second": normal(random, np.sqrt(1 / (3 * _HIDDEN)), 3 * _HIDDEN, _HIDDEN),
            "second_offset": np.zeros(_HIDDEN, dtype=np.float32),
            "attention": normal(random, 0.1, _HIDDEN, _HEADS),
            "output": normal(random, 0.05, _POOLED + _SIGNAL_SIZE, len(STATUSES)),
            "output_offset": np.zeros(len(STATUSES), dtype=np.float32),
        }
        return cls(parameters)

    def fit(self, events: Sequence[EventInput], labels: Array, weights: Array, seed: int) -> Self:
        """Train on events, their statuses as numbers, and the weight of each."""
        random = np.random.default_rng(seed)
        adam = Adam(self.parameters, decayed=("words", "first", "second", "output"))
        for epoch in range(_EPOCHS):
            rate = _LEARNING_RATE * (1 - (1 - _LAST_RATE_SHARE) * epoch / _EPOCHS)
            for rows in _batches([len(event.inside) for event in events], random):
                batch = make_batch([events[row] for row in rows])
                adam.step(self._gradients(batch, labels[rows], weights[rows], random), rate)
        return self

    def predict_proba(self, events: Sequence[EventInput]) -> Array:
        """Probabilities, shape (events, 5)."""
        found = np.zeros((len(events), len(STATUSES)))
        order = np.argsort([len(event.inside) for event in events], kind="stable")
        for start in range(0, len(order), _USE_BATCH_EVENTS):
            rows = order[start : start + _USE_BATCH_EVENTS]
            found[rows] = self._forward(make_batch([events[row] for row in rows]), None)[0]
        return found

    def to_arrays(self) -> dict[str, Array]:
        """The parameters; the word table, by far the largest, in half precision."""
        return {**self.parameters, "words": self.parameters["words"].astype(np.float16)}

    @classmethod
    def from_arrays(cls, arrays: dict[str, Array]) -> "StatusNetwork":
        """The network that `to_arrays` described."""
        return cls({name: value.astype(np.float32) for name, value in arrays.items()})

    def _forward(self, batch: Batch, random: np.random.Generator | None) -> tuple[Array, _Trace]:
        p, drop = self.parameters, Dropout(random)
        mask = batch.mask[:, :, None]
        words = drop.words(batch.ids["words"], batch.mask, _WORD_DROPOUT)
        tables = [p[name][words if name == "words" else batch.ids[name]] for name in SIZES]
        inputs = drop("input", np.concatenate([*tables, batch.dense], axis=2) * mask, _INPUT_DROPOUT)
        signal = p["signals"][batch.signal]
        first = neighbours(inputs) @ p["first"] + p["first_offset"] + (signal @ p["first_signal"])[:, None, :]
        hidden = drop("hidden", np.maximum(first, 0) * mask, _HIDDEN_DROPOUT)
        second = neighbours(hidden) @ p["second"] + p["second_offset"]
        top = np.maximum(second, 0) + hidden
        scores = top @ p["attention"] - _MASKED * (1 - mask)
        attention = np.exp(scores - scores.max(axis=1, keepdims=True))
        attention /= attention.sum(axis=1, keepdims=True)
        attended = np.einsum("btk,bth->bkh", attention, top).reshape(len(top), -1)
        masked = top - _MASKED * (1 - mask)
        loudest = masked.argmax(axis=1)
        strongest = np.take_along_axis(masked, loudest[:, None, :], axis=1)[:, 0]
        at_anchor = top[np.arange(len(top)), batch.anchor]
        clause = np.einsum("bt,bth->bh", batch.inside, top)
        pooled = np.concatenate([attended, strongest, at_anchor, clause, signal], axis=1)
        judged = drop("output", pooled, _OUTPUT_DROPOUT)
        values = judged @ p["output"] + p["output_offset"]
        raised = np.exp(values - values.max(axis=1, keepdims=True))
        trace = _Trace(
            batch, words, inputs, first, hidden, second, top, attention, loudest, judged, drop.kept
        )
        return raised / raised.sum(axis=1, keepdims=True), trace

    def _gradients(
        self, batch: Batch, labels: Array, weights: Array, random: np.random.Generator | None
    ) -> dict[str, Array]:
        """Gradients of the mean weighted cross-entropy."""
        p = self.parameters
        wrong, trace = self._forward(batch, random)
        wrong[np.arange(len(labels)), labels] -= 1
        wrong *= (weights / len(labels))[:, None]
        found = {"output": trace.judged.T @ wrong, "output_offset": wrong.sum(axis=0)}
        pooled = (wrong @ p["output"].T) * trace.drops.get("output", 1)
        top, found["attention"] = self._pool_gradient(trace, pooled[:, :_POOLED])
        hidden = self._second_gradient(trace, top, found)
        first = hidden * trace.drops.get("hidden", 1) * (trace.first > 0) * batch.mask[:, :, None]
        signal = pooled[:, _POOLED:] + first.sum(axis=1) @ p["first_signal"].T
        found["first_signal"] = p["signals"][batch.signal].T @ first.sum(axis=1)
        found["signals"] = gather_gradient(signal, batch.signal, len(p["signals"]))
        self._input_gradient(trace, first, found)
        return found

    def _pool_gradient(self, trace: _Trace, pooled: Array) -> tuple[Array, Array]:
        """From the four ways of pooling back to the words; and the attention's own gradient."""
        rows = np.arange(len(pooled))
        parts = pooled.reshape(len(pooled), _HEADS + 3, _HIDDEN)
        attended = parts[:, :_HEADS]
        top = np.einsum("btk,bkh->bth", trace.attention, attended)
        share = np.einsum("bkh,bth->btk", attended, trace.top)
        scores = trace.attention * (share - (trace.attention * share).sum(axis=1, keepdims=True))
        top += scores @ self.parameters["attention"].T
        peaks = np.zeros_like(top)
        np.put_along_axis(peaks, trace.loudest[:, None, :], parts[:, _HEADS][:, None, :], axis=1)
        top += peaks
        top[rows, trace.batch.anchor] += parts[:, _HEADS + 1]
        top += trace.batch.inside[:, :, None] * parts[:, _HEADS + 2][:, None, :]
        return top * trace.batch.mask[:, :, None], np.einsum("bth,btk->hk", trace.top, scores)

    def _second_gradient(self, trace: _Trace, top: Array, found: dict[str, Array]) -> Array:
        second = top * (trace.second > 0)
        flat = second.reshape(-1, _HIDDEN)
        found["second"] = neighbours(trace.hidden).reshape(-1, 3 * _HIDDEN).T @ flat
        found["second_offset"] = flat.sum(axis=0)
        return top + neighbours_gradient(second @ self.parameters["second"].T)

    def _input_gradient(self, trace: _Trace, first: Array, found: dict[str, Array]) -> None:
        flat = first.reshape(-1, _HIDDEN)
        found["first"] = neighbours(trace.inputs).reshape(-1, 3 * WIDTH).T @ flat
        found["first_offset"] = flat.sum(axis=0)
        inputs = neighbours_gradient(first @ self.parameters["first"].T)
        inputs *= trace.drops.get("input", 1) * trace.batch.mask[:, :, None]
        start = 0
        for name, size in SIZES.items():
            ids = trace.words if name == "words" else trace.batch.ids[name]
            part = inputs[:, :, start : start + size].reshape(-1, size)
            found[name] = gather_gradient(part, ids.ravel(), len(self.parameters[name]))
            start += size
        found["words"][0] = 0


def _batches(lengths: Sequence[int], random: np.random.Generator) -> list[Array]:
    """Events in random order, those of like length together so that little is padded."""
    order = random.permutation(len(lengths))
    sizes = np.array(lengths)
    found: list[Array] = []
    pool = _BATCH_EVENTS * _POOL_BATCHES
    for start in range(0, len(order), pool):
        rows = order[start : start + pool]
        rows = rows[np.argsort(sizes[rows], kind="stable")]
        found.extend(rows[place : place + _BATCH_EVENTS] for place in range(0, len(rows), _BATCH_EVENTS))
    return [found[number] for number in random.permutation(len(found))]
