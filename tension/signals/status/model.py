"""The status of an event: reported, planned, background, denied or hypothetical on the day of the text.

Two views of the place where the event is told are averaged: a regression over named features of its clause,
and, where that is not sure, small networks over its words. Both start from the event's anchor, found by
learned words and the lexicon.
"""

from collections.abc import Sequence
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from tension.signals.network.steps import KNOWN
from tension.signals.status.anchors import AnchorFinder
from tension.signals.status.clauses import Scene, read_scene
from tension.signals.status.features import event_features, text_features
from tension.signals.status.inputs import EventInput, InputCoder
from tension.signals.status.linear import LinearView
from tension.signals.status.network import StatusNetwork
from tension.signals.status.reader import StatusReader, mixed, unsure
from tension.signals.table import SIGNALS, STATUSES
from tension.signals.text.lexicon import Lexicon
from tension.signals.text.word_vectors import WordVectors

Array = npt.NDArray[Any]
NETWORKS = 1
_INNER_FOLDS = 5
_NO_SCORES: Array = np.zeros((0, len(SIGNALS)), dtype=np.float32)


class StatusModel:
    """Reads texts with a lexicon; `vectors` give the networks a start and only training needs them."""

    def __init__(self, lexicon: Lexicon, vectors: WordVectors | None = None) -> None:
        self._lexicon = lexicon
        self._vectors = vectors
        self._anchors = AnchorFinder()
        self._linear = LinearView()
        self._coder = InputCoder([], [], 0)
        self._further: Array = np.zeros((0, 0), dtype=np.float16)
        self._networks: list[StatusNetwork] = []
        self._reader: StatusReader | None = None

    def fit(
        self, texts: Sequence[str], signals: Sequence[str], statuses: Sequence[str], groups: Sequence[int]
    ) -> Self:
        """Learn from one example an event.

        Args:
            texts: the text of each event; a text with several events comes several times.
            signals: the signal of each event.
            statuses: its status.
            groups: its family; anchors are learned without the family they are applied to.
        """
        scenes = {text: read_scene(text, self._lexicon) for text in dict.fromkeys(texts)}
        scores = self._fit_anchors(scenes, texts, signals, groups)
        examples = _with_main_events(texts, signals, statuses)
        labels = np.array([STATUSES.index(status) for _, _, status in examples])
        weights = _balance(labels)
        named = [_named(scenes[text], signal, scores[text]) for text, signal, _ in examples]
        self._linear.fit(named, labels, weights)
        self._fit_networks(scenes, scores, examples, labels, weights)
        self._reader = None
        return self

    def predict_proba(self, texts: Sequence[str], signals: Sequence[str | None]) -> Array:
        """Probabilities of the five statuses, shape (texts, 5), columns as STATUSES.

        Args:
            texts: sentences.
            signals: the signal meant in each; None for the text's main event.
        """
        if not texts:
            return np.zeros((0, len(STATUSES)))
        different = list(dict.fromkeys(texts))
        read = dict(zip(different, self._lexicon.read_all(different), strict=True))
        is_readable = np.array([bool(read[text][0].cased) for text in texts])
        found = np.zeros((len(texts), len(STATUSES)))
        if is_readable.any():
            readable = {text: own for text, own in read.items() if own[0].cased}
            asked = [(texts[row], signals[row]) for row in np.flatnonzero(is_readable).tolist()]
            found[is_readable] = self._in_use().predict_proba(readable, asked)
        if not is_readable.all():
            nothing = _named(read_scene("", self._lexicon), None, _NO_SCORES)
            found[~is_readable] = self._linear.predict_proba([nothing])
        return found

    def predict_plain(self, texts: Sequence[str], signals: Sequence[str | None]) -> Array:
        """As `predict_proba`, one event at a time with the code that training uses; a test compares them."""
        scenes = {text: read_scene(text, self._lexicon) for text in dict.fromkeys(texts)}
        scores = {text: self._anchors.scores(scene) for text, scene in scenes.items()}
        pairs = list(zip(texts, signals, strict=True))
        linear = self._linear.predict_proba([_named(scenes[t], s, scores[t]) for t, s in pairs])
        asked = np.array([row for row in unsure(linear) if scenes[pairs[row][0]].words], dtype=np.int64)
        events = self._events(scenes, scores, [pairs[row] for row in asked])
        votes = [network.predict_proba(events) for network in self._networks] if events else []
        return mixed(linear, np.mean(votes, axis=0), asked, signals) if votes else linear

    def _in_use(self) -> StatusReader:
        """The parts laid out for use, once they are trained."""
        if self._reader is None:
            parts = (self._lexicon, self._anchors, self._linear, self._coder, self._networks)
            self._reader = StatusReader(*parts)
        return self._reader

    def to_arrays(self) -> dict[str, Array]:
        """Plain arrays that rebuild the model; the word table is kept in half precision."""
        arrays = _under("anchors", self._anchors.to_arrays())
        arrays |= _under("linear", self._linear.to_arrays())
        arrays |= _under("coder", self._coder.to_arrays())
        arrays["further"] = self._further
        for number, network in enumerate(self._networks):
            arrays |= _under(f"network{number}", network.to_arrays())
        return arrays

    @classmethod
    def from_arrays(cls, arrays: dict[str, Array], lexicon: Lexicon) -> "StatusModel":
        """The model that `to_arrays` described, reading with the lexicon it was trained with."""
        model = cls(lexicon)
        model._anchors = AnchorFinder.from_arrays(_part("anchors", arrays))
        model._linear = LinearView.from_arrays(_part("linear", arrays))
        model._coder = InputCoder.from_arrays(_part("coder", arrays))
        numbers = sorted({name.split(".")[0] for name in arrays if name.startswith("network")})
        model._networks = [StatusNetwork.from_arrays(_part(number, arrays)) for number in numbers]
        model._further = arrays["further"]
        model._add_words()
        return model

    def _fit_anchors(
        self,
        scenes: dict[str, Scene],
        texts: Sequence[str],
        signals: Sequence[str],
        groups: Sequence[int],
    ) -> dict[str, Array]:
        """Learn the anchors; returns each text's scores from a finder that never saw its family."""
        from sklearn.model_selection import GroupKFold  # noqa: PLC0415 - only training needs scikit-learn

        names = list(scenes)
        number = {name: place for place, name in enumerate(names)}
        labels = np.zeros((len(names), len(SIGNALS)), dtype=np.int64)
        family = np.zeros(len(names), dtype=np.int64)
        for text, signal, group in zip(texts, signals, groups, strict=True):
            labels[number[text], SIGNALS.index(signal)] = 1
            family[number[text]] = group
        found = {}
        for train, test in GroupKFold(_INNER_FOLDS).split(names, groups=family):
            finder = AnchorFinder().fit([scenes[names[i]] for i in train], labels[train])
            found.update({names[i]: finder.scores(scenes[names[i]]) for i in test})
        self._anchors.fit([scenes[name] for name in names], labels)
        return found

    def _fit_networks(
        self,
        scenes: dict[str, Scene],
        scores: dict[str, Array],
        examples: list[tuple[str, str | None, str]],
        labels: Array,
        weights: Array,
    ) -> None:
        vectors = _by_word(self._vectors)
        self._coder = InputCoder.fit(list(scenes.values()), list(vectors))
        own, further = self._coder.words[: self._coder.own_count], self._coder.words[self._coder.own_count :]
        starts = {row: vectors[word] for row, word in enumerate(own, KNOWN) if word in vectors}
        self._further = np.array([vectors[word] for word in further], dtype=np.float16)
        events = self._events(scenes, scores, [(text, signal) for text, signal, _ in examples])
        sizes = (len(own) + KNOWN, len(self._coder.forms) + 1)
        self._networks = [
            StatusNetwork.fresh(*sizes, seed, starts).fit(events, labels, weights, seed)
            for seed in range(NETWORKS)
        ]
        self._add_words()

    def _add_words(self) -> None:
        for network in self._networks:
            if len(self._further):
                network.add_words(self._further)

    def _events(
        self, scenes: dict[str, Scene], scores: dict[str, Array], pairs: Sequence[tuple[str, str | None]]
    ) -> list[EventInput]:
        texts = {text: self._coder.text(scenes[text]) for text in dict.fromkeys(text for text, _ in pairs)}
        return [self._coder.event(texts[text], signal, scores[text]) for text, signal in pairs]


def _by_word(vectors: WordVectors | None) -> dict[str, Array]:
    return dict(zip(vectors.words, vectors.values, strict=True)) if vectors else {}


def _named(scene: Scene, signal: str | None, scores: Array) -> list[str]:
    return text_features(scene) + event_features(scene, signal, scores)


def _balance(labels: Array) -> Array:
    """Weights that lift rare statuses half of the way, on the log scale, to the frequent ones."""
    counts = np.maximum(np.bincount(labels, minlength=len(STATUSES)), 1)
    return np.sqrt(len(labels) / len(STATUSES) / counts)[labels].astype(np.float32)


def _with_main_events(
    texts: Sequence[str], signals: Sequence[str], statuses: Sequence[str]
) -> list[tuple[str, str | None, str]]:
    """Every event, and for texts whose events share one status that status as the main event's."""
    examples: list[tuple[str, str | None, str]] = list(zip(texts, signals, statuses, strict=True))
    shared: dict[str, set[str]] = {}
    for text, status in zip(texts, statuses, strict=True):
        shared.setdefault(text, set()).add(status)
    examples.extend((text, None, next(iter(found))) for text, found in shared.items() if len(found) == 1)
    return examples


def _under(name: str, arrays: dict[str, Array]) -> dict[str, Array]:
    return {f"{name}.{key}": value for key, value in arrays.items()}


def _part(name: str, arrays: dict[str, Array]) -> dict[str, Array]:
    head = f"{name}."
    return {key[len(head) :]: value for key, value in arrays.items() if key.startswith(head)}
