"""Who reports an event: each outlet once, each story once, with what probability, as knowledge grows.

With N independent voices an event is believed `1 - (1 - FIRST_REPORT) ** N`, half of that where N is 1. N is
not known: each mention is true with its probability p, so an event's confidence is the expectation of that
belief, taken over stories and over outlets, and the lower of the two counts. With c = `FIRST_REPORT` it is
`1 - prod(1 - c p) - (c / 2) * prod(1 - p) * sum(p / (1 - p))`, p the highest of each story (outlet).
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from tension.events.mentions import FOREVER, SCALE, IntArray

FIRST_REPORT: Final = 0.6
"""How far one sure report is believed; each further one leaves 0.4 of the doubt that was left."""
LONE_LOSS: Final = FIRST_REPORT / 2
"""What one voice alone tells counts half until a second independent voice tells it too."""
_SUREST: Final = 1.0 - 1e-6
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
        """The expected number of voices for each event at each key of `at`."""
        return cumulative(self.key, self.after - self.before, at) / SCALE

    def confidence(self, at: IntArray) -> npt.NDArray[np.float64]:
        """The expected belief in each event at each key; sums are kept in whole units, exact in any order."""
        doubt, silence, odds = (
            cumulative(self.key, measure(self.after) - measure(self.before), at) / SCALE
            for measure in (_log_doubt, _log_silence, _odds)
        )
        only_one = np.exp(silence) * odds
        result: npt.NDArray[np.float64] = np.maximum(-np.expm1(doubt) - LONE_LOSS * only_one, 0.0)
        return result

    def count(self, at: IntArray) -> IntArray:
        """Distinct voters of each event at each key."""
        return cumulative(self.key, self.seen, at)


def _log_doubt(chance: IntArray) -> IntArray:
    return _units(np.log1p(-FIRST_REPORT * chance / SCALE))


def _log_silence(chance: IntArray) -> IntArray:
    return _units(np.log1p(-np.minimum(chance / SCALE, _SUREST)))


def _odds(chance: IntArray) -> IntArray:
    sure = np.minimum(chance / SCALE, _SUREST)
    return _units(sure / (1.0 - sure))


def _units(values: npt.NDArray[np.float64]) -> IntArray:
    units: IntArray = np.rint(values * SCALE).astype(np.int64)
    return units


def cumulative(key: IntArray, steps: IntArray, at: IntArray) -> IntArray:
    """The sum of an event's integer steps up to and including each key of `at`."""
    total = np.concatenate([[0], np.cumsum(steps)])
    first = np.searchsorted(key, at - at % DAY_SPAN, side="left")
    last = np.searchsorted(key, at, side="right")
    result: IntArray = total[last] - total[first]
    return result


def belief(voices: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """How far an event is believed that so many independent voices tell, 0 to 1."""
    doubt_left = np.power(1.0 - FIRST_REPORT, voices)
    result: npt.NDArray[np.float64] = 1.0 - doubt_left - LONE_LOSS * (voices == 1.0)
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
