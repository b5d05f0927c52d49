"""What a clause and its surroundings say about one event's status, as named features."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import numpy.typing as npt

from tension.signals.anchors import anchor_of
from tension.signals.clauses import Scene
from tension.signals.grammar_words import AUXILIARIES
from tension.signals.table import SIGNALS
from tension.signals.time_words import FUTURE, PAST, TimePhrase

Array = npt.NDArray[Any]
ANY_SIGNAL = "*"
_PRESENT_SCORE = 1.5
_WINDOW = 4
_NEAR_WORDS = 4
_FORMS_KEPT = 4


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
        found.append("no time")
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
    name = signal or ANY_SIGNAL
    if anchor is None:
        anchor = anchor_of(scores[:, SIGNALS.index(signal)] if signal else scores.max(axis=1))
    frame = Frame(scene, anchor)
    return [
        *_anchor_features(scene, frame, name),
        *_clause_features(scene, frame, name),
        *_form_features(scene, frame, name),
        *_position_features(scene, frame, name),
        *_company_features(scene, frame, signal, scores),
        *_time_features(scene, frame, name),
        *_cue_features(scene, frame, name),
    ]


def _anchor_features(scene: Scene, frame: Frame, name: str) -> Iterator[str]:
    words, anchor = scene.words, frame.anchor
    yield f"g={name}"
    yield f"a={words[anchor]}"
    yield f"g|af={name}|{scene.forms[anchor]}"
    for step in range(1, _WINDOW + 1):
        if anchor >= step:
            yield f"L{step}={words[anchor - step]}"
        if anchor + step < len(words):
            yield f"R{step}={words[anchor + step]}"


def _clause_features(scene: Scene, frame: Frame, name: str) -> Iterator[str]:
    words = scene.words
    inside = words[frame.first : frame.last + 1]
    for word in inside:
        yield f"in={word}"
        if word in AUXILIARIES:
            yield f"g|c={name}|{word}"
    for one, two in pairwise(inside):
        yield f"cb={one} {two}"
    yield f"c0={' '.join(inside[:1])}"
    yield f"c01={' '.join(inside[:2])}"
    here = scene.sentence[frame.anchor]
    for word, sentence in zip(words, scene.sentence, strict=True):
        yield f"ss={word}" if sentence == here else f"os={word}"


def _form_features(scene: Scene, frame: Frame, name: str) -> Iterator[str]:
    forms = scene.forms
    before = [f for f in forms[frame.first : frame.anchor + 1] if f and f != "N"]
    after = [f for f in forms[frame.anchor + 1 : frame.last + 1] if f and f != "N"]
    yield f"s3={'_'.join(before[-3:])}"
    yield f"s2={'_'.join(before[-2:])}"
    yield f"g|s2={name}|{'_'.join(before[-2:])}"
    yield f"sp={'_'.join(after[:2])}"
    yield f"sf={'_'.join((before + after)[:_FORMS_KEPT])}"


def _position_features(scene: Scene, frame: Frame, name: str) -> Iterator[str]:
    openers, number = scene.openers, frame.clause
    opener = openers[number]
    sentence = scene.sentence[frame.anchor]
    yield f"o={opener}"
    yield f"g|o={name}|{opener}"
    yield f"oo={openers[number - 1] if number else '^'}_{opener}"
    yield f"no={openers[number + 1] if number + 1 < len(openers) else '$'}"
    yield f"pos={min(number, 4)}"
    yield f"share={3 * number // len(openers)}"
    yield f"clauses={min(len(openers), 6)}"
    yield f"g|pos={name}|{min(number, 3)}"
    yield f"sentence={sentence}_{scene.sentence[-1]}"
    yield f"quoted={scene.quoted[frame.anchor]}"


def _company_features(scene: Scene, frame: Frame, signal: str | None, scores: Array) -> Iterator[str]:
    """Which other signals the text seems to tell of, and on which side."""
    if signal is None:
        return
    loudest, places = scores.max(axis=0), scores.argmax(axis=0)
    for number, other in enumerate(SIGNALS):
        if other == signal or loudest[number] <= _PRESENT_SCORE:
            continue
        place = int(places[number])
        zone = frame.zone(place, place, scene.clause)
        yield f"x={signal}|{other}"
        yield f"xz={signal}|{other}|{zone}"
        yield f"z={other}|{zone}"


def _time_features(scene: Scene, frame: Frame, name: str) -> Iterator[str]:
    here = scene.sentence[frame.anchor]
    inside = False
    for phrase in scene.times:
        zone = frame.zone(phrase.first, phrase.last, scene.clause)
        inside = inside or zone == "c"
        distance = frame.distance(phrase.first, phrase.last)
        yield f"t={phrase.kind}|{zone}"
        yield f"ts={phrase.kind}|{scene.sentence[phrase.first] == here}"
        yield f"td={phrase.kind}|{'+' if distance > 0 else '-' if abs(distance) < _NEAR_WORDS else 'far'}"
        side = _side(phrase)
        if side:
            yield f"T={side}|{zone}"
            yield f"g|T={name}|{side}|{zone}"
    if not inside:
        yield "no time in clause"


def _side(phrase: TimePhrase) -> str:
    return "past" if phrase.kind in PAST else "future" if phrase.kind in FUTURE else ""


def _cue_features(scene: Scene, frame: Frame, name: str) -> Iterator[str]:
    for cue in scene.cues:
        zone = frame.zone(cue.first, cue.last, scene.clause)
        distance = frame.distance(cue.first, cue.last)
        steps = min(abs(distance) // 3, 3)
        yield f"q={cue.name}|{zone}"
        yield f"qs={cue.name}|{zone}|{cue.strength}"
        yield f"qd={cue.name}|{'+' if distance > 0 else '-'}{steps}|{cue.strength}"
        yield f"g|q={name}|{cue.name}|{zone}"
