"""VADER tone of a sentence: the original's score to the last digit, several times faster."""

import string
from collections.abc import Iterable
from functools import cached_property, lru_cache
from itertools import compress, count

from vaderSentiment.vaderSentiment import (
    BOOSTER_DICT,
    C_INCR,
    N_SCALAR,
    NEGATE,
    SPECIAL_CASES,
    SentimentIntensityAnalyzer,
    normalize,
)

from tension.signals.text.memo import Memo, TokenLookup

_NEGATIONS = frozenset(NEGATE)
# How much of a booster's weight is left one, two and three words before the word it boosts.
_REACH = (1.0, 0.95, 0.9)
_MEMO_TEXTS, _TOKENS_AT_MOST = 5_000, 50_000
# A shorter token may be an emoticon, which punctuation is a part of.
_LONGEST_EMOTICON = 2


class ToneAnalyzer:
    """VADER's compound score (Hutto & Gilbert 2014), identical to the original and faster.

    The original copies every text character by character to spell out emoji, calls a method for every word
    and lowers all words again at every step; here that happens once, or only where it can matter.
    """

    def __init__(self) -> None:
        self._vader = SentimentIntensityAnalyzer()
        self._emoji: frozenset[str] = frozenset(self._vader.emojis)
        self._lexicon: dict[str, float] = self._vader.lexicon
        self._memo: Memo[str, float] = Memo(_MEMO_TEXTS)
        self._charged = frozenset(self._lexicon).difference(BOOSTER_DICT)

    def compound(self, text: str) -> float:
        """Tone from -1 (most negative) to 1 (most positive); 0 for a text without charged words."""
        known = self._memo.get(text)
        return self._memo.put(text, self._compound(text)) if known is None else known

    def compounds(self, texts: Iterable[str]) -> list[float]:
        """Tone of each text, in order."""
        return [self.compound(text) for text in texts]

    def _compound(self, text: str) -> float:
        if not text.isascii() and not self._emoji.isdisjoint(text):
            return float(self._vader.polarity_scores(text)["compound"])
        stripped = text.strip()
        words = _Words(stripped)
        charged = list(compress(count(), map(self._charged.__contains__, words.lower)))
        if not charged:
            return 0.0
        sentiments = [0.0] * len(words.lower)
        for place in charged:
            sentiments[place] = self._valence(words, place)
        if "but" in words.lower:
            sentiments = self._vader._but_check(words.lower, sentiments)  # noqa: SLF001 - VADER has no public step
        total = float(sum(sentiments))
        if total:
            emphasis = self._vader._punctuation_emphasis(stripped)  # noqa: SLF001
            total += emphasis if total > 0 else -emphasis
        return float(round(normalize(total), 4))

    def _valence(self, words: "_Words", at: int) -> float:
        """A charged word's weight after caps, boosters, negations and idioms before it."""
        lower, lexicon = words.lower, self._lexicon
        is_alone = not any(map(_MATTERS.__getitem__, lower[max(at - 3, 0) : at + 3]))
        valence = lexicon[lower[at]] if is_alone else self._after_no(lower, at)
        if words.tokens[at].isupper() and words.is_cap_diff:
            valence += C_INCR if valence > 0 else -C_INCR
        if is_alone:
            return valence
        if lower[at : at + 2] == _KIND_OF:
            return 0.0
        for step in range(min(at, 3)):
            before = lower[at - step - 1]
            if before not in lexicon:
                if before in BOOSTER_DICT:
                    valence += _boost(words, at - step - 1, valence) * _REACH[step]
                valence = _negate(valence, lower, step, at)
                if step == _LAST_STEP:
                    valence = _idiom(valence, lower, at)
        if (
            at
            and lower[at - 1] == "least"
            and "least" not in lexicon
            and lower[max(at - 2, 0)] not in _LEAST_KEPT[at > 1]
        ):
            valence *= N_SCALAR
        return valence

    def _after_no(self, lower: list[str], at: int) -> float:
        """The word's own weight, turned by a "no" shortly before it."""
        word = lower[at]
        valence = self._lexicon[word]
        if word == "no" and at + 1 < len(lower) and lower[at + 1] in self._lexicon:
            valence = 0.0
        near = "no" in lower[max(at - 2, 0) : at]
        far = at > _LAST_STEP and lower[at - 3] == "no" and lower[at - 1] in ("or", "nor")
        return self._lexicon[word] * N_SCALAR if near or far else valence


class _Words:
    """A text's words as written, and in lower case without the punctuation around them."""

    def __init__(self, text: str) -> None:
        self.tokens = text.split()
        self.lower = list(map(_LOWER.__getitem__, self.tokens))

    @cached_property
    def is_cap_diff(self) -> bool:
        """Whether some words but not all are in capitals."""
        return 0 < sum(map(str.isupper, self.tokens)) < len(self.tokens)


def _lower(token: str) -> str:
    bare = token.strip(string.punctuation)
    return (bare if len(bare) > _LONGEST_EMOTICON else token).lower()


_LOWER = TokenLookup(_lower, _TOKENS_AT_MOST)

_KIND_OF = ["kind", "of"]
# The longest word of each set phrase: where none stands, no phrase does.
_IDIOMATIC = frozenset(
    max(phrase.split(), key=len) for phrase in (*SPECIAL_CASES, *BOOSTER_DICT) if " " in phrase
)
_OTHERS = frozenset(("no", "least", "so", "this"))


def _matters(word: str) -> bool:
    """Whether a word may change the weight of a charged one up to three words after it."""
    return word in BOOSTER_DICT or word in _NEGATIONS | _IDIOMATIC | _OTHERS or "n't" in word


_MATTERS = TokenLookup(_matters, _TOKENS_AT_MOST)
_LAST_STEP = 2
# "at least good" keeps its weight, "least good" does not; the second entry is for words with two before them.
_LEAST_KEPT: tuple[frozenset[str], frozenset[str]] = (frozenset(), frozenset(("at", "very")))


def _boost(words: _Words, at: int, valence: float) -> float:
    """What an intensifier adds; dampeners subtract."""
    scalar: float = BOOSTER_DICT[words.lower[at]]
    if valence < 0:
        scalar *= -1
    if words.tokens[at].isupper() and words.is_cap_diff:
        scalar += C_INCR if valence > 0 else -C_INCR
    return scalar


def _negate(valence: float, lower: list[str], step: int, at: int) -> float:
    """Turn the weight when the word `step` + 1 places before denies it."""
    before = lower[at - step - 1]
    if step == 1:
        if before == "never" and lower[at - 1] in ("so", "this"):
            return valence * 1.25
        if before == "without" and lower[at - 1] == "doubt":
            return valence
    elif step == _LAST_STEP:
        # The original's own grouping: `so` or `this` right before the word is enough.
        if (before == "never" and lower[at - 2] in ("so", "this")) or lower[at - 1] in ("so", "this"):
            return valence * 1.25
        if before == "without" and "doubt" in lower[at - 2 : at]:
            return valence
    return valence * N_SCALAR if before in _NEGATIONS or "n't" in before else valence


def _idiom(valence: float, lower: list[str], at: int) -> float:
    """Weights of set phrases around the word ("the bomb", "kiss of death")."""
    if _IDIOMATIC.isdisjoint(lower[at - 3 : at + 3]):
        return valence
    three, two, one, word = lower[at - 3 : at + 1]
    for phrase in (
        f"{one} {word}",
        f"{two} {one} {word}",
        f"{two} {one}",
        f"{three} {two} {one}",
        f"{three} {two}",
    ):
        if phrase in SPECIAL_CASES:
            valence = SPECIAL_CASES[phrase]
            break
    for end in (at + 2, at + 3):
        if end <= len(lower):
            valence = SPECIAL_CASES.get(" ".join(lower[at:end]), valence)
    for phrase in (f"{three} {two} {one}", f"{three} {two}", f"{two} {one}"):
        valence += BOOSTER_DICT.get(phrase, 0.0)
    return valence


@lru_cache(maxsize=1)
def tone_analyzer() -> ToneAnalyzer:
    """The one analyser of the process; reading VADER's lexicon takes 20 ms."""
    return ToneAnalyzer()
