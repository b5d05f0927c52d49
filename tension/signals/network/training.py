"""Training of the network, by gradients written out; deterministic for a seed, minutes for 100,000 texts."""

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from tension.signals.network.network import HEADS, HIDDEN, SIZES, Judged, SignalNetwork
from tension.signals.network.steps import (
    UNKNOWN,
    Adam,
    Dropout,
    gather_gradient,
    with_neighbours,
    with_neighbours_gradient,
)
from tension.signals.network.words import PARTS, Laid

Array = npt.NDArray[Any]
_BATCH_TEXTS = 128
_LAST_RATE_SHARE = 0.02
_WORD_DROPOUT, _INPUT_DROPOUT = 0.1, 0.1
_WORDS, _COARSE, _FINE = (PARTS.index(part) for part in ("words", "coarse", "fine"))


class Course(NamedTuple):
    """How long is learned, and how fast: the rate rises over some steps to its height, then falls."""

    epochs: int
    rate: float
    warm_steps: int


LEARNING = Course(6, 2e-3, 200)


def fit_network(
    network: SignalNetwork, texts: Laid, labels: Array, seed: int, course: Course = LEARNING
) -> SignalNetwork:
    """Train a network in place.

    Args:
        network: fresh, see `SignalNetwork.fresh`.
        texts: each holds a word.
        labels: the signals that each tells of, or the chance of each, shape (texts, 20).
        seed: of all random numbers.
        course: how long, and how fast.
    """
    random = np.random.default_rng(seed)
    adam = Adam(network.parameters, decayed=("words", "first", "second", "output", "joined", "joined_output"))
    batches = -(-len(labels) // _BATCH_TEXTS)
    steps = course.epochs * batches
    for step in range(steps):
        number = step % batches
        if number == 0:
            order = random.permutation(len(labels))
        rows = order[number * _BATCH_TEXTS : (number + 1) * _BATCH_TEXTS]
        left = max(1 - step / steps, _LAST_RATE_SHARE)
        rate = course.rate * left * min((step + 1) / course.warm_steps, 1)
        adam.step(gradients(network, texts.part(rows), labels[rows], random), rate)
    return network


def gradients(
    network: SignalNetwork, texts: Laid, labels: Array, random: np.random.Generator | None
) -> dict[str, Array]:
    """Gradients of the mean over texts of the cross-entropies of their signals, summed.

    Args:
        network: whose parameters they are of.
        texts: each holds a word.
        labels: shape (texts, 20).
        random: leaves values out; None leaves all in.
    """
    p, drop = network.parameters, Dropout(random)
    ids = _hidden_words(texts.kinds[texts.words], drop)
    looked_up = [p[part][ids[:, column]] for column, part in enumerate(PARTS)]
    plain = np.concatenate([*looked_up, texts.classes[texts.words], texts.told], axis=1)
    inputs = with_neighbours(drop("input", plain, _INPUT_DROPOUT), texts.starts)
    judged = network.judge(inputs @ p["first"] + p["first_offset"], texts.starts, random)
    wrong = (1 / (1 + np.exp(-judged.values)) - labels).astype(np.float32) / len(labels)
    first, found = _judged_gradient(p, judged, wrong, texts.starts)
    found |= {"first": inputs.T @ first, "first_offset": first.sum(axis=0)}
    into = with_neighbours_gradient(first @ p["first"].T, texts.starts) * drop.kept.get("input", 1)
    ends = np.cumsum([0, *SIZES.values()])
    for column, part in enumerate(PARTS):
        own = into[:, ends[column] : ends[column + 1]]
        found[part] = gather_gradient(own, ids[:, column], len(p[part]))
    return found


def _hidden_words(ids: Array, drop: Dropout) -> Array:
    """Some words made unknown, and some others' groups."""
    everywhere = np.ones(len(ids))
    ids[:, _WORDS] = drop.words(ids[:, _WORDS], everywhere, _WORD_DROPOUT)
    ids[:, _COARSE] = drop.words(ids[:, _COARSE], everywhere, _WORD_DROPOUT)
    ids[ids[:, _COARSE] == UNKNOWN, _FINE] = UNKNOWN
    return ids


def _judged_gradient(
    p: dict[str, Array], judged: Judged, wrong: Array, starts: Array
) -> tuple[Array, dict[str, Array]]:
    """From the log-odds back to the first layer, and the parameters' own gradients on the way."""
    joined = (wrong @ p["joined_output"].T) * judged.kept.get("active", 1) * (judged.joined > 0)
    found = {"output": judged.pooled.T @ wrong, "output_offset": wrong.sum(axis=0)}
    found |= {"joined": judged.pooled.T @ joined, "joined_offset": joined.sum(axis=0)}
    found["joined_output"] = judged.active.T @ wrong
    pooled = (wrong @ p["output"].T + joined @ p["joined"].T) * judged.kept.get("output", 1)
    top, found["attention"] = _pool_gradient(p, judged, pooled, starts)
    second = top * (judged.second > 0)
    found |= {"second": judged.beside.T @ second, "second_offset": second.sum(axis=0)}
    hidden = with_neighbours_gradient(second @ p["second"].T, starts) * judged.kept.get("hidden", 1)
    return (top + hidden) * (judged.hidden > 0), found


def _pool_gradient(p: dict[str, Array], judged: Judged, pooled: Array, starts: Array) -> tuple[Array, Array]:
    """From the ways of pooling back to the words; and the attention's own gradient."""
    parts = pooled.reshape(len(pooled), HEADS + 2, HIDDEN)[judged.owner]
    attended, even, loudest = parts[:, :HEADS], parts[:, HEADS], parts[:, HEADS + 1]
    share = np.einsum("wkh,wh->wk", attended, judged.top)
    mean = np.add.reduceat(judged.attention * share, starts[:-1])[judged.owner]
    scores = judged.attention * (share - mean)
    top = np.einsum("wk,wkh->wh", judged.attention, attended) + scores @ p["attention"].T
    top += even * judged.even[:, None]
    top += loudest * (judged.top == judged.loudest[judged.owner])
    return top, judged.top.T @ scores
