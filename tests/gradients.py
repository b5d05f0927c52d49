"""Gradients beside what a small step shows."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
_PLACES = 4


def slopes(
    parameters: Mapping[str, Array], gradients: Mapping[str, Array], loss: Callable[[], float], step: float
) -> Iterator[tuple[str, float, float]]:
    """Some places of each parameter: its name, the slope that a step either way shows, and the gradient."""
    random = np.random.default_rng(0)
    for name, parameter in parameters.items():
        flat, gradient = parameter.reshape(-1), gradients[name].reshape(-1)
        for place in random.choice(np.flatnonzero(gradient), size=min(_PLACES, np.count_nonzero(gradient))):
            kept = flat[place]
            flat[place] = kept + step
            above = loss()
            flat[place] = kept - step
            below = loss()
            flat[place] = kept
            yield name, (above - below) / (2 * step), float(gradient[place])
