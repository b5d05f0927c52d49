"""The 90 % interval: 200 redraws of which outlets count how much and which readings are true.

Each draw weighs outlets by a Dirichlet sample (mean 1 over the outlets known by then) and takes each story's
reading as true with its calibrated probability. Random numbers are hashes of (seed, pair, event, story)
and of (seed, pair, outlet): they do not depend on the order of anything, on other events or on the day.
"""

from dataclasses import dataclass
from hashlib import blake2b
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import sparse

from tension.events.memberships import Support
from tension.events.mentions import STATUS_CODES, IntArray
from tension.events.tallies import DAY_SPAN, Votes, belief
from tension.index.curve import FloatArray, level_points, tension_of
from tension.index.fading import Active, Table

DRAWS: Final = 200
TAIL: Final = 10
"""Draws left out at each end: 5 % of 200."""
OUTLET_CONCENTRATION: Final = 64.0
"""Dirichlet concentration of one outlet: its weight has a standard deviation of 1/8. Set by simulation."""
STALE_POINTS_PER_DAY: Final = 1.0
"""Each side widens by so much tension for every day since coverage was ok."""
STALE_POINTS_MOST: Final = 30.0
_CHUNK_VOTES: Final = 2048
_WEIGHT_UNIT: Final = 256
_SHARE_BITS: Final = 4
_LIVELY: Final = 2.0**-4
"""States faded below this share are taken at their point: together they hardly move the ends."""
_STANDING: Final = 2
_GOLDEN: Final = np.uint64(0x9E3779B97F4A7C15)
_MIX_1: Final = np.uint64(0xBF58476D1CE4E5B9)
_MIX_2: Final = np.uint64(0x94D049BB133111EB)

WordArray = npt.NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class Draws:
    """Redrawn shares of states: `share[state, draw]` times its points is the draw's points."""

    share: npt.NDArray[np.float32]


def hash_all(names: npt.NDArray[np.object_], pair_key: str, seed: int) -> WordArray:
    """A 64-bit hash of each name under the pair and the seed, the same on every machine."""
    key = blake2b(f"{seed}|{pair_key}".encode(), digest_size=8).hexdigest()
    return np.asarray(pd.util.hash_array(names, hash_key=key, categorize=False), dtype=np.uint64)


def uniform_16(keys: WordArray, count: int = DRAWS) -> npt.NDArray[np.uint16]:
    """`count` (divisible by 4) uniform 16-bit numbers for each key: splitmix64 counted from it."""
    steps = np.arange(1, count // 4 + 1, dtype=np.uint64) * _GOLDEN
    word = keys[:, None] + steps[None, :]
    word ^= word >> np.uint64(30)
    word *= _MIX_1
    word ^= word >> np.uint64(27)
    word *= _MIX_2
    word ^= word >> np.uint64(31)
    return word.view(np.uint16)


def outlet_weights(outlets: WordArray) -> npt.NDArray[np.int32]:
    """Gamma weights of outlets by draw, in units of 1/256; over their mean they are a Dirichlet sample.

    A sum of twelve uniforms is taken for a normal and turned into a gamma (Wilson and Hilferty 1931).
    """
    uniform = uniform_16(outlets, 12 * DRAWS).reshape(len(outlets), DRAWS, 12)
    normal = (uniform.astype(np.float64) + 0.5).sum(axis=2) / 65536.0 - 6.0
    shape = 1.0 / (9.0 * OUTLET_CONCENTRATION)
    gamma = np.maximum(1.0 - shape + normal * np.sqrt(shape), 0.0) ** 3
    weights: npt.NDArray[np.int32] = np.rint(gamma * _WEIGHT_UNIT).astype(np.int32)
    return weights


def draw_shares(
    states: pd.DataFrame,
    supports: dict[str, Support],
    events: WordArray,
    stories: WordArray,
    outlets: WordArray,
    outlet_first_day: IntArray,
    used: IntArray,
) -> Draws:
    """How much of each state's points each draw believes, relative to the point estimate.

    Args:
        states: frame of states (event, day, status, confidence), sorted by event and day.
        supports: votes by status, `reported` and `planned`.
        events: hash of each event number.
        stories: hash of each story code.
        outlets: hash of each outlet code, in order of first appearance.
        outlet_first_day: the day each outlet first appeared, ascending.
        used: rows of the states that are drawn; the others keep share 1.
    """
    weights = outlet_weights(outlets).astype(np.float32)
    mean = np.cumsum(weights, axis=0, dtype=np.float64) / np.arange(1, len(weights) + 1)[:, None]
    share = np.ones((len(states), DRAWS), dtype=np.float32)
    needed = np.zeros(len(states), dtype=bool)
    needed[used] = True
    key = states["event"].to_numpy(dtype=np.int64) * DAY_SPAN + states["day"].to_numpy(dtype=np.int64)
    known = np.searchsorted(outlet_first_day, states["day"].to_numpy(), side="right") - 1
    sure, told = states["confidence"].to_numpy(), states["status"].to_numpy()
    for status, support in supports.items():
        rows = np.flatnonzero((told == STATUS_CODES[status]) & (sure > 0) & needed)
        for part in _chunks(rows, key, support):
            by_story = _drawn(support.stories, key[part], events, stories).sums()
            outlets_drawn = _drawn(support.outlets, key[part], events, stories)
            by_outlet, weighed = outlets_drawn.sums(), outlets_drawn.weighed(weights)
            voices = np.minimum(by_story, by_outlet)
            drawn = belief(np.arange(voices.max(initial=0) + 1.0))[voices.astype(np.int32)]
            drawn *= weighed / mean[known[part]]
            drawn /= np.maximum(by_outlet, 1.0)
            drawn /= sure[part][:, None]
            share[part] = drawn
    return Draws(share)


def _chunks(rows: IntArray, key: IntArray, support: Support) -> list[IntArray]:
    """State rows in pieces of whole events with few enough votes to stay in the processor's cache."""
    if not len(rows):
        return []
    event = key[rows] // DAY_SPAN
    votes = np.searchsorted(support.stories.key, (event + 1) * DAY_SPAN)
    piece = (votes + np.arange(len(rows))) // _CHUNK_VOTES
    first_of_event = np.searchsorted(event, event)
    piece = piece[first_of_event]
    return np.split(rows, np.flatnonzero(np.diff(piece)) + 1)


@dataclass(frozen=True, slots=True)
class _Drawn:
    """Which votes each draw takes as true, and how they add up.

    All sums are whole numbers under 2**24, which 32-bit floats keep exactly in any order.

    Attributes:
        step: by vote and draw, what it adds: 1, 0, or -1 where an earlier vote of the voter ends.
        voter: of each vote.
        adds: the matrix that adds up the votes new at each key.
        goes_on: whether a key is of the same event as the one before.
    """

    step: npt.NDArray[np.float32]
    voter: IntArray
    adds: sparse.csr_matrix
    goes_on: npt.NDArray[np.bool_]

    def sums(self) -> npt.NDArray[np.float32]:
        """Votes of each event at each key, by draw."""
        return _from_start(self.adds @ self.step, self.goes_on)

    def weighed(self, weights: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        """The sums of the voters' weights in their stead."""
        return _from_start(self.adds @ (self.step * weights[self.voter]), self.goes_on)


def _drawn(votes: Votes, at: IntArray, events: WordArray, stories: WordArray) -> _Drawn:
    """Draw the votes of the events at the keys of `at` (ascending)."""
    first = np.searchsorted(votes.key, at - at % DAY_SPAN, side="left")
    last = np.searchsorted(votes.key, at, side="right")
    part = slice(int(first[0]), int(last[-1]))
    uniform = uniform_16(events[votes.key[part] // DAY_SPAN] ^ (stories[votes.story[part]] * _MIX_1))
    step = _below(uniform, votes.after[part])
    again = np.flatnonzero(votes.before[part])
    step[again] -= _below(uniform[again], votes.before[part][again])
    goes_on = np.concatenate([[False], first[1:] == first[:-1]])
    begin = np.where(goes_on, np.concatenate([[0], last[:-1]]), first)
    adds = _runs(begin - first[0], last - begin, (len(at), len(step)))
    return _Drawn(step, votes.voter[part], adds, goes_on)


def _below(uniform: npt.NDArray[np.uint16], chance: IntArray) -> npt.NDArray[np.float32]:
    threshold = np.minimum(chance >> _SHARE_BITS, 65535).astype(np.uint16)
    below: npt.NDArray[np.float32] = (uniform < threshold[:, None]).astype(np.float32)
    return below


def _runs(begin: IntArray, length: IntArray, shape: tuple[int, int]) -> sparse.csr_matrix:
    """A matrix whose rows add up `length` neighbouring rows of another, from `begin` on."""
    starts = np.concatenate([[0], np.cumsum(length)])
    columns = np.arange(starts[-1]) + np.repeat(begin - starts[:-1], length)
    return sparse.csr_matrix((np.ones(len(columns), dtype=np.float32), columns, starts), shape=shape)


def _from_start(news: npt.NDArray[np.float32], goes_on: npt.NDArray[np.bool_]) -> npt.NDArray[np.float32]:
    """Sums from each event's first state on, of what each state adds; `goes_on` marks all but the first."""
    longer = np.flatnonzero(goes_on | np.concatenate([goes_on[1:], [False]]))
    if len(longer):
        total = np.cumsum(news[longer], axis=0, dtype=np.float64)
        starts = np.flatnonzero(~goes_on[longer])
        before = total[starts] - news[longer[starts]]
        news[longer] = total - np.repeat(before, np.diff(np.concatenate([starts, [len(longer)]])), axis=0)
    return news


def interval(
    table: Table, active: Active, slots: int, draws: Draws, tension: FloatArray, days_since_ok: IntArray
) -> tuple[FloatArray, FloatArray]:
    """Low and high ends for each evaluation; they always contain the point.

    Args:
        table: the states.
        active: which of them contribute to which evaluation.
        slots: how many evaluations.
        draws: redrawn shares of the states.
        tension: the point of each evaluation.
        days_since_ok: days since coverage was ok at each evaluation.
    """
    lively = (active.faded >= _LIVELY) | (table.kind[active.state] == _STANDING)
    parts = []
    for kind in (0, 1, _STANDING):
        chosen = table.kind[active.state] == kind
        parts.append(_drawn_sums(table, active, chosen & lively, chosen & ~lively, slots, draws))
    escalation, deescalation, standing = parts
    drawn = np.sort(tension_of(level_points(standing, escalation, deescalation)), axis=1)
    low = (drawn[:, TAIL - 1] + drawn[:, TAIL]) / 2
    high = (drawn[:, -TAIL - 1] + drawn[:, -TAIL]) / 2
    stale = np.minimum(STALE_POINTS_PER_DAY * days_since_ok, STALE_POINTS_MOST)
    return (
        np.clip(np.minimum(low, tension) - stale, 0.0, 100.0),
        np.clip(np.maximum(high, tension) + stale, 0.0, 100.0),
    )


def _drawn_sums(
    table: Table,
    active: Active,
    drawn: npt.NDArray[np.bool_],
    fixed: npt.NDArray[np.bool_],
    slots: int,
    draws: Draws,
) -> FloatArray:
    """Faded sums by evaluation and draw; `fixed` entries count at their point in every draw."""
    values = (table.points[active.state] * active.faded).astype(np.float32)
    shape = (slots, len(draws.share))
    matrix = sparse.csr_matrix((values[drawn], (active.slot[drawn], active.state[drawn])), shape=shape)
    still = np.bincount(active.slot[fixed], weights=values[fixed], minlength=slots)
    total: FloatArray = np.asarray(matrix @ draws.share, dtype=np.float64) + still[:, None]
    return total
