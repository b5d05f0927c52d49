"""The named features of `status_features` as numbers, for many events at once.

What depends on words and neighbours is looked up a word at a time and gathered by numpy; the few features
that depend on an event's surroundings are remembered by what they are made of.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from tension.signals.id_table import different
from tension.signals.status_features import NO_TIME, WINDOW, Frame, Key, event_keys, loud_signals, names_of
from tension.signals.status_flat import FlatEvents, FlatTexts
from tension.signals.table import SIGNALS

Array = npt.NDArray[Any]
Ids = tuple[int, ...]
_STEPS = tuple(range(1, WINDOW + 1))
WORD_FEATURES = ("a", "in", "c0", "c01", "ss", "os", *(f"L{n}" for n in _STEPS), *(f"R{n}" for n in _STEPS))
PAIR_FEATURES = ("gb", "cb", "c01")
_WORD = {name: number for number, name in enumerate(WORD_FEATURES)}
_PAIR = {name: number for number, name in enumerate(PAIR_FEATURES)}
_MEMO_LIMIT = 200_000


def word_ids(known: Mapping[str, int], word: str) -> Ids:
    """Numbers of a word's features, -1 where unknown; as `WORD_FEATURES`."""
    return tuple(known.get(f"{name}={word}", -1) for name in WORD_FEATURES)


def pair_ids(known: Mapping[str, int], pair: str) -> Ids:
    """Numbers of the features of two neighbours, -1 where unknown; as `PAIR_FEATURES`."""
    return tuple(known.get(f"{name}={pair}", -1) for name in PAIR_FEATURES)


class EventIds:
    """Numbers of every event's features; the same as `text_features` and `event_features` name."""

    def __init__(self, known: Mapping[str, int]) -> None:
        self._known = known
        self._memo: dict[Key, Ids] = {}

    def rows(self, texts: FlatTexts, events: FlatEvents, words: Array, pairs: Array) -> tuple[Array, Array]:
        """Different features of each event.

        Args:
            texts: the flat texts.
            events: the events in them.
            words: `word_ids` of each text word, shape (words, features).
            pairs: `pair_ids` of each text word and its neighbour, shape (words, features).

        Returns:
            The number of features of each event, and all feature numbers, event by event, ascending.
        """
        if len(self._memo) > _MEMO_LIMIT:
            self._memo.clear()
        event, feature = _word_rows(texts, events, words, pairs)
        own = self._own(texts, events)
        further = np.repeat(np.arange(len(own)), [len(ids) for ids in own])
        event = np.concatenate([event, further])
        feature = np.concatenate([feature, np.array([n for ids in own for n in ids], dtype=np.int64)])
        known = feature >= 0
        keys = different((event[known] << 32) | feature[known])
        return np.bincount(keys >> 32, minlength=len(own)), (keys & 0xFFFFFFFF).astype(np.int32)

    def _own(self, texts: FlatTexts, events: FlatEvents) -> list[list[int]]:
        """Features of each event apart from its words."""
        starts, found = texts.starts.tolist(), []
        loud: dict[int, list[tuple[int, int]]] = {}
        frames: dict[int, Frame] = {}
        every = zip(events.text.tolist(), events.signal.tolist(), events.anchor.tolist(), strict=True)
        for text, signal, anchor in every:
            scene, start = texts.scenes[text], starts[text]
            if text not in loud:
                loud[text] = loud_signals(texts.scores[start : starts[text + 1], :-1])
            frame = frames.get(anchor)
            if frame is None:
                frame = frames[anchor] = Frame(scene, anchor - start)
            name = SIGNALS[signal] if signal < len(SIGNALS) else None
            ids = [number for key in event_keys(scene, frame, name, loud[text]) for number in self._ids(key)]
            found.append(ids if scene.times else [*ids, self._known.get(NO_TIME, -1)])
        return found

    def _ids(self, key: Key) -> Ids:
        found = self._memo.get(key)
        if found is None:
            known = self._known
            found = self._memo[key] = tuple(known[name] for name in names_of(key) if name in known)
        return found


def _word_rows(texts: FlatTexts, events: FlatEvents, words: Array, pairs: Array) -> tuple[Array, Array]:
    """The features that words and neighbours bring, as pairs of event and feature; -1 where unknown."""
    sizes = np.diff(texts.starts)[events.text]
    event = np.repeat(np.arange(len(sizes)), sizes)
    first = np.repeat(texts.starts[events.text] - np.concatenate([[0], np.cumsum(sizes)[:-1]]), sizes)
    place = np.arange(len(event)) + first
    anchor = events.anchor[event]
    inside = texts.clause[place] == texts.clause[anchor]
    same = texts.sentence[place] == texts.sentence[anchor]
    joined = ~texts.is_last[place]
    follows = np.concatenate([texts.clause[1:], [-1]])
    inner = inside & joined & (follows[place] == texts.clause[place])
    opens = inside & (np.concatenate([[-1], texts.clause[:-1]])[place] != texts.clause[place])
    c01 = np.where(inner, pairs[place, _PAIR["c01"]], words[place, _WORD["c01"]])
    parts = [
        (event, np.where(same, words[place, _WORD["ss"]], words[place, _WORD["os"]])),
        (event[inside], words[place[inside], _WORD["in"]]),
        (event[inner], pairs[place[inner], _PAIR["cb"]]),
        (event[joined], pairs[place[joined], _PAIR["gb"]]),
        (event[opens], words[place[opens], _WORD["c0"]]),
        (event[opens], c01[opens]),
        *_around(texts, events, words),
    ]
    return np.concatenate([part[0] for part in parts]), np.concatenate([part[1] for part in parts])


def _around(texts: FlatTexts, events: FlatEvents, words: Array) -> list[tuple[Array, Array]]:
    """The anchor and the words up to four places from it."""
    number = np.arange(len(events.text))
    found = [(number, words[events.anchor, _WORD["a"]])]
    first, end = texts.starts[events.text], texts.starts[events.text + 1]
    for step in _STEPS:
        for name, place in ((f"L{step}", events.anchor - step), (f"R{step}", events.anchor + step)):
            there = (place >= first) & (place < end)
            found.append((number[there], words[place[there], _WORD[name]]))
    return found
