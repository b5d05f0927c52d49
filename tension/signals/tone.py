"""VADER tone of a sentence, with the emoji loop skipped where it can change nothing."""

from collections.abc import Iterable
from functools import lru_cache

from vaderSentiment.vaderSentiment import (
    BOOSTER_DICT,
    SentimentIntensityAnalyzer,
    SentiText,
)


class ToneAnalyzer:
    """VADER's compound score (Hutto & Gilbert 2014), identical to the original and faster.

    The original copies every text character by character to spell out emoji and calls its valence method for
    every word; here both happen only where they can matter (a text with an emoji, a word in the lexicon).
    """

    def __init__(self) -> None:
        self._vader = SentimentIntensityAnalyzer()
        self._emoji: frozenset[str] = frozenset(self._vader.emojis)
        self._lexicon: dict[str, float] = self._vader.lexicon

    def compound(self, text: str) -> float:
        """Tone from -1 (most negative) to 1 (most positive); 0 for a text without charged words."""
        if not text.isascii() and not self._emoji.isdisjoint(text):
            return float(self._vader.polarity_scores(text)["compound"])
        stripped = text.strip()
        parsed = SentiText(stripped)
        sentiments = self._valences(parsed)
        return float(self._vader.score_valence(sentiments, stripped)["compound"])

    def compounds(self, texts: Iterable[str]) -> list[float]:
        """Tone of each text, in order."""
        return [self.compound(text) for text in texts]

    def _valences(self, parsed: SentiText) -> list[float]:
        words = parsed.words_and_emoticons
        lowered = [word.lower() for word in words]
        found: list[float] = []
        for position, word in enumerate(lowered):
            if (
                word not in self._lexicon
                or word in BOOSTER_DICT
                or lowered[position : position + 2] == _KIND_OF
            ):
                found.append(0)
            else:
                found = self._vader.sentiment_valence(0, parsed, words[position], position, found)
        if "but" in lowered:
            found = self._vader._but_check(words, found)  # noqa: SLF001 - VADER offers no public step for it
        return found


_KIND_OF = ["kind", "of"]


@lru_cache(maxsize=1)
def tone_analyzer() -> ToneAnalyzer:
    """The one analyser of the process; reading VADER's lexicon takes 20 ms."""
    return ToneAnalyzer()
