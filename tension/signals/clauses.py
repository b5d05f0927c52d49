"""One text cut into clauses, with generic names for what does not tell one event's status from another's."""

import re
from dataclasses import dataclass

from tension.signals.grammar_words import AUXILIARIES, DAYS, MONTHS, NUMBERS, OPENERS, PARTICIPLES
from tension.signals.lexicon import CUES, Lexicon
from tension.signals.masks import MASKS
from tension.signals.time_words import TimePhrase, find_time_phrases
from tension.signals.words import normalise, split_words

START = "<s>"
_GENERIC = {
    **{word: name for word, name in MASKS.items() if name in {"<state>", "<group>", "<body>"}},
    **dict.fromkeys(DAYS, "<day>"),
    **dict.fromkeys(NUMBERS, "<num>"),
}
_WORD = re.compile(r"([^\W_][\w'\-]*)")
_MARKS = re.compile(r"[.!?]|--|[,;:\u2014\u2013()]")
_YEAR = re.compile(r"(1[0-9]|20)\d\d")
_TITLE_CASE_SHARE = 0.65
_TITLE_CASE_WORDS = 4


@dataclass(frozen=True, slots=True)
class Cue:
    """A pattern of the lexicon found in the text: its name, first and last word, and strength."""

    name: str
    first: int
    last: int
    strength: int


@dataclass(frozen=True, slots=True)
class Scene:
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
    plain = normalise(text)
    parts = _WORD.split(plain)
    cased, gaps = parts[1::2], parts[0::2]
    title = _title_case(cased)
    words: list[str] = []
    scene = Scene(words, [], [], [], [], [], [], [], [])
    fresh = True
    for word, gap in zip(cased, gaps, strict=False):
        mark = _mark(gap)
        fresh = fresh or mark == START or '"' in gap or "“" in gap
        generic = _generic(word, named=not fresh and not title)
        _place(scene, generic, gap, mark)
        fresh = False
    scene.times.extend(find_time_phrases(words))
    for hit in lexicon.find(split_words(plain)):
        pattern = lexicon.patterns[hit.pattern]
        target = scene.cues if pattern.name in CUES else scene.patterns
        target.append(Cue(pattern.name, hit.first, hit.last, pattern.strength))
    return scene


def form(word: str) -> str:
    """A word's grammatical form as far as its spelling tells: the auxiliary itself, ED, ING, N or ""."""
    if word in AUXILIARIES:
        return word
    if word[0] == "<":
        return "N"
    if word in PARTICIPLES or word.endswith("ed") or (word.endswith("en") and len(word) > len("seven")):
        return "ED"
    if word.endswith("ing") and len(word) > len("king"):
        return "ING"
    return ""


def _place(scene: Scene, word: str, gap: str, mark: str) -> None:
    """Append a word, opening a clause where a mark or an opener asks for one."""
    first = not scene.words
    opener = START if first else mark
    if not first and word in OPENERS and mark in {"", ","}:
        opener = word
    if opener:
        scene.openers.append(opener)
    scene.words.append(word)
    scene.forms.append(form(word))
    scene.clause.append(len(scene.openers) - 1)
    last_sentence = scene.sentence[-1] if scene.sentence else 0
    scene.sentence.append(last_sentence + (not first and mark == START))
    last_quoted = scene.quoted[-1] if scene.quoted else False
    scene.quoted.append(_quoted(gap, before=last_quoted))


def _mark(gap: str) -> str:
    if gap in {" ", "", ", "}:
        return gap.strip()
    found = _MARKS.findall(gap)
    if not found:
        return ""
    return START if any(mark in ".!?" for mark in found) else str(found[0])


def _quoted(gap: str, *, before: bool) -> bool:
    if "“" in gap:
        return True
    if "”" in gap:
        return False
    return before ^ (gap.count('"') % 2 == 1)


def _title_case(cased: list[str]) -> bool:
    capitals = sum(word[0].isupper() for word in cased)
    return len(cased) >= _TITLE_CASE_WORDS and capitals > _TITLE_CASE_SHARE * len(cased)


def _generic(word: str, *, named: bool) -> str:
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
