"""The scenes of many sentences as arrays, for the question who did it to whom."""

from collections.abc import Callable, Sequence
from itertools import chain
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from tension.pairs import Pair
from tension.signals.roles.features import AUXILIARIES, MARKS
from tension.signals.roles.scene import PREPOSITIONS, Candidate, Scene
from tension.signals.text.id_table import IdTable, Numbers

Array = npt.NDArray[Any]
# Stems that stand before and after each sentence's own, so that its neighbours are never another's.
_BEFORE, _AFTER = ["^"] * 4, ["$"] * 5
COLUMNS = ("term", "follows", "is_auxiliary", "is_by", "is_mark", "is_preposition")
NAMED_FIELDS = 7
POSSIBLE_FIELDS = 3


class Stems:
    """What is known of stems, kinds and standings by number; filled as they are met."""

    def __init__(self, term: Callable[[str], int], follows: Callable[[str], int]) -> None:
        """Start with none.

        Args:
            term: number of a stem as a term that tells signals, -1 for none.
            follows: number of the feature of a stem behind a candidate, likewise.
        """
        self._term, self._follows = term, follows
        self.table = IdTable[str](self._columns)
        self.kinds, self.standings = Numbers[str](), Numbers[str]()

    def _columns(self, stem: str) -> tuple[int, ...]:
        told = (stem in AUXILIARIES, stem == "by", stem in MARKS, stem in PREPOSITIONS)
        return self._term(stem), self._follows(stem), *map(int, told)

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
    first = np.concatenate([[0], np.cumsum([len(scene.candidates) for scene in scenes])])
    candidates = [candidate for scene in scenes for candidate in scene.candidates]
    types = np.array([stems.kinds[each.type] for each in candidates])
    is_possible = np.array([not each.places for each in candidates])
    counts = np.array([len(each.places) for each in candidates])
    scene_of = np.repeat(np.arange(len(scenes)), np.diff(first))
    named, possible = _own_fields(scenes, pair, stems.kinds)
    return Scenes(
        rows,
        {name: table[:, number] for number, name in enumerate(COLUMNS)},
        starts,
        sizes,
        first,
        scene_of,
        types,
        2 * types + is_possible,
        np.array([stems.standings[each.standing] for each in candidates]),
        np.array(named, dtype=np.int64).reshape(-1, 1 + NAMED_FIELDS).T,
        np.array(possible, dtype=np.int64).reshape(-1, 1 + POSSIBLE_FIELDS).T,
        _spots(scenes, candidates, starts[scene_of], stems.kinds),
        np.concatenate([[0], np.cumsum(counts)]),
    )


def _spots(
    scenes: Sequence[Scene], candidates: Sequence[Candidate], starts: Array, kinds: Numbers[str]
) -> Array:
    of_scene = [scene.kinds for scene in scenes for _ in scene.candidates]
    found = [
        (number, start + place, kinds[own.get(place, "noun")], order)
        for number, (each, start, own) in enumerate(zip(candidates, starts.tolist(), of_scene, strict=True))
        for order, place in enumerate(each.places)
    ]
    return np.array(found, dtype=np.int64).reshape(-1, 4).T


def _own_fields(
    scenes: Sequence[Scene], pair: Pair | None, kinds: Numbers[str]
) -> tuple[list[tuple[int, ...]], list[tuple[int, ...]]]:
    """As the first keys of `candidate_keys`: what holds of a candidate wherever it is named."""
    own = pair.states if pair else frozenset[str]()
    named: list[tuple[int, ...]] = []
    possible: list[tuple[int, ...]] = []
    number = 0
    for scene in scenes:
        states = [c.actor for c in scene.candidates[: scene.named_count] if c.type == "S"]
        state_count = min(len(states), 4)
        sides = sum(state in own for state in states)
        for rank, candidate in enumerate(scene.candidates):
            actor, kind, places = candidate.actor, candidate.type, candidate.places
            if places:
                position = states.index(actor) + 1 if kind == "S" else 0
                in_pair = int(actor in own) if pair else 2
                fields = (min(rank, 3), min(len(places), 3), position, state_count, in_pair, sides)
                named.append((number, kinds[kind], *fields))
            else:
                possible.append((number, kinds[kind], min(state_count, 3), sides))
            number += 1
    return named, possible
