"""Steps that a small network is made of: neighbourhoods, dropout, gradients of look-ups, Adam."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse

Array = npt.NDArray[Any]
_UNKNOWN = 1
_FIRST_MOMENT, _SECOND_MOMENT, _SMALL = 0.9, 0.999, 1e-8
_DECAY = 1e-3


def neighbours(values: Array) -> Array:
    """Each word between the words before and after it, shape (events, words, 3 x width)."""
    edge = np.zeros_like(values[:, :1])
    before = np.concatenate([edge, values[:, :-1]], axis=1)
    after = np.concatenate([values[:, 1:], edge], axis=1)
    return np.concatenate([before, values, after], axis=2)


def neighbours_gradient(gradient: Array) -> Array:
    """The gradient of `neighbours`, back at the words themselves."""
    width = gradient.shape[2] // 3
    found: Array = gradient[:, :, width : 2 * width].copy()
    found[:, :-1] += gradient[:, 1:, :width]
    found[:, 1:] += gradient[:, :-1, 2 * width :]
    return found


def gather_gradient(gradient: Array, ids: Array, size: int) -> Array:
    """The gradient of looking rows up in a table of `size` rows."""
    places = np.arange(len(ids))
    chosen = sparse.csr_matrix((np.ones(len(ids), dtype=np.float32), (ids, places)), shape=(size, len(ids)))
    return np.asarray(chosen @ np.ascontiguousarray(gradient))


class Dropout:
    """Leaves values out at random in training, and remembers which; does nothing without random numbers."""

    def __init__(self, random: np.random.Generator | None) -> None:
        self._random = random
        self.kept: dict[str, Array] = {}

    def __call__(self, name: str, values: Array, share: float) -> Array:
        """Values with a share of them left out, the rest raised to make up for it."""
        if self._random is None:
            return values
        drawn = self._random.random(values.shape, dtype=np.float32)
        kept: Array = (drawn > share).astype(np.float32) / np.float32(1 - share)
        self.kept[name] = kept
        return np.asarray(values * kept)

    def words(self, ids: Array, mask: Array, share: float) -> Array:
        """Word numbers with a share of them made unknown."""
        if self._random is None:
            return ids
        hidden = (self._random.random(ids.shape, dtype=np.float32) < share) & (mask > 0)
        return np.where(hidden, _UNKNOWN, ids)


class Adam:
    """Kingma and Ba 2015, with decay of the weights named (Loshchilov and Hutter 2019)."""

    def __init__(self, parameters: dict[str, Array], decayed: Sequence[str]) -> None:
        self._parameters = parameters
        self._decayed = frozenset(decayed)
        self._first = {name: np.zeros_like(value) for name, value in parameters.items()}
        self._second = {name: np.zeros_like(value) for name, value in parameters.items()}
        self._count = 0

    def step(self, gradients: dict[str, Array], rate: float) -> None:
        """Move every parameter against its gradient, in place."""
        self._count += 1
        for name, gradient in gradients.items():
            first, second = self._first[name], self._second[name]
            first += (1 - _FIRST_MOMENT) * (gradient - first)
            second += (1 - _SECOND_MOMENT) * (gradient**2 - second)
            mean = first / (1 - _FIRST_MOMENT**self._count)
            spread = np.sqrt(second / (1 - _SECOND_MOMENT**self._count)) + _SMALL
            parameter = self._parameters[name]
            if name in self._decayed:
                parameter -= rate * _DECAY * parameter
            parameter -= rate * mean / spread
