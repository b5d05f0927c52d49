"""Which sources cannot be relied on. What they do to a day's coverage stands in `tension.index.coverage`."""

from dataclasses import dataclass
from typing import Final

import pandas as pd

UNHEALTHY: Final = frozenset(("failing", "silent", "shrinking"))


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
