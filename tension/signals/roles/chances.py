"""How likely a sentence's event is an affair of the pair, whoever of the two did it."""

from typing import Any

import numpy as np
import numpy.typing as npt

from tension.pairs import Pair

Array = npt.NDArray[Any]
# Who a candidate is; the two sides are 0 and 1.
_GROUP, _NEITHER = 2, 3


def side_of(actor: str, pair: Pair | None) -> int:
    """A number for which of the sides, an armed group or neither an actor is."""
    if pair is None or actor not in pair.states:
        return _GROUP if actor == "NSA" else _NEITHER
    return int(actor == max(pair.states))


def pair_chances(totals: Array, source: Array, target: Array) -> tuple[Array, Array]:
    """The chance that one side acts on the other, and that an armed group does on a side, by question.

    Args:
        totals: log-odds of the likeliest couples of each question, shape (questions, sources, targets).
        source: from `side_of`, same shape.
        target: likewise.
    """
    raised = np.exp(totals - totals.max(axis=(1, 2), keepdims=True))
    raised /= raised.sum(axis=(1, 2), keepdims=True)
    is_side = target < _GROUP
    between = (source < _GROUP) & is_side & (source != target)
    by_group = (source == _GROUP) & is_side
    return (raised * between).sum(axis=(1, 2)), (raised * by_group).sum(axis=(1, 2))
