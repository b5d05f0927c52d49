"""Makes `frozen/findings.npz`: what scoring finds in labelled items of real news, and whether it is right.

`python -m tension.signals.freeze_findings ITEMS [MODELS]`, after `tension train`, and train once more then.
Each item is read for the first two states that it names, with signals by a model that did not learn from it;
statuses and roles learn from none of these. Only doubts and verdicts are kept (`tension/signals/vetting.py`).
"""

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from tension.articles import Article
from tension.gazetteer import load_gazetteer
from tension.pairs import Pair
from tension.sentences import split_sentences
from tension.signals.artefact import Arrays, load_artefact
from tension.signals.corpus import Row
from tension.signals.evaluation.folds import FOLDS, fit_signal_folds
from tension.signals.evaluation.real_items import article_of_item
from tension.signals.evidence import Evidence
from tension.signals.freeze import LABELS_FILE, read_rows, write_frozen
from tension.signals.model import SignalModel, load_reader
from tension.signals.network.reader import NetworkReader, load_held_out, load_network
from tension.signals.network.words import Read
from tension.signals.score import Scorer, score_articles, scorer_with
from tension.signals.status.view import load_status_view
from tension.signals.table import NEWS, SIGNALS
from tension.signals.text.lexicon import Lexicon
from tension.signals.train import one_at_a_time, read_all_lessons
from tension.signals.vetting import FINDINGS_FILE, Doubts, Findings, Vetting

Array = npt.NDArray[Any]


class _Recorder(Vetting):
    """Lets everything pass, and remembers what it was asked."""

    def __init__(self) -> None:
        super().__init__([], [])
        self.asked: list[Doubts] = []

    def chance(self, signal: str, doubts: Doubts) -> float:  # noqa: ARG002 - as its parent
        self.asked.append(doubts)
        return 1.0


class _HeldOut(NetworkReader):
    """Says of sentences what networks said that did not learn from them."""

    def __init__(self, network: NetworkReader, said: Mapping[tuple[str, ...], Array]) -> None:
        super().__init__(network.coder, network.network)
        self._said = said

    def decisions(self, read: Read) -> Array:
        return np.array([self._said[tuple(words.cased)] for words, _ in read]).reshape(-1, len(SIGNALS))


def freeze_findings(rows: Iterable[Row], scorers: Sequence[Scorer]) -> Findings:
    """What is found in labelled items, each read by the scorer that did not learn from it.

    Args:
        rows: titles and sentences of the items, from `freeze.read_rows`.
        scorers: the n-th did not learn from items whose number leaves n when divided by how many they are.
    """
    found: list[tuple[Doubts, int, bool, int]] = []
    for number, own in groupby(rows, key=lambda row: row.family):
        sentences = list(own)
        if sentences[0].dyad != "NONE":
            told = _told(sentences, scorers[number % len(scorers)])
            found += [
                (doubts, SIGNALS.index(row.signal), _is_right(row, sentences), number) for row, doubts in told
            ]
    doubts, *columns = zip(*found, strict=True)
    return Findings(np.array(doubts), *map(np.array, columns))


def _told(sentences: Sequence[Row], scorer: Scorer) -> Iterator[tuple[Evidence, Doubts]]:
    """Findings that would count, with their doubts."""
    recorder = _Recorder()
    article, pair = _article(sentences), Pair.parse(sentences[0].dyad)
    scored = score_articles([article], pair, replace(scorer, vetting=recorder))[0]
    yield from zip((row for row in scored.evidence if row.points), recorder.asked, strict=True)


def _article(sentences: Sequence[Row]) -> Article:
    title, *texts = (row.text for row in sentences)
    return article_of_item(str(sentences[0].family), title, " ".join(texts))


def _is_right(row: Evidence, sentences: Sequence[Row]) -> bool:
    return any(
        event.signal == row.signal
        and event.status in NEWS
        and {event.source, event.target} == {row.source, row.target}
        for sentence in sentences
        for event in sentence.events
    )


def _scorers(rows: Sequence[Row], models: Path) -> list[Scorer]:
    arrays, _ = load_artefact(models)
    reader = load_reader(models)
    network, said = load_network(models, reader), _said(rows, load_held_out(models), reader.lexicon)
    statuses = load_status_view(models)
    fitted = one_at_a_time(lambda folder: fit_signal_folds(read_all_lessons(folder)), models)
    return [
        scorer_with(
            SignalModel(
                arrays | each.to_arrays(), reader, _HeldOut(network, own), statuses, "without a fifth"
            ),
            models,
        )
        for own, each in zip(said, fitted, strict=True)
    ]


def _said(rows: Sequence[Row], held_out: Array, lexicon: Lexicon) -> list[dict[tuple[str, ...], Array]]:
    """What was said of the sentences of each fold's items, by the words that scoring reads them as.

    Of a sentence that stands in two items the answer for the later one is taken for both.
    """
    found: list[dict[tuple[str, ...], Array]] = [{} for _ in range(FOLDS)]
    for number, own in groupby(zip(rows, held_out, strict=True), key=lambda each: each[0].family):
        sentences, values = zip(*own, strict=True)
        article = _article(sentences)
        texts = (article.title, *split_sentences(article.text))
        words = (tuple(lexicon.read(text)[0].cased) for text in texts)
        found[number % FOLDS] |= dict(zip(words, values, strict=True))
    return found


def _make(items: Path, models: Path) -> dict[Path, Arrays]:
    # Read whole before the minutes of training: what cannot be used is told at once.
    rows = list(read_rows(items, models / LABELS_FILE, load_gazetteer(models / "gazetteer.toml")))
    return {FINDINGS_FILE: freeze_findings(rows, _scorers(rows, models)).to_arrays()}


if __name__ == "__main__":
    write_frozen(sys.argv[1:], _make)
