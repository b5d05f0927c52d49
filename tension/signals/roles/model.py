"""Who did it to whom: source and target of each signal in a sentence."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from itertools import islice
from typing import Any, NamedTuple, Self

import numpy as np
import numpy.typing as npt

from tension.gazetteer import Gazetteer, Mention
from tension.pairs import Pair
from tension.relevance import SentenceContext
from tension.signals.corpus import Row, signal_labels
from tension.signals.roles.features import candidate_keys, spelt
from tension.signals.roles.flat import Asks, FlatRoles
from tension.signals.roles.rules import rule_roles
from tension.signals.roles.scene import Scene, read_scene
from tension.signals.roles.training import Example, Weights, fit_anchors, fit_weights
from tension.signals.table import SIGNALS
from tension.signals.text.names import join_names, split_names

Array = npt.NDArray[Any]
Roles = tuple[str, str]
_SCENES_AT_ONCE = 2_000
_NUMBERS = {name: number for number, name in enumerate(SIGNALS)}


class Telling(NamedTuple):
    """A sentence that tells of signals.

    Attributes:
        text: the sentence.
        signals: names from the signal table; one named twice gets two different answers.
        mentions: what the gazetteer finds in the sentence.
        context: what the sentence inherits from its article; None where it stands alone.
    """

    text: str
    signals: Sequence[str]
    mentions: Sequence[Mention]
    context: SentenceContext | None = None


class Parties(NamedTuple):
    """Who did something to whom, and how likely it is an affair of the pair at all.

    Attributes:
        roles: source and target.
        between: the chance that they are the two sides, either way round; 0 without a model.
        by_group: the chance that an armed group did it to one of them; likewise.
    """

    roles: Roles
    between: float = 0.0
    by_group: float = 0.0


def assign_roles(
    sentences: Sequence[Telling], pair: Pair | None = None, model: "RolesModel | None" = None
) -> list[list[Roles]]:
    """As `read_parties`, source and target alone."""
    return [[each.roles for each in own] for own in read_parties(sentences, pair, model)]


def read_parties(
    sentences: Sequence[Telling], pair: Pair | None = None, model: "RolesModel | None" = None
) -> list[list[Parties]]:
    """Source and target of each signal of each sentence; many sentences at once take a fraction of the time.

    Args:
        sentences: those that tell.
        pair: its states may be source or target though the sentence does not name them; None for any pair.
        model: the trained model; without one, plain rules of grammar decide.

    Returns:
        For each sentence the parties of its signals, in order: ISO3 codes, NSA, INT, CIV or UNK.
    """
    scenes = [read_scene(each.text, each.mentions, each.context, pair) for each in sentences]
    signals = [each.signals for each in sentences]
    if model is None:
        return [
            [Parties(rule_roles(scene, signal, pair)) for signal in own]
            for scene, own in zip(scenes, signals, strict=True)
        ]
    return model.parties(scenes, signals, pair)


class RolesModel:
    """A log-linear model over the (source, target) pairs that a sentence allows.

    Its features see types of actors (state, armed group, body, public), order, grammar and words; never
    which state it is, so what it learns about one pair carries to another.

    Attributes:
        weights: what it learned.
    """

    def __init__(self, weights: Weights) -> None:
        self.weights = weights

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
                    examples.append(Example(scene, features, _NUMBERS[event.signal], source, target))
        terms, anchors = fit_anchors([scene.stems for scene in scenes], signal_labels(rows))
        return cls(_halved(fit_weights(examples, terms, anchors)))

    def parties(
        self, scenes: Sequence[Scene], signals: Sequence[Sequence[str]], pair: Pair | None
    ) -> list[list[Parties]]:
        """The likeliest source and target of each signal of each scene.

        Args:
            scenes: sentences taken apart.
            signals: those of each scene; one named twice gets two different answers.
            pair: whose states may be source or target though no sentence names them.
        """
        found: list[list[Parties]] = []
        for start in range(0, len(scenes), _SCENES_AT_ONCE):
            end = start + _SCENES_AT_ONCE
            found += self._parties(scenes[start:end], signals[start:end], pair)
        return found

    def _parties(
        self, scenes: Sequence[Scene], signals: Sequence[Sequence[str]], pair: Pair | None
    ) -> list[list[Parties]]:
        asks = [
            (scene, _NUMBERS[name], own[:number].count(name))
            for scene, own in enumerate(signals)
            for number, name in enumerate(own)
        ]
        if not asks:
            return [[] for _ in scenes]
        best = self._flat.best(scenes, Asks(*np.array(asks).T), pair)
        answers = zip(*(each.tolist() for each in best), strict=True)
        actors = ([candidate.actor for candidate in scene.candidates] for scene in scenes)
        return [
            [
                Parties((names[one], names[other]), *chances)
                for one, other, *chances in islice(answers, len(own))
            ]
            for names, own in zip(actors, signals, strict=True)
        ]

    @cached_property
    def _flat(self) -> FlatRoles:
        """The weights laid out for use, when roles are first asked for."""
        return FlatRoles(self.weights)

    def to_arrays(self) -> dict[str, Array]:
        """Plain arrays that rebuild the model; no objects among them."""
        weights = self.weights
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


def _halved(weights: Weights) -> Weights:
    """Half precision: a quarter of the size, and no answer hangs on the fourth digit."""
    return replace(
        weights,
        anchors=weights.anchors.astype(np.float16),
        feature_weights=weights.feature_weights.astype(np.float16),
        pair_weights=weights.pair_weights.astype(np.float16),
    )
