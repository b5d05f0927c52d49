"""The status of an event: reported, planned, background, denied or hypothetical on the day of the text.

Two views of the place where the event is told are averaged: a regression over named features of its clause,
and, where that is not sure, a small network over its words. Both start from the event's anchor, found by
learned words and the lexicon.
"""

from collections.abc import Sequence
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from tension.signals.artefact import named, part_of
from tension.signals.status.anchors import AnchorFinder, held_out_anchors, signals_by_text
from tension.signals.status.clauses import Scene, read_scene
from tension.signals.status.features import event_features, text_features
from tension.signals.status.linear import LinearView
from tension.signals.status.reader import StatusReader, mixed, unsure
from tension.signals.status.view import NetworkView
from tension.signals.table import SIGNALS, STATUSES
from tension.signals.text.lexicon import Lexicon

Array = npt.NDArray[Any]
_NO_SCORES: Array = np.zeros((0, len(SIGNALS)), dtype=np.float32)


class StatusModel:
    """Reads texts with a lexicon, and with a network that was trained before; the rest is trained here."""

    def __init__(self, lexicon: Lexicon, view: NetworkView) -> None:
        self._lexicon = lexicon
        self._view = view
        self._anchors = AnchorFinder()
        self._linear = LinearView()
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
        scores = held_out_anchors(scenes, texts, signals, groups)
        self._anchors = AnchorFinder().fit(list(scenes.values()), signals_by_text(scenes, texts, signals))
        asked, labels = with_main_events(texts, signals, statuses)
        told = [_named(scenes[text], signal, scores[text]) for text, signal in asked]
        self._linear.fit(told, labels, balance(labels))
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
        votes = self._view.predict_proba(scenes, scores, [pairs[row] for row in asked])
        return mixed(linear, votes, asked)

    def _in_use(self) -> StatusReader:
        """The parts laid out for use, once they are trained."""
        if self._reader is None:
            self._reader = StatusReader(self._lexicon, self._anchors, self._linear, self._view)
        return self._reader

    def to_arrays(self) -> dict[str, Array]:
        """Plain arrays that rebuild the model, without the network."""
        return named("anchors", self._anchors.to_arrays()) | named("linear", self._linear.to_arrays())

    @classmethod
    def from_arrays(cls, arrays: dict[str, Array], lexicon: Lexicon, view: NetworkView) -> "StatusModel":
        """The model that `to_arrays` described, with the lexicon it was trained with and the network."""
        model = cls(lexicon, view)
        model._anchors = AnchorFinder.from_arrays(part_of(arrays, "anchors"))
        model._linear = LinearView.from_arrays(part_of(arrays, "linear"))
        return model


def _named(scene: Scene, signal: str | None, scores: Array) -> list[str]:
    return text_features(scene) + event_features(scene, signal, scores)


def balance(labels: Array) -> Array:
    """Weights that lift rare statuses half of the way, on the log scale, to the frequent ones."""
    counts = np.maximum(np.bincount(labels, minlength=len(STATUSES)), 1)
    return np.sqrt(len(labels) / len(STATUSES) / counts)[labels].astype(np.float32)


def with_main_events(
    texts: Sequence[str], signals: Sequence[str], statuses: Sequence[str]
) -> tuple[list[tuple[str, str | None]], Array]:
    """Every event, and for texts whose events share one status that as the main event's.

    Returns:
        Text and signal of each, and the numbers of their statuses.
    """
    asked: list[tuple[str, str | None]] = list(zip(texts, signals, strict=True))
    shared: dict[str, set[str]] = {}
    for text, status in zip(texts, statuses, strict=True):
        shared.setdefault(text, set()).add(status)
    main = {text: found.pop() for text, found in shared.items() if len(found) == 1}
    asked.extend((text, None) for text in main)
    return asked, np.array([STATUSES.index(status) for status in (*statuses, *main.values())])
