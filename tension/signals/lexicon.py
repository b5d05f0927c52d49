"""The lexicon: patterns with gaps, compiled into classes of words."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from tension.errors import ModelError
from tension.signals.grammar_words import word_set
from tension.signals.table import SIGNALS
from tension.signals.words import COMMA, SPACE, Words, normalise, split_words

CUES: tuple[str, ...] = ("negation", "cancelled", "planned", "hypothetical", "background")
MAX_GAP_WORDS = 4
DEFAULT_LEXICON = Path("models/lexicon")
_KNOWN = frozenset(SIGNALS + CUES)
_REMEDY = "mend the line, then run `tension train`"
_MEMO_LIMIT = 200_000
_FOUND_LIMIT = 5_000
# Long words that are frequent all the same in news about states; a shorter one is frequent by its length.
_FREQUENT = word_set(
    """
    iran iranian pakistan pakistani tehran islamabad india israel said says minister foreign country border
    after their with from that have been will over against would which
    government president officials state states
    """
)


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


@lru_cache(maxsize=100_000)
def _commonness(choice: str) -> float:
    stem = choice.rstrip("*")
    return 1.0 if stem in _FREQUENT else 4.0 ** -len(stem)


class WordClasses:
    """Sets of words (`ambassador*`, `(recall|withdraw)`) and, for any word, the sets that hold it."""

    def __init__(self) -> None:
        self._ids: dict[str, int] = {}
        self._exact: dict[str, set[int]] = {}
        self._prefix: dict[str, set[int]] = {}
        self._common: list[float] = []

    def add(self, token: str) -> int:
        """The number of a token's class, made when new."""
        known = self._ids.get(token)
        if known is not None:
            return known
        number = self._ids[token] = len(self._ids)
        choices = token.strip("()").split("|")
        self._common.append(sum(map(_commonness, choices)))
        for choice in choices:
            target = self._prefix if choice.endswith("*") else self._exact
            target.setdefault(choice.rstrip("*"), set()).add(number)
        return number

    def commonness(self, number: int) -> float:
        """How often a word of the class may be expected: short words and very common ones weigh most."""
        return self._common[number]

    def of(self, word: str) -> frozenset[int]:
        """Classes that hold the word as a whole."""
        found = set(self._exact.get(word, ()))
        for end in range(1, len(word) + 1):
            found |= self._prefix.get(word[:end], set())
        return frozenset(found)

    def ending(self, word: str) -> frozenset[int]:
        """Classes that hold the word or what stands before an apostrophe in it (`iran` in `iran's`)."""
        found = set(self.of(word))
        for place, letter in enumerate(word):
            if letter == "'" and place:
                found |= self._exact.get(word[:place], set())
        return frozenset(found)


class Lexicon:
    """All patterns, found by their rarest word and then checked word by word."""

    def __init__(self, patterns: Sequence[Pattern]) -> None:
        self.patterns: tuple[Pattern, ...] = tuple(patterns)
        self._classes = WordClasses()
        self._steps: list[tuple[_Step, ...]] = [self._compile(pattern.text) for pattern in self.patterns]
        self._single: dict[int, list[int]] = {}
        self._joint: dict[int, list[tuple[int, int]]] = {}
        for number, steps in enumerate(self._steps):
            if len(steps) == 1:
                self._single.setdefault(steps[0].word_class, []).append(number)
                continue
            rarest = sorted((self._classes.commonness(step.word_class), step.word_class) for step in steps)
            self._joint.setdefault(rarest[0][1], []).append((rarest[1][1], number))
        self._memo: dict[str, _Entry] = {}
        self._read: dict[str, tuple[Words, list[Hit]]] = {}

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
        joint: dict[int, list[int]] = {}
        for word_class in start_ending:
            for second, number in self._joint.get(word_class, ()):
                joint.setdefault(second, []).append(number)
        return _Entry(whole, ending, start, start_ending, tuple(single), joint)

    def read(self, text: str) -> tuple[Words, list[Hit]]:
        """A text's words and what `find` finds in them.

        The last few thousand texts are remembered: signals, status and reasons ask about the same ones.
        """
        known = self._read.get(text)
        if known is None:
            if len(self._read) >= _FOUND_LIMIT:
                self._read.clear()
            words = split_words(normalise(text))
            known = self._read[text] = (words, self.find(words))
        return known

    def find(self, words: Words) -> list[Hit]:
        """The first place of every pattern that occurs, in the order of patterns.

        A pattern's words follow each other with only spaces between them, or, over a gap, with up to four
        words and only spaces and commas between. Same rules as the reference matcher.
        """
        entries = [self._entry(word) for word in words.lower]
        present: set[int] = set()
        for entry in entries:
            present |= entry.start_ending
        hits: dict[int, Hit] = {}
        candidates: set[int] = set()
        for first, entry in enumerate(entries):
            if entry.single and not words.joined[first]:
                for number in entry.single:
                    if number not in hits:
                        hits[number] = Hit(number, first, first)
            for second in entry.joint.keys() & present:
                candidates.update(entry.joint[second])
        for number in candidates:
            hit = self._locate(number, words, entries)
            if hit is not None:
                hits[number] = hit
        return [hits[number] for number in sorted(hits)]

    def _locate(self, number: int, words: Words, entries: "list[_Entry]") -> Hit | None:
        steps = self._steps[number]
        word_class = steps[0].word_class
        for first, entry in enumerate(entries):
            if word_class in entry.start and not words.joined[first]:
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
        joint: longer patterns whose rarest class holds it, by the second rarest that must be there too.
    """

    whole: frozenset[int]
    ending: frozenset[int]
    start: frozenset[int]
    start_ending: frozenset[int]
    single: tuple[int, ...]
    joint: dict[int, list[int]]


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
