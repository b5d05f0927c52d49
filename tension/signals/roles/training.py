"""Fits the weights of the role model: a softmax over every (source, target) of a sentence's candidates."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

import numpy as np
import numpy.typing as npt
from scipy import sparse

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


def fit_weights(examples: Sequence[Example], terms: Sequence[str], anchors: Array) -> Weights:
    """Fit by penalised maximum likelihood (L-BFGS from zero: the same examples give the same weights)."""
    by_term = [dict(zip(terms, anchors[:, signal].tolist(), strict=True)) for signal in range(len(SIGNALS))]
    unary = []
    for example in examples:
        place = anchor_place(example.scene.stems, by_term[example.signal])
        near = anchor_keys(example.scene, place)
        unary.append([[*own, *spelt(more)] for own, more in zip(example.features, near, strict=True)])
    pairs = [_pair_rows(example.scene) for example in examples]
    features = _vocabulary((f for rows in unary for row in rows for f in row), _MIN_CANDIDATES)
    pair_names = _vocabulary((f for rows in pairs for row in rows for f in row), _MIN_PAIRS)
    design = _Design(examples, unary, pairs, features, pair_names)
    one, two = design.solve()
    return Weights(list(terms), anchors, list(features), one, list(pair_names), two)


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


def _vocabulary(found: Iterable[str], minimum: int) -> dict[str, int]:
    kept = sorted(name for name, count in Counter(found).items() if count >= minimum)
    return {name: number for number, name in enumerate(kept)}


def _rows(numbers: Sequence[Sequence[int]], width: int) -> sparse.csr_matrix:
    ends = np.cumsum([0, *(len(row) for row in numbers)])
    flat = np.fromiter((number for row in numbers for number in row), dtype=np.int64, count=ends[-1])
    return sparse.csr_matrix((np.ones(len(flat)), flat, ends), shape=(len(numbers), width))


def _slotted(names: Iterable[str], ids: Mapping[str, int], signal: int) -> list[int]:
    """Each known feature in the slot of all signals and in that of its own."""
    known = [ids[name] * SLOTS for name in names if name in ids]
    return [slot for number in known for slot in (number, number + 1 + signal)]


class _Design:
    """The two design matrices (candidates, pairs of candidates) and the likelihood over them."""

    def __init__(
        self,
        examples: Sequence[Example],
        unary: Sequence[Sequence[Sequence[str]]],
        pairs: Sequence[Sequence[Sequence[str]]],
        features: Mapping[str, int],
        pair_names: Mapping[str, int],
    ) -> None:
        ones: list[list[int]] = []
        twos: list[list[int]] = []
        sources, targets, events, gold = [], [], [], []
        for number, example in enumerate(examples):
            first, count = len(ones), len(unary[number])
            gold.append(len(twos) + example.source * count + example.target)
            ones += [_slotted(row, features, example.signal) for row in unary[number]]
            twos += [_slotted(row, pair_names, example.signal) for row in pairs[number]]
            sources += [first + source for source in range(count) for _ in range(count)]
            targets += [first + target for _ in range(count) for target in range(count)]
            events += [number] * (count * count)
        self._unary = _rows(ones, len(features) * SLOTS)
        self._pair = _rows(twos, len(pair_names) * SLOTS)
        self._sources, self._targets, self._events = map(np.array, (sources, targets, events))
        self._gold = np.array(gold)
        self._starts = np.r_[0, np.flatnonzero(np.diff(self._events)) + 1]

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
