"""One text cut into clauses, with generic names for what does not tell one event's status from another's."""

import re
from functools import lru_cache
from typing import NamedTuple

from tension.signals.status.time_words import TimePhrase, find_time_phrases
from tension.signals.text.grammar_words import DAYS, MONTHS, NUMBERS, OPENERS, form
from tension.signals.text.lexicon import CUES, Lexicon
from tension.signals.text.masks import MASKS

START = "<s>"
_GENERIC = {
    **{word: name for word, name in MASKS.items() if name in {"<state>", "<group>", "<body>"}},
    **dict.fromkeys(DAYS, "<day>"),
    **dict.fromkeys(NUMBERS, "<num>"),
}
_MARKS = re.compile(r"[.!?]|--|[,;:\u2014\u2013()]")
_YEAR = re.compile(r"(1[0-9]|20)\d\d")
TITLE_CASE_SHARE = 0.65
TITLE_CASE_WORDS = 4


class Cue(NamedTuple):
    """A pattern of the lexicon found in the text: its name, first and last word, and strength."""

    name: str
    first: int
    last: int
    strength: int


class Scene(NamedTuple):
    """One text ready for questions about the status of its events.

    Attributes:
        words: in lower case, names under generic names (`<state>`, `<name>`); a possessive keeps `'s`.
        forms: for each word an auxiliary as it is, ED, ING, N (a generic name) or "".
        clause: number of each word's clause.
        sentence: number of each word's sentence.
        quoted: whether each word stands in double quotes.
        openers: what opens each clause: a word, a mark, or `<s>`.
        cues: status cues found by the lexicon.
        patterns: signal patterns found by the lexicon.
        times: phrases of time.
    """

    words: list[str]
    forms: list[str]
    clause: list[int]
    sentence: list[int]
    quoted: list[bool]
    openers: list[str]
    cues: list[Cue]
    patterns: list[Cue]
    times: list[TimePhrase]


def read_scene(text: str, lexicon: Lexicon) -> Scene:
    """Cut a text into clauses and find the lexicon's patterns and cues in it."""
    read, hits = lexicon.read(text)
    scene = Scene([], [], [], [], [], [], [], [], [])
    _place_words(scene, read.cased, read.between)
    scene.times.extend(find_time_phrases(scene.words))
    for hit in hits:
        pattern = lexicon.patterns[hit.pattern]
        target = scene.cues if pattern.name in CUES else scene.patterns
        target.append(Cue(pattern.name, hit.first, hit.last, pattern.strength))
    return scene


def _place_words(scene: Scene, cased: list[str], between: list[str]) -> None:
    """Append the words, opening a clause where a mark or an opener asks for one."""
    words, openers = scene.words, scene.openers
    title = _title_case(cased)
    fresh = True
    sentence, quoted = 0, False
    for word, gap in zip(cased, between, strict=False):
        mark, opens, closes, flips = gap_marks(gap)
        generic, its_form, is_opener = _spelt(word, not (fresh or mark == START or opens or flips or title))
        fresh = False
        if not words:
            openers.append(START)
        else:
            sentence += mark == START
            if is_opener and mark in {"", ","}:
                openers.append(generic)
            elif mark:
                openers.append(mark)
        quoted = opens or (not closes and quoted ^ (flips % 2 == 1))
        words.append(generic)
        scene.forms.append(its_form)
        scene.clause.append(len(openers) - 1)
        scene.sentence.append(sentence)
        scene.quoted.append(quoted)


@lru_cache(maxsize=100_000)
def _spelt(word: str, named: bool) -> tuple[str, str, bool]:
    """A word's generic name, its form, and whether it opens a clause."""
    generic = generic_name(word, named=named)
    return generic, form(generic), generic in OPENERS


@lru_cache(maxsize=4096)
def gap_marks(gap: str) -> tuple[str, bool, bool, int]:
    """The mark in a gap, whether a curly quotation opens or else closes there, and how many plain quotes."""
    return _mark(gap), "\u201c" in gap, "\u201d" in gap, gap.count('"')


def _mark(gap: str) -> str:
    if gap in {" ", "", ", "}:
        return gap.strip()
    found = _MARKS.findall(gap)
    if not found:
        return ""
    return START if any(mark in ".!?" for mark in found) else str(found[0])


def _title_case(cased: list[str]) -> bool:
    capitals = sum(word[0].isupper() for word in cased)
    return len(cased) >= TITLE_CASE_WORDS and capitals > TITLE_CASE_SHARE * len(cased)


def generic_name(word: str, *, named: bool) -> str:
    """A word in lower case or under its generic name; `named` where a capital tells a name."""
    low = word.lower()
    mark = "'s" if low.endswith("'s") else ""
    stem = low[:-2] if mark else low
    if stem[:1].isdigit():
        return _number(stem) + mark
    if word[0].isupper() and stem in MONTHS:
        return "<month>" + mark
    known = _GENERIC.get(stem)
    if known and not (stem == "us" and word[:2] != "US"):
        return known + mark
    return ("<name>" if named and word[0].isupper() else stem) + mark


def _number(stem: str) -> str:
    if _YEAR.fullmatch(stem):
        return "<year>"
    return "<ord>" if stem[-2:] in {"st", "nd", "rd", "th"} else "<num>"
