"""The named features of `features` as numbers, for many events at once.

What depends on words and neighbours is gathered from their tables; the features that depend on an event's
surroundings are told by keys of several fields, each looked up once.
"""

from collections.abc import Callable, Mapping
from itertools import islice
from typing import Any

import numpy as np
import numpy.typing as npt

from tension.signals.status.features import (
    ANY_SIGNAL,
    FORMS_KEPT,
    NEAR_WORDS,
    NO_TIME,
    PRESENT_SCORE,
    WINDOW,
    Key,
    names_of,
)
from tension.signals.status.flat import FlatEvents, FlatTexts, Spans
from tension.signals.status.inputs import ANY_SIGNAL_ID
from tension.signals.status.words import StatusWords
from tension.signals.table import SIGNALS
from tension.signals.text.id_lists import IdLists, runs, spread_often
from tension.signals.text.id_table import different
from tension.signals.text.lexicon import CUES
from tension.signals.text.packing import Packing

Array = npt.NDArray[Any]
Found = tuple[Array, Array]
"""Owners, and a feature's number of each; -1 for one not known."""
_BITS = {
    "signal": 5,
    "form": 8,
    "word": 24,
    "opener": 8,
    "kind": 8,
    "count": 24,
    "cue": 4,
    "zone": 2,
    "side": 2,
    "small": 4,
    "flag": 1,
}
# The sorts of the fields of each family, those of `features` but for what `_SHAPES` names.
_FAMILIES = {
    "anchor": ("signal", "form"),
    "auxiliary": ("signal", "word"),
    "before": ("signal", "form", "form", "form"),
    "after": ("form", "form"),
    "first forms": ("form", "form", "form", "form"),
    "openers": ("signal", "opener", "opener", "opener"),
    "number": ("signal", "count", "count"),
    "sentences": ("count", "count"),
    "quoted": ("flag",),
    "company": ("signal", "signal", "zone"),
    "time": ("signal", "kind", "zone", "flag", "side"),
    "no time in clause": (),
    "cue": ("signal", "cue", "zone", "small", "flag", "small"),
}
_NONE = (0, 0)
# Families that hold a part of a plain key's fields: that key, and the first and last of its features meant.
_SHAPES: dict[str, tuple[Callable[..., Key], int, int | None]] = {
    "before": (lambda name, *forms: ("before", name, *filter(None, forms)), 0, None),
    "after": (lambda *forms: ("after", *filter(None, forms)), 0, None),
    "first forms": (lambda *forms: ("first forms", *filter(None, forms)), 0, None),
    "openers": (lambda name, *around: ("position", name, around, 0, 1, _NONE, False), 0, 4),
    "number": (lambda name, number, count: ("position", name, ("",) * 3, number, count, _NONE, False), 4, 8),
    "sentences": (lambda *own: ("position", "", ("",) * 3, 0, 1, own, False), 8, 9),
    "quoted": (lambda quoted: ("position", "", ("",) * 3, 0, 1, _NONE, quoted), 9, None),
}
_PACK = Packing({name: [_BITS[sort] for sort in sorts] for name, sorts in _FAMILIES.items()})


class EventIds:
    """Numbers of every event's features; the same as `text_features` and `event_features` name."""

    def __init__(self, known: Mapping[str, int], words: StatusWords) -> None:
        self._known, self._words = known, words
        self._keys = IdLists[int](lambda key: self._ids(*_PACK.unpack(key)))
        self._names: dict[str, Callable[[int], Any]] = {
            "signal": (*SIGNALS, ANY_SIGNAL).__getitem__,
            "form": words.forms.names.__getitem__,
            "word": words.words.names.__getitem__,
            "opener": words.openers.names.__getitem__,
            "kind": words.kinds.names.__getitem__,
            "count": int,
            "cue": CUES.__getitem__,
            "zone": ("c", "l", "r").__getitem__,
            "side": ("+", "-", "far").__getitem__,
            "small": int,
            "flag": bool,
        }

    @property
    def met(self) -> int:
        """How many keys are remembered."""
        return len(self._keys)

    def rows(self, texts: FlatTexts, events: FlatEvents) -> tuple[Array, Array]:
        """Different features of each event.

        Returns:
            The number of features of each event, and all feature numbers, event by event, ascending.
        """
        keys = [*_clause_keys(texts, events, self._words), *_told_keys(texts, events)]
        untimed = np.flatnonzero(~np.isin(events.text, texts.times.text))
        no_time = np.full(len(untimed), self._known.get(NO_TIME, -1))
        parts = [*_word_rows(texts, events), spread_often(self._keys, *_joined(keys)), (untimed, no_time)]
        event, feature = _joined(parts)
        known = feature >= 0
        width = max(1, len(self._known))
        found = different(event[known] * width + feature[known])
        return np.bincount(found // width, minlength=len(events.text)), found % width

    def _ids(self, family: str, fields: list[int]) -> list[int]:
        """Numbers of the known features of a key."""
        told = [self._names[sort](field) for sort, field in zip(_FAMILIES[family], fields, strict=True)]
        shape, first, end = _SHAPES.get(family, (lambda *plain: (family, *plain), 0, None))
        known = self._known
        return [known[name] for name in islice(names_of(shape(*told)), first, end) if name in known]


def _joined(parts: list[Found]) -> Found:
    return np.concatenate([part[0] for part in parts]), np.concatenate([part[1] for part in parts])


def _clause_keys(texts: FlatTexts, events: FlatEvents, words: StatusWords) -> list[Found]:
    """What the event's clause and its place in the text tell."""
    number, signal, anchor = np.arange(len(events.text)), events.signal, events.anchor
    clause = texts.clause[anchor]
    first, end = texts.clause_starts[clause], texts.clause_starts[clause + 1]
    form, is_auxiliary = texts.columns["form"], texts.columns["is_auxiliary"]
    inside, owner = runs(first, end - first), np.repeat(number, end - first)
    auxiliary = is_auxiliary[inside] > 0
    inside, owner = inside[auxiliary], owner[auxiliary]
    told = np.flatnonzero((form != words.no_form) & (form != words.generic))
    from_first, from_anchor = np.searchsorted(told, first), np.searchsorted(told, anchor, side="right")

    def forms(at: Array) -> Array:
        """The telling form of that number, none where it stands outside the clause."""
        place = np.append(told, -1)[np.where((at >= 0) & (at < len(told)), at, -1)]
        return np.where((place >= first) & (place < end), form[place], words.no_form)

    here = events.text
    own = clause - texts.clause[texts.starts[here]]
    count = texts.clause[texts.starts[here + 1] - 1] - texts.clause[texts.starts[here]] + 1
    previous = np.where(own > 0, texts.openers[clause - 1], words.edges[0])
    is_final = own + 1 == count
    following = np.where(is_final, words.edges[1], texts.openers[np.where(is_final, clause, clause + 1)])
    sentences = texts.sentence[anchor], texts.sentence[texts.starts[here + 1] - 1]
    pack = _PACK.pack
    return [
        (number, pack("anchor", signal, form[anchor])),
        (owner, pack("auxiliary", signal[owner], texts.words[inside])),
        (number, pack("before", signal, *(forms(from_anchor - step) for step in (3, 2, 1)))),
        (number, pack("after", *(forms(from_anchor + step) for step in (0, 1)))),
        (number, pack("first forms", *(forms(from_first + step) for step in range(FORMS_KEPT)))),
        (number, pack("openers", signal, previous, texts.openers[clause], following)),
        (number, pack("number", signal, own, count)),
        (number, pack("sentences", *sentences)),
        (number, pack("quoted", texts.quoted[anchor].astype(np.int64))),
    ]


def _told_keys(texts: FlatTexts, events: FlatEvents) -> list[Found]:
    """What other signals, phrases of time and cues tell of the event by where they stand."""
    signal, pack = events.signal, _PACK.pack
    loud = _loud(texts)
    beside, other = _beside(loud, texts, events)
    keep = (signal[beside] < len(SIGNALS)) & (loud.kind[other] != signal[beside])
    beside, other = beside[keep], other[keep]
    company = pack("company", signal[beside], loud.kind[other], _zones(loud, texts, events, beside, other))
    event, phrase = _beside(texts.times, texts, events)
    zone, distance = (of(texts.times, texts, events, event, phrase) for of in (_zones, _distances))
    same = texts.sentence[texts.times.first[phrase]] == texts.sentence[events.anchor[event]]
    side = np.where(distance > 0, 0, np.where(np.abs(distance) < NEAR_WORDS, 1, 2))
    time = pack("time", signal[event], texts.times.kind[phrase], zone, same.astype(np.int64), side)
    none_inside = np.bincount(event[zone == 0], minlength=len(signal)) == 0
    untold = np.flatnonzero(none_inside)
    by, cue = _beside(texts.cues, texts, events)
    zones, far = (of(texts.cues, texts, events, by, cue) for of in (_zones, _distances))
    steps = np.minimum(np.abs(far) // 3, 3)
    after = (far > 0).astype(np.int64)
    cues = pack("cue", signal[by], texts.cues.kind[cue], zones, texts.cues.strength[cue], after, steps)
    return [
        (beside, company),
        (event, time),
        (untold, np.full(len(untold), pack("no time in clause"))),
        (by, cues),
    ]


def _loud(texts: FlatTexts) -> Spans:
    """The signals that each text seems to tell of, each with its loudest word."""
    is_loud = texts.scores[:, :ANY_SIGNAL_ID] > PRESENT_SCORE
    places, signals = np.divmod(np.flatnonzero(is_loud), ANY_SIGNAL_ID)
    told = texts.text[places] * ANY_SIGNAL_ID + signals
    # Of one text and signal the loudest stands first, of those as loud the first in the text.
    order = np.lexsort([-texts.scores[places, signals], told])
    told = told[order]
    is_first = np.diff(told, prepend=-1) > 0
    text, signal = np.divmod(told[is_first], ANY_SIGNAL_ID)
    place = places[order[is_first]]
    return Spans(text, place, place, signal, np.zeros_like(place))


def _beside(spans: Spans, texts: FlatTexts, events: FlatEvents) -> Found:
    """Every event with every span of its text."""
    ends = np.searchsorted(spans.text, np.arange(len(texts.starts)))
    first = ends[events.text]
    sizes = ends[events.text + 1] - first
    return np.repeat(np.arange(len(sizes)), sizes), runs(first, sizes)


def _zones(spans: Spans, texts: FlatTexts, events: FlatEvents, event: Array, span: Array) -> Array:
    """Where each span lies from the event's anchor: in its clause (0), before it (1) or after it (2)."""
    clause, anchor = texts.clause[events.anchor[event]], events.anchor[event]
    first, last = spans.first[span], spans.last[span]
    inside = (texts.clause[first] == clause) | (texts.clause[last] == clause)
    return np.where(inside, 0, np.where(last < anchor, 1, 2))


def _distances(spans: Spans, _texts: FlatTexts, events: FlatEvents, event: Array, span: Array) -> Array:
    """Words from the event's anchor to each span: 0 inside, negative before."""
    first, last, anchor = spans.first[span], spans.last[span], events.anchor[event]
    return np.where(first > anchor, first - anchor, np.minimum(last - anchor, 0))


def _word_rows(texts: FlatTexts, events: FlatEvents) -> list[Found]:
    """The features that words and neighbours bring; -1 where unknown."""
    words, pairs = texts.columns, texts.pairs
    starts = texts.starts[events.text]
    sizes = texts.starts[events.text + 1] - starts
    event, place = np.repeat(np.arange(len(sizes)), sizes), runs(starts, sizes)
    anchor = events.anchor[event]
    inside = texts.clause[place] == texts.clause[anchor]
    same = texts.sentence[place] == texts.sentence[anchor]
    joined = ~texts.is_last[place]
    follows = np.concatenate([texts.clause[1:], [-1]])
    inner = inside & joined & (follows[place] == texts.clause[place])
    opens = inside & (np.concatenate([[-1], texts.clause[:-1]])[place] != texts.clause[place])
    c01 = np.where(inner, pairs["c01"][place], words["c01"][place])
    return [
        (event, np.where(same, words["ss"][place], words["os"][place])),
        (event[inside], words["in"][place[inside]]),
        (event[inner], pairs["cb"][place[inner]]),
        (event[joined], pairs["gb"][place[joined]]),
        (event[opens], words["c0"][place[opens]]),
        (event[opens], c01[opens]),
        *_around(texts, events),
    ]


def _around(texts: FlatTexts, events: FlatEvents) -> list[Found]:
    """The anchor and the words up to four places from it."""
    number = np.arange(len(events.text))
    found = [(number, texts.columns["a"][events.anchor])]
    first, end = texts.starts[events.text], texts.starts[events.text + 1]
    for step in range(1, WINDOW + 1):
        for name, place in ((f"L{step}", events.anchor - step), (f"R{step}", events.anchor + step)):
            there = (place >= first) & (place < end)
            found.append((number[there], texts.columns[name][place[there]]))
    return found
