"""Which language a text is in, among the configured ones, fast and silent about what it cannot tell."""

import re
from collections.abc import Sequence
from functools import lru_cache

UNDETERMINED = "und"

_SAMPLE_CHARS = 300
_LONG_SAMPLE_CHARS = 900
_MIN_LETTERS = 12  # below this the classifier guesses from noise
_MIN_CONFIDENCE = 0.8  # nearly all wrong verdicts on real English feed items lay below
_SCRIPT_SHARE = 0.3

# Function words that no other configured language shares.
_ENGLISH = re.compile(
    r"\b(?:the|and|of|to|said|with|that|for|from|has|were|have|after|by|is|are|will|its|been|who|over|as|at|on)\b"
)
_ENGLISH_HITS = 2
_ENGLISH_SHARE = 0.15

_ARABIC_SCRIPT = re.compile(r"[\u0620-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufefc]")
_DEVANAGARI = re.compile(r"[\u0900-\u097f]")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_LETTER = re.compile(r"[^\W\d_]")

# Letters that one language writes and its neighbours do not, the most particular first.
_LETTERS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("ps", re.compile("[ښځڅډړږټۍې]")),
    ("ur", re.compile("[ٹڈڑںےہھۓ]")),
    ("fa", re.compile("[پچژگیک]")),
    ("ar", re.compile("[ةىيكأإؤ]")),
)


def detect_language(text: str, languages: Sequence[str], hint: str = "") -> str:
    """The language of a text.

    Args:
        text: title and beginning of an article; only the first 300 characters are read, and 900 to see that
            a text is plain English though it begins with names and figures.
        languages: ISO 639-1 codes to choose from.
        hint: what the source says; used only where the text is too short or unclear to tell.

    Returns:
        One of `languages`, the hint, or `und`.
    """
    sample = text[:_SAMPLE_CHARS]
    known = tuple(languages)
    if "en" in known and (_is_plain_english(sample) or _is_plain_english(text[:_LONG_SAMPLE_CHARS])):
        return "en"
    letters = len(_LETTER.findall(sample))
    unsure = hint or UNDETERMINED
    if not letters:
        return unsure
    by_script = _by_script(sample, letters, known)
    if by_script:
        return by_script
    if letters < _MIN_LETTERS:
        return unsure
    language, confidence = _identifier(known).classify(sample)
    return str(language) if confidence >= _MIN_CONFIDENCE else unsure


def _is_plain_english(sample: str) -> bool:
    """Whether the sample is full of English function words, as nearly every article read is."""
    hits = len(_ENGLISH.findall(sample.lower()))
    return hits >= _ENGLISH_HITS and hits >= _ENGLISH_SHARE * (sample.count(" ") + 1)


def _by_script(sample: str, letters: int, known: tuple[str, ...]) -> str:
    """A verdict from the letters alone; empty where the script serves several languages."""
    enough = _SCRIPT_SHARE * letters
    if len(_ARABIC_SCRIPT.findall(sample)) >= enough:
        for language, particular in _LETTERS:
            if language in known and particular.search(sample):
                return language
    for language, script in (("hi", _DEVANAGARI), ("zh", _HAN)):
        if language in known and len(script.findall(sample)) >= enough:
            return language
    return ""


class _Identifier:
    """py3langid with its tables cut to the configured languages."""

    def __init__(self, languages: tuple[str, ...]) -> None:
        from py3langid.langid import MODEL_FILE, LanguageIdentifier  # noqa: PLC0415 - 1.5 s of loading, only if asked

        self._inner = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
        self._inner.set_languages([code for code in languages if code in self._inner.labels])

    def classify(self, sample: str) -> tuple[str, float]:
        """Language and calibrated confidence."""
        language, confidence = self._inner.classify(sample)
        return str(language), float(confidence)


@lru_cache(maxsize=4)
def _identifier(languages: tuple[str, ...]) -> _Identifier:
    return _Identifier(languages)
