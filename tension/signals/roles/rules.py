"""Source and target by plain rules of grammar: what decides where no trained model is at hand."""

from tension.pairs import Pair
from tension.signals.roles.scene import Candidate, Scene

# Done to the state named first by whoever is named after `by`, or by an armed group.
_BY_GROUPS = frozenset({"attack"})
_SUFFERED = frozenset({"casualties", "attack", "strike"})
_HOSTED = frozenset({"visit"})


def rule_roles(scene: Scene, signal: str, pair: Pair | None) -> tuple[str, str]:
    """The actor named first did it to the one named next, unless the wording turns it round."""
    named = scene.candidates[: scene.named_count]
    source = _agent(scene, named) or _usual_source(named, signal)
    rest = [c.actor for c in named if c.actor != source]
    states = [c.actor for c in named if c.type == "S" and c.actor != source]
    target = (states or rest or [""])[0]
    source = source or _other(target, pair)
    return source, target or _other(source, pair)


def _agent(scene: Scene, named: list[Candidate]) -> str:
    """The actor after `by`, as in `was condemned by Iran`."""
    for candidate in named:
        for place in candidate.places:
            before = scene.stems[max(0, place - 2) : place]
            if "by" in before:
                return candidate.actor
    return ""


def _usual_source(named: list[Candidate], signal: str) -> str:
    if signal in _BY_GROUPS:
        return "NSA"
    if signal == "protest":
        return "CIV"
    if signal in _SUFFERED:
        return next((c.actor for c in named if c.type in {"S", "NSA"}), "UNK")
    return next((c.actor for c in named if c.type in {"S", "INT"}), named[0].actor if named else "")


def _other(actor: str, pair: Pair | None) -> str:
    if pair is None or not actor:
        return "UNK"
    if actor in pair.states:
        return pair.other(actor)
    return pair.a
