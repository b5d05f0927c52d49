"""Who reports an event: each outlet once, each story once, with what probability, as knowledge grows.

An event's support is `k = min(sum over stories of s, sum over outlets of s)` with
`s = log(1 - c p) / log(1 - c)`, p the highest probability that a mention of that story (outlet) tells of the
event and c = `FIRST_REPORT`; a sure mention has s = 1. Confidence is `1 - (1 - c) ** k`, its expectation
when a mention is true with probability p.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from tension.mentions import FOREVER, SCALE, IntArray

FIRST_REPORT: Final = 0.6
"""How far one sure report is believed; each further one leaves 0.4 of the doubt that was left."""
DAY_SPAN: Final = 2**20
"""Events and days share one sortable key: `event * DAY_SPAN + day`."""


@dataclass(frozen=True, slots=True)
class Votes:
    """Steps of support by (event, day): a voter's chance goes from `before` to `after` (1/SCALE).

    Attributes:
        key: `event * DAY_SPAN + day`.
        voter: code of the outlet or story.
        story: code of the story whose reading decides the vote.
        before: chance until then.
        after: chance from then on.
        seen: +1 where the voter is new, -1 where its last mention is withdrawn, else 0.
    """

    key: IntArray
    voter: IntArray
    story: IntArray
    before: IntArray
    after: IntArray
    seen: IntArray

    def support(self, at: IntArray) -> npt.NDArray[np.float64]:
        """The support of each event at each key of `at`, exact in any order."""
        return cumulative(self.key, _worth(self.after) - _worth(self.before), at) / SCALE

    def count(self, at: IntArray) -> IntArray:
        """Distinct voters of each event at each key."""
        return cumulative(self.key, self.seen, at)


def _worth(chance: IntArray) -> IntArray:
    """What a voter of this chance adds to the support, in units of 1/SCALE: all of one if sure."""
    doubt_left = np.log1p(-FIRST_REPORT * chance / SCALE) / np.log(1.0 - FIRST_REPORT)
    worth: IntArray = np.rint(doubt_left * SCALE).astype(np.int64)
    return worth


def cumulative(key: IntArray, steps: IntArray, at: IntArray) -> IntArray:
    """The sum of an event's integer steps up to and including each key of `at`."""
    total = np.concatenate([[0], np.cumsum(steps)])
    first = np.searchsorted(key, at - at % DAY_SPAN, side="left")
    last = np.searchsorted(key, at, side="right")
    result: IntArray = total[last] - total[first]
    return result


def confidence(support: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """How sure an event is, 0 to 1, from its support k."""
    result: npt.NDArray[np.float64] = 1.0 - np.power(1.0 - FIRST_REPORT, support)
    return result


def count_votes(rows: pd.DataFrame, voter: str) -> Votes:
    """Steps of support from memberships.

    Args:
        rows: columns event, day, gone, chance, story and the voter's column, sorted by (event, day, order).
        voter: `outlet` or `story`, a column of integer codes.
    """
    if rows.empty:
        return Votes(*(np.zeros(0, dtype=np.int64) for _ in range(6)))
    withdrawn = rows.loc[rows["gone"] < FOREVER, "event"].unique()
    mixed = rows["event"].isin(withdrawn)
    parts = [_growing(rows[~mixed], voter)]
    parts.extend(_changing(group, voter) for _, group in rows[mixed].groupby("event", sort=True))
    steps = pd.concat(parts, ignore_index=True).sort_values("key", kind="stable")
    columns = ("key", "voter", "story", "before", "after", "seen")
    return Votes(*(steps[name].to_numpy(dtype=np.int64) for name in columns))


def _growing(rows: pd.DataFrame, voter: str) -> pd.DataFrame:
    """Steps where nothing is ever withdrawn: a voter's chance is the highest so far."""
    by_voter = rows.groupby(["event", voter], sort=False)
    after = by_voter["chance"].cummax()
    before = after.groupby([rows["event"], rows[voter]], sort=False).shift(fill_value=0)
    new = ~rows.duplicated(["event", voter])
    steps = pd.DataFrame(
        {
            "key": rows["event"] * DAY_SPAN + rows["day"],
            "voter": rows[voter],
            "story": by_voter["story"].transform("first"),
            "before": before,
            "after": after,
            "seen": new.astype(np.int64),
        }
    )
    return steps[(steps["after"] > steps["before"]) | new]


def _changing(rows: pd.DataFrame, voter: str) -> pd.DataFrame:
    """Steps of one event with superseded articles: what still stands is counted again each time."""
    event = int(rows["event"].iloc[0])
    moments = sorted({*rows["day"], *rows.loc[rows["gone"] < FOREVER, "gone"]})
    first_story = rows.groupby(voter, sort=False)["story"].first()
    held: dict[int, int] = {}
    steps: list[tuple[int, int, int, int, int, int]] = []
    for day in moments:
        standing = rows[(rows["day"] <= day) & (rows["gone"] > day)]
        now = {
            int(who): int(chance)
            for who, chance in standing.groupby(voter, sort=False)["chance"].max().items()
        }
        for who in sorted({*held, *now}):
            before, after = held.get(who, 0), now.get(who, 0)
            seen = int(who in now) - int(who in held)
            if before != after or seen:
                steps.append((event * DAY_SPAN + int(day), who, int(first_story[who]), before, after, seen))
        held = now
    return pd.DataFrame(steps, columns=["key", "voter", "story", "before", "after", "seen"], dtype=np.int64)
