"""Words of which one must stand in a text before a pattern of many alternatives is worth trying on it."""

import re
from collections.abc import Iterator
from typing import Any

import ahocorasick


class Hints:
    """All are looked for in one pass, inside of other words too.

    Args:
        words: with a bar between each two.
    """

    def __init__(self, words: str) -> None:
        self._automaton: Any = ahocorasick.Automaton()
        for word in words.split("|"):
            self._automaton.add_word(word, len(word))
        self._automaton.make_automaton()

    def places(self, text: str) -> Iterator[tuple[int, int]]:
        """Where each ends, the place of its last letter, and how long it is; text in their own case."""
        found: Iterator[tuple[int, int]] = self._automaton.iter(text)
        return found

    def stand_in(self, text: str) -> bool:
        """Whether any of them stands in the text."""
        return next(self.places(text), None) is not None


class HintedPattern:
    """A pattern that is tried only on texts that hold one of its hints.

    Args:
        pattern: as of `re`.
        hints: words in lower case with a bar between each two, one of which stands in whatever matches.
        flags: of the pattern.
    """

    def __init__(self, pattern: str, hints: str, flags: int = 0) -> None:
        self.pattern = re.compile(pattern, flags)
        self.hints = Hints(hints)

    def search(self, text: str) -> re.Match[str] | None:
        """As `re.Pattern.search`."""
        return self.pattern.search(text) if self.hints.stand_in(text.lower()) else None

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """As `re.Pattern.finditer`."""
        return self.pattern.finditer(text) if self.hints.stand_in(text.lower()) else iter(())
