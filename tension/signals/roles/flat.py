"""The log-linear model of `model` over many sentences at once: features as numbers, sums in arrays.

The features are named by `roles.features`, which training spells out; a test holds that both ways give the
same answers. Weights are kept in half precision and added up in double, which is exact in any order.
"""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from tension.pairs import Pair
from tension.signals.roles.chances import pair_chances, side_of
from tension.signals.roles.features import (
    BESIDE,
    BY_AHEAD,
    MAX_BETWEEN,
    MAX_GAP,
    MAX_PLACES,
    PASSIVE_BACK,
    STEPS,
)
from tension.signals.roles.flat_keys import COUPLE, SINGLE, RoleKeys
from tension.signals.roles.flat_scenes import Scenes, lay_scenes
from tension.signals.roles.scene import Scene
from tension.signals.roles.training import Weights
from tension.signals.text.id_lists import IdLists, runs, spread_often

Array = npt.NDArray[Any]
Found = tuple[Array, Array]
"""Owners, and the number of a feature of each."""
_STEPS = np.array(STEPS)
# So many likeliest sources and targets are tried together.
_BEAM = 4
_MET_AT_MOST = 100_000
_PLACE_BITS = 32
_PLACE_MASK = (1 << _PLACE_BITS) - 1


class Asks(NamedTuple):
    """Questions about scenes: the number of each one's scene and signal, and which answer, 0 for the best."""

    scene: Array
    signal: Array
    rank: Array


class Answers(NamedTuple):
    """What is answered to each question, shape (questions,).

    Attributes:
        source: the number of the likeliest candidate.
        target: likewise.
        between: the chance that source and target are the two sides, either way round.
        by_group: the chance that an armed group did it to one of them.
    """

    source: Array
    target: Array
    between: Array
    by_group: Array


class FlatRoles:
    """Weights laid out for use."""

    def __init__(self, weights: Weights) -> None:
        one, two = (each.astype(np.float64) for each in (weights.feature_weights, weights.pair_weights))
        # A row for each role, in it one feature's weights for all signals after the other's.
        self._single = np.moveaxis(one[:, :, 1:] + one[:, :, :1], 1, 0).reshape(2, -1)
        self._couple = (two[:, 1:] + two[:, :1]).ravel()
        self._signal_count = two.shape[1] - 1
        # The row of zeros at the end answers for -1, a term never seen.
        self._anchor = np.vstack([weights.anchors, np.zeros_like(weights.anchors[:1])]).astype(np.float64)
        self._known = [
            {name: number for number, name in enumerate(names)}
            for names in (weights.terms, weights.features, weights.pairs)
        ]
        self._keys = RoleKeys(*self._known)

    def best(self, scenes: Sequence[Scene], asks: Asks, pair: Pair | None) -> Answers:
        """The likeliest source and target, for each question that which it wants.

        Args:
            scenes: at least one.
            asks: at least one.
            pair: whose states are the sides.
        """
        if self._keys.met > _MET_AT_MOST:
            self._keys = RoleKeys(*self._known)
        flat = lay_scenes(scenes, pair, self._keys.stems)
        firsts = flat.first[asks.scene]
        counts = flat.first[asks.scene + 1] - firsts
        ask, candidate = np.repeat(np.arange(len(firsts)), counts), runs(firsts, counts)
        sums = self._sums(flat, asks, ask, candidate)
        table = np.full((2, len(firsts), counts.max()), -np.inf)
        table[:, ask, candidate - firsts[ask]] = sums
        # In order of their numbers, so that of couples as likely the lower numbers come first.
        source, target = np.sort(np.argsort(-table, axis=2, kind="stable")[:, :, :_BEAM], axis=2)
        rows = np.arange(len(firsts))[:, None]
        totals = table[0, rows, source][:, :, None] + table[1, rows, target][:, None, :]
        where = np.isfinite(totals)
        one, other = (np.broadcast_to(each, totals.shape) for each in (source[:, :, None], target[:, None]))
        number = np.nonzero(where)[0]
        totals[where] += self._couples(
            flat, asks.signal[number], one[where] + firsts[number], other[where] + firsts[number]
        )
        picked = _picked(totals.reshape(len(rows), -1), asks.rank)
        best, partner = (each.reshape(len(rows), -1)[rows[:, 0], picked] for each in (one, other))
        sides = np.array([side_of(each.actor, pair) for scene in scenes for each in scene.candidates])
        last = len(sides) - 1  # numbers beyond a scene's own stand where nothing is likely
        side, other_side = (sides[np.minimum(firsts[:, None, None] + each, last)] for each in (one, other))
        return Answers(best, partner, *pair_chances(totals, side, other_side))

    def _sums(self, flat: Scenes, asks: Asks, ask: Array, candidate: Array) -> Array:
        """How much speaks for each question's candidates as source and as target, shape (2, rows)."""
        owners, numbers = self._own(flat)
        order = np.argsort(owners, kind="stable")
        sizes = np.bincount(owners, minlength=len(flat.scene))
        starts = np.cumsum(sizes) - sizes
        own = np.repeat(np.arange(len(candidate)), sizes[candidate])
        near = self._near(flat, self._anchors(flat, asks)[ask], ask, candidate)
        row = np.concatenate([own, near[0]])
        number = np.concatenate([numbers[order][runs(starts[candidate], sizes[candidate])], near[1]])
        at = number * self._signal_count + asks.signal[ask[row]]
        return np.stack([np.bincount(row, weights[at], len(candidate)) for weights in self._single])

    def _own(self, flat: Scenes) -> Found:
        """What holds of each candidate whatever the signal, as `candidate_keys`."""
        candidate, place, kind, _ = flat.spots[:, flat.spots[3] < MAX_PLACES]
        p3, p2, p1, n1, n2 = (flat.stems[place + step] for step in (-3, -2, -1, 1, 2))
        is_preposition = flat.columns["is_preposition"] > 0
        led = np.select(
            [is_preposition[place + step] for step in (-1, -2, -3)], [p1, p2, p3], default=self._keys.dash
        )
        own_place = place - flat.starts[flat.scene[candidate]]
        pack = SINGLE.pack
        keys = [
            (flat.named[0], pack("named", *flat.named[1:])),
            (candidate, pack("left", kind, p2, p1)),
            (candidate, pack("next two", n1, n2)),
            (candidate, pack("beside", kind, p1, n1)),
            (candidate, pack("led", kind, led, n1)),
        ]
        few = [
            (flat.possible[0], pack("possible", *flat.possible[1:])),
            (candidate, pack("at", np.where(own_place == 0, 0, np.where(own_place < BESIDE, 1, 2)))),
        ]
        follows = flat.columns["follows"]
        parts = [
            *_spread(self._keys.single, keys, few),
            *((candidate, follows[place + step]) for step in (2, 3)),
        ]
        owners, numbers = _joined(parts)
        return owners[numbers >= 0], numbers[numbers >= 0]

    def _anchors(self, flat: Scenes, asks: Asks) -> Array:
        """The place of the term that speaks loudest for each question's signal."""
        sizes = np.maximum(flat.sizes[asks.scene], 1)
        starts = flat.starts[asks.scene]
        places = runs(starts, sizes)
        ask = np.repeat(np.arange(len(sizes)), sizes)
        values = self._anchor[flat.columns["term"][places], asks.signal[ask]]
        begins = np.cumsum(sizes) - sizes
        is_loudest = values == np.maximum.reduceat(values, begins)[ask]
        return np.minimum.reduceat(np.where(is_loudest, places, len(flat.stems)), begins)

    def _near(self, flat: Scenes, anchor: Array, ask: Array, candidate: Array) -> Found:
        """How each candidate stands to the word that tells the signal, as `anchor_keys`, by row.

        Args:
            flat: the scenes.
            anchor: that word's place, by row.
            ask: the question of each row.
            candidate: its candidate.
        """
        count = flat.spot_starts[candidate + 1] - flat.spot_starts[candidate]
        named, possible = np.flatnonzero(count > 0), np.flatnonzero(count == 0)
        place = _nearest(flat, anchor[named], candidate[named], count[named])
        at, kind = anchor[named], flat.type[candidate]
        side, distance = (place >= at).astype(np.int64), np.abs(place - at)
        rank = np.minimum(_ranks(2 * ask[named] + side, distance), 2)
        marks = np.concatenate([[0], np.cumsum(flat.columns["is_mark"])])
        passed = marks[np.maximum(place, at)] - marks[np.minimum(place, at) + 1]
        there = np.zeros((2, len(ask) and ask[-1] + 1), dtype=np.int64)
        there[side, ask[named]] = 1
        around = (2 * there[0] + there[1])[ask]
        voice = _voices(flat, anchor)
        pack = SINGLE.pack
        keys = [
            (
                named,
                pack(
                    "from anchor",
                    side,
                    _STEPS[np.minimum(distance, len(STEPS) - 1)],
                    kind[named],
                    voice[named],
                    rank,
                    around[named],
                    np.clip(passed, 0, 2),
                ),
            ),
            (named, pack("anchor", side, flat.stems[at], kind[named], voice[named], rank)),
        ]
        few = [(possible, pack("anchor possible", kind[possible], around[possible], voice[possible]))]
        return _joined(_spread(self._keys.single, keys, few))

    def _couples(self, flat: Scenes, signal: Array, source: Array, target: Array) -> Array:
        """How much speaks for two candidates together, as `pair_keys`."""
        is_named = np.diff(flat.spot_starts) > 0
        is_same = source == target
        are_named = is_named[source] & is_named[target] & ~is_same
        same, both, apart = map(np.flatnonzero, (is_same, are_named, ~(is_same | are_named)))
        one, other = source[both], target[both]
        first, second = (flat.spots[1, flat.spot_starts[each]] for each in (one, other))
        order = (first < second).astype(np.int64)
        low = np.minimum(first, second) + 1
        gap = np.maximum(np.maximum(first, second) - low, 0)
        told = (flat.tag[one], flat.tag[other], np.minimum(gap, MAX_GAP), flat.standing[one])
        near, short = np.flatnonzero(gap <= MAX_BETWEEN), np.flatnonzero(gap <= BESIDE)
        inside = np.repeat(near, gap[near])
        between = runs(low[near], gap[near])
        columns = flat.columns
        pack = COUPLE.pack
        keys = [
            (both, pack("both", order, *told, flat.standing[other])),
            (both[short], pack("together", order[short], self._keys.gaps(flat, low[short], gap[short]))),
        ]
        few = [
            (rows, pack(family, flat.tag[source[rows]], flat.tag[target[rows]]))
            for family, rows in (("same", same), ("apart", apart))
        ]
        words = np.where(order[inside], columns["between_forth"][between], columns["between_back"][between])
        known = words >= 0
        row, number = _joined([*_spread(self._keys.couple, keys, few), (both[inside[known]], words[known])])
        return np.bincount(row, self._couple[number * self._signal_count + signal[row]], len(source))


def _spread(lists: IdLists[int], *groups: Sequence[Found]) -> list[Found]:
    """The features of keys; a group of small keys alone is looked up in a table, any other needs sorting."""
    return [spread_often(lists, *_joined(keys)) for keys in groups]


def _joined(parts: Iterable[Found]) -> Found:
    owners, numbers = zip(*parts, strict=True)
    return np.concatenate(owners), np.concatenate(numbers)


def _nearest(flat: Scenes, anchor: Array, candidate: Array, count: Array) -> Array:
    """The place nearest to the anchor where each candidate is named; of two the earlier."""
    if not len(candidate):
        return np.zeros(0, dtype=np.int64)
    places = flat.spots[1, runs(flat.spot_starts[candidate], count)]
    far = np.abs(places - np.repeat(anchor, count))
    return np.minimum.reduceat((far << _PLACE_BITS) | places, np.cumsum(count) - count) & _PLACE_MASK


def _ranks(groups: Array, distances: Array) -> Array:
    """How many of its group are nearer than each."""
    order = np.lexsort((distances, groups))
    group, distance = groups[order], distances[order]
    begins = np.ones(len(order), dtype=bool)
    begins[1:] = group[1:] != group[:-1]
    differs = begins.copy()
    differs[1:] |= distance[1:] != distance[:-1]
    number = np.arange(len(order))
    first, alike = (np.maximum.accumulate(np.where(mark, number, 0)) for mark in (begins, differs))
    found = np.zeros(len(order), dtype=np.int64)
    found[order] = alike - first
    return found


def _voices(flat: Scenes, anchor: Array) -> Array:
    """Whether an auxiliary stands shortly before the anchor (2), and `by` shortly after it (1)."""
    passive, by = np.zeros(len(anchor), dtype=np.int64), np.zeros(len(anchor), dtype=np.int64)
    for step in range(1, PASSIVE_BACK + 1):
        passive |= flat.columns["is_auxiliary"][anchor - step]
    for step in range(1, BY_AHEAD):
        by |= flat.columns["is_by"][anchor + step]
    return 2 * passive + by


def _picked(totals: Array, rank: Array) -> Array:
    """Which of each question's couples has this rank; the last stands for those that are wanting."""
    order = np.argsort(-totals, axis=1, kind="stable")
    last = np.isfinite(totals).sum(axis=1) - 1
    return np.asarray(order[np.arange(len(order)), np.minimum(rank, last)])
