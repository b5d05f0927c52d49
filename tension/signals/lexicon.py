"""The lexicon: patterns with gaps, compiled into classes of words."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

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


class _Step(NamedTuple):
    """One word of a pattern: the class it must be of, and whether other words may stand before it."""

    word_class: int
    far: bool


class _Announced(NamedTuple):
    """A longer pattern that a word may announce.

    Attributes:
        pattern: its number.
        word_class: the class of a word beside it.
        beside: where that one stands from it, or may first stand.
        end: where it may stand no more; the same for a word that stands right beside it.
    """

    pattern: int
    word_class: int
    beside: int
    end: int


_NO_CLASSES: frozenset[int] = frozenset()


class Lexicon:
    """All patterns, found by their rarest word and then checked word by word."""

    def __init__(self, patterns: Sequence[Pattern]) -> None:
        self.patterns: tuple[Pattern, ...] = tuple(patterns)
        self._classes = WordClasses()
        self._steps: list[tuple[_Step, ...]] = [self._compile(pattern.text) for pattern in self.patterns]
        self._single: dict[int, list[int]] = {}
        self._announced: dict[int, list[_Announced]] = {}
        for number, steps in enumerate(self._steps):
            if len(steps) == 1:
                self._single.setdefault(steps[0].word_class, []).append(number)
            else:
                word_class, announced = self._announce(number)
                self._announced.setdefault(word_class, []).append(announced)
        self._memo: dict[str, _Entry] = {}
        self._read: Memo[str, tuple[Words, list[Hit]]] = Memo(_FOUND_LIMIT)

    def _announce(self, number: int) -> "tuple[int, _Announced]":
        """The rarest class of a longer pattern, and where the rarer of the words beside it may stand."""
        steps = self._steps[number]
        common = [self._classes.commonness(word_class) for word_class, _ in steps]
        at = common.index(min(common))
        other = at - 1 if at + 1 == len(steps) or (at and common[at - 1] <= common[at + 1]) else at + 1
        if not steps[max(at, other)].far:
            return steps[at].word_class, _Announced(number, steps[other].word_class, other - at, other - at)
        first, last = (-MAX_GAP_WORDS - 1, -1) if other < at else (1, MAX_GAP_WORDS + 1)
        return steps[at].word_class, _Announced(number, steps[other].word_class, first, last + 1)

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
        announced = [each for word_class in start_ending for each in self._announced.get(word_class, ())]
        return _Entry(whole, ending, start, start_ending, tuple(single), tuple(announced))

    def read(self, text: str) -> tuple[Words, list[Hit]]:
        """A text's words and what `find` finds in them.

        The last few thousand texts are remembered: signals, status and reasons ask about the same ones.
        """
        return self._read.get(text) or self.read_all([text])[0]

    def read_all(self, texts: Sequence[str]) -> list[tuple[Words, list[Hit]]]:
        """As `read`, for many texts at once, which is several times faster."""
        known = {text: self._read.get(text) for text in texts}
        fresh = [text for text, found in known.items() if found is None]
        for text in fresh:
            words = split_words(normalise(text))
            known[text] = self._read.put(text, (words, self.find(words)))
        return [found for found in map(known.__getitem__, texts) if found is not None]

    def find(self, words: Words) -> list[Hit]:
        """The first place of every pattern that occurs, in the order of patterns.

        A pattern's words follow each other with only spaces between them, or, over a gap, with up to four
        words and only spaces and commas between. Same rules as the reference matcher.
        """
        entries = [self._entry(word) for word in words.lower]
        hits = self._singles(words, entries)
        starts: dict[int, list[int]] = {}
        for number in self._candidates(entries):
            steps = self._steps[number]
            first = steps[0].word_class
            places = starts.get(first)
            if places is None:
                places = starts[first] = _starts(first, words.joined, entries)
            hit = _locate(number, steps, places, words.gaps, entries)
            if hit is not None:
                hits[number] = hit
        return [hits[number] for number in sorted(hits)]

    def _candidates(self, entries: "list[_Entry]") -> set[int]:
        """Longer patterns two neighbouring words of which seem to be in the text."""
        edge = [_NO_CLASSES] * (MAX_GAP_WORDS + 1)
        around = [*edge, *[entry.start_ending for entry in entries], *edge]
        found: set[int] = set()
        for place, entry in enumerate(entries, MAX_GAP_WORDS + 1):
            for number, word_class, beside, end in entry.announced:
                if end == beside:
                    if word_class in around[place + beside]:
                        found.add(number)
                    continue
                for classes in around[place + beside : place + end]:
                    if word_class in classes:
                        found.add(number)
                        break
        return found

    def _singles(self, words: Words, entries: "list[_Entry]") -> dict[int, Hit]:
        """Patterns of one word."""
        hits: dict[int, Hit] = {}
        for first, entry in enumerate(entries):
            if entry.single and not words.joined[first]:
                for number in entry.single:
                    if number not in hits:
                        hits[number] = Hit(number, first, first)
        return hits


@dataclass(frozen=True, slots=True)
class _Entry:
    """What the lexicon knows of one word: its classes in each position, and the patterns it may announce.

    Attributes:
        whole: classes that hold it.
        ending: those of a pattern's last word.
        start: those of a pattern's first word.
        start_ending: those of a word that is both, and so of all above.
        single: patterns of one word that it matches.
        announced: longer patterns whose rarest class holds it.
    """

    whole: frozenset[int]
    ending: frozenset[int]
    start: frozenset[int]
    start_ending: frozenset[int]
    single: tuple[int, ...]
    announced: tuple[_Announced, ...]


def _starts(word_class: int, joined: list[bool], entries: list[_Entry]) -> list[int]:
    """Where a pattern may begin with a word of the class."""
    return [place for place, entry in enumerate(entries) if word_class in entry.start and not joined[place]]


def _locate(
    number: int, steps: tuple[_Step, ...], places: list[int], gaps: list[int], entries: list[_Entry]
) -> Hit | None:
    for first in places:
        last = _follow(steps, 1, first, gaps, entries)
        if last >= 0:
            return Hit(number, first, last)
    return None


def _follow(steps: tuple[_Step, ...], place: int, here: int, gaps: list[int], entries: list[_Entry]) -> int:
    """Position of the last word when the steps from `place` on follow the word at `here`, else -1."""
    word_class, far = steps[place]
    is_last = place == len(steps) - 1
    limit = min(len(entries), here + 1 + (MAX_GAP_WORDS + 1 if far else 1))
    loosest = COMMA if far else SPACE
    for position in range(here + 1, limit):
        if gaps[position] > loosest:
            return -1
        entry = entries[position]
        if word_class in (entry.ending if is_last else entry.whole):
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
