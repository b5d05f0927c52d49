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
from sklearn.model_selection import GroupKFold

from tension.gazetteer import load_gazetteer
from tension.signals.artefact import current_stamp, load_artefact
from tension.signals.blocks import Reader, Reading
from tension.signals.casualties_eval import evaluate_casualties
from tension.signals.corpus import (
    Row,
    families,
    load_additions,
    load_corpus,
    load_status_additions,
    signal_labels,
    status_examples,
)
from tension.signals.estimators import (
    Lessons,
    fit_calibration,
    fit_pipeline,
    fit_sides,
    fit_thresholds,
)
from tension.signals.features import DEFAULT_FAMILIES, FamilySpec
from tension.signals.leak_eval import measure_leak
from tension.signals.metrics import (
    sides,
    signal_scores,
    stronger_sides,
    summary,
    wilson_interval,
)
from tension.signals.model import apply_calibration, load_reader
from tension.signals.roles_eval import evaluate_roles
from tension.signals.side_head import agree
from tension.signals.status_eval import held_out_statuses, status_metrics
from tension.signals.table import SIGNALS, STATUSES
from tension.signals.train import make_status_model, read_rows

Array = npt.NDArray[Any]
FOLDS = 5
_UNSEEN_SEED = 0
_DENIED = STATUSES.index("denied")
# Families of features left in for each ablation; VADER alone is what a tone-based index would have.
ABLATIONS: Mapping[str, tuple[str, ...]] = {
    "vader_alone": ("tone",),
    "lexicon_alone": ("lexicon",),
    "ngrams_alone": ("words", "letters"),
}


@dataclass(frozen=True, slots=True)
class Bench:
    """What every measurement reads; `added` rows are learned from in every fold and scored in none.

    Statuses are learned from `added_statuses` only.
    """

    models: Path
    rows: Sequence[Row]
    reader: Reader
    readings: Sequence[Reading]
    labels: Array
    groups: Array
    added: Sequence[Row]
    added_statuses: Sequence[Row]
    added_readings: Sequence[Reading]


@dataclass(frozen=True, slots=True)
class Predicted:
    """Held-out answers, shape (rows, signals).

    Attributes:
        probabilities: calibrated.
        called: at or above the thresholds, brought in line with the sides.
        by_threshold: at or above the thresholds, and nothing more.
    """

    probabilities: Array
    called: Array
    by_threshold: Array


def load_bench(models: Path) -> Bench:
    """Read the corpus and its texts once."""
    rows = load_corpus(models / "corpus")
    reader = load_reader(models)
    added = load_additions(models / "corpus")
    return Bench(
        models=models,
        rows=rows,
        reader=reader,
        readings=read_rows(rows, reader),
        labels=signal_labels(rows),
        groups=families(rows),
        added=added,
        added_statuses=load_status_additions(models / "corpus"),
        added_readings=read_rows(added, reader),
    )


def grouped_folds(groups: Array) -> list[tuple[Array, Array]]:
    """Five splits by family."""
    return list(GroupKFold(n_splits=FOLDS).split(np.zeros(len(groups)), groups=groups))


def cross_validate(bench: Bench, specs: Sequence[FamilySpec] = DEFAULT_FAMILIES) -> Predicted:
    """Probabilities and calls for every row from a model that saw none of its family.

    A fold's calibration and thresholds come from the held-out decisions of the other folds: none of its
    labels has a part in them, at a fifth of the cost of nesting a second cross-validation.
    """
    decisions = np.zeros(bench.labels.shape)
    probabilities = np.zeros(bench.labels.shape)
    above, called = np.zeros(bench.labels.shape, dtype=bool), np.zeros(bench.labels.shape, dtype=bool)
    splits = grouped_folds(bench.groups)
    more = Lessons(bench.added_readings, signal_labels(bench.added))
    for train, test in splits:
        pipeline = fit_pipeline([bench.readings[i] for i in train], bench.labels[train], specs, more)
        decisions[test] = pipeline.decision_function([bench.readings[i] for i in test])
    for train, test in splits:
        labels = bench.labels[train]
        calibration = fit_calibration(decisions[train], labels)
        seen, unseen = (apply_calibration(decisions[part], calibration) for part in (train, test))
        probabilities[test] = unseen
        above[test] = unseen >= fit_thresholds(seen, labels)
        called[test] = agree(above[test], unseen, fit_sides(seen, labels).told(unseen))
    return Predicted(probabilities, called, above)


def measure_signals(bench: Bench, predicted: Predicted) -> dict[str, Any]:
    """Headline scores, each signal's, and the score on the fifth not seen while the lexicon was written."""
    unseen = lexicon_unseen(bench.groups)
    return {
        **summary(predicted.probabilities, predicted.called, bench.labels),
        "lexicon_unseen": summary(
            predicted.probabilities[unseen], predicted.called[unseen], bench.labels[unseen]
        ),
        "by_threshold_alone": summary(predicted.probabilities, predicted.by_threshold, bench.labels),
        "per_signal": signal_scores(predicted.called, bench.labels),
        "rows": len(bench.rows),
    }


def lexicon_unseen(groups: Array) -> Array:
    """Rows whose families were kept from view while patterns and classes of words were written."""
    names = np.unique(groups)
    part = np.random.RandomState(_UNSEEN_SEED).permutation(len(names)) % FOLDS
    return np.isin(groups, names[part == 0])


def measure_ablations(bench: Bench) -> dict[str, Any]:
    """The same training with only some families of features."""
    found = {}
    for name, kept in ABLATIONS.items():
        specs = [spec for spec in DEFAULT_FAMILIES if spec.name in kept]
        predicted = cross_validate(bench, specs)
        found[name] = summary(predicted.probabilities, predicted.called, bench.labels)
    return found


def measure_minimal_pairs(bench: Bench, predicted: Predicted) -> dict[str, Any]:
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
    live = _live_calls(bench, predicted, wanted)
    strict = dict(zip(wanted, _answers(sides(live)), strict=True))
    stronger = dict(zip(wanted, _answers(stronger_sides(predicted.probabilities[wanted], live)), strict=True))
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


def _live_calls(bench: Bench, predicted: Predicted, wanted: Sequence[int]) -> Array:
    """Held-out calls less those whose status is told as denied by a model that saw none of these families.

    Returns:
        Shape (wanted, signals).
    """
    kept_out = {bench.rows[i].family for i in wanted}
    seen = [row for row in bench.rows if row.family not in kept_out]
    lessons = status_examples([*seen, *bench.added_statuses])
    model = make_status_model(bench.models, bench.reader.lexicon).fit(*lessons)
    live = predicted.called[wanted]
    places, columns = np.nonzero(live)
    texts = [bench.rows[wanted[place]].text for place in places.tolist()]
    statuses = model.predict_proba(texts, [SIGNALS[column] for column in columns])
    live[places, columns] = statuses.argmax(axis=1) != _DENIED
    return np.asarray(live)


def measure_status(bench: Bench) -> dict[str, Any]:
    """Status on clear and mixed texts."""
    held = held_out_statuses(
        bench.rows, lambda: make_status_model(bench.models, bench.reader.lexicon), bench.added_statuses
    )
    return status_metrics(bench.rows, held)


def measure_direction(bench: Bench) -> dict[str, Any]:
    """Source and target of labelled events."""
    return evaluate_roles(bench.rows, load_gazetteer(bench.models / "gazetteer.toml"))


def measure_casualties(bench: Bench) -> dict[str, Any]:
    """Killed and wounded, exact."""
    return evaluate_casualties(bench.rows)


# Each further section is one function of the bench; all are run by `tension evaluate`.
SECTIONS: Mapping[str, Callable[[Bench], dict[str, Any]]] = {
    "ablations": measure_ablations,
    "status": measure_status,
    "direction": measure_direction,
    "casualties": measure_casualties,
    "leak": lambda bench: measure_leak(bench.models),
}


def evaluate(models: Path, say: Callable[[str], None] = lambda _: None) -> dict[str, Any]:
    """Measure everything; takes over an hour.

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
    bench = load_bench(models)
    say("signals")
    predicted = cross_validate(bench)
    results: dict[str, Any] = {
        "made_from": {"corpus": now.corpus, "lexicon": now.lexicon, "arrays": stamp.arrays},
        "signals": measure_signals(bench, predicted),
        "minimal_pairs": measure_minimal_pairs(bench, predicted),
    }
    for name, measure in SECTIONS.items():
        say(name)
        results[name] = measure(bench)
    return results
