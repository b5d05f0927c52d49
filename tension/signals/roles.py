"""Who did it to whom: source and target of each signal in a sentence."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
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
from tension.signals.role_training import Example, Weights, fit_anchors, fit_weights
from tension.signals.table import SIGNALS

Array = npt.NDArray[Any]
Roles = tuple[str, str]
# So many likeliest sources and targets are tried together.
_BEAM = 4


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
        self._terms = {name: number for number, name in enumerate(weights.terms)}
        self._features = {name: number for number, name in enumerate(weights.features)}
        self._pairs = {name: number for number, name in enumerate(weights.pairs)}
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
        terms = [self._terms.get(stem, -1) for stem in scene.stems]
        own = [self._feature_ids(names) for names in candidate_features(scene, pair)]
        both: dict[tuple[int, int], list[int]] = {}
        answers: dict[str, list[Roles]] = {}
        for signal in signals:
            if signal not in answers:
                table = self._table(signal)
                near = anchor_features(scene, table.anchor(terms))
                singles = [
                    table.single(one + self._feature_ids(names)) for one, names in zip(own, near, strict=True)
                ]
                answers[signal] = self._best(scene, table, singles, both, signals.count(signal))
        return [answers[signal].pop(0) for signal in signals]

    def _best(
        self,
        scene: Scene,
        table: "_Table",
        singles: Sequence[tuple[float, float]],
        both: dict[tuple[int, int], list[int]],
        wanted: int,
    ) -> list[Roles]:
        """The `wanted` best, best first; `both` keeps the features of pairs between signals."""
        candidates = scene.candidates
        numbers = range(len(singles))
        sources = sorted(numbers, key=lambda number: -singles[number][0])[:_BEAM]
        targets = sorted(numbers, key=lambda number: -singles[number][1])[:_BEAM]
        scored = []
        for source in sources:
            as_source = singles[source][0]
            for target in targets:
                known = both.get((source, target))
                if known is None:
                    names = pair_features(scene, candidates[source], candidates[target])
                    known = both[source, target] = self._pair_ids(names)
                score = as_source + singles[target][1] + table.pair(known)
                scored.append((-score, source, target))
        chosen = [min(scored)] if wanted == 1 else sorted(scored)[:wanted]
        best = [(candidates[source].actor, candidates[target].actor) for _, source, target in chosen]
        return best + [best[-1]] * (wanted - len(best))

    def _feature_ids(self, names: Iterable[str]) -> list[int]:
        get = self._features.get
        return [number for number in map(get, names) if number is not None]

    def _pair_ids(self, names: Iterable[str]) -> list[int]:
        get = self._pairs.get
        return [number for number in map(get, names) if number is not None]

    def _table(self, signal: str) -> "_Table":
        """The weights of one signal, laid out when it is first asked for."""
        if signal not in self._tables:
            self._tables[signal] = _Table(self._weights, SIGNALS.index(signal))
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


class _Table:
    """The weights of one signal: for a single sentence plain lists are faster than arrays."""

    def __init__(self, weights: Weights, signal: int) -> None:
        one = weights.feature_weights[:, :, [0, 1 + signal]].astype(np.float64).sum(axis=2)
        two = weights.pair_weights[:, [0, 1 + signal]].astype(np.float64).sum(axis=1)
        # The zero at the end answers for -1, a term never seen.
        self._anchor = [*weights.anchors[:, signal].astype(np.float64).tolist(), 0.0].__getitem__
        self._source = one[:, 0].tolist().__getitem__
        self._target = one[:, 1].tolist().__getitem__
        self._pair = two.tolist().__getitem__

    def anchor(self, terms: Sequence[int]) -> int:
        """The place of the term that speaks loudest for the signal."""
        values = list(map(self._anchor, terms))
        return values.index(max(values)) if values else 0

    def single(self, known: Sequence[int]) -> tuple[float, float]:
        """How much a candidate's features speak for it as source and as target."""
        return sum(map(self._source, known)), sum(map(self._target, known))

    def pair(self, known: Sequence[int]) -> float:
        """How much the features of two candidates together speak for them."""
        if len(known) == 1:  # nearly always: two of a sentence's candidates are seldom both named
            return float(self._pair(known[0]))
        return float(sum(map(self._pair, known)))


def _halved(weights: Weights) -> Weights:
    """Half precision: a quarter of the size, and no answer hangs on the fourth digit."""
    return replace(
        weights,
        anchors=weights.anchors.astype(np.float16),
        feature_weights=weights.feature_weights.astype(np.float16),
        pair_weights=weights.pair_weights.astype(np.float16),
    )
