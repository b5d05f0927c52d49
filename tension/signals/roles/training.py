"""Fits the weights of the role model: a softmax over every (source, target) of a sentence's candidates."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

import numpy as np
import numpy.typing as npt
from scipy import sparse

from tension.signals.features.counted import table_of
from tension.signals.features.hashed import NO_ROWS, HashedRows
from tension.signals.frozen import Choices, FrozenRoles
from tension.signals.roles.features import anchor_keys, pair_keys, spelt
from tension.signals.roles.scene import ACTOR, Scene
from tension.signals.table import SIGNALS

Array = npt.NDArray[Any]
Vector = np.ndarray[tuple[int], np.dtype[np.float64]]
# One weight for every signal together, and one for each.
SLOTS = 1 + len(SIGNALS)
_MIN_TEXTS = 4
_MIN_CANDIDATES = 12
_MIN_PAIRS = 12
_ANCHOR_C = 0.5
# Both chosen by grouped cross-validation on the corpus.
_PENALTY = 16.0
_ITERATIONS = 150


@dataclass(frozen=True, slots=True)
class Example:
    """One labelled event: its scene, features of each candidate, signal, and the right two candidates."""

    scene: Scene
    features: list[list[str]]
    signal: int
    source: int
    target: int


@dataclass(frozen=True, slots=True)
class Weights:
    """What the fit yields.

    Attributes:
        terms: stems that may tell a signal.
        anchors: how much each tells of each signal, shape (terms, signals).
        features: names of what holds for one candidate.
        feature_weights: shape (features, 2 roles, slots).
        pairs: names of what holds for two candidates together.
        pair_weights: shape (pairs, slots).
    """

    terms: list[str]
    anchors: Array
    features: list[str]
    feature_weights: Array
    pairs: list[str]
    pair_weights: Array


def fit_anchors(stems: Sequence[Sequence[str]], labels: Array) -> tuple[list[str], Array]:
    """Which stems tell of each signal: terms, and weights of shape (terms, signals).

    Args:
        stems: one list a text.
        labels: 1 where a text holds an event of a signal, shape (texts, signals).
    """
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415 - only training needs scikit-learn

    counts = Counter(term for text in stems for term in set(text))
    terms = sorted(term for term, count in counts.items() if count >= _MIN_TEXTS and term != ACTOR)
    ids = {term: number for number, term in enumerate(terms)}
    rows = _rows([sorted({ids[term] for term in text if term in ids}) for text in stems], len(terms))
    weights = np.zeros((len(terms), len(SIGNALS)))
    for number in range(len(SIGNALS)):
        column = labels[:, number]
        if column.min() != column.max():
            model = LogisticRegression(C=_ANCHOR_C, solver="liblinear", random_state=0)
            weights[:, number] = model.fit(rows, column).coef_[0]
    return terms, weights


def fit_weights(
    examples: Sequence[Example], terms: Sequence[str], anchors: Array, further: FrozenRoles | None = None
) -> Weights:
    """Fit by penalised maximum likelihood (L-BFGS from zero: the same examples give the same weights).

    Args:
        examples: labelled events; their features give those of the others a meaning.
        terms: from `fit_anchors`.
        anchors: from `fit_anchors`.
        further: events whose texts are not kept.
    """
    candidates, pairs = named_rows(examples, terms, anchors)
    choices = choices_of(examples)
    more = further or FrozenRoles(NO_ROWS, NO_ROWS, Choices(*np.zeros((4, 0), dtype=np.int64)), np.zeros(0))
    features, ones = _columns(candidates, more.candidates, _MIN_CANDIDATES)
    pair_names, twos = _columns(pairs, more.pairs, _MIN_PAIRS)
    one, two = _Design(ones, twos, choices.followed_by(more.choices)).solve()
    return Weights(list(terms), anchors, features, one, pair_names, two)


def named_rows(
    examples: Sequence[Example], terms: Sequence[str], anchors: Array
) -> tuple[list[list[str]], list[list[str]]]:
    """Names of the features of each candidate, and of each two candidates, event by event.

    Args:
        examples: labelled events.
        terms: from `fit_anchors`.
        anchors: from `fit_anchors`.
    """
    by_term = [dict(zip(terms, anchors[:, signal].tolist(), strict=True)) for signal in range(len(SIGNALS))]
    candidates, pairs = [], []
    for example in examples:
        scene = example.scene
        near = anchor_keys(scene, anchor_place(scene.stems, by_term[example.signal]))
        candidates += [[*own, *spelt(more)] for own, more in zip(example.features, near, strict=True)]
        pairs += _pair_rows(scene)
    return candidates, pairs


def choices_of(examples: Sequence[Example]) -> Choices:
    """What each event asks, and the right answer."""
    rows = [(len(e.scene.candidates), e.signal, e.source, e.target) for e in examples]
    return Choices(*np.array(rows, dtype=np.int64).reshape(-1, 4).T)


def _columns(
    named: Sequence[Sequence[str]], further: HashedRows, minimum: int
) -> tuple[list[str], sparse.csr_array]:
    """Features that occur often enough, and how often each stands in each row, the further ones last."""
    counts = Counter(name for row in named for name in row)
    names = sorted(counts)
    more = further.under(names).sum(axis=0).tolist() if len(further) else [0] * len(names)
    kept = [name for name, own in zip(names, more, strict=True) if counts[name] + own >= minimum]
    numbers = {name: number for number, name in enumerate(kept)}
    rows = [[numbers[name] for name in row if name in numbers] for row in named]
    flat = np.fromiter((number for row in rows for number in row), dtype=np.int32)
    own = table_of([len(row) for row in rows], flat, len(kept))
    return kept, sparse.csr_array(sparse.vstack([own, further.under(kept)], format="csr"))


def anchor_place(stems: Sequence[str], weights: Mapping[str, float]) -> int:
    """The index of the stem that speaks loudest for a signal."""
    best, highest = 0, float("-inf")
    for place, word in enumerate(stems):
        weight = weights.get(word, 0.0)
        if weight > highest:
            best, highest = place, weight
    return best


def _pair_rows(scene: Scene) -> list[list[str]]:
    return [
        spelt(pair_keys(scene, source, target)) for source in scene.candidates for target in scene.candidates
    ]


def _rows(numbers: Sequence[Sequence[int]], width: int) -> sparse.csr_matrix:
    ends = np.cumsum([0, *(len(row) for row in numbers)])
    flat = np.fromiter((number for row in numbers for number in row), dtype=np.int64, count=ends[-1])
    return sparse.csr_matrix((np.ones(len(flat)), flat, ends), shape=(len(numbers), width))


def _slotted(rows: sparse.csr_array, signals: Array) -> sparse.csr_array:
    """Each feature in the slot of all signals and in that of its own row's."""
    sizes = np.diff(rows.indptr)
    first = rows.indices.astype(np.int64) * SLOTS
    both = np.stack([first, first + 1 + np.repeat(signals, sizes)], axis=1).reshape(-1)
    shape = (rows.shape[0], rows.shape[1] * SLOTS)
    return sparse.csr_array((np.repeat(rows.data.astype(np.float64), 2), both, rows.indptr * 2), shape=shape)


class _Design:
    """The two design matrices (candidates, pairs of candidates) and the likelihood over them."""

    def __init__(self, candidates: sparse.csr_array, pairs: sparse.csr_array, choices: Choices) -> None:
        counts, squares = choices.counts, choices.counts**2
        self._unary = _slotted(candidates, np.repeat(choices.signals, counts))
        self._pair = _slotted(pairs, np.repeat(choices.signals, squares))
        first = np.cumsum(counts) - counts
        self._starts = np.cumsum(squares) - squares
        self._events = np.repeat(np.arange(len(counts)), squares)
        place = np.arange(len(self._events)) - self._starts[self._events]
        source, target = np.divmod(place, counts[self._events])
        self._sources = first[self._events] + source
        self._targets = first[self._events] + target
        self._gold = self._starts + choices.sources * counts + choices.targets

    def solve(self) -> tuple[Array, Array]:
        """The weights of candidates, shape (features, 2, slots), and of pairs, shape (pairs, slots)."""
        from scipy.optimize import minimize  # noqa: PLC0415 - a second of loading, only for training

        width, pair_width = self._unary.shape[1], self._pair.shape[1]
        start = np.zeros(2 * width + pair_width)
        flat = minimize(
            self._loss, start, jac=True, method="L-BFGS-B", options={"maxiter": _ITERATIONS, "maxcor": 8}
        ).x
        roles = [flat[:width].reshape(-1, SLOTS), flat[width : 2 * width].reshape(-1, SLOTS)]
        return np.stack(roles, axis=1), flat[2 * width :].reshape(-1, SLOTS)

    def _loss(self, flat: Vector, /) -> tuple[float, Vector]:
        width = self._unary.shape[1]
        source, target, pair = flat[:width], flat[width : 2 * width], flat[2 * width :]
        scores = (self._unary @ source)[self._sources] + (self._unary @ target)[self._targets]
        scores += self._pair @ pair
        top = np.maximum.reduceat(scores, self._starts)
        raised = np.exp(scores - top[self._events])
        total = np.add.reduceat(raised, self._starts)
        loss = -(scores[self._gold] - top - np.log(total)).sum() + 0.5 * _PENALTY * flat @ flat
        error = raised / total[self._events]
        error[self._gold] -= 1
        size = self._unary.shape[0]
        gradient = np.concatenate(
            [
                self._unary.T @ np.bincount(self._sources, error, size),
                self._unary.T @ np.bincount(self._targets, error, size),
                self._pair.T @ error,
            ]
        )
        return float(loss), cast("Vector", gradient + _PENALTY * flat)
