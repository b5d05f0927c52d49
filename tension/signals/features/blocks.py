"""The families of features read from one sentence; each names what it found as plain strings."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from tension.signals.text.concepts import Concepts
from tension.signals.text.flat_lexicon import Hit
from tension.signals.text.lexicon import CUES, Lexicon
from tension.signals.text.masks import mask, masked_words
from tension.signals.text.tone import ToneAnalyzer
from tension.signals.text.word_groups import WordGroups
from tension.signals.text.words import BREAK, Words

STRONG = 2
NEGATION_REACH = 5
NEGATING = frozenset(("negation", "cancelled"))
_CHAR_SIZES = (3, 4, 5)
PAIR_WINDOW = 7
CLOSE = 2


class WordAlone(NamedTuple):
    """What a word brings by itself.

    Attributes:
        masked: the word, or its generic name.
        coarse: its coarse group.
        fine: its fine group.
        classes: names of its classes of meaning, without what its mask adds.
        goes_on: whether the words after it may bring further classes.
    """

    masked: str
    coarse: str
    fine: str
    classes: tuple[str, ...]
    goes_on: bool


@dataclass(frozen=True, slots=True)
class Reader:
    """What is needed to read a text: the lexicon, the classes of words, and VADER."""

    lexicon: Lexicon
    concepts: Concepts
    groups: WordGroups
    tone: ToneAnalyzer

    def read(self, text: str) -> "Reading":
        """Cut, mask and look up one text."""
        return self.read_all([text])[0]

    def read_all(self, texts: Sequence[str]) -> "list[Reading]":
        """As `read`, for many texts at once, which is several times faster."""
        return [
            self._reading(text, words, hits)
            for text, (words, hits) in zip(texts, self.lexicon.read_all(texts), strict=True)
        ]

    def alone(self, key: str) -> WordAlone:
        """What a word in lower case brings, and `US`, which is the state in capitals only."""
        lower = key.lower()
        masked = "us" if key == "us" else mask(lower)
        return WordAlone(masked, *self.groups.find([lower], [masked])[0], *self.concepts.alone(lower))

    def _reading(self, text: str, words: Words, hits: list[Hit]) -> "Reading":
        masked = masked_words(words)
        return Reading(
            words=words,
            masked=masked,
            hits=hits,
            lexicon=self.lexicon,
            concepts=self.concepts.find(words.lower),
            groups=self.groups.find(words.lower, masked),
            tone=self.tone.compound(text),
        )


@dataclass(frozen=True, slots=True)
class Reading:
    """One text as every family of features sees it."""

    words: Words
    masked: list[str]
    hits: list[Hit]
    lexicon: Lexicon
    concepts: list[tuple[str, ...]]
    groups: list[tuple[str, str]]
    tone: float


def word_features(reading: Reading) -> list[str]:
    """Masked words and pairs of neighbours, with the sentence's start and its breaks marked."""
    marked = ["^"]
    for word, gap in zip(reading.masked, reading.words.gaps, strict=False):
        if gap >= BREAK and marked[-1] != "^":
            marked.append("|")
        marked.append(word)
    pairs = [f"{one} {two}" for one, two in pairwise(marked)]
    return reading.masked + pairs


@lru_cache(maxsize=10_000)
def letter_features(word: str) -> tuple[str, ...]:
    """Runs of three to five letters inside one word, with its edges marked."""
    if word.startswith("<"):
        return (word,)
    edged = f" {word} "
    return tuple(
        edged[place : place + size] for size in _CHAR_SIZES for place in range(len(edged) - size + 1)
    ) or (edged,)


def lexicon_features(reading: Reading) -> list[str]:
    """Patterns found, their signals by strength, and the same under a negation close before them."""
    patterns = reading.lexicon.patterns
    cues = [hit for hit in reading.hits if patterns[hit.pattern].name in NEGATING]
    found = []
    best: dict[str, int] = {}
    for hit in reading.hits:
        pattern = patterns[hit.pattern]
        found.append(f"p{hit.pattern}")
        found.append(f"{pattern.name}:{pattern.strength}")
        best[pattern.name] = max(best.get(pattern.name, 0), pattern.strength)
        if pattern.strength >= STRONG and pattern.name not in CUES and _negated(hit, cues):
            found.append(f"not {pattern.name}")
    found.extend(f"best {name}:{strength}" for name, strength in best.items())
    return found


def _negated(hit: Hit, cues: list[Hit]) -> bool:
    return any(cue.first <= hit.last and hit.first - cue.last <= NEGATION_REACH for cue in cues)


def concept_features(reading: Reading) -> list[str]:
    """Classes of words, and ordered pairs of them within one clause or two neighbouring ones.

    They carry who governs what: `RECALL>ENVOY`, `NEG>CLOSE`, `state>EXPEL`; a doubled mark says close by.
    """
    marked = [
        (place, names)
        for place, names in enumerate(map(with_mask, reading.concepts, reading.masked))
        if names
    ]
    clauses = _clause_numbers(reading.words.gaps)
    found = [name for _, names in marked for name in names]
    for order, (first, left) in enumerate(marked):
        for second, right in marked[order + 1 :]:
            if second - first > PAIR_WINDOW or clauses[second] - clauses[first] > 1:
                break
            found.extend(concept_pairs(left, right, close=second - first <= CLOSE))
    return found


def concept_pairs(left: tuple[str, ...], right: tuple[str, ...], *, close: bool) -> list[str]:
    """Features of two words by the names of their classes."""
    pairs = [f"{one}>{two}" for one in left for two in right]
    return pairs + [pair.replace(">", ">>", 1) for pair in pairs] if close else pairs


def with_mask(names: tuple[str, ...], masked: str) -> tuple[str, ...]:
    """Names of a word's classes and, for a masked word, the mask's."""
    return (*names, masked[: masked.index(">") + 1].strip("<>")) if masked[0] == "<" else names


def _clause_numbers(gaps: bytes) -> list[int]:
    numbers, current = [], 0
    for place, gap in enumerate(gaps):
        if gap >= BREAK and place:
            current += 1
        numbers.append(current)
    return numbers


def coarse_group_features(reading: Reading) -> list[str]:
    """Coarse groups of words, pairs of neighbours, and pairs one word apart."""
    names = [coarse for coarse, _ in reading.groups]
    near = [f"{one} {two}" for one, two in pairwise(names)]
    return names + near + [f"{one}_{two}" for one, two in zip(names, names[2:], strict=False)]


def fine_group_features(reading: Reading) -> list[str]:
    """Fine groups of words."""
    return [fine for _, fine in reading.groups]


def tone_features(reading: Reading) -> list[str]:
    """VADER's tone in steps of a fifth, and its sign."""
    return tone_names(reading.tone)


def tone_names(tone: float) -> list[str]:
    """As `tone_features`, from the tone alone."""
    return [f"tone {round(tone * 5)}", "tone +" if tone > 0 else "tone -" if tone < 0 else "tone 0"]


FAMILIES: dict[str, Callable[[Reading], list[str]]] = {
    "words": word_features,
    "lexicon": lexicon_features,
    "concepts": concept_features,
    "coarse": coarse_group_features,
    "fine": fine_group_features,
    "tone": tone_features,
}
