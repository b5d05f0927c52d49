"""Minimal pairs: rows of one family that differ by a few words and tell of different sides."""

from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Any

import numpy as np
import numpy.typing as npt

from tension.signals.corpus import Row
from tension.signals.evaluation.metrics import sides, stronger_sides, wilson_interval
from tension.signals.model import SignalModel
from tension.signals.table import SIGNALS, STATUSES

Array = npt.NDArray[Any]
Pairs = Sequence[tuple[int, int]]
Answers = Mapping[int, tuple[bool, bool]]
_DENIED = STATUSES.index("denied")


def flipped_pairs(rows: Sequence[Row]) -> Pairs:
    """Numbers of any two rows of one family of which one tells of a side that the other does not."""
    members: dict[int, list[int]] = {}
    for number, row in enumerate(rows):
        members.setdefault(row.family, []).append(number)
    truth = [_true_reading(row) for row in rows]
    pairs = (pair for group in members.values() for pair in combinations(group, 2))
    return [(one, other) for one, other in pairs if truth[one] != truth[other]]


def less_denied(model: SignalModel, texts: Sequence[str], called: Array) -> Array:
    """Calls less those whose status the model tells as denied; shape (texts, signals) like `called`."""
    live = called.copy()
    places, columns = np.nonzero(live)
    told = [texts[place] for place in places.tolist()]
    statuses = model.predict_status(told, [SIGNALS[column] for column in columns.tolist()])
    live[places, columns] = statuses.to_numpy().argmax(axis=1) != _DENIED
    return np.asarray(live)


def pairs_told(rows: Sequence[Row], pairs: Pairs, probabilities: Array, live: Array) -> dict[str, Any]:
    """In how many pairs both rows are read right.

    A row's reading is whether it tells of escalation and whether of de-escalation, denied events left out:
    four yes-or-no answers a pair. Under `stronger_side` a row that truly tells of one side is right when that
    side is the stronger in what is called, whatever else is called; rows of both or neither stay as strict.

    Args:
        rows: labelled.
        pairs: from `flipped_pairs`.
        probabilities: of the signals of each row, shape (rows, signals).
        live: calls, see `less_denied`; same shape.
    """
    truth = {number: _true_reading(rows[number]) for pair in pairs for number in pair}
    strict = dict(enumerate(_answers(sides(live))))
    stronger = dict(enumerate(_answers(stronger_sides(probabilities, live))))
    lenient = {number: (stronger if sum(truth[number]) == 1 else strict)[number] for number in truth}
    return {**_pairs_right(pairs, truth, strict), "stronger_side": _pairs_right(pairs, truth, lenient)}


def _pairs_right(pairs: Pairs, truth: Answers, said: Answers) -> dict[str, float]:
    right = sum(all(said[i] == truth[i] for i in pair) for pair in pairs)
    low, high = wilson_interval(right, len(pairs))
    share = right / max(1, len(pairs))
    return {"pairs": len(pairs), "right": right, "share": share, "low": low, "high": high}


def _answers(columns: tuple[Array, Array]) -> list[tuple[bool, bool]]:
    return [(bool(up), bool(down)) for up, down in zip(*columns, strict=True)]


def _true_reading(row: Row) -> tuple[bool, bool]:
    told = [event.signal for event in row.events if event.status != "denied"]
    return _answers(sides(np.array([[signal in told for signal in SIGNALS]])))[0]
