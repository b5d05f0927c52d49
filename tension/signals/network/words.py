"""Texts as numbers for the network: what each word brings by itself, what patterns and marks tell of it."""

from collections import Counter
from collections.abc import Sequence
from typing import Any, NamedTuple, Self

import numpy as np
import numpy.typing as npt

from tension.signals.features.blocks import Reader, with_mask
from tension.signals.network.steps import KNOWN, UNKNOWN
from tension.signals.table import SIGNALS
from tension.signals.text.flat_hits import lay_hits
from tension.signals.text.flat_lexicon import Hit
from tension.signals.text.grammar_words import form
from tension.signals.text.id_lists import runs
from tension.signals.text.id_table import IdTable, distinct, lay_words
from tension.signals.text.lexicon import CUES, TOP_STRENGTH
from tension.signals.text.names import join_names, split_names
from tension.signals.text.words import BREAK, COMMA, Words

Array = npt.NDArray[Any]
Read = Sequence[tuple[Words, list[Hit]]]
PARTS = ("words", "forms", "coarse", "fine")
"""What a word is looked up by; each part has a table in the network."""
_NAMES = (*SIGNALS, *CUES)
TOLD = len(_NAMES) + 2
_MIN_TEXTS = 10
_MIN_FORM_TEXTS = 20


class Laid(NamedTuple):
    """Texts end to end.

    Attributes:
        starts: where each text begins, and the end of the last, shape (texts + 1,).
        words: the kind of each word.
        kinds: what each kind is looked up by, in the order of PARTS, shape (kinds, 4).
        classes: 1 for each class of meaning that a kind is of, shape (kinds, classes).
        told: how strongly patterns of each signal and cue hold each word, 0 to 1; whether a mark, and whether
            a comma stands before it; shape (words, TOLD).
    """

    starts: Array
    words: Array
    kinds: Array
    classes: Array
    told: Array

    def part(self, texts: Array) -> "Laid":
        """Some of the texts, in the order asked for."""
        sizes = np.diff(self.starts)[texts]
        words = runs(self.starts[texts], sizes)
        starts = np.concatenate([[0], np.cumsum(sizes)])
        return self._replace(starts=starts, words=self.words[words], told=self.told[words])


class WordCoder:
    """Numbers of words by what they are: themselves, their form, their groups, their classes of meaning."""

    def __init__(self, reader: Reader, names: dict[str, list[str]]) -> None:
        """Number them.

        Args:
            reader: what texts are read with.
            names: of each part of PARTS, and of the classes.
        """
        self.names = names
        self._reader = reader
        self._numbers = {
            part: {name: number for number, name in enumerate(names[part], KNOWN)} for part in PARTS
        }
        self._words = IdTable[str](self._kind)
        self._classes = IdTable[tuple[str, ...]](self._class_row)
        patterns = reader.lexicon.patterns
        self._pattern_name = np.array([_NAMES.index(pattern.name) for pattern in patterns], dtype=np.int64)
        self._strength = np.array([pattern.strength for pattern in patterns]) / np.float32(TOP_STRENGTH)

    @classmethod
    def fit(cls, reader: Reader, read: Read) -> Self:
        """Number what stands in several of these texts.

        Args:
            reader: what they were read with.
            read: words and patterns of each text.
        """
        texts = Counter(word for words, _ in read for word in dict.fromkeys(words.lower))
        brought = {word: _brought(reader, word) for word in texts}
        counts = {part: Counter[str]() for part in (*PARTS, "classes")}
        for word, times in texts.items():
            *looked_up, classes = brought[word]
            for part, name in zip(PARTS, looked_up, strict=True):
                counts[part][name] += times
            counts["classes"].update(classes)
        least = {"words": _MIN_TEXTS, "forms": _MIN_FORM_TEXTS}
        names = {
            part: sorted(name for name, times in found.items() if times >= least.get(part, 1))
            for part, found in counts.items()
        }
        return cls(reader, names)

    def sizes(self) -> dict[str, int]:
        """Rows of each part's table."""
        return {part: len(self.names[part]) + KNOWN for part in PARTS}

    def lay(self, read: Read) -> Laid:
        """Lay texts end to end.

        Args:
            read: words and patterns of each text.
        """
        starts, rows = lay_words([words for words, _ in read], self._words)
        places, kinds = distinct(rows)
        table = self._words.table() if len(rows) else np.zeros((0, len(PARTS) + 1), dtype=np.int64)
        looked_up = table[rows[places]]
        classes = self._classes.table()[looked_up[:, -1]] if len(rows) else np.zeros((0, 0))
        return Laid(starts, kinds, looked_up[:, :-1], classes.astype(np.float32), self._told(read, starts))

    def _told(self, read: Read, starts: Array) -> Array:
        told = np.zeros((int(starts[-1]), TOLD), dtype=np.float32)
        text, (pattern, first, last) = lay_hits([hits for _, hits in read])
        sizes = last - first + 1
        of = pattern[np.repeat(np.arange(len(sizes)), sizes)]
        places = runs(first + starts[text], sizes)
        np.maximum.at(told, (places, self._pattern_name[of]), self._strength[of])
        gaps = np.frombuffer(b"".join([words.gaps for words, _ in read]), dtype=np.uint8)
        told[:, -2], told[:, -1] = gaps >= BREAK, gaps == COMMA
        return told

    def _kind(self, word: str) -> tuple[int, ...]:
        *looked_up, classes = _brought(self._reader, word)
        named = zip(PARTS, looked_up, strict=True)
        return (*(self._numbers[part].get(name, UNKNOWN) for part, name in named), self._classes[classes])

    def _class_row(self, classes: tuple[str, ...]) -> tuple[int, ...]:
        return tuple(int(name in classes) for name in self.names["classes"])

    def to_arrays(self) -> dict[str, Array]:
        """Plain arrays that rebuild the coder."""
        return {part: join_names(names) for part, names in self.names.items()}

    @classmethod
    def from_arrays(cls, arrays: dict[str, Array], reader: Reader) -> Self:
        """The coder that `to_arrays` described."""
        return cls(reader, {part: split_names(raw) for part, raw in arrays.items()})


def _brought(reader: Reader, word: str) -> tuple[str, str, str, str, tuple[str, ...]]:
    """What a word is looked up by, and its classes; see `Reader.alone`.

    States, groups, bodies, days and numbers stand under their generic names; officials keep their own.
    """
    lower, (masked, coarse, fine, classes, _) = word.lower(), reader.alone(word)
    itself = lower if masked.startswith("<official>") else masked
    ending = form(masked if masked[0] == "<" else lower) or f"-{lower[-2:]}"
    return itself, ending, coarse, fine, with_mask(classes, masked)
