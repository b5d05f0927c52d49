"""Evaluation: every number about the signal model, measured on families its training did not see.

The corpus is synthetic prose, and `lexicon_unseen` is the score on the fifth of it that was not in view
while the lexicon was widened. Thresholds and calibration are always fitted inside the training folds.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from tension.gazetteer import load_gazetteer
from tension.signals.artefact import current_stamp, load_artefact
from tension.signals.corpus import Row, families, load_corpus, signal_labels
from tension.signals.evaluation.folds import FOLDS, Folds, fit_folds
from tension.signals.evaluation.leaks import measure_leak
from tension.signals.evaluation.metrics import (
    sides,
    signal_scores,
    stronger_sides,
    summary,
    wilson_interval,
)
from tension.signals.evaluation.vetted import measure_vetting
from tension.signals.roles.evaluation import evaluate_roles
from tension.signals.score import scorer_with
from tension.signals.status.evaluation import held_out_statuses, status_metrics
from tension.signals.table import SIGNALS, STATUSES
from tension.signals.tolls.evaluation import evaluate_casualties

Array = npt.NDArray[Any]
_UNSEEN_SEED = 0
_DENIED = STATUSES.index("denied")


@dataclass(frozen=True, slots=True)
class Bench:
    """What every measurement reads: the rows of the corpus, and five models that each never saw a fifth."""

    folder: Path
    rows: Sequence[Row]
    labels: Array
    folds: Folds


def measure_signals(bench: Bench) -> dict[str, Any]:
    """Headline scores, each signal's, and the score on the fifth not seen while the lexicon was written."""
    predicted, labels = bench.folds.predicted, bench.labels
    unseen = lexicon_unseen(families(bench.rows))
    return {
        **summary(predicted.probabilities, predicted.called, labels),
        "lexicon_unseen": summary(predicted.probabilities[unseen], predicted.called[unseen], labels[unseen]),
        "by_threshold_alone": summary(predicted.probabilities, predicted.by_threshold, labels),
        "per_signal": signal_scores(predicted.called, labels),
        "rows": len(bench.rows),
    }


def lexicon_unseen(groups: Array) -> Array:
    """Rows whose families were kept from view while patterns and classes of words were written."""
    names = np.unique(groups)
    part = np.random.RandomState(_UNSEEN_SEED).permutation(len(names)) % FOLDS
    return np.isin(groups, names[part == 0])


def measure_news(bench: Bench) -> dict[str, Any]:
    """Signals of sentences of real news, by models that did not learn from their items."""
    return dict(bench.folds.news)


def measure_minimal_pairs(bench: Bench) -> dict[str, Any]:
    """Rows of one family that differ by a few words and tell of different sides: both must be read right.

    A row's reading is whether it tells of escalation and whether of de-escalation, denied events left out:
    four yes-or-no answers a pair. Under `stronger_side` a row that truly tells of one side is right when that
    side is the stronger in what is called, whatever else is called; rows of both or neither stay as strict.
    """
    members: dict[int, list[int]] = {}
    for number, row in enumerate(bench.rows):
        members.setdefault(row.family, []).append(number)
    pairs = [pair for group in members.values() for pair in combinations(group, 2)]
    truth = {i: _true_reading(bench.rows[i]) for pair in pairs for i in pair}
    flipped = [pair for pair in pairs if truth[pair[0]] != truth[pair[1]]]
    wanted = sorted({i for pair in flipped for i in pair})
    live = _live_calls(bench, wanted)
    strict = dict(zip(wanted, _answers(sides(live)), strict=True))
    chances = bench.folds.predicted.probabilities[wanted]
    stronger = dict(zip(wanted, _answers(stronger_sides(chances, live)), strict=True))
    lenient = {i: stronger[i] if sum(truth[i]) == 1 else strict[i] for i in wanted}
    return {**_pairs_right(flipped, truth, strict), "stronger_side": _pairs_right(flipped, truth, lenient)}


Answers = Mapping[int, tuple[bool, bool]]


def _pairs_right(pairs: Sequence[tuple[int, int]], truth: Answers, said: Answers) -> dict[str, float]:
    right = sum(all(said[i] == truth[i] for i in pair) for pair in pairs)
    low, high = wilson_interval(right, len(pairs))
    share = right / max(1, len(pairs))
    return {"pairs": len(pairs), "right": right, "share": share, "low": low, "high": high}


def _answers(columns: tuple[Array, Array]) -> list[tuple[bool, bool]]:
    return [(bool(up), bool(down)) for up, down in zip(*columns, strict=True)]


def _true_reading(row: Row) -> tuple[bool, bool]:
    told = [event.signal for event in row.events if event.status != "denied"]
    return _answers(sides(np.array([[signal in told for signal in SIGNALS]])))[0]


def _live_calls(bench: Bench, wanted: Sequence[int]) -> Array:
    """Held-out calls less those whose status the same model tells as denied.

    Returns:
        Shape (wanted, signals).
    """
    live = bench.folds.predicted.called.copy()
    for (_, test), model in zip(bench.folds.splits, bench.folds.models, strict=True):
        own = np.intersect1d(test, wanted)
        places, columns = np.nonzero(live[own])
        texts = [bench.rows[own[place]].text for place in places.tolist()]
        statuses = model.predict_status(texts, [SIGNALS[column] for column in columns.tolist()])
        live[own[places], columns] = statuses.to_numpy().argmax(axis=1) != _DENIED
    return np.asarray(live[list(wanted)])


def measure_ablations(bench: Bench) -> dict[str, Any]:
    """The same training with only some families of features."""
    return dict(bench.folds.ablations)


def measure_status(bench: Bench) -> dict[str, Any]:
    """Status on clear and mixed texts."""
    held = held_out_statuses(bench.rows, bench.folds.splits, bench.folds.models)
    return status_metrics(bench.rows, held)


def measure_direction(bench: Bench) -> dict[str, Any]:
    """Source and target of labelled events."""
    gazetteer = load_gazetteer(bench.folder / "gazetteer.toml")
    models = [model.roles for model in bench.folds.models]
    return evaluate_roles(bench.rows, gazetteer, bench.folds.splits, models)


def measure_casualties(bench: Bench) -> dict[str, Any]:
    """Killed and wounded, exact."""
    return evaluate_casualties(bench.rows)


def measure_leaks(bench: Bench) -> dict[str, Any]:
    """Texts that name both sides and are about others."""
    scorers = [scorer_with(model, bench.folder) for model in bench.folds.models]
    return measure_leak(bench.rows, bench.folds.splits, scorers)


def measure_findings(bench: Bench) -> dict[str, Any]:
    """Findings in items of real news: news between two states, or not."""
    return measure_vetting(bench.folder, FOLDS)


# Each section is one function of the bench; all are run by `tension evaluate`.
SECTIONS: Mapping[str, Callable[[Bench], dict[str, Any]]] = {
    "signals": measure_signals,
    "news": measure_news,
    "minimal_pairs": measure_minimal_pairs,
    "ablations": measure_ablations,
    "status": measure_status,
    "direction": measure_direction,
    "casualties": measure_casualties,
    "leak": measure_leaks,
    "findings": measure_findings,
}


def evaluate(models: Path, say: Callable[[str], None] = lambda _: None) -> dict[str, Any]:
    """Measure everything; takes minutes, as five models are trained.

    Args:
        models: the folder with corpus, lexicon and artefact.
        say: told the name of each section as it starts.

    Returns:
        Plain data: a section a key, and under `made_from` the hashes of what was measured.

    Raises:
        ModelError: the artefact is not of this corpus and lexicon.
    """
    _, stamp = load_artefact(models)
    now = current_stamp(models)
    say(f"{FOLDS} models, each trained without a fifth of the families")
    rows = load_corpus(models / "corpus")
    bench = Bench(models, rows, signal_labels(rows), fit_folds(models))
    results: dict[str, Any] = {
        "made_from": {
            "corpus": now.corpus,
            "lexicon": now.lexicon,
            "frozen": now.frozen,
            "arrays": stamp.arrays,
        }
    }
    for name, measure in SECTIONS.items():
        say(name)
        results[name] = measure(bench)
    return results
