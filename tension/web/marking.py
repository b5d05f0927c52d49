"""The words of a sentence that made the classifier read it as it did, marked where they stand."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from tension.web.text import plain

Kind = Literal["", "signal", "status"]
SENTENCE_CHARACTERS = 1200


@dataclass(frozen=True, slots=True)
class Why:
    """What `evidence.why` says: words for signal and status, what the place in the text did, a doubt."""

    words: tuple[str, ...]
    status: tuple[str, ...]
    place: str
    doubt: str = ""

    @classmethod
    def read(cls, text: str | None) -> "Why":
        """Take the JSON apart; anything else is a remark of its own."""
        try:
            found: Any = json.loads(text) if text else {}
        except ValueError:
            found = {"place": text}
        if not isinstance(found, Mapping):
            found = {"place": text}
        words, status = (_texts(found.get(name)) for name in ("words", "status"))
        return cls(words, status, *(str(found.get(name, "")) for name in ("place", "doubt")))


def _texts(value: Any) -> tuple[str, ...]:
    return tuple(str(item) for item in value) if isinstance(value, list) else ()


def marked(sentence: str, why: Why) -> list[tuple[str, Kind]]:
    """The sentence in pieces: plain, or evidence for the signal or the status; templates escape them.

    Args:
        sentence: as printed; it comes back cleaned of invisible characters.
        why: whose phrases are looked for, whatever stands between their words.
    """
    text = plain(sentence, SENTENCE_CHARACTERS)
    pieces: list[tuple[str, Kind]] = []
    position = 0
    for start, end, kind in _spans(text, why):
        if start < position:
            continue
        pieces += [(text[position:start], ""), (text[start:end], kind)]
        position = end
    return [piece for piece in [*pieces, (text[position:], "")] if piece[0]]


def _spans(text: str, why: Why) -> Sequence[tuple[int, int, Kind]]:
    """Where phrases stand, first come first, the longer before the shorter."""
    spans = [*_found(text, why.words, "signal"), *_found(text, why.status, "status")]
    return sorted(spans, key=lambda span: (span[0], -span[1]))


def _found(text: str, phrases: Iterable[str], kind: Kind) -> Iterator[tuple[int, int, Kind]]:
    for phrase in phrases:
        words = [re.escape(word) for word in phrase.split()]
        if words:
            for match in re.finditer(r"(?<!\w)" + r"\W{1,4}".join(words) + r"(?!\w)", text):
                yield match.start(), match.end(), kind
