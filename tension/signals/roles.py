"""Who did it to whom: source and target of each signal in a sentence."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple, Self

import numpy as np
import numpy.typing as npt

from tension.gazetteer import Gazetteer, Mention
from tension.pairs import Pair
from tension.relevance import SentenceContext
from tension.signals.corpus import Row
from tension.signals.names import join_names, split_names
from tension.signals.role_features import (
    Key,
    anchor_keys,
    candidate_keys,
    names_of,
    pair_keys,
    spelt,
)
from tension.signals.role_rules import rule_roles
from tension.signals.role_scene import Scene, read_scene
from tension.signals.role_training import Example, Weights, fit_anchors, fit_weights
from tension.signals.table import SIGNALS

Array = npt.NDArray[Any]
Roles = tuple[str, str]
# So many likeliest sources and targets are tried together.
_BEAM = 4
# Keys, and sequences of candidates' tags, that are remembered for each signal.
_MEMO_LIMIT, _TAGS_LIMIT = 20_000, 1_000


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
        self._features, self._pairs = _Ids(weights.features), _Ids(weights.pairs)
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
            features = [spelt(keys) for keys in candidate_keys(scene, pair)]
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
        get = self._terms.get
        terms = [get(stem, -1) for stem in scene.stems]
        own = candidate_keys(scene, pair)
        couples = _couples(scene)
        answers: dict[str, list[Roles]] = {}
        for signal in signals:
            if signal not in answers:
                table = self._table(signal)
                near = anchor_keys(scene, table.anchor(terms))
                singles = [table.single([*one, *keys]) for one, keys in zip(own, near, strict=True)]
                best = _best(singles, table.couples(couples), signals.count(signal))
                answers[signal] = [
                    (scene.candidates[source].actor, scene.candidates[target].actor)
                    for source, target in best
                ]
        return [answers[signal].pop(0) for signal in signals]

    def _table(self, signal: str) -> "_Table":
        """The weights of one signal, laid out when it is first asked for."""
        if signal not in self._tables:
            self._tables[signal] = _Table(self._weights, SIGNALS.index(signal), self._features, self._pairs)
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


class _Couples(NamedTuple):
    """Every two candidates of a sentence: the tags of all, and the keys of those that are both named."""

    tags: tuple[str, ...]
    placed: list[tuple[int, int, list[Key]]]


def _couples(scene: Scene) -> _Couples:
    candidates, named = scene.candidates, range(scene.named_count)
    placed = [(s, t, pair_keys(scene, candidates[s], candidates[t])) for s in named for t in named if s != t]
    return _Couples(tuple([candidate.tag for candidate in candidates]), placed)


def _best(singles: Sequence[complex], couples: list[list[float]], wanted: int) -> list[tuple[int, int]]:
    """The `wanted` likeliest sources and targets by number, best first; ties go to the lower number."""
    as_source, as_target = [one.real for one in singles], [one.imag for one in singles]
    numbers = range(len(singles))
    sources = sorted(numbers, key=as_source.__getitem__, reverse=True)[:_BEAM]
    targets = sorted(numbers, key=as_target.__getitem__, reverse=True)[:_BEAM]
    scored = [
        (-(as_source[source] + as_target[target] + couples[source][target]), source, target)
        for source in sources
        for target in targets
    ]
    chosen = [min(scored)] if wanted == 1 else sorted(scored)[:wanted]
    best = [(source, target) for _, source, target in chosen]
    return best + [best[-1]] * (wanted - len(best))


class _Ids(dict[Key, tuple[int, ...]]):
    """Numbers of the known features of a key, for the tables of all signals."""

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__()
        self._names = {name: number for number, name in enumerate(names)}

    def __missing__(self, key: Key) -> tuple[int, ...]:
        if len(self) > _MEMO_LIMIT:
            self.clear()
        names = self._names
        known = self[key] = tuple([names[name] for name in names_of(key) if name in names])
        return known


class _Sums(dict[Key, complex]):
    """What the features of a key speak for source (real) and for target, summed when first asked for."""

    def __init__(self, ids: "_Ids", source: Sequence[float], target: Sequence[float]) -> None:
        super().__init__()
        self._ids, self._source, self._target = ids, source, target

    def __missing__(self, key: Key) -> complex:
        if len(self) > _MEMO_LIMIT:
            self.clear()
        known = self._ids[key]
        value = complex(sum(map(self._source.__getitem__, known)), sum(map(self._target.__getitem__, known)))
        self[key] = value
        return value


class _Table:
    """The weights of one signal: for a single sentence plain lists are faster than arrays.

    Weights are kept in half precision and added up in double, which is exact in any order.
    """

    def __init__(self, weights: Weights, signal: int, features: _Ids, pairs: _Ids) -> None:
        one = weights.feature_weights[:, :, [0, 1 + signal]].astype(np.float64).sum(axis=2)
        two = weights.pair_weights[:, [0, 1 + signal]].astype(np.float64).sum(axis=1).tolist()
        # The zero at the end answers for -1, a term never seen.
        self._anchor = [*weights.anchors[:, signal].astype(np.float64).tolist(), 0.0].__getitem__
        self._single = _Sums(features, one[:, 0].tolist(), one[:, 1].tolist()).__getitem__
        self._pair = _Sums(pairs, two, [0.0] * len(two)).__getitem__
        self._by_tags: dict[tuple[str, ...], list[list[float]]] = {}

    def anchor(self, terms: Sequence[int]) -> int:
        """The place of the term that speaks loudest for the signal."""
        values = list(map(self._anchor, terms))
        return values.index(max(values)) if values else 0

    def single(self, keys: Sequence[Key]) -> complex:
        """How much a candidate's features speak for it as source, and as the imaginary part as target."""
        return sum(map(self._single, keys), 0j)

    def couples(self, couples: _Couples) -> list[list[float]]:
        """How much the features of two candidates together speak for them, by source and target."""
        tags = couples.tags
        if tags not in self._by_tags:
            if len(self._by_tags) > _TAGS_LIMIT:
                self._by_tags.clear()
            self._by_tags[tags] = [
                [
                    self._pair(("same" if s == t else "apart", source, target)).real
                    for t, target in enumerate(tags)
                ]
                for s, source in enumerate(tags)
            ]
        found = [row.copy() for row in self._by_tags[tags]]
        for source, target, several in couples.placed:
            found[source][target] = sum(map(self._pair, several), 0j).real
        return found


def _halved(weights: Weights) -> Weights:
    """Half precision: a quarter of the size, and no answer hangs on the fourth digit."""
    return replace(
        weights,
        anchors=weights.anchors.astype(np.float16),
        feature_weights=weights.feature_weights.astype(np.float16),
        pair_weights=weights.pair_weights.astype(np.float16),
    )
