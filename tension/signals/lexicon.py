"""The lexicon: patterns with gaps, compiled into classes of words."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np

from tension.errors import ModelError
from tension.signals.memo import Memo
from tension.signals.table import SIGNALS
from tension.signals.word_classes import WordClasses
from tension.signals.words import COMMA, SPACE, Words, normalise, split_words

CUES: tuple[str, ...] = ("negation", "cancelled", "planned", "hypothetical", "background")
MAX_GAP_WORDS = 4
DEFAULT_LEXICON = Path("models/lexicon")
_KNOWN = frozenset(SIGNALS + CUES)
_REMEDY = "mend the line, then run `tension train`"
_MEMO_LIMIT = 200_000
_FOUND_LIMIT = 4_000
# So many of a pattern's classes must be in a text before it is looked for word by word.
_RAREST = 3


@dataclass(frozen=True, slots=True)
class Pattern:
    """One line of the lexicon: what it points to, its words, and how sure it is (1 hint, 3 almost always)."""

    name: str
    text: str
    strength: int


class Hit(NamedTuple):
    """A pattern found, with the positions of its first and last word."""

    pattern: int
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class _Step:
    """One word of a pattern: the class it must be of, and whether other words may stand before it."""

    word_class: int
    far: bool


class Lexicon:
    """All patterns, found by their rarest word and then checked word by word."""

    def __init__(self, patterns: Sequence[Pattern]) -> None:
        self.patterns: tuple[Pattern, ...] = tuple(patterns)
        self._classes = WordClasses()
        self._steps: list[tuple[_Step, ...]] = [self._compile(pattern.text) for pattern in self.patterns]
        self._single: dict[int, list[int]] = {}
        self._joint: list[int] = []
        for number, steps in enumerate(self._steps):
            if len(steps) == 1:
                self._single.setdefault(steps[0].word_class, []).append(number)
            else:
                self._joint.append(number)
        rarest = [self._rarest(self._steps[number]) for number in self._joint]
        self._rarest_classes = np.array(rarest, dtype=np.int64).reshape(-1, _RAREST).T
        self._joint_classes = frozenset(self._rarest_classes.ravel().tolist())
        self._memo: dict[str, _Entry] = {}
        self._read: Memo[str, tuple[Words, list[Hit]]] = Memo(_FOUND_LIMIT)

    def _rarest(self, steps: tuple[_Step, ...]) -> list[int]:
        """The rarest classes of a pattern, the last repeated where it has fewer."""
        classes = sorted({step.word_class for step in steps}, key=self._classes.commonness)[:_RAREST]
        return classes + [classes[-1]] * (_RAREST - len(classes))

    def _compile(self, text: str) -> tuple[_Step, ...]:
        steps, far = [], False
        for part in text.strip("_ ").split(" "):
            if part == "_":
                far = True
                continue
            steps.append(_Step(self._classes.add(part), far))
            far = False
        return tuple(steps)

    def _entry(self, word: str) -> "_Entry":
        known = self._memo.get(word)
        if known is None:
            if len(self._memo) > _MEMO_LIMIT:
                self._memo.clear()
            known = self._memo[word] = self._make_entry(word)
        return known

    def _make_entry(self, word: str) -> "_Entry":
        whole, ending = self._classes.of(word), self._classes.ending(word)
        start, start_ending = whole, ending
        for place, letter in enumerate(word):
            if letter == "'" and word[place + 1 :]:  # a pattern may start inside a word, as at o'clock
                start = start | self._classes.of(word[place + 1 :])
                start_ending = start_ending | self._classes.ending(word[place + 1 :])
        single = [n for word_class in start_ending for n in self._single.get(word_class, ())]
        joint = start_ending & self._joint_classes
        return _Entry(whole, ending, start, start_ending, tuple(single), joint)

    def read(self, text: str) -> tuple[Words, list[Hit]]:
        """A text's words and what `find` finds in them.

        The last few thousand texts are remembered: signals, status and reasons ask about the same ones.
        """
        return self._read.get(text) or self.read_all([text])[0]

    def read_all(self, texts: Sequence[str]) -> list[tuple[Words, list[Hit]]]:
        """As `read`, for many texts at once, which is several times faster."""
        known = {text: self._read.get(text) for text in texts}
        fresh = [text for text, found in known.items() if found is None]
        words = [split_words(normalise(text)) for text in fresh]
        for text, each, hits in zip(fresh, words, self._find_all(words), strict=True):
            known[text] = self._read.put(text, (each, hits))
        return [found for found in map(known.__getitem__, texts) if found is not None]

    def find(self, words: Words) -> list[Hit]:
        """The first place of every pattern that occurs, in the order of patterns.

        A pattern's words follow each other with only spaces between them, or, over a gap, with up to four
        words and only spaces and commas between. Same rules as the reference matcher.
        """
        return self._find_all([words])[0]

    def _find_all(self, texts: Sequence[Words]) -> list[list[Hit]]:
        entries = [[self._entry(word) for word in words.lower] for words in texts]
        found = [self._singles(words, each) for words, each in zip(texts, entries, strict=True)]
        for number, text in self._candidates(entries):
            hit = self._locate(number, texts[text], entries[text])
            if hit is not None:
                found[text][number] = hit
        return [[hits[number] for number in sorted(hits)] for hits in found]

    def _singles(self, words: Words, entries: "list[_Entry]") -> dict[int, Hit]:
        """Patterns of one word."""
        hits: dict[int, Hit] = {}
        for first, entry in enumerate(entries):
            if entry.single and not words.joined[first]:
                for number in entry.single:
                    if number not in hits:
                        hits[number] = Hit(number, first, first)
        return hits

    def _candidates(self, texts: "list[list[_Entry]]") -> Iterator[tuple[int, int]]:
        """Longer patterns whose rarest classes a text holds, each with the number of the text."""
        present = np.zeros((len(self._classes), len(texts)), dtype=bool)
        for text, entries in enumerate(texts):
            classes: set[int] = set().union(*(entry.joint for entry in entries))
            present[list(classes), text] = True
        if not self._joint:
            return
        both = present[self._rarest_classes[0]]
        for further in self._rarest_classes[1:]:
            both &= present[further]
        patterns, numbers = np.nonzero(both)
        for pattern, text in zip(patterns.tolist(), numbers.tolist(), strict=True):
            yield self._joint[pattern], text

    def _locate(self, number: int, words: Words, entries: "list[_Entry]") -> Hit | None:
        steps = self._steps[number]
        word_class = steps[0].word_class
        for first in [place for place, entry in enumerate(entries) if word_class in entry.start]:
            if not words.joined[first]:
                last = _follow(steps, 1, first, words.gaps, entries)
                if last >= 0:
                    return Hit(number, first, last)
        return None


@dataclass(frozen=True, slots=True)
class _Entry:
    """What the lexicon knows of one word: its classes in each position, and the patterns it may announce.

    Attributes:
        whole: classes that hold it.
        ending: those of a pattern's last word.
        start: those of a pattern's first word.
        start_ending: those of a word that is both, and so of all above.
        single: patterns of one word that it matches.
        joint: classes that hold it and are rare in a longer pattern.
    """

    whole: frozenset[int]
    ending: frozenset[int]
    start: frozenset[int]
    start_ending: frozenset[int]
    single: tuple[int, ...]
    joint: frozenset[int]


def _follow(steps: tuple[_Step, ...], place: int, here: int, gaps: list[int], entries: list[_Entry]) -> int:
    """Position of the last word when the steps from `place` on follow the word at `here`, else -1."""
    step = steps[place]
    is_last = place == len(steps) - 1
    limit = min(len(entries), here + 1 + (MAX_GAP_WORDS + 1 if step.far else 1))
    loosest = COMMA if step.far else SPACE
    for position in range(here + 1, limit):
        if gaps[position] > loosest:
            return -1
        entry = entries[position]
        if step.word_class in (entry.ending if is_last else entry.whole):
            if is_last:
                return position
            last = _follow(steps, place + 1, position, gaps, entries)
            if last >= 0:
                return last
    return -1


def load_lexicon(folder: Path = DEFAULT_LEXICON) -> Lexicon:
    """Read every .tsv of patterns in the folder, in name order.

    Raises:
        ModelError: the folder holds none, or a line is not `name<TAB>pattern<TAB>1|2|3`.
    """
    files = lexicon_files(folder)
    if not files:
        raise ModelError(f"no lexicon (*.tsv) in {folder}", "run from the checkout's root")
    return Lexicon([pattern for file in files for pattern in read_patterns(file)])


def lexicon_files(folder: Path) -> list[Path]:
    """The pattern files, in name order; `concepts.tsv` is of another form."""
    return sorted(path for path in folder.glob("*.tsv") if path.name != "concepts.tsv")


def read_patterns(path: Path) -> list[Pattern]:
    """Read one file of patterns; blank lines and lines that start with # are skipped."""
    patterns = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        fields = line.split("\t")
        if len(fields) != 3 or fields[0] not in _KNOWN or fields[2] not in {"1", "2", "3"}:  # noqa: PLR2004 - the format's own columns
            raise ModelError(f"{path}:{number}: {line[:80]!r} is not `name<TAB>pattern<TAB>1|2|3`", _REMEDY)
        patterns.append(Pattern(fields[0], fields[1].strip().lower(), int(fields[2])))
    return patterns


def hash_files(paths: Iterable[Path]) -> str:
    """SHA-256 over names and contents, in the order given."""
    digest = hashlib.sha256()
    for path in paths:
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()
