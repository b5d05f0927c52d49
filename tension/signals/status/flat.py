"""Many texts laid end to end, so that the statuses of all their events are read in few large steps.

The plain way, one event at a time, stays in `clauses`, `features`, `inputs` and
`network`: training uses it, and a test holds that both ways agree.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from tension.signals.status.anchors import AnchorFinder
from tension.signals.status.clauses import TITLE_CASE_SHARE, TITLE_CASE_WORDS
from tension.signals.status.inputs import ANY_SIGNAL_ID
from tension.signals.status.words import (
    CASED_COLUMNS,
    GAP_COLUMNS,
    PAIR_COLUMNS,
    TIME_WINDOW,
    WORD_COLUMNS,
    StatusWords,
)
from tension.signals.table import SIGNALS
from tension.signals.text.flat_hits import lay_hits
from tension.signals.text.flat_lexicon import Hit
from tension.signals.text.id_lists import runs
from tension.signals.text.lexicon import CUES, TOP_STRENGTH
from tension.signals.text.words import Words

Array = npt.NDArray[Any]
_NEIGHBOUR = 0.5
_SIGNAL_NUMBERS = {name: number for number, name in enumerate(SIGNALS)}
_NO_WORD = -1


class Spans(NamedTuple):
    """Stretches of words: cues, patterns, phrases of time.

    Attributes:
        text: number of each one's text.
        first: its first word, counted over all texts.
        last: its last.
        kind: number of what it is.
        strength: 1 to 3, 0 for phrases of time.
    """

    text: Array
    first: Array
    last: Array
    kind: Array
    strength: Array

    def words(self) -> tuple[Array, Array]:
        """Every word of every span, and the number of its span."""
        sizes = self.last - self.first + 1
        return runs(self.first, sizes), np.repeat(np.arange(len(sizes)), sizes)


@dataclass(frozen=True, slots=True)
class FlatTexts:
    """Texts end to end; arrays of one entry a word unless said otherwise.

    Attributes:
        starts: where each text begins, and the end of the last; shape (texts + 1,).
        text: number of each word's text.
        words: numbers of the words under their generic names.
        columns: what `StatusWords.words` keeps of each, by name.
        pairs: what `StatusWords.pairs` keeps of each word and the next, by name; a text's last is no pair.
        is_last: whether a word ends its text.
        clause: numbers that count on from text to text, so that no two texts share one.
        sentence: numbers within the text.
        quoted: whether each stands in double quotes.
        clause_starts: where each clause begins, and the end of the last; shape (clauses + 1,).
        openers: number of what opens each clause.
        cues: status cues found by the lexicon.
        times: phrases of time.
        scores: how much each word speaks for each signal, and at most for any, shape (words, 21).
    """

    starts: Array
    text: Array
    words: Array
    columns: dict[str, Array]
    pairs: dict[str, Array]
    is_last: Array
    clause: Array
    sentence: Array
    quoted: Array
    clause_starts: Array
    openers: Array
    cues: Spans
    times: Spans
    scores: Array


def lay_flat(read: Sequence[tuple[Words, list[Hit]]], tables: StatusWords, finder: AnchorFinder) -> FlatTexts:
    """Lay texts end to end.

    Args:
        read: words and patterns of each text, none without words.
        tables: to look up and fill.
        finder: knows how much each term speaks for each signal.
    """
    sizes = np.array([len(words.cased) for words, _ in read])
    starts = np.concatenate([[0], np.cumsum(sizes)])
    text = np.repeat(np.arange(len(sizes)), sizes)
    cased_rows = tables.cased.rows(chain.from_iterable(words.cased for words, _ in read))
    cased = _columns(CASED_COLUMNS, tables.cased.table(), cased_rows)
    gap_rows = tables.gaps.rows(chain.from_iterable(words.between[:-1] for words, _ in read))
    gaps = _columns(GAP_COLUMNS, tables.gaps.table(), gap_rows)
    capitals = np.add.reduceat(cased["is_capital"], starts[:-1])
    in_title_case = (sizes >= TITLE_CASE_WORDS) & (capitals > TITLE_CASE_SHARE * sizes)
    is_first = np.zeros(len(text), dtype=bool)
    is_first[starts[:-1]] = True
    stops = is_first | (gaps["is_start"] > 0)
    lower = stops | (gaps["opens"] > 0) | (gaps["flips"] > 0) | in_title_case[text]
    words = np.where(lower, cased["plain"], cased["named"])
    columns = _columns(WORD_COLUMNS, tables.words.table(), words)
    turns = (columns["opener"] >= 0) & (gaps["is_light"] > 0)
    begins = np.flatnonzero(is_first | turns | (gaps["mark"] != tables.no_mark))
    opens = np.where(is_first, tables.start, np.where(turns, columns["opener"], gaps["mark"]))
    stopped = np.cumsum(stops)
    is_last = np.zeros(len(text), dtype=bool)
    is_last[starts[1:] - 1] = True
    pairs = _pairs(columns["in_pairs"], is_last, tables)
    patterns, cues = _found(read, starts, tables)
    return FlatTexts(
        starts,
        text,
        words,
        columns,
        pairs,
        is_last,
        np.searchsorted(begins, np.arange(len(text)), side="right") - 1,
        stopped - stopped[starts[:-1]][text],
        _quoted(gaps, is_first),
        np.concatenate([begins, [len(text)]]),
        opens[begins],
        cues,
        _times(columns, words, text, tables),
        _scores(columns, pairs["term"], patterns, finder),
    )


def _columns(names: Sequence[str], table: Array, rows: Array) -> dict[str, Array]:
    found = np.ascontiguousarray(table.T)[:, rows]
    return dict(zip(names, found, strict=True))


def _pairs(words: Array, is_last: Array, tables: StatusWords) -> dict[str, Array]:
    following = np.append(words[1:], -1)
    following[is_last] = -1
    found = tables.pairs.find(words, following)
    return dict(zip(PAIR_COLUMNS, np.ascontiguousarray(found.T), strict=True))


def _quoted(gaps: dict[str, Array], is_first: Array) -> Array:
    """Whether each word stands in quotes: a curly mark opens or closes them, a plain one does either."""
    opens = gaps["opens"] > 0
    settles = opens | (gaps["closes"] > 0)
    flips = np.cumsum(np.where(settles, 0, gaps["flips"]))
    # What was flipped before a text, or before a curly mark, is of no account.
    before = flips - np.where(settles, 0, gaps["flips"])
    since = np.maximum.accumulate(np.where(settles | is_first, np.arange(len(flips)), 0))
    return np.asarray((settles[since] & opens[since]) ^ ((flips - before[since]) % 2 == 1))


def _times(columns: dict[str, Array], words: Array, text: Array, tables: StatusWords) -> Spans:
    here = np.flatnonzero(columns["tells_time"])
    around = here[:, None] + TIME_WINDOW
    inside = (around >= 0) & (around < len(words))
    around = np.where(inside, around, here[:, None])
    inside &= text[around] == text[here][:, None]
    windows = np.ascontiguousarray(np.where(inside, words[around], _NO_WORD))
    found = [tables.times[window.tobytes()] for window in windows]
    told: Array = np.array(
        [(number, *phrase) for number, phrase in enumerate(found) if phrase], dtype=np.int64
    ).reshape(-1, 4)
    place = here[told[:, 0]]
    return Spans(text[place], place + told[:, 1], place + told[:, 2], told[:, 3], np.zeros_like(place))


def _found(
    read: Sequence[tuple[Words, list[Hit]]], starts: Array, tables: StatusWords
) -> tuple[Spans, Spans]:
    """The signals' patterns and the status cues that the lexicon found."""
    text, (pattern, first, last) = lay_hits([hits for _, hits in read])
    kind, strength = tables.hits[pattern].T
    first, last = first + starts[text], last + starts[text]
    is_cue = kind >= len(SIGNALS)
    patterns, cues = (
        Spans(text[own], first[own], last[own], kind[own], strength[own]) for own in (~is_cue, is_cue)
    )
    return patterns, cues._replace(kind=cues.kind - len(SIGNALS))


def _scores(columns: dict[str, Array], pairs: Array, patterns: Spans, finder: AnchorFinder) -> Array:
    # The row of zeros at the end answers for -1, a term never seen.
    weights = np.vstack([finder.weights, np.zeros_like(finder.weights[:1])])
    values = weights.take(columns["term"], axis=0)
    values += weights.take(columns["stem"], axis=0)
    values += weights.take(pairs, axis=0)
    strongest = np.zeros_like(values)
    places, span = patterns.words()
    np.maximum.at(strongest, (places, patterns.kind[span]), patterns.strength[span].astype(values.dtype))
    values += strongest
    return np.column_stack([values, np.ascontiguousarray(values.T).max(axis=0)])


@dataclass(frozen=True, slots=True)
class FlatEvents:
    """Events over flat texts.

    Attributes:
        text: number of each event's text.
        signal: number of its signal, 20 for the text's main event.
        anchor: the word that tells it, counted over all texts.
    """

    text: Array
    signal: Array
    anchor: Array

    def part(self, rows: Array) -> "FlatEvents":
        """Some of them."""
        return FlatEvents(self.text[rows], self.signal[rows], self.anchor[rows])


def lay_events(texts: FlatTexts, numbers: Sequence[int], signals: Sequence[str | None]) -> FlatEvents:
    """Events by the number of their text and their signal."""
    text = np.array(numbers, dtype=np.int64)
    signal = np.array([_SIGNAL_NUMBERS[name] if name else ANY_SIGNAL_ID for name in signals], dtype=np.int64)
    return FlatEvents(text, signal, _anchors(texts, text, signal))


def _anchors(texts: FlatTexts, text: Array, signal: Array) -> Array:
    """As `anchor_of`, the word that tells of each signal in its text, counted over all texts."""
    starts, sizes = texts.starts[text], np.diff(texts.starts)[text]
    words, firsts = runs(starts, sizes), np.cumsum(sizes) - sizes
    scores = texts.scores[words, np.repeat(signal, sizes)]
    near = _NEIGHBOUR * scores
    before, after = np.roll(near, 1), np.roll(near, -1)
    before[firsts] = after[firsts + sizes - 1] = 0
    raised = scores + before + after
    loudest = np.flatnonzero(raised == np.repeat(np.maximum.reduceat(raised, firsts), sizes))
    return words[loudest[np.searchsorted(loudest, firsts)]]


def text_inputs(texts: FlatTexts) -> Array:
    """What the network sees of a word beside its embedding, whatever the event, shape (words, cues + 2).

    Columns: the cues, whether it is quoted, whether it opens a clause.
    """
    found = np.zeros((len(texts.words), len(CUES) + 2), dtype=np.float32)
    places, span = texts.cues.words()
    strengths = (texts.cues.strength / TOP_STRENGTH).astype(np.float32)
    np.maximum.at(found, (places, texts.cues.kind[span]), strengths[span])
    found[:, -2] = texts.quoted
    found[texts.clause_starts[:-1], -1] = 1
    return found
