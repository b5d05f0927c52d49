"""Who did it to whom: source and target of each signal in a sentence."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from tension.gazetteer import Gazetteer, Mention
from tension.pairs import Pair
from tension.relevance import SentenceContext
from tension.signals.corpus import Row
from tension.signals.names import join_names, split_names
from tension.signals.role_features import anchor_features, candidate_features, pair_features
from tension.signals.role_rules import rule_roles
from tension.signals.role_scene import Scene, read_scene
from tension.signals.role_training import Example, Weights, anchor_place, fit_anchors, fit_weights
from tension.signals.table import SIGNALS

Array = npt.NDArray[Any]
Roles = tuple[str, str]
# A weight below this changes no answer and is left out of the tables.
_LEAST_WEIGHT = 2e-3


def assign_roles(
    sentence: str,
    signals: Sequence[str],
    mentions: Sequence[Mention],
    context: SentenceContext | None = None,
    pair: Pair | None = None,
    model: "RolesModel | None" = None,
) -> list[Roles]:
    """Source and target of each signal of a sentence.

    Args:
        sentence: its text.
        signals: names from the signal table; one named twice gets two different answers.
        mentions: what the gazetteer finds in the sentence.
        context: what the sentence inherits from its article; None where it stands alone.
        pair: its states may be source or target though the sentence does not name them; None for any pair.
        model: the trained model; without one, plain rules of grammar decide.

    Returns:
        (source, target) aligned to `signals`: ISO3 codes, NSA, INT, CIV or UNK.
    """
    if not signals:
        return []
    scene = read_scene(sentence, mentions, context, pair)
    if model is None:
        return [rule_roles(scene, signal, pair) for signal in signals]
    return model.roles(scene, signals, pair)


class RolesModel:
    """A log-linear model over the (source, target) pairs that a sentence allows.

    Its features see types of actors (state, armed group, body, public), order, grammar and words; never
    which state it is, so what it learns about one pair carries to another.
    """

    def __init__(self, weights: Weights) -> None:
        self._weights = weights
        self._tables: dict[str, _Table] = {}

    @classmethod
    def fit(cls, rows: Sequence[Row], gazetteer: Gazetteer) -> Self:
        """Learn from the labelled corpus: one example an event, the row's dyad as the pair.

        Args:
            rows: the corpus.
            gazetteer: finds the actors in each text.
        """
        scenes, examples = [], []
        for row in rows:
            pair = None if row.dyad == "NONE" else Pair.parse(row.dyad)
            scene = read_scene(row.text, gazetteer.find(row.text), None, pair)
            scenes.append(scene)
            features = candidate_features(scene, pair)
            actors = [candidate.actor for candidate in scene.candidates]
            for event in row.events:
                if event.source in actors and event.target in actors:
                    source, target = actors.index(event.source), actors.index(event.target)
                    signal = SIGNALS.index(event.signal)
                    examples.append(Example(scene, features, signal, source, target))
        labels = np.array(
            [[any(e.signal == s for e in row.events) for s in SIGNALS] for row in rows], dtype=int
        )
        terms, anchors = fit_anchors([scene.stems for scene in scenes], labels)
        return cls(_halved(fit_weights(examples, terms, anchors)))

    def roles(self, scene: Scene, signals: Sequence[str], pair: Pair | None) -> list[Roles]:
        """The likeliest source and target of each signal."""
        own = candidate_features(scene, pair)
        both = [[pair_features(scene, one, other) for other in scene.candidates] for one in scene.candidates]
        answers: dict[str, list[Roles]] = {}
        for signal in signals:
            if signal not in answers:
                answers[signal] = _best(scene, self._table(signal), own, both, signals.count(signal))
        return [answers[signal].pop(0) for signal in signals]

    def _table(self, signal: str) -> "_Table":
        """The weights of one signal, laid out when it is first asked for."""
        if signal not in self._tables:
            self._tables[signal] = _Table.of(self._weights, SIGNALS.index(signal))
        return self._tables[signal]

    def to_arrays(self) -> dict[str, Array]:
        """Plain arrays that rebuild the model; no objects among them."""
        weights = self._weights
        return {
            "terms": join_names(weights.terms),
            "anchors": weights.anchors,
            "features": join_names(weights.features),
            "feature_weights": weights.feature_weights,
            "pairs": join_names(weights.pairs),
            "pair_weights": weights.pair_weights,
        }

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, Array]) -> Self:
        """The model that `to_arrays` described."""
        return cls(
            Weights(
                split_names(arrays["terms"]),
                arrays["anchors"],
                split_names(arrays["features"]),
                arrays["feature_weights"],
                split_names(arrays["pairs"]),
                arrays["pair_weights"],
            )
        )


@dataclass(frozen=True, slots=True)
class _Table:
    """The weights of one signal by name: for single sentences a dictionary is faster than an array."""

    anchors: dict[str, float]
    features: dict[str, tuple[float, float]]
    pairs: dict[str, float]

    @classmethod
    def of(cls, weights: Weights, signal: int) -> "_Table":
        anchors = weights.anchors[:, signal].astype(np.float64).tolist()
        one = weights.feature_weights[:, :, [0, 1 + signal]].astype(np.float64).sum(axis=2)
        two = weights.pair_weights[:, [0, 1 + signal]].astype(np.float64).sum(axis=1)
        kept = np.flatnonzero(np.abs(one).max(axis=1, initial=0.0) >= _LEAST_WEIGHT).tolist()
        return cls(
            anchors=dict(zip(weights.terms, anchors, strict=True)),
            features={weights.features[number]: (one[number, 0], one[number, 1]) for number in kept},
            pairs=dict(zip(weights.pairs, two.tolist(), strict=True)),
        )


def _best(
    scene: Scene,
    table: _Table,
    own: Sequence[Sequence[str]],
    both: Sequence[Sequence[Sequence[str]]],
    wanted: int,
) -> list[Roles]:
    """The `wanted` best (source, target), best first."""
    near = anchor_features(scene, anchor_place(scene.stems, table.anchors))
    singles = [_single(table.features, one, other) for one, other in zip(own, near, strict=True)]
    pairs = table.pairs
    scored = []
    for source, row in enumerate(both):
        for target, names in enumerate(row):
            score = singles[source][0] + singles[target][1]
            for name in names:
                score += pairs.get(name, 0.0)
            scored.append((-score, source, target))
    chosen = [min(scored)] if wanted == 1 else sorted(scored)[:wanted]
    best = [(scene.candidates[source].actor, scene.candidates[target].actor) for _, source, target in chosen]
    return best + [best[-1]] * (wanted - len(best))


def _single(
    weights: Mapping[str, tuple[float, float]], own: Sequence[str], near: Sequence[str]
) -> tuple[float, float]:
    """How much speaks for a candidate as source and as target."""
    source = target = 0.0
    for name in (*own, *near):
        found = weights.get(name)
        if found:
            source += found[0]
            target += found[1]
    return source, target


def _halved(weights: Weights) -> Weights:
    """Half precision: a quarter of the size, and no answer hangs on the fourth digit."""
    return replace(
        weights,
        anchors=weights.anchors.astype(np.float16),
        feature_weights=weights.feature_weights.astype(np.float16),
        pair_weights=weights.pair_weights.astype(np.float16),
    )
