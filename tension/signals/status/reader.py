"""A trained status model in use: many events at once over flat texts."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from tension.signals.status.anchors import AnchorFinder
from tension.signals.status.flat import lay_events, lay_flat
from tension.signals.status.forward import ForwardNetwork, network_votes
from tension.signals.status.ids import EventIds
from tension.signals.status.linear import LinearView
from tension.signals.status.view import NetworkView
from tension.signals.status.words import StatusWords
from tension.signals.text.flat_lexicon import Hit
from tension.signals.text.lexicon import Lexicon
from tension.signals.text.words import Words

Array = npt.NDArray[Any]
_MET_AT_MOST = 100_000
# The regression's share in an event's probabilities, and from where on it speaks alone.
_SHARE, _SURE = 0.6, 0.85


def unsure(linear: Array) -> Array:
    """Numbers of the events that the network is asked about: the regression is not sure of them."""
    return np.flatnonzero(linear.max(axis=1) < _SURE)


def mixed(linear: Array, votes: Array, asked: Array) -> Array:
    """The regression's probabilities, averaged with those of the network where it was asked."""
    found = linear.copy()
    found[asked] = _SHARE * linear[asked] + (1 - _SHARE) * votes
    return found


class StatusReader:
    """Judges events as the plain views do, see `status.flat`; built from a trained model's parts."""

    def __init__(
        self,
        lexicon: Lexicon,
        anchors: AnchorFinder,
        linear: LinearView,
        view: NetworkView,
    ) -> None:
        self._lexicon = lexicon
        self._anchors = anchors
        self._linear = linear
        self._coder = view.coder
        self._network = ForwardNetwork(view.network)
        self._forget()

    def _forget(self) -> None:
        known = self._linear.ids
        self._words = StatusWords(self._anchors, self._coder, known, self._lexicon.patterns)
        self._ids = EventIds(known, self._words)

    def predict_proba(
        self, read: Mapping[str, tuple[Words, list[Hit]]], pairs: Sequence[tuple[str, str | None]]
    ) -> Array:
        """Probabilities of the five statuses, shape (events, 5).

        Args:
            read: words and patterns of the texts; none may be without words.
            pairs: text and signal of each event, at least one.
        """
        if len(self._words.words) + self._ids.met > _MET_AT_MOST:
            self._forget()
        numbers = {text: number for number, text in enumerate(read)}
        texts = lay_flat(list(read.values()), self._words, self._anchors)
        events = lay_events(texts, [numbers[text] for text, _ in pairs], [signal for _, signal in pairs])
        linear = self._linear.predict_rows(*self._ids.rows(texts, events))
        asked = unsure(linear)
        if not len(asked):
            return linear
        votes = network_votes(self._network, texts, events.part(asked))
        return mixed(linear, votes, asked)
