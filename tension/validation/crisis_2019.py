"""A second crisis and a second pair: India and Pakistan, February and March 2019, from the public record.

Each deed stands for an event that many outlets reported; the number of outlets, not their words, is ours. The
expected days are an ordinal judgement from 0 to 10, written before the index was first run on them.
"""

from datetime import date, timedelta
from typing import Final

import pandas as pd

from tension.pairs import Pair
from tension.validation.scenarios import Deed

PAIR: Final = Pair("IND", "PAK")
FIRST_DAY: Final = date(2019, 2, 10)
"""Day 0 of the deeds."""
DEEDS: Final = (
    Deed(0, "talks", "IND", "PAK", outlets=2),
    Deed(4, "attack", "NSA", "IND", outlets=10, killed=40),
    Deed(4, "accuse", "IND", "PAK", outlets=8),
    Deed(5, "sanction", "IND", "PAK", outlets=8, measure="trade"),
    Deed(5, "threaten", "IND", "PAK", outlets=8),
    Deed(5, "sanction", "IND", "PAK", outlets=4, measure="envoy"),
    Deed(6, "protest", "CIV", "PAK", outlets=3),
    Deed(8, "sanction", "PAK", "IND", outlets=6, measure="envoy"),
    Deed(8, "attack", "NSA", "IND", outlets=6, killed=5),
    Deed(9, "threaten", "PAK", "IND", outlets=9),
    Deed(9, "reject", "IND", "PAK", outlets=4),
    Deed(11, "threaten", "IND", "PAK", outlets=5),
    Deed(12, "accuse", "PAK", "IND", outlets=3),
    Deed(14, "threaten", "IND", "PAK", outlets=3),
    Deed(16, "strike", "IND", "PAK", outlets=12),
    Deed(16, "threaten", "PAK", "IND", outlets=8),
    Deed(16, "accuse", "PAK", "IND", outlets=7),
    Deed(17, "strike", "PAK", "IND", outlets=12, killed=1),
    Deed(17, "coerce", "PAK", "IND", outlets=9),
    Deed(17, "coerce", "PAK", "IND", outlets=6, measure="flights"),
    Deed(17, "mobilize", "PAK", "IND", outlets=5),
    Deed(17, "mobilize", "IND", "PAK", outlets=5),
    Deed(17, "appeal", "USA", "PAK", outlets=6),
    Deed(17, "support", "PAK", "IND", outlets=4),
    Deed(18, "concede", "PAK", "IND", outlets=10, status="planned", event_day=19),
    Deed(18, "sanction", "PAK", "IND", outlets=4, measure="trade"),
    Deed(18, "accuse", "IND", "PAK", outlets=4),
    Deed(19, "concede", "PAK", "IND", outlets=12),
    Deed(20, "strike", "IND", "PAK", outlets=3, killed=2),
    Deed(20, "strike", "PAK", "IND", outlets=3, killed=3),
    Deed(22, "restore", "PAK", "IND", outlets=4, measure="trade"),
    Deed(24, "agree", "PAK", "IND", outlets=4),
    Deed(24, "concede", "PAK", "IND", outlets=4),
    Deed(27, "restore", "PAK", "IND", outlets=5, measure="envoy"),
    Deed(28, "restore", "IND", "PAK", outlets=4, measure="envoy"),
    Deed(32, "talks", "IND", "PAK", outlets=7),
    Deed(32, "agree", "IND", "PAK", outlets=4),
)
_EXPECTED: Final = (
    "1 1 1 1 4 5 5 4.5 5.5 5.5 5 5 5 4.5 4.5 4 8 10 9 7.5 "
    "7.5 6.5 6 5.5 4.5 4.5 4 3.5 3 3 3 3 2.5 2.5 2 2 2 2 2"
)


def expected_days() -> pd.Series:
    """The expected tension of each day, 0 to 10."""
    values = [float(value) for value in _EXPECTED.split()]
    days = pd.DatetimeIndex([pd.Timestamp(FIRST_DAY + timedelta(days=n)) for n in range(len(values))])
    return pd.Series(values, index=days)
