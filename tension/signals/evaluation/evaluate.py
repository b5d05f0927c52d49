"""Evaluation: every number about the signal model, measured on families its training did not see.

The corpus is synthetic prose, and `lexicon_unseen` is the score on the fifth of it that was not in view
while the lexicon was widened. Thresholds and calibration are always fitted inside the training folds.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from tension.gazetteer import load_gazetteer
from tension.signals.artefact import current_stamp, load_artefact
from tension.signals.corpus import Row, families, load_corpus, signal_labels
from tension.signals.evaluation.folds import FOLDS, Folds, fit_folds
from tension.signals.evaluation.leaks import measure_leak
from tension.signals.evaluation.metrics import signal_scores, summary
from tension.signals.evaluation.pairs import flipped_pairs, less_denied, pairs_told
from tension.signals.evaluation.vetted import measure_vetting
from tension.signals.roles.evaluation import evaluate_roles
from tension.signals.score import scorer_with
from tension.signals.status.evaluation import held_out_statuses, status_metrics
from tension.signals.tolls.evaluation import evaluate_casualties

Array = npt.NDArray[Any]
_UNSEEN_SEED = 0


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
    """Rows of one family that differ by a few words, each by the model of the fold that held it out."""
    flipped = flipped_pairs(bench.rows)
    predicted, wanted = bench.folds.predicted, sorted({number for pair in flipped for number in pair})
    live = predicted.called.copy()
    for (_, test), model in zip(bench.folds.splits, bench.folds.models, strict=True):
        own = np.intersect1d(test, wanted)
        live[own] = less_denied(model, [bench.rows[number].text for number in own.tolist()], live[own])
    return pairs_told(bench.rows, flipped, predicted.probabilities, live)


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
