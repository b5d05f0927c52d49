"""A trained status model in use: many events at once over flat texts."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from tension.signals.anchors import AnchorFinder, word_terms
from tension.signals.clauses import Scene
from tension.signals.id_table import IdTable
from tension.signals.status_flat import lay_events, lay_flat
from tension.signals.status_forward import ForwardNetwork, network_votes
from tension.signals.status_ids import EventIds, pair_ids, word_ids
from tension.signals.status_inputs import InputCoder
from tension.signals.status_linear import LinearView
from tension.signals.status_network import StatusNetwork

Array = npt.NDArray[Any]
_TERMS = slice(0, 2)
_CODED = slice(2, 4)


class StatusReader:
    """Judges events as the plain views do, see `status_flat`; built from a trained model's parts."""

    def __init__(
        self,
        anchors: AnchorFinder,
        linear: LinearView,
        coder: InputCoder,
        networks: Sequence[StatusNetwork],
        share_of_linear: Callable[[Sequence[str | None]], Array],
    ) -> None:
        self._anchors = anchors
        self._linear = linear
        self._coder = coder
        self._networks = [ForwardNetwork(network) for network in networks]
        self._share_of_linear = share_of_linear
        self._ids = EventIds(linear.ids)
        self._words = IdTable(self._word)
        self._pairs = IdTable(self._pair)

    def predict_proba(self, scenes: Mapping[str, Scene], pairs: Sequence[tuple[str, str | None]]) -> Array:
        """Probabilities of the five statuses, shape (events, 5).

        Args:
            scenes: the texts; none may be without words.
            pairs: text and signal of each event, at least one.
        """
        numbers = {text: number for number, text in enumerate(scenes)}
        texts = lay_flat(list(scenes.values()), self._words, self._pairs, self._anchors)
        events = lay_events(texts, [numbers[text] for text, _ in pairs], [signal for _, signal in pairs])
        words = self._words.table()[texts.words]
        sizes, features = self._ids.rows(
            texts, events, words[:, _CODED.stop :], self._pairs.table()[texts.pairs, 1:]
        )
        linear = self._linear.predict_rows(sizes, features)
        if not self._networks:
            return linear
        votes = network_votes(self._networks, texts, events, words[:, _CODED])
        share = self._share_of_linear([signal for _, signal in pairs])
        return np.asarray(share * linear + (1 - share) * votes)

    def _word(self, word: str) -> tuple[int, ...]:
        """Numbers of a word in every table: the anchors' terms, the coder's, the linear view's features."""
        terms = [self._anchors.ids.get(term, -1) for term in word_terms(word)]
        terms += [-1] * (_TERMS.stop - len(terms))
        return (*terms, *self._coder.word_and_form(word), *word_ids(self._linear.ids, word))

    def _pair(self, pair: str) -> tuple[int, ...]:
        return self._anchors.ids.get(pair, -1), *pair_ids(self._linear.ids, pair)
