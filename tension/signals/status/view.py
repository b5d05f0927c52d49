"""The network's view of events: the numbers of their words, and the network over them.

It learns once, apart from the rest and never from the corpus (`signals.freeze_statuses`).
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Self

import numpy.typing as npt

from tension.signals.artefact import RESTORE, Arrays, named, part_of, read_arrays
from tension.signals.network.steps import KNOWN
from tension.signals.status.clauses import Scene
from tension.signals.status.inputs import EventInput, InputCoder
from tension.signals.status.network import StatusNetwork

Array = npt.NDArray[Any]
STATUS_FILE = Path("frozen/status_network.npz")
_SEED = 0
Asked = Sequence[tuple[str, str | None]]
"""Text and signal of each event; None for the text's main event."""


class NetworkView:
    """Probabilities of events in scenes."""

    def __init__(self, coder: InputCoder, network: StatusNetwork) -> None:
        self.coder = coder
        self.network = network

    @classmethod
    def fit(
        cls,
        scenes: Mapping[str, Scene],
        scores: Mapping[str, Array],
        asked: Asked,
        labels: Array,
        weights: Array,
        vectors: Mapping[str, Array],
    ) -> Self:
        """Learn from events.

        Args:
            scenes: by text.
            scores: of the anchors of each text, by a finder that did not learn from it; in use they are those
                of the finder that training made.
            asked: the events.
            labels: their statuses as numbers.
            weights: of each.
            vectors: of length 1, where words start from.
        """
        coder = InputCoder.fit(list(scenes.values()))
        starts = {row: vectors[word] for row, word in enumerate(coder.words, KNOWN) if word in vectors}
        network = StatusNetwork.fresh(len(coder.words) + KNOWN, len(coder.forms) + 1, _SEED, starts)
        view = cls(coder, network)
        network.fit(view._events(scenes, scores, asked), labels, weights, _SEED)
        return view

    def predict_proba(self, scenes: Mapping[str, Scene], scores: Mapping[str, Array], asked: Asked) -> Array:
        """Probabilities, shape (events, 5); arguments as for `fit`."""
        return self.network.predict_proba(self._events(scenes, scores, asked))

    def _events(
        self, scenes: Mapping[str, Scene], scores: Mapping[str, Array], asked: Asked
    ) -> list[EventInput]:
        texts = {text: self.coder.text(scenes[text]) for text in dict.fromkeys(text for text, _ in asked)}
        return [self.coder.event(texts[text], signal, scores[text]) for text, signal in asked]

    def to_arrays(self) -> Arrays:
        """Plain arrays that rebuild it."""
        return named("names", self.coder.to_arrays()) | named("network", self.network.to_arrays())

    @classmethod
    def from_arrays(cls, arrays: Arrays) -> Self:
        """What `to_arrays` described."""
        coder = InputCoder.from_arrays(part_of(arrays, "names"))
        return cls(coder, StatusNetwork.from_arrays(part_of(arrays, "network")))


def load_status_view(models: Path) -> NetworkView:
    """The view of a models folder.

    Raises:
        ModelError: the file is missing or damaged.
    """
    return NetworkView.from_arrays(read_arrays(models / STATUS_FILE, RESTORE))
