"""What the wording says about each candidate for source and target, as keys that stand for named features.

Training spells every key out; in use `roles.flat` reckons with numbers that stand for keys.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from sys import intern
from typing import Any

from tension.pairs import Pair
from tension.signals.roles.scene import PREPOSITIONS, Candidate, Scene

MAX_PLACES = 3
AUXILIARIES = frozenset(["was", "were", "been", "be", "being", "is", "are", "gets", "got", "get"])
MARKS = frozenset(',;:."\u201c\u201d')
# Distances in words, in steps.
STEPS = (0, 1, 2, 3, 4, 4, 4, 7, 7, 7, 7, 7, 12)
PASSIVE_BACK = 3
BY_AHEAD = 5
# Stems between two candidates: how many are told apart, counted as words, and read as one feature.
MAX_GAP = 8
MAX_BETWEEN = 12
BESIDE = 3
_BEFORE, _AFTER = ["^", "^", "^"], ["$", "$", "$"]
Key = tuple[Any, ...]
"""A family of features and what it is told of; `names_of` spells it out."""


def candidate_keys(scene: Scene, pair: Pair | None) -> list[list[Key]]:
    """What holds of each candidate whatever the signal; aligned to the scene's candidates."""
    states = [c.actor for c in scene.candidates[: scene.named_count] if c.type == "S"]
    state_count = min(len(states), 4)
    own = pair.states if pair else frozenset[str]()
    sides = sum(state in own for state in states)
    found: list[list[Key]] = []
    for rank, candidate in enumerate(scene.candidates):
        kind, places = candidate.type, candidate.places
        if not places:
            found.append([("possible", kind, min(state_count, 3), sides)])
            continue
        position = states.index(candidate.actor) if kind == "S" else -1
        in_pair = candidate.actor in own if pair else None
        keys: list[Key] = [
            ("named", kind, min(rank, 3), min(len(places), 3), position, state_count, in_pair, sides)
        ]
        for place in places[:MAX_PLACES]:
            keys += _local(scene, place)
        found.append(keys)
    return found


def _local(scene: Scene, place: int) -> tuple[Key, ...]:
    stems = scene.stems
    kind = scene.kinds.get(place, "noun")
    p3, p2, p1 = stems[place - 3 : place] if place > BESIDE else (_BEFORE + stems[:place])[-3:]
    n1, n2, n3 = (stems[place + 1 : place + 4] + _AFTER)[:3]
    preposition = "-"
    if p1 in PREPOSITIONS:
        preposition = p1
    elif p2 in PREPOSITIONS:
        preposition = p2
    elif p3 in PREPOSITIONS:
        preposition = p3
    return (
        ("left", kind, p2, p1),
        ("right", kind, p1, n1, n2),
        ("led", kind, preposition, n1),
        ("next", n2, n3, 0 if place == 0 else 1 if place < BESIDE else 2),
    )


def anchor_keys(scene: Scene, anchor: int) -> list[list[Key]]:
    """How each candidate stands to the word that tells the signal."""
    stems = scene.stems
    passive = not AUXILIARIES.isdisjoint(stems[max(0, anchor - PASSIVE_BACK) : anchor])
    by = "by" in stems[anchor + 1 : anchor + BY_AHEAD]
    voice = ("auxby" if by else "aux-") if passive else "-by" if by else "--"
    named = scene.candidates[: scene.named_count]
    nearest = [_nearest(candidate.places, anchor) for candidate in named]
    before = sorted(anchor - place for place in nearest if place < anchor)
    after = sorted(place - anchor for place in nearest if place >= anchor)
    around = ("11" if after else "10") if before else "01" if after else "00"
    found: list[list[Key]] = []
    for candidate, place in zip(named, nearest, strict=True):
        if place < anchor:
            side, distance, ranks, between = "<", anchor - place, before, stems[place + 1 : anchor]
        else:
            side, distance, ranks, between = ">", place - anchor, after, stems[anchor + 1 : place]
        rank = min(ranks.index(distance), 2)
        marks = 0 if MARKS.isdisjoint(between) else min(sum(word in MARKS for word in between), 2)
        kind = candidate.type
        found.append(
            [
                ("from anchor", side, STEPS[min(distance, 12)], kind, voice, rank, around, marks),
                ("anchor", side, stems[anchor], kind, voice, rank),
            ]
        )
    for candidate in scene.candidates[scene.named_count :]:
        found.append([("anchor possible", candidate.type, around, voice)])
    return found


def _nearest(places: Sequence[int], anchor: int) -> int:
    if len(places) == 1:
        return places[0]
    return min(places, key=lambda place: abs(place - anchor))


def pair_keys(scene: Scene, source: Candidate, target: Candidate) -> list[Key]:
    """What holds for one candidate as source and another as target together."""
    if source is target:
        return [("same", source.tag, target.tag)]
    if not (source.places and target.places):
        return [("apart", source.tag, target.tag)]
    first, second = source.places[0], target.places[0]
    order = ">" if first < second else "<"
    between = scene.stems[min(first, second) + 1 : max(first, second)]
    gap = len(between)
    keys: list[Key] = [
        ("both", order, source.tag, target.tag, min(gap, MAX_GAP), source.standing, target.standing)
    ]
    if gap <= BESIDE:
        keys.append(("beside", order, *between))
    elif gap <= MAX_BETWEEN:
        keys += [("between", order, word) for word in between]
    return keys


def spelt(keys: Iterable[Key]) -> list[str]:
    """The features that keys stand for, in order."""
    return [intern(name) for key in keys for name in names_of(key)]


def names_of(key: Key) -> Iterable[str]:
    """The features that a key stands for."""
    return _SPELT[key[0]](*key[1:])


def _possible(kind: str, states: int, sides: int) -> Iterator[str]:
    yield f"i:{kind}"
    yield f"i:{kind}:{states}:{sides}"


def _named(
    kind: str, rank: int, places: int, position: int, states: int, in_pair: bool | None, sides: int
) -> Iterator[str]:
    yield f"t:{kind}"
    yield f"rank:{kind}:{rank}:{min(states, 3)}"
    yield f"n:{places}"
    yield f"of:{position}:{states}"
    if in_pair is not None:
        yield f"pair:{in_pair}:{sides}"


def _left(kind: str, p2: str, p1: str) -> Iterator[str]:
    yield f"k:{kind}"
    yield f"p2:{p2}_{p1}"


def _right(kind: str, p1: str, n1: str, n2: str) -> Iterator[str]:
    yield f"n2:{n1}_{n2}"
    yield f"kp:{kind}:{p1}"
    yield f"kn:{kind}:{n1}"


def _led(kind: str, preposition: str, n1: str) -> Iterator[str]:
    yield f"kprep:{kind}:{preposition}"
    yield f"v:{n1}"


def _next(n2: str, n3: str, at: int) -> Iterator[str]:
    yield f"v:{n2}"
    yield f"v:{n3}"
    yield f"at:{at}"


def _from_anchor(
    side: str, step: int, kind: str, voice: str, rank: int, around: str, marks: int
) -> Iterator[str]:
    yield f"a:{side}{step}"
    yield f"aa:{side}:{kind}:{voice}"
    yield f"ar:{side}{rank}:{kind}:{around}"
    yield f"am:{side}{marks}"


def _anchor(side: str, stem: str, kind: str, voice: str, rank: int) -> Iterator[str]:
    yield f"as:{side}{stem}"
    yield f"ax:{side}{rank}{voice}"
    yield f"asv:{side}{stem}{voice}:{rank}"
    yield f"ask:{side}{stem}:{kind}"


def _anchor_possible(kind: str, around: str, voice: str) -> Iterator[str]:
    yield f"aI:{kind}:{around}"
    yield f"aI:{kind}:{voice}"


def _same(one: str, other: str) -> Iterator[str]:
    yield f"same:{one}>{other}"


def _apart(one: str, other: str) -> Iterator[str]:
    yield f"kk:{one}>{other}"


def _both(order: str, one: str, other: str, gap: int, standing: str, its_standing: str) -> Iterator[str]:
    yield f"kk:{one}>{other}"
    yield f"o:{order}{one}>{other}"
    yield f"gap:{order}{gap}"
    yield f"ss:{order}{standing}>{its_standing}"


def _beside(order: str, *between: str) -> Iterator[str]:
    yield f"bb:{order}{'_'.join(between)}"
    for word in between:
        yield f"b:{order}{word}"


def _between(order: str, word: str) -> Iterator[str]:
    yield f"b:{order}{word}"


_SPELT: dict[str, Callable[..., Iterable[str]]] = {
    "possible": _possible,
    "named": _named,
    "left": _left,
    "right": _right,
    "led": _led,
    "next": _next,
    "from anchor": _from_anchor,
    "anchor": _anchor,
    "anchor possible": _anchor_possible,
    "same": _same,
    "apart": _apart,
    "both": _both,
    "beside": _beside,
    "between": _between,
}
