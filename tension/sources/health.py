"""Which sources cannot be relied on, and what that does to a day's coverage."""

from dataclasses import dataclass
from typing import Final

import pandas as pd

UNHEALTHY: Final = frozenset(("failing", "silent", "shrinking"))
LOWERED_SHARE: Final = 0.5
"""From this share of unhealthy sources on, what a day brought says less than its numbers: one step down."""
_ONE_DOWN: Final = {"ok": "thin", "thin": "thin", "none": "none"}


@dataclass(frozen=True, slots=True)
class Trouble:
    """A source that cannot be relied on, and why; the reason may hold text from outside."""

    source_id: str
    state: str
    reason: str

    def __str__(self) -> str:
        return f"{self.source_id} is {self.state}: {self.reason}"


def unhealthy(source_health: pd.DataFrame) -> list[Trouble]:
    """The sources in trouble.

    Args:
        source_health: rows of the view, columns source_id, state, reason.
    """
    rows = source_health[source_health["state"].isin(UNHEALTHY)].sort_values("source_id")
    return [Trouble(str(row.source_id), str(row.state), str(row.reason)) for row in rows.itertuples()]


def lower_coverage(coverage: pd.Series, source_days: pd.DataFrame) -> pd.Series:
    """Coverage of days, one step down where half of the sources or more could not be relied on.

    A day without a row in `source_days` is left as it is: archives have no sources to ask.

    Args:
        coverage: `ok`, `thin` or `none`, indexed by day (datetime64, midnight).
        source_days: rows of the view, columns date, unhealthy_share.

    Returns:
        The same index.
    """
    share = source_days.set_index(pd.to_datetime(source_days["date"]))["unhealthy_share"]
    lowered = share.reindex(coverage.index).fillna(0.0) >= LOWERED_SHARE
    return coverage.where(~lowered, coverage.map(_ONE_DOWN))
