"""How well statuses are told: held-out probabilities, scores on clear and mixed texts, calibration."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
import pandas as pd

from tension.signals.corpus import Row, status_examples
from tension.signals.estimators import Split
from tension.signals.table import STATUSES

Array = npt.NDArray[Any]
_BINS = 10


@dataclass(frozen=True, slots=True)
class HeldOut:
    """Probabilities from models that never saw the row's family.

    Attributes:
        events: shape (events, 5), in the order of `status_examples`.
        main: shape (rows, 5), of each row's main event.
    """

    events: Array
    main: Array


class ReadsStatus(Protocol):
    """A model of statuses, see `SignalModel.predict_status`."""

    def predict_status(self, texts: Sequence[str], signals: Sequence[str] | None = None) -> pd.DataFrame:
        """Probabilities of the five statuses."""
        ...


def held_out_statuses(rows: Sequence[Row], splits: Sequence[Split], models: Sequence[ReadsStatus]) -> HeldOut:
    """Every row as the model of its split says that did not learn from it."""
    texts, signals, _, groups = status_examples(rows)
    held = HeldOut(np.zeros((len(texts), len(STATUSES))), np.zeros((len(rows), len(STATUSES))))
    for (_, test), model in zip(splits, models, strict=True):
        unseen = {rows[number].family for number in test.tolist()}
        events = [number for number, group in enumerate(groups) if group in unseen]
        asked = [texts[number] for number in events], [signals[number] for number in events]
        held.events[events] = model.predict_status(*asked).to_numpy()
        held.main[test] = model.predict_status([rows[number].text for number in test.tolist()]).to_numpy()
    return held


def status_metrics(rows: Sequence[Row], held: HeldOut) -> dict[str, Any]:
    """Scores of held-out probabilities as a plain dict.

    `clear` holds texts whose events share one status, judged once a text (main event) and once an event;
    `mixed` holds the events of all other texts. Beside it two baselines give all events of a text one status:
    the commonest true one (which no model can know), and the one called for its main event.
    """
    texts, _, statuses, _ = status_examples(rows)
    truth = np.array([STATUSES.index(status) for status in statuses])
    kinds = {row.text: len({event.status for event in row.events}) for row in rows}
    mixed = np.array([kinds[text] > 1 for text in texts])
    clear = [number for number, row in enumerate(rows) if kinds[row.text] == 1 and row.events]
    main_truth = np.array([STATUSES.index(rows[i].events[0].status) for i in clear])
    called = held.events.argmax(axis=1)
    main = {row.text: int(held.main[number].argmax()) for number, row in enumerate(rows)}
    return {
        "clear_texts": scores(main_truth, held.main[clear].argmax(axis=1)),
        "clear_events": scores(truth[~mixed], called[~mixed]),
        "mixed_events": scores(truth[mixed], called[mixed]),
        "mixed_majority_per_text": scores(truth[mixed], _majority(texts, truth)[mixed]),
        "mixed_main_per_text": scores(truth[mixed], np.array([main[text] for text in texts])[mixed]),
        "calibration_error": calibration_error(held.events, truth),
        "log_loss": float(-np.log(held.events[np.arange(len(truth)), truth] + 1e-12).mean()),
    }


def scores(truth: Array, called: Array) -> dict[str, Any]:
    """Precision, recall, F1 and support of each status, their macro-F1, and accuracy."""
    found: dict[str, Any] = {}
    for number, status in enumerate(STATUSES):
        right = int(((truth == number) & (called == number)).sum())
        support, calls = int((truth == number).sum()), int((called == number).sum())
        found[status] = {
            "precision": right / calls if calls else 0.0,
            "recall": right / support if support else 0.0,
            "f1": 2 * right / (support + calls) if support + calls else 0.0,
            "support": support,
        }
    macro = sum(found[status]["f1"] for status in STATUSES) / len(STATUSES)
    return {**found, "macro_f1": macro, "accuracy": float((truth == called).mean()) if len(truth) else 0.0}


def calibration_error(probabilities: Array, truth: Array) -> float:
    """Expected calibration error of the status called, ten bins of equal width (Naeini and others 2015)."""
    sure = probabilities.max(axis=1)
    right = probabilities.argmax(axis=1) == truth
    bins = np.minimum((sure * _BINS).astype(int), _BINS - 1)
    gaps = [
        abs(sure[bins == number].mean() - right[bins == number].mean()) * (bins == number).mean()
        for number in np.unique(bins)
    ]
    return float(sum(gaps))


def _majority(texts: Sequence[str], truth: Array) -> Array:
    """For each event the commonest true status of its text, ties to the first of STATUSES."""
    counts: dict[str, Counter[int]] = {}
    for text, status in zip(texts, truth.tolist(), strict=True):
        counts.setdefault(text, Counter())[status] += 1
    best = {text: min(counter, key=lambda s: (-counter[s], s)) for text, counter in counts.items()}
    return np.array([best[text] for text in texts])
