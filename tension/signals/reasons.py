"""Why a sentence was read as it was, in its own words: cheap enough for every row of evidence."""

from collections.abc import Mapping

from tension.signals.text.lexicon import Lexicon

MOST_WORDS = 3
_CUES: Mapping[str, frozenset[str]] = {
    "reported": frozenset(),
    "planned": frozenset(("planned",)),
    "background": frozenset(("background",)),
    "denied": frozenset(("negation", "cancelled")),
    "hypothetical": frozenset(("hypothetical",)),
}


def phrases_of(text: str, lexicon: Lexicon) -> dict[str, list[str]]:
    """The text's phrases that match the lexicon, by what they point to, the surest and longest first."""
    words, hits = lexicon.read(text)
    cased, patterns = words.cased, lexicon.patterns
    found: dict[str, list[tuple[int, int, str]]] = {}
    for number, first, last in hits:
        pattern = patterns[number]
        if pattern.strength:
            phrase = cased[first] if first == last else " ".join(cased[first : last + 1])
            found.setdefault(pattern.name, []).append((-pattern.strength, -len(phrase), phrase))
    return {name: _in_order(each) if len(each) > 1 else [each[0][2]] for name, each in found.items()}


def _in_order(found: list[tuple[int, int, str]]) -> list[str]:
    return list({phrase: None for _, _, phrase in sorted(found)})


def reasons_of(phrases: Mapping[str, list[str]], signal: str, status: str) -> dict[str, list[str]]:
    """Up to three phrases that speak for the signal, and up to three for its status."""
    words = phrases.get(signal, [])[:MOST_WORDS]
    cues = [phrase for cue in sorted(_CUES[status]) for phrase in phrases.get(cue, [])][:MOST_WORDS]
    return {name: found for name, found in (("words", words), ("status", cues)) if found}
