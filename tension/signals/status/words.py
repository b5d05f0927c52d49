"""What is known of words, gaps, neighbours and phrases of time for the status of events, by number."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from tension.signals.status.anchors import AnchorFinder, word_terms
from tension.signals.status.clauses import START, gap_marks, generic_name
from tension.signals.status.features import WINDOW
from tension.signals.status.inputs import InputCoder
from tension.signals.status.time_words import phrase_at, tells_time
from tension.signals.table import SIGNALS
from tension.signals.text.grammar_words import AUXILIARIES, OPENERS, form
from tension.signals.text.id_table import IdTable, Numbers
from tension.signals.text.known_pairs import KnownPairs, pairs_among
from tension.signals.text.lexicon import CUES, Pattern
from tension.signals.text.memo import Lookup

Array = npt.NDArray[Any]
_STEPS = tuple(range(1, WINDOW + 1))
WORD_FEATURES = ("a", "in", "c0", "c01", "ss", "os", *(f"L{n}" for n in _STEPS), *(f"R{n}" for n in _STEPS))
PAIR_FEATURES = ("gb", "cb", "c01")
WORD_COLUMNS = (
    *("term", "stem", "word", "ending", "form", "opener", "is_auxiliary", "tells_time", "in_pairs"),
    *WORD_FEATURES,
)
CASED_COLUMNS = ("plain", "named", "is_capital")
GAP_COLUMNS = ("mark", "is_start", "is_light", "opens", "closes", "flips")
PAIR_COLUMNS = ("term", *PAIR_FEATURES)
# A phrase of time is told by the words around it: two before, one after.
TIME_WINDOW = np.arange(-2, 2)
_HERE = 2
_GAPS_AT_MOST, _TIMES_AT_MOST = 4_000, 50_000
_SIGNAL_NUMBERS = {name: number for number, name in enumerate((*SIGNALS, *CUES))}


class Phrase(NamedTuple):
    """A phrase of time near a word: its first and last word counted from there, and its kind's number."""

    first: int
    last: int
    kind: int


class StatusWords:
    """Tables filled as words are met."""

    def __init__(
        self, anchors: AnchorFinder, coder: InputCoder, known: Mapping[str, int], patterns: Sequence[Pattern]
    ) -> None:
        """Start with none.

        Args:
            anchors: knows the terms that tell signals.
            coder: knows the network's words and forms.
            known: numbers of the linear view's features.
            patterns: of the lexicon.
        """
        self._anchors, self._coder, self._known = anchors, coder, known
        self.words = IdTable[str](self._word)
        self.pairs = KnownPairs(
            pairs_among(anchors.ids, " "), *(pairs_among(known, " ", f"{name}=") for name in PAIR_FEATURES)
        )
        self.cased, self.gaps = IdTable[str](self._cased), IdTable[str](self._gap, _GAPS_AT_MOST)
        self.times = Lookup[bytes, Phrase | None](self._phrase, _TIMES_AT_MOST)
        self.forms, self.openers, self.kinds = Numbers[str](), Numbers[str](), Numbers[str]()
        self.no_form, self.no_mark = self.forms[""], self.openers[""]
        self.generic, self.start = self.forms["N"], self.openers[START]
        # What stands for an opener before a text's first clause and after its last.
        self.edges = self.openers["^"], self.openers["$"]
        self.hits: Array = np.array(
            [(_SIGNAL_NUMBERS[each.name], each.strength) for each in patterns], dtype=np.int64
        ).reshape(-1, 2)

    def _word(self, word: str) -> tuple[int, ...]:
        """As `WORD_COLUMNS`, of a word under its generic name; -1 where unknown."""
        terms = [self._anchors.ids.get(term, -1) for term in word_terms(word)]
        return (
            terms[0],
            terms[1] if len(terms) > 1 else -1,
            *self._coder.word_and_form(word),
            self.forms[form(word)],
            self.openers[word] if word in OPENERS else -1,
            int(word in AUXILIARIES),
            int(tells_time(word)),
            self.pairs.name(word),
            *(self._known.get(f"{name}={word}", -1) for name in WORD_FEATURES),
        )

    def _cased(self, word: str) -> tuple[int, int, int]:
        plain, named = (self.words[generic_name(word, named=named)] for named in (False, True))
        return plain, named, int(word[0].isupper())

    def _gap(self, gap: str) -> tuple[int, ...]:
        mark, opens, closes, flips = gap_marks(gap)
        told = (mark == START, mark in {"", ","}, opens, closes)
        return self.openers[mark], *map(int, told), flips

    def _phrase(self, window: bytes) -> Phrase | None:
        rows = np.frombuffer(window, dtype=np.int64)
        here = int((rows[:_HERE] >= 0).sum())
        found = phrase_at([self.words.names[row] for row in rows[rows >= 0].tolist()], here)
        return Phrase(found.first - here, found.last - here, self.kinds[found.kind]) if found else None
