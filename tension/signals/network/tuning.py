"""The network's last layer, tuned to the corpus in each training; all before it learned from other texts.

What is held out of the corpus is so held out of the network too, and training takes seconds more.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from tension.signals.features.blocks import Reader
from tension.signals.network.network import OUTPUT_DROPOUT, Answers
from tension.signals.network.reader import load_held_out, load_network
from tension.signals.network.steps import Adam, Dropout
from tension.signals.network.training import Course, lessons

Array = npt.NDArray[Any]
_SEED = 0
_TUNING = Course(3, 3e-3, 1)


@dataclass(frozen=True, slots=True)
class Tuner:
    """What the network knows of the texts that are learned from.

    Attributes:
        start: its last layer as it was learned.
        pooled: what it judges each text of the corpus by, see `SignalNetwork.pooled`.
        of_news: what networks that did not learn from an item say of its sentences, in the order of
            `FrozenItems`, shape (sentences, 20).
    """

    start: Answers
    pooled: Array
    of_news: Array

    def tune(self, rows: Array, labels: Array) -> Answers:
        """The last layer tuned to some texts of the corpus.

        Args:
            rows: their numbers.
            labels: the signals that each tells of, shape (rows, 20).
        """
        random = np.random.default_rng(_SEED)
        weights = {"weights": self.start.weights.copy(), "offsets": self.start.offsets.copy()}
        adam = Adam(weights, decayed=())
        for some, rate in lessons(len(rows), _TUNING, random):
            pooled = Dropout(random)("pooled", self.pooled[rows[some]], OUTPUT_DROPOUT)
            wrong = 1 / (1 + np.exp(-Answers(**weights).of(pooled))) - labels[some]
            wrong = wrong.astype(np.float32) / len(some)
            adam.step({"weights": pooled.T @ wrong, "offsets": wrong.sum(axis=0)}, rate)
        return Answers(**weights)


def make_tuner(models: Path, reader: Reader, corpus: Sequence[str]) -> Tuner:
    """The tuner of a models folder.

    Raises:
        ModelError: a file is missing or damaged.
    """
    network = load_network(models, reader)
    pooled = network.pooled(reader.lexicon.read_all(corpus))
    return Tuner(network.network.answers, pooled, load_held_out(models))
