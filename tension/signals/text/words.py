"""Sentences cut into words once, for every feature that reads them."""

import re
from typing import NamedTuple

from tension.signals.text.memo import Lookup

SPACE, COMMA, BREAK, JOIN = range(4)

# A word goes on for a hundred characters at most: features look at every beginning of a word, and a hostile
# one of a megabyte would keep them busy for hours.
_WORD = re.compile(r"([^\W_][\w'\-]{0,99}+)")
# The same in a text of ASCII alone, where letters are told by a table.
_ASCII_WORD = re.compile(r"([a-zA-Z0-9][a-zA-Z0-9_'\-]{0,99}+)")
_DOTTED = re.compile(r"\b([A-Z])\.([A-Z])\.?(?=[^\w]|$)")
_INITIALS = re.compile(r"[A-Z]\.[A-Z]")
_APOSTROPHES = "\u2019\u2018\u02bc`"
_GAPS_AT_MOST, _WORDS_AT_MOST = 4096, 50_000


class Words(NamedTuple):
    """The words of one text.

    Attributes:
        cased: the words as written.
        lower: the same in lower case.
        gaps: what stands before each word: SPACE, COMMA (with or without spaces), BREAK (any other mark) or
            JOIN (a break whose last mark is a hyphen or underscore, so that no pattern may start there).
        between: what stands before each word as written, and after the last.
    """

    cased: list[str]
    lower: list[str]
    gaps: bytes
    between: list[str]


def normalise(text: str) -> str:
    """Plain apostrophes and undotted initials, so that `U.S.` and a curly possessive meet their patterns."""
    for mark in _APOSTROPHES:
        text = text.replace(mark, "'")
    return _DOTTED.sub(r"\1\2", text) if _INITIALS.search(text) else text


def split_words(text: str) -> Words:
    """Cut a normalised text into words and the gaps between them."""
    parts = (_ASCII_WORD if text.isascii() else _WORD).split(text)
    cased = parts[1::2]
    between = parts[0::2]
    return Words(
        cased=cased,
        lower=list(map(_LOWER.__getitem__, cased)),
        gaps=bytes(map(_GAPS.__getitem__, between[:-1])),
        between=between,
    )


def _gap(between: str) -> int:
    if not between:
        return BREAK
    bare = between.strip()
    if not bare:
        return SPACE
    if not bare.replace(",", "").strip():
        return COMMA
    return JOIN if between[-1] in "-_" else BREAK


# One and the same string each time: whoever looks the word up need not hash it anew.
_LOWER = Lookup(str.lower, _WORDS_AT_MOST)
_GAPS = Lookup(_gap, _GAPS_AT_MOST)
