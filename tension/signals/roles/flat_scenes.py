"""The scenes of many sentences as arrays, for the question who did it to whom."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from tension.pairs import Pair
from tension.signals.roles.features import AUXILIARIES, MARKS
from tension.signals.roles.scene import PREPOSITIONS, Scene
from tension.signals.text.id_table import IdTable, Numbers

Array = npt.NDArray[Any]
# Stems that stand before and after each sentence's own, so that its neighbours are never another's.
_BEFORE, _AFTER = ["^"] * 4, ["$"] * 5
# The number of each stem as a term that tells signals, and of the features it makes behind a candidate and
# between two, from the later back to the earlier or forth; -1 for none.
_KNOWN = ("term", "follows", "between_back", "between_forth")
COLUMNS = (*_KNOWN, "is_auxiliary", "is_by", "is_mark", "is_preposition")


class Stems:
    """What is known of stems, kinds and standings by number; filled as they are met."""

    def __init__(
        self, terms: Mapping[str, int], features: Mapping[str, int], pairs: Mapping[str, int]
    ) -> None:
        """Start with none; the numbers of terms and features are as for `RoleKeys`."""
        self._terms, self._features, self._pairs = terms, features, pairs
        self.table = IdTable[str](self._columns)
        self.kinds, self.standings = Numbers[str](), Numbers[str]()

    def _columns(self, stem: str) -> tuple[int, ...]:
        told = (stem in AUXILIARIES, stem == "by", stem in MARKS, stem in PREPOSITIONS)
        pairs = (self._pairs.get(f"b:{order}{stem}", -1) for order in "<>")
        return self._terms.get(stem, -1), self._features.get(f"v:{stem}", -1), *pairs, *map(int, told)

    def tag(self, number: int) -> str:
        """The tag of a candidate: its type, with `?` where the sentence does not name it."""
        return self.kinds.names[number >> 1] + "?" * (number & 1)


class Scenes(NamedTuple):
    """Scenes end to end.

    Attributes:
        stems: numbers of all stems, each scene's between its paddings.
        columns: what `Stems.table` keeps of each, by name.
        starts: where each scene's own stems begin.
        sizes: how many they are.
        first: each scene's first candidate, and the end of the last's; shape (scenes + 1,).
        scene: of each candidate.
        type: number of each candidate's type among the kinds.
        tag: see `Stems.tag`.
        standing: of each candidate.
        named: the fields of a named candidate's own key, with its number before them.
        possible: the fields of an unnamed one's, likewise.
        spots: candidate, place among the stems, kind, and which of its places it is, of every place.
        spot_starts: each candidate's first spot, and the end of the last's; shape (candidates + 1,).
    """

    stems: Array
    columns: dict[str, Array]
    starts: Array
    sizes: Array
    first: Array
    scene: Array
    type: Array
    tag: Array
    standing: Array
    named: Array
    possible: Array
    spots: Array
    spot_starts: Array


def lay_scenes(scenes: Sequence[Scene], pair: Pair | None, stems: Stems) -> Scenes:
    """Lay scenes end to end.

    Args:
        scenes: at least one.
        pair: whose states are its sides.
        stems: tables to look up and fill.
    """
    rows = stems.table.rows(chain.from_iterable([*_BEFORE, *scene.stems, *_AFTER] for scene in scenes))
    table = stems.table.table()[rows]
    sizes = np.array([len(scene.stems) for scene in scenes])
    padded = len(_BEFORE) + len(_AFTER)
    starts = np.cumsum(sizes + padded) - sizes - len(_AFTER)
    first = _bounds([len(scene.candidates) for scene in scenes])
    scene_of = np.repeat(np.arange(len(scenes)), np.diff(first))
    candidates = chain.from_iterable(scene.candidates for scene in scenes)
    actors, types, _, standings, places = zip(*candidates, strict=True)
    type_of = _numbers(stems.kinds, types)
    count = np.array(list(map(len, places)))
    is_state = (type_of == stems.kinds["S"]) & (count > 0)
    sides = pair.states if pair else frozenset[str]()
    in_pair = np.array([int(actor in sides) if pair else 2 for actor in actors])
    return Scenes(
        rows,
        dict(zip(COLUMNS, table.T, strict=True)),
        starts,
        sizes,
        first,
        scene_of,
        type_of,
        2 * type_of + (count == 0),
        _numbers(stems.standings, standings),
        *_own_fields(first, scene_of, type_of, count, is_state, in_pair),
        _spots(places, starts[scene_of], count, _kinds(scenes, starts, len(rows), stems.kinds)),
        _bounds(count),
    )


def _bounds(sizes: Sequence[int] | Array) -> Array:
    """Where runs of these sizes begin, and the end of the last."""
    return np.concatenate([[0], np.cumsum(sizes)])


def _numbers(table: Numbers[str], names: Iterable[str]) -> Array:
    return np.array(list(map(table.__getitem__, names)), dtype=np.int64)


def _spots(places: Sequence[Sequence[int]], starts: Array, count: Array, kinds: Array) -> Array:
    candidate = np.repeat(np.arange(len(count)), count)
    place = starts[candidate] + np.fromiter(chain.from_iterable(places), dtype=np.int64)
    order = np.arange(len(place)) - (np.cumsum(count) - count)[candidate]
    return np.array([candidate, place, kinds[place], order])


def _kinds(scenes: Sequence[Scene], starts: Array, size: int, kinds: Numbers[str]) -> Array:
    """The kind of the mention at each place among the stems; a noun's where none is."""
    found = np.full(size, kinds["noun"])
    mentioned = [
        start + place for scene, start in zip(scenes, starts.tolist(), strict=True) for place in scene.kinds
    ]
    found[mentioned] = _numbers(kinds, chain.from_iterable(scene.kinds.values() for scene in scenes))
    return found


def _own_fields(
    first: Array, scene: Array, type_of: Array, count: Array, is_state: Array, in_pair: Array
) -> tuple[Array, Array]:
    """As the first keys of `candidate_keys`: what holds of a candidate wherever it is named."""
    begins = first[:-1]
    states, sides = (
        np.add.reduceat(flags, begins, dtype=np.int64)[scene]
        for flags in (is_state, is_state & (in_pair == 1))
    )
    before = np.cumsum(is_state) - is_state
    position = np.where(is_state, 1 + before - before[begins][scene], 0)
    number = np.arange(len(scene))
    rank = np.minimum(number - begins[scene], 3)
    named = (number, type_of, rank, np.minimum(count, 3), position, np.minimum(states, 4), in_pair, sides)
    possible = (number, type_of, np.minimum(states, 3), sides)
    return np.array(named)[:, count > 0], np.array(possible)[:, count == 0]
