"""What the wording says about each candidate for source and target: names of features."""

from collections.abc import Sequence

from tension.pairs import Pair
from tension.signals.role_scene import PREPOSITIONS, Candidate, Scene

_MAX_PLACES = 3
_AUXILIARIES = frozenset(["was", "were", "been", "be", "being", "is", "are", "gets", "got", "get"])
_MARKS = frozenset(',;:."\u201c\u201d')
# Distances in words, in steps.
_STEPS = (0, 1, 2, 3, 4, 4, 4, 7, 7, 7, 7, 7, 12)
_PASSIVE_BACK = 3
_BY_AHEAD = 5
# Stems between two candidates: how many are told apart, counted as words, and read as one feature.
_MAX_GAP = 8
_MAX_BETWEEN = 12
_BESIDE = 3


def candidate_features(scene: Scene, pair: Pair | None) -> list[list[str]]:
    """Features of each candidate that hold whatever the signal; aligned to the scene's candidates."""
    states = [c.actor for c in scene.candidates[: scene.named_count] if c.type == "S"]
    state_count = min(len(states), 4)
    sides = sum(state in pair.states for state in states) if pair else 0
    found = []
    for rank, candidate in enumerate(scene.candidates):
        kind = candidate.type
        if not candidate.places:
            found.append([f"i:{kind}", f"i:{kind}:{min(state_count, 3)}:{sides}"])
            continue
        position = states.index(candidate.actor) if kind == "S" else -1
        features = [
            f"t:{kind}",
            f"rank:{kind}:{min(rank, 3)}:{min(state_count, 3)}",
            f"n:{min(len(candidate.places), 3)}",
            f"of:{position}:{state_count}",
        ]
        if pair:
            features.append(f"pair:{candidate.actor in pair.states}:{sides}")
        for place in candidate.places[:_MAX_PLACES]:
            features += _local(scene, place)
        found.append(features)
    return found


def _local(scene: Scene, place: int) -> tuple[str, ...]:
    stems = scene.stems
    kind = scene.kinds.get(place, "noun")
    p3, p2, p1 = (["^", "^", "^", *stems[max(0, place - 3) : place]])[-3:]
    n1, n2, n3 = ([*stems[place + 1 : place + 4], "$", "$", "$"])[:3]
    preposition = next((word for word in (p1, p2, p3) if word in PREPOSITIONS), "-")
    return (
        f"k:{kind}",
        f"p2:{p2}_{p1}",
        f"n2:{n1}_{n2}",
        f"kp:{kind}:{p1}",
        f"kn:{kind}:{n1}",
        f"kprep:{kind}:{preposition}",
        f"v:{n1}",
        f"v:{n2}",
        f"v:{n3}",
        f"at:{0 if place == 0 else 1 if place < _BESIDE else 2}",
    )


def anchor_features(scene: Scene, anchor: int) -> list[list[str]]:
    """Features of each candidate by where it stands to the word that tells the signal."""
    stems = scene.stems
    passive = any(word in _AUXILIARIES for word in stems[max(0, anchor - _PASSIVE_BACK) : anchor])
    by = "by" in stems[anchor + 1 : anchor + _BY_AHEAD]
    voice = f"{'aux' if passive else '-'}{'by' if by else '-'}"
    named = scene.candidates[: scene.named_count]
    nearest = [_nearest(candidate.places, anchor) for candidate in named]
    before = sorted(anchor - place for place in nearest if place < anchor)
    after = sorted(place - anchor for place in nearest if place >= anchor)
    around = f"{bool(before):d}{bool(after):d}"
    found = []
    for candidate, place in zip(named, nearest, strict=True):
        ranks = before if place < anchor else after
        rank = min(ranks.index(abs(place - anchor)), 2)
        found.append(_to_anchor(stems, candidate, place, anchor, rank, voice, around))
    for candidate in scene.candidates[scene.named_count :]:
        found.append([f"aI:{candidate.type}:{around}", f"aI:{candidate.type}:{voice}"])
    return found


def _nearest(places: Sequence[int], anchor: int) -> int:
    if len(places) == 1:
        return places[0]
    return min(places, key=lambda place: abs(place - anchor))


def _to_anchor(
    stems: Sequence[str], candidate: Candidate, place: int, anchor: int, rank: int, voice: str, around: str
) -> list[str]:
    side = "<" if place < anchor else ">"
    low, high = (place, anchor) if place < anchor else (anchor, place)
    marks = sum(word in _MARKS for word in stems[low + 1 : high])
    return [
        f"a:{side}{_STEPS[min(high - low, 12)]}",
        f"aa:{side}:{candidate.type}:{voice}",
        f"ar:{side}{rank}:{candidate.type}:{around}",
        f"am:{side}{min(marks, 2)}",
        f"as:{side}{stems[anchor]}",
        f"ax:{side}{rank}{voice}",
        f"asv:{side}{stems[anchor]}{voice}:{rank}",
        f"ask:{side}{stems[anchor]}:{candidate.type}",
    ]


def pair_features(scene: Scene, source: Candidate, target: Candidate) -> list[str]:
    """What holds for one candidate as source and another as target together."""
    tags = f"{source.tag}>{target.tag}"
    if source is target:
        return [f"same:{tags}"]
    if not (source.places and target.places):
        return [f"kk:{tags}"]
    first, second = source.places[0], target.places[0]
    order = ">" if first < second else "<"
    between = scene.stems[min(first, second) + 1 : max(first, second)]
    gap = len(between)
    features = [f"kk:{tags}", f"o:{order}{tags}", f"gap:{order}{min(gap, _MAX_GAP)}"]
    features.append(f"ss:{order}{source.standing}>{target.standing}")
    if gap <= _BESIDE:
        features.append(f"bb:{order}{'_'.join(between)}")
    if gap <= _MAX_BETWEEN:
        features += [f"b:{order}{word}" for word in between]
    return features
