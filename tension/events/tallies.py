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

    def at(self, key: IntArray) -> "Counted":
        """Voices, belief and voters of each event at each key (ascending).

        Sums are kept in whole units, exact in any order.
        """
        first = np.searchsorted(self.key, key - key % DAY_SPAN, side="left")
        last = np.searchsorted(self.key, key, side="right")

        def total(steps: IntArray) -> IntArray:
            sums = np.concatenate([[0], np.cumsum(steps)])
            result: IntArray = sums[last] - sums[first]
            return result

        doubt, silence, odds = (
            total(measure(self.after) - measure(self.before)) / SCALE
            for measure in (_log_doubt, _log_silence, _odds)
        )
        only_one = np.exp(silence) * odds
        return Counted(
            voices=total(self.after - self.before) / SCALE,
            confidence=np.maximum(-np.expm1(doubt) - LONE_LOSS * only_one, 0.0),
            count=total(self.seen),
        )


@dataclass(frozen=True, slots=True)
class Counted:
    """The expected number of voices, the expected belief and the number of voters at some keys."""

    voices: npt.NDArray[np.float64]
    confidence: npt.NDArray[np.float64]
    count: IntArray


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


@dataclass(frozen=True, slots=True)
class Ballots:
    """Mentions that vote, sorted by event and day."""

    event: IntArray
    day: IntArray
    gone: IntArray
    chance: IntArray
    outlet: IntArray
    story: IntArray


def count_votes(rows: Ballots, voter: IntArray) -> Votes:
    """Steps of support from mentions.

    Args:
        rows: the mentions.
        voter: their outlets or their stories.
    """
    withdrawn = np.unique(rows.event[rows.gone < FOREVER])
    mixed = np.isin(rows.event, withdrawn)
    parts = [_growing(rows, voter, np.flatnonzero(~mixed))]
    parts.extend(_changing(rows, voter, event) for event in withdrawn)
    steps = np.concatenate(parts, axis=1)
    if len(parts) > 1:
        steps = steps[:, np.argsort(steps[0], kind="stable")]
    return Votes(*steps)


def _growing(rows: Ballots, voter: IntArray, chosen: IntArray) -> IntArray:
    """Steps where nothing is ever withdrawn: a voter's chance is the highest so far."""
    who = rows.event[chosen] * (voter.max(initial=0) + 1) + voter[chosen]
    by_voter = np.argsort(who, kind="stable")
    who, index = who[by_voter], chosen[by_voter]
    new = np.concatenate([[True], who[1:] != who[:-1]])[: len(who)]
    number = np.cumsum(new) - 1
    # One running maximum for all voters: each begins above whatever the one before it reached.
    after = np.maximum.accumulate(number * (2 * SCALE) + rows.chance[index]) - number * (2 * SCALE)
    before = np.where(new, 0, np.concatenate([[0], after])[:-1])
    story = rows.story[index[new]][number]
    step = np.flatnonzero((after > before) | new)
    step = step[np.argsort(index[step])]
    at = index[step]
    key = rows.event[at] * DAY_SPAN + rows.day[at]
    return np.stack([key, voter[at], story[step], before[step], after[step], new[step].astype(np.int64)])


def _changing(rows: Ballots, voter: IntArray, event: int) -> IntArray:
    """Steps of one event with superseded articles: what still stands is counted again each time."""
    here = slice(*np.searchsorted(rows.event, [event, event + 1]).tolist())
    days, gone = rows.day[here].tolist(), rows.gone[here].tolist()
    who, chances = voter[here].tolist(), rows.chance[here].tolist()
    first_story: dict[int, int] = {}
    for name, story in zip(who, rows.story[here].tolist(), strict=True):
        first_story.setdefault(name, story)
    held: dict[int, int] = {}
    steps: list[tuple[int, int, int, int, int, int]] = []
    for day in sorted({*days, *(end for end in gone if end < FOREVER)}):
        now: dict[int, int] = {}
        for name, begin, end, chance in zip(who, days, gone, chances, strict=True):
            if begin <= day < end:
                now[name] = max(now.get(name, 0), chance)
        for name in sorted({*held, *now}):
            before, after = held.get(name, 0), now.get(name, 0)
            seen = int(name in now) - int(name in held)
            if before != after or seen:
                steps.append((event * DAY_SPAN + day, name, first_story[name], before, after, seen))
        held = now
    return np.array(steps, dtype=np.int64).reshape(-1, 6).T
