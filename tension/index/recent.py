"""The part of the evidence that a new day can depend on, so that a daily run need not read ten years."""

from collections.abc import Mapping
from datetime import date
from typing import Final

import numpy as np
import pandas as pd

from tension.events.mentions import day_numbers
from tension.index.curve import LIVES
from tension.signals.table import SignalRow

MARGIN_DAYS: Final = 40
"""Beyond ten half-lives: revisions, plans that wait for their deed, dates that disagree."""


def recent_evidence(evidence: pd.DataFrame, close: date, table: Mapping[str, SignalRow]) -> pd.DataFrame:
    """Evidence without what has faded for good by the close; the values of that close are the same.

    Measures stand for as long as they are mentioned, so what names one is kept whatever its age, as is each
    outlet's first mention, which the interval's weights count from.

    Args:
        evidence: as `tension.index.compute_pair` takes it.
        close: the first day to be closed.
        table: the signal table; its longest half-life sets the reach.
    """
    longest = max(row.half_life_days for row in table.values())
    start = int(np.datetime64(close, "D").astype(np.int64)) - int(LIVES * longest) - MARGIN_DAYS
    fresh = (day_numbers(evidence["event_date"]) >= start) | (day_numbers(evidence["known_at"]) >= start)
    ordered = evidence.sort_values(["known_at", "article_id", "revision", "evidence_no"], kind="stable")
    first_prints = ordered.drop_duplicates("outlet").index
    names_tie = evidence["measure"].notna() | evidence["signal"].isin(["restore", "concede"])
    return evidence[fresh | names_tie | evidence.index.isin(first_prints)]
