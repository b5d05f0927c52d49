"""A body of news text to its sentences."""

import re

# A mark that may end a sentence, the quotes and brackets that close with it, a gap, and what follows.
_BREAK = re.compile(
    r"([.!?\u2026]+)([\"'\u201d\u2019)\]]*)(?:[ \t\u00a0]+|(?<=[\"\u201d]))"
    r"(?=[\"'\u201c\u2018(\[\u2014-]*[A-Z0-9\u00c0-\u024f])"
)
# White space that is not one plain space, and what it is known by.
_SPACES = re.compile(r"[ \t\u00a0\u200b\r\f\v]{2,}|[\t\u00a0\u200b\r\f\v]")
_ODD_SPACES = ("  ", "\t", "\u00a0", "\u200b", "\r", "\f", "\v")
_LAST_WORD = re.compile(r"(?:^|[\s(\[\"'\u201c\u2018\u2014-])([^\s(\[\"'\u201c\u2018\u2014-]*)$")
# So long may the word before a mark be that is looked at.
_WORD_CHARS = 24
_INITIALS = re.compile(r"^(?:[A-Za-z]\.)*[A-Za-z]$")
_NUMBERED = re.compile(r"^\d{1,2}$")

# Abbreviations that a name or a number follows: never an end.
_NEVER = frozenset(
    [
        *("mr", "mrs", "ms", "dr", "prof", "gen", "maj", "col", "lt", "capt", "cpl", "sgt", "brig", "adm"),
        *(
            "cmdr",
            "cdr",
            "rep",
            "reps",
            "sen",
            "sens",
            "gov",
            "hon",
            "pres",
            "rev",
            "fr",
            "msgr",
            "st",
            "mt",
            "ft",
        ),
        *("no", "nos", "vs", "v", "fig", "art", "sec", "vol", "pp", "approx", "ca", "cf", "rs", "jan", "feb"),
        *("apr", "jun", "jul", "aug", "sept", "sep", "oct", "nov", "dec", "mon", "tue", "tues", "wed", "thu"),
        *(
            "thur",
            "thurs",
            "fri",
            "sat",
            "amb",
            "lt-gen",
            "maj-gen",
            "brig-gen",
            "lt-col",
            "insp",
            "supt",
            "det",
        ),
        *(
            "ayat",
            "mme",
            "mlle",
            "sr",
            "atty",
            "dist",
            "dept",
            "eg",
            "e.g",
            "ie",
            "i.e",
            "viz",
            "incl",
            "al-hajj",
        ),
    ]
)
# Abbreviations that may close a sentence: an end unless the next word runs on (a name, a verb of saying).
_MAYBE = frozenset(
    [
        *("jr", "inc", "ltd", "co", "corp", "bros", "etc"),
        *("u.s", "u.k", "u.n", "e.u", "u.s.a", "d.c", "a.m", "p.m"),
    ]
)
_STARTERS = frozenset(
    [
        *(
            "The",
            "A",
            "An",
            "In",
            "On",
            "At",
            "It",
            "He",
            "She",
            "They",
            "We",
            "I",
            "But",
            "And",
            "This",
            "That",
        ),
        *(
            "These",
            "Those",
            "His",
            "Her",
            "Their",
            "Its",
            "As",
            "After",
            "Before",
            "When",
            "While",
            "Since",
            "If",
        ),
        *(
            "There",
            "Both",
            "However",
            "Meanwhile",
            "Earlier",
            "Later",
            "Officials",
            "Some",
            "Many",
            "Two",
            "No",
        ),
        *("For", "From", "With", "By", "Under", "Also", "Last", "Our", "You", "What", "Why", "How", "Who"),
    ]
)


def split_sentences(text: str) -> list[str]:
    """Sentences in order, white space folded; a line break ends one, as it does in news pages.

    Knows abbreviations, initials, quotations that end a sentence, decimal numbers and the times of a
    live blog ("10:45 GMT - ..." stays whole). Every word of the text is in exactly one sentence.
    """
    if any(mark in text for mark in _ODD_SPACES):
        text = _SPACES.sub(" ", text)
    sentences: list[str] = []
    for line in map(str.strip, text.split("\n")):
        if line:
            _split_line(line, sentences)
    return sentences


def _split_line(line: str, sentences: list[str]) -> None:
    start = 0
    for match in _BREAK.finditer(line):
        if _ends(line, start, match):
            sentences.append(line[start : match.end(2)])
            start = match.end()
    if start < len(line):
        sentences.append(line[start:])


def _ends(line: str, start: int, match: re.Match[str]) -> bool:
    """Whether the mark ends a sentence, by the word before it and the word after."""
    if match[1] != ".":
        # A quoted question runs on when its speaker follows: "Why?" Kakar asked.
        return True
    end = match.start()
    # With the space that ended the sentence before: a word may open this one.
    begin = max(start - 1, end - _WORD_CHARS, 0)
    # From the last space on the pattern finds its word at once.
    last = _LAST_WORD.search(line, max(begin, line.rfind(" ", begin, end)), end)
    word = last[1] if last else ""
    lower = word.lower()
    if lower in _NEVER:
        return False
    if lower in _MAYBE:
        return _next_word(line, match.end()) in _STARTERS
    if _INITIALS.match(word):
        return bool(match[2])
    # "1. First item": a number that opens a line counts it.
    return not (_NUMBERED.match(word) and end - start <= len(word))


def _next_word(line: str, position: int) -> str:
    word = re.match(r"[\"'\u201c\u2018(\[]*([^\W\d_]*)", line[position:])
    return word[1] if word else ""
