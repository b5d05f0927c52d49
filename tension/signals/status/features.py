"""What a clause and its surroundings say about one event's status, as named features."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Any

import numpy.typing as npt

from tension.signals.status.anchors import anchor_of
from tension.signals.status.clauses import Scene
from tension.signals.status.time_words import FUTURE, PAST
from tension.signals.table import SIGNALS
from tension.signals.text.grammar_words import AUXILIARIES

Array = npt.NDArray[Any]
ANY_SIGNAL = "*"
NO_TIME = "no time"
WINDOW = 4
PRESENT_SCORE = 1.5
NEAR_WORDS = 4
FORMS_KEPT = 4
Key = tuple[Any, ...]
"""A family of features and what it is told of; `names_of` spells it out."""
Loud = Sequence[tuple[int, int]]
"""Numbers of the signals that a text seems to tell of, each with its loudest word."""


class Frame:
    """An event's place in its text: the anchor word, and the first and last word of its clause."""

    def __init__(self, scene: Scene, anchor: int) -> None:
        clause = scene.clause
        self.anchor = anchor
        self.clause = clause[anchor]
        self.first = clause.index(self.clause)
        last = anchor
        while last + 1 < len(clause) and clause[last + 1] == self.clause:
            last += 1
        self.last = last

    def zone(self, first: int, last: int, clause: list[int]) -> str:
        """Where a span lies from the anchor: c in its clause, l before it, r after it."""
        if self.clause in (clause[first], clause[last]):
            return "c"
        return "l" if last < self.anchor else "r"

    def distance(self, first: int, last: int) -> int:
        """Words from the anchor to a span: 0 inside, negative before."""
        if first <= self.anchor <= last:
            return 0
        return first - self.anchor if first > self.anchor else last - self.anchor


def text_features(scene: Scene) -> list[str]:
    """Features of the whole text, the same for every event in it."""
    words = scene.words
    found = [f"gb={one} {two}" for one, two in pairwise(words)]
    if not scene.times:
        found.append(NO_TIME)
    return found


def event_features(scene: Scene, signal: str | None, scores: Array, anchor: int | None = None) -> list[str]:
    """Features of one event.

    Args:
        scene: the text.
        signal: the event's signal; None for the text's main event.
        scores: of `AnchorFinder.scores`, shape (words, signals).
        anchor: the word at which the event is told; None takes the one that scores highest.
    """
    if not scene.words:
        return ["empty"]
    if anchor is None:
        anchor = anchor_of(scores[:, SIGNALS.index(signal)] if signal else scores.max(axis=1))
    frame = Frame(scene, anchor)
    keys = event_keys(scene, frame, signal, loud_signals(scores))
    return [*_word_features(scene, frame), *(name for key in keys for name in names_of(key))]


def loud_signals(scores: Array) -> list[tuple[int, int]]:
    """The signals that a text seems to tell of, from `AnchorFinder.scores`."""
    loudest, places = scores.max(axis=0), scores.argmax(axis=0)
    return [(number, int(places[number])) for number in (loudest > PRESENT_SCORE).nonzero()[0].tolist()]


def _word_features(scene: Scene, frame: Frame) -> Iterator[str]:
    words, anchor = scene.words, frame.anchor
    yield f"a={words[anchor]}"
    for step in range(1, WINDOW + 1):
        if anchor >= step:
            yield f"L{step}={words[anchor - step]}"
        if anchor + step < len(words):
            yield f"R{step}={words[anchor + step]}"
    inside = words[frame.first : frame.last + 1]
    for word in inside:
        yield f"in={word}"
    for one, two in pairwise(inside):
        yield f"cb={one} {two}"
    yield f"c0={' '.join(inside[:1])}"
    yield f"c01={' '.join(inside[:2])}"
    here = scene.sentence[frame.anchor]
    for word, sentence in zip(words, scene.sentence, strict=True):
        yield f"ss={word}" if sentence == here else f"os={word}"


def event_keys(scene: Scene, frame: Frame, signal: str | None, loud: Loud) -> Iterator[Key]:
    """What an event's features are made of, apart from the words themselves."""
    name = signal or ANY_SIGNAL
    yield ("anchor", name, scene.forms[frame.anchor])
    for word in scene.words[frame.first : frame.last + 1]:
        if word in AUXILIARIES:
            yield ("auxiliary", name, word)
    yield from _form_keys(scene, frame, name)
    yield _position_key(scene, frame, name)
    if signal is not None:
        for number, place in loud:
            if SIGNALS[number] != signal:
                yield ("company", signal, SIGNALS[number], frame.zone(place, place, scene.clause))
    yield from _time_keys(scene, frame, name)
    for cue in scene.cues:
        zone = frame.zone(cue.first, cue.last, scene.clause)
        distance = frame.distance(cue.first, cue.last)
        yield ("cue", name, cue.name, zone, cue.strength, distance > 0, min(abs(distance) // 3, 3))


def _form_keys(scene: Scene, frame: Frame, name: str) -> Iterator[Key]:
    forms = scene.forms
    before = [f for f in forms[frame.first : frame.anchor + 1] if f and f != "N"]
    after = [f for f in forms[frame.anchor + 1 : frame.last + 1] if f and f != "N"]
    yield ("before", name, *before[-3:])
    yield ("after", *after[:2])
    yield ("first forms", *(before + after)[:FORMS_KEPT])


def _position_key(scene: Scene, frame: Frame, name: str) -> Key:
    openers, number, anchor = scene.openers, frame.clause, frame.anchor
    around = (
        openers[number - 1] if number else "^",
        openers[number],
        openers[number + 1] if number + 1 < len(openers) else "$",
    )
    sentences = (scene.sentence[anchor], scene.sentence[-1])
    return ("position", name, around, number, len(openers), sentences, scene.quoted[anchor])


def _time_keys(scene: Scene, frame: Frame, name: str) -> Iterator[Key]:
    here = scene.sentence[frame.anchor]
    inside = False
    for phrase in scene.times:
        zone = frame.zone(phrase.first, phrase.last, scene.clause)
        inside = inside or zone == "c"
        distance = frame.distance(phrase.first, phrase.last)
        side = "+" if distance > 0 else "-" if abs(distance) < NEAR_WORDS else "far"
        yield ("time", name, phrase.kind, zone, scene.sentence[phrase.first] == here, side)
    if not inside:
        yield ("no time in clause",)


def names_of(key: Key) -> Iterable[str]:
    """The features that a key stands for."""
    return _SPELT[key[0]](*key[1:])


def _anchor(name: str, form: str) -> Iterator[str]:
    yield f"g={name}"
    yield f"g|af={name}|{form}"


def _auxiliary(name: str, word: str) -> Iterator[str]:
    yield f"g|c={name}|{word}"


def _before(name: str, *forms: str) -> Iterator[str]:
    yield f"s3={'_'.join(forms)}"
    yield f"s2={'_'.join(forms[-2:])}"
    yield f"g|s2={name}|{'_'.join(forms[-2:])}"


def _after(*forms: str) -> Iterator[str]:
    yield f"sp={'_'.join(forms)}"


def _first_forms(*forms: str) -> Iterator[str]:
    yield f"sf={'_'.join(forms)}"


def _position(
    name: str, around: tuple[str, str, str], number: int, count: int, sentences: tuple[int, int], quoted: bool
) -> Iterator[str]:
    previous, opener, following = around
    yield f"o={opener}"
    yield f"g|o={name}|{opener}"
    yield f"oo={previous}_{opener}"
    yield f"no={following}"
    yield f"pos={min(number, 4)}"
    yield f"share={3 * number // count}"
    yield f"clauses={min(count, 6)}"
    yield f"g|pos={name}|{min(number, 3)}"
    yield f"sentence={sentences[0]}_{sentences[1]}"
    yield f"quoted={quoted}"


def _company(signal: str, other: str, zone: str) -> Iterator[str]:
    """Which other signals the text seems to tell of, and on which side."""
    yield f"x={signal}|{other}"
    yield f"xz={signal}|{other}|{zone}"
    yield f"z={other}|{zone}"


def _time(name: str, kind: str, zone: str, same_sentence: bool, distance: str) -> Iterator[str]:
    yield f"t={kind}|{zone}"
    yield f"ts={kind}|{same_sentence}"
    yield f"td={kind}|{distance}"
    side = "past" if kind in PAST else "future" if kind in FUTURE else ""
    if side:
        yield f"T={side}|{zone}"
        yield f"g|T={name}|{side}|{zone}"


def _no_time_in_clause() -> Iterator[str]:
    yield "no time in clause"


def _cue(name: str, cue: str, zone: str, strength: int, after: bool, steps: int) -> Iterator[str]:
    yield f"q={cue}|{zone}"
    yield f"qs={cue}|{zone}|{strength}"
    yield f"qd={cue}|{'+' if after else '-'}{steps}|{strength}"
    yield f"g|q={name}|{cue}|{zone}"


_SPELT: dict[str, Callable[..., Iterable[str]]] = {
    "anchor": _anchor,
    "auxiliary": _auxiliary,
    "before": _before,
    "after": _after,
    "first forms": _first_forms,
    "position": _position,
    "company": _company,
    "time": _time,
    "no time in clause": _no_time_in_clause,
    "cue": _cue,
}
