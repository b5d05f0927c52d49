"""What a pair's index is computed from, day by day, and from which day on it is not what it was.

What became known on a day takes no part in anything known before it, so a run that finds the inputs of the
days up to some day unchanged need not compute these again.
"""

from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd
import scipy

from tension.articles import digest
from tension.pairs import Pair
from tension.signals.table import SignalRow

_PACKAGE: Final = Path(__file__).parents[1]
_METHOD: Final = ("events/*.py", "index/*.py", "signals/points.py", "indexing.py")
_EVIDENCE: Final = np.uint64(0x9E3779B97F4A7C15)
_READS: Final = np.uint64(0xBF58476D1CE4E5B9)


def method_stamp(pair: Pair, table: Mapping[str, SignalRow], settings: str) -> int:
    """A 63-bit name of how evidence becomes numbers: the code, what it counts with, weights and settings.

    Args:
        pair: the two states, in their order.
        table: the signal table.
        settings: of the index, as text.
    """
    rows = [row.model_dump_json() for row in table.values()]
    return int(digest(pair.key, settings, _code(), *rows)[:15], 16)


@cache
def _code() -> str:
    files = sorted(path for pattern in _METHOD for path in _PACKAGE.glob(pattern))
    libraries = (np.__version__, pd.__version__, scipy.__version__)
    return digest(*libraries, *(path.read_text(encoding="utf-8") for path in files))


def day_digests(evidence: pd.DataFrame, reads: pd.DataFrame, stamp: int) -> pd.DataFrame:
    """One number for all that became known on each day.

    Args:
        evidence: columns known_at and digest, one row a finding.
        reads: columns known_date and digest.
        stamp: of the method.

    Returns:
        Columns known_date and digest, in order.
    """
    parts = (
        (evidence["known_at"], evidence["digest"], _EVIDENCE),
        (reads["known_date"], reads["digest"], _READS),
    )
    days = [times.to_numpy(dtype="datetime64[D]") for times, _, _ in parts]
    known = np.unique(np.concatenate(days))
    total = np.full(len(known), stamp, dtype=np.uint64)
    for own, (_, digests, factor) in zip(days, parts, strict=True):
        # Unsigned sums wrap around: the order of rows does not matter, and each of them does.
        np.add.at(total, np.searchsorted(known, own), digests.to_numpy(dtype=np.uint64) * factor)
    return pd.DataFrame({"known_date": known.astype("datetime64[us]"), "digest": total.view(np.int64)})


def first_change(before: pd.DataFrame, now: pd.DataFrame) -> date | None:
    """The first day whose digest differs, or that only one of them has; None where they are the same."""
    was, held = (frame.set_index("known_date")["digest"] for frame in (before, now))
    both = was.index.intersection(held.index)
    moved = both[was.loc[both].to_numpy() != held.loc[both].to_numpy()]
    changed = was.index.symmetric_difference(held.index).union(moved)
    return changed.min().date() if len(changed) else None
