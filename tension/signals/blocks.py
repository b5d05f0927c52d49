"""The families of features read from one sentence; each names what it found as plain strings."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from tension.signals.lexicon import CUES, Hit, Lexicon
from tension.signals.masks import masked_words
from tension.signals.tone import ToneAnalyzer
from tension.signals.words import BREAK, Words, normalise, split_words

_STRONG = 2
_NEGATION_REACH = 5
_CHAR_SIZES = (3, 4, 5)


@dataclass(frozen=True, slots=True)
class Reading:
    """One text as every family of features sees it."""

    words: Words
    masked: list[str]
    hits: list[Hit]
    lexicon: Lexicon
    tone: float


def read(text: str, lexicon: Lexicon, tone: ToneAnalyzer) -> Reading:
    """Cut, mask and look up one text."""
    plain = normalise(text)
    words = split_words(plain)
    return Reading(words, masked_words(words), lexicon.find(words), lexicon, tone.compound(plain))


def word_features(reading: Reading) -> list[str]:
    """Masked words and pairs of neighbours, with the sentence's start and its breaks marked."""
    marked = ["^"]
    for word, gap in zip(reading.masked, reading.words.gaps, strict=False):
        if gap == BREAK and marked[-1] != "^":
            marked.append("|")
        marked.append(word)
    pairs = [f"{one} {two}" for one, two in zip(marked, marked[1:], strict=False)]
    return reading.masked + pairs


@lru_cache(maxsize=200_000)
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
    cues = [hit for hit in reading.hits if patterns[hit.pattern].name in {"negation", "cancelled"}]
    found = []
    best: dict[str, int] = {}
    for hit in reading.hits:
        pattern = patterns[hit.pattern]
        found.append(f"p{hit.pattern}")
        found.append(f"{pattern.name}:{pattern.strength}")
        best[pattern.name] = max(best.get(pattern.name, 0), pattern.strength)
        if pattern.strength >= _STRONG and pattern.name not in CUES and _negated(hit, cues):
            found.append(f"not {pattern.name}")
    found.extend(f"best {name}:{strength}" for name, strength in best.items())
    return found


def _negated(hit: Hit, cues: list[Hit]) -> bool:
    return any(cue.first <= hit.last and hit.first - cue.last <= _NEGATION_REACH for cue in cues)


def tone_features(reading: Reading) -> list[str]:
    """VADER's tone in steps of a fifth, and its sign."""
    step = round(reading.tone * 5)
    return [f"tone {step}", "tone +" if reading.tone > 0 else "tone -" if reading.tone < 0 else "tone 0"]


FAMILIES: dict[str, Callable[[Reading], list[str]]] = {
    "words": word_features,
    "lexicon": lexicon_features,
    "tone": tone_features,
}
