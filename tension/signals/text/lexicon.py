"""The lexicon: patterns with gaps, compiled into classes of words."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from tension.errors import ModelError
from tension.signals.table import SIGNALS
from tension.signals.text.flat_lexicon import FlatLexicon, Hit, Step
from tension.signals.text.memo import Memo
from tension.signals.text.word_classes import WordClasses
from tension.signals.text.words import Words, normalise, split_words

CUES: tuple[str, ...] = ("negation", "cancelled", "planned", "hypothetical", "background")
DEFAULT_LEXICON = Path("models/lexicon")
_KNOWN = frozenset(SIGNALS + CUES)
_REMEDY = "mend the line, then run `tension train`"
_STRENGTHS = frozenset("0123")
TOP_STRENGTH = 3.0
_FOUND_LIMIT = 2_000
# Read whole, a large file is hashed three times as slowly: memory for it is new.
_PIECE = 2**17


@dataclass(frozen=True, slots=True)
class Pattern:
    """One line of the lexicon: what it points to, its words, and how sure it is (1 hint, 3 almost always).

    Strength 0 is a frame in which the signal's words mean something else: a feature, and no reason for it.
    """

    name: str
    text: str
    strength: int


class Lexicon:
    """All patterns, and what was found in the texts read last."""

    def __init__(self, patterns: Sequence[Pattern]) -> None:
        self.patterns: tuple[Pattern, ...] = tuple(patterns)
        self._read: Memo[str, tuple[Words, list[Hit]]] = Memo(_FOUND_LIMIT)

    @cached_property
    def _flat(self) -> FlatLexicon:
        """The patterns compiled, when a text is first read."""
        classes = WordClasses()
        return FlatLexicon([_compile(pattern.text, classes) for pattern in self.patterns], classes)

    def read(self, text: str) -> tuple[Words, list[Hit]]:
        """A text's words and what `find` finds in them.

        The last two thousand texts are remembered: signals, status and reasons ask about the same ones.
        """
        return self._read.get(text) or self.read_all([text])[0]

    def read_all(self, texts: Sequence[str]) -> list[tuple[Words, list[Hit]]]:
        """As `read`, for many texts at once, which is several times faster."""
        known = {text: self._read.get(text) for text in texts}
        fresh = [text for text, found in known.items() if found is None]
        cut = [split_words(normalise(text)) for text in fresh]
        for text, words, hits in zip(fresh, cut, self._flat.find(cut), strict=True):
            known[text] = self._read.put(text, (words, hits))
        return [found for found in map(known.__getitem__, texts) if found is not None]

    def find(self, words: Words) -> list[Hit]:
        """The first place of every pattern that occurs, in the order of patterns.

        A pattern's words follow each other with only spaces between them, or, over a gap, with up to four
        words and only spaces and commas between. Same rules as the reference matcher.
        """
        return self._flat.find([words])[0]


def _compile(text: str, classes: WordClasses) -> list[Step]:
    steps, far = [], False
    for part in text.strip("_ ").split(" "):
        if part == "_":
            far = True
            continue
        steps.append(Step(classes.add(part), far))
        far = False
    return steps


def load_lexicon(folder: Path = DEFAULT_LEXICON) -> Lexicon:
    """Read every .tsv of patterns in the folder, in name order.

    Raises:
        ModelError: the folder holds none, or a line is not `name<TAB>pattern<TAB>0|1|2|3`.
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
        if len(fields) != 3 or fields[0] not in _KNOWN or fields[2] not in _STRENGTHS:  # noqa: PLR2004 - the format's own columns
            raise ModelError(f"{path}:{number}: {line[:80]!r} is not `name<TAB>pattern<TAB>0|1|2|3`", _REMEDY)
        patterns.append(Pattern(fields[0], fields[1].strip().lower(), int(fields[2])))
    return patterns


def hash_files(paths: Iterable[Path]) -> str:
    """SHA-256 over names and contents, in the order given."""
    digest = hashlib.sha256()
    for path in paths:
        digest.update(path.name.encode() + b"\0")
        with path.open("rb") as file:
            while piece := file.read(_PIECE):
                digest.update(piece)
        digest.update(b"\0")
    return digest.hexdigest()
