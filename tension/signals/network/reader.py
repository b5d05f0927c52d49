"""The network with the numbers of its words: from texts as read to log-odds, and which words carried them."""

from pathlib import Path
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from tension.signals.artefact import RESTORE, Arrays, named, part_of, read_arrays
from tension.signals.features.blocks import Reader
from tension.signals.network.network import SignalNetwork
from tension.signals.network.steps import UNKNOWN
from tension.signals.network.words import Read, WordCoder

Array = npt.NDArray[Any]
NETWORK_FILE = Path("frozen/network.npz")
HELD_OUT_FILE = Path("frozen/network_news.npz")
_CODER = "names"


class NetworkReader:
    """Reads texts, for one thread at a time; made by `signals.freeze_network`."""

    def __init__(self, coder: WordCoder, network: SignalNetwork) -> None:
        self.coder = coder
        self.network = network

    def decisions(self, read: Read) -> Array:
        """Log-odds, shape (texts, 20).

        Args:
            read: words and patterns of each text, by the lexicon of the reader that the coder reads with.
        """
        return self.network.decisions(self.coder.lay(read))

    def carried(self, read: Read, signal: int) -> Array:
        """How much lower a signal's log-odds are with each word of one text unknown, shape (words,).

        Args:
            read: the one text.
            signal: its number.
        """
        laid = self.coder.lay(read)
        count = len(laid.words)
        copies = laid.part(np.zeros(count + 1, dtype=np.int64))
        own = np.arange(count)
        words = copies.words.copy()
        words[own * (count + 1)] = len(laid.kinds)
        told = copies.told.copy()
        told[own * (count + 1)] = 0
        nothing = np.full_like(laid.kinds[:1], UNKNOWN)
        hidden = copies._replace(
            words=words,
            told=told,
            kinds=np.concatenate([laid.kinds, nothing]),
            classes=np.concatenate([laid.classes, np.zeros_like(laid.classes[:1])]),
        )
        values = self.network.decisions(hidden)[:, signal]
        return np.asarray(values[-1] - values[:-1])

    def to_arrays(self) -> Arrays:
        """Plain arrays that rebuild it."""
        return named(_CODER, self.coder.to_arrays()) | self.network.to_arrays()

    @classmethod
    def from_arrays(cls, arrays: Arrays, reader: Reader) -> Self:
        """What `to_arrays` described, with what reads its texts."""
        rest = {name: raw for name, raw in arrays.items() if not name.startswith(f"{_CODER}.")}
        return cls(WordCoder.from_arrays(part_of(arrays, _CODER), reader), SignalNetwork.from_arrays(rest))


def load_network(models: Path, reader: Reader) -> NetworkReader:
    """The network of a models folder.

    Raises:
        ModelError: the file is missing or damaged.
    """
    return NetworkReader.from_arrays(read_arrays(models / NETWORK_FILE, RESTORE), reader)


def load_held_out(models: Path) -> Array:
    """What networks that did not learn from an item say of its sentences, in the order of `FrozenItems`.

    Returns:
        Log-odds, shape (sentences, 20).

    Raises:
        ModelError: the file is missing or damaged.
    """
    return read_arrays(models / HELD_OUT_FILE, RESTORE)["decisions"].astype(np.float32)
