"""The status of an event: reported, planned, background, denied or hypothetical on the day of the text."""

from collections import Counter
from collections.abc import Sequence
from typing import Any, Self

import numpy as np
import numpy.typing as npt
from scipy import sparse

from tension.signals.anchors import AnchorFinder
from tension.signals.clauses import Scene, read_scene
from tension.signals.lexicon import Lexicon
from tension.signals.names import join_names, split_names
from tension.signals.status_features import event_features, text_features
from tension.signals.table import SIGNALS, STATUSES

Array = npt.NDArray[Any]
Signals = Sequence[str | None]
_MIN_EVENTS = 3
_REGULARISATION = 0.05
_ROW_LENGTH = 8.0
_INNER_FOLDS = 5


class StatusModel:
    """Multinomial regression over what stands around an event's anchor; reads scenes through a lexicon."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._anchors = AnchorFinder()
        self._features: dict[str, int] = {}
        self._weights: Array = np.zeros((0, len(STATUSES)), dtype=np.float32)
        self._offsets: Array = np.zeros(len(STATUSES), dtype=np.float32)

    def fit(
        self, texts: Sequence[str], signals: Sequence[str], statuses: Sequence[str], groups: Sequence[int]
    ) -> Self:
        """Learn from one example an event.

        Args:
            texts: the text of each event; a text with several events comes several times.
            signals: the signal of each event.
            statuses: its status.
            groups: its family; anchors are learned without the family they are applied to.
        """
        names = list(dict.fromkeys(texts))
        scenes = {text: read_scene(text, self._lexicon) for text in names}
        scores = self._held_out_scores(names, scenes, texts, signals, groups)
        examples = _with_main_events(texts, signals, statuses)
        rows = [self._named(scenes[text], signal, scores[text]) for text, signal, _ in examples]
        counts = Counter(name for row in rows for name in set(row))
        self._set_features(sorted(name for name, count in counts.items() if count >= _MIN_EVENTS))
        self._fit_weights(self._rows(rows), np.array([STATUSES.index(status) for _, _, status in examples]))
        return self

    def predict_proba(self, texts: Sequence[str], signals: Signals) -> Array:
        """Probabilities of the five statuses, shape (texts, 5), columns as STATUSES.

        Args:
            texts: sentences.
            signals: the signal meant in each; None for the text's main event.
        """
        scenes: dict[str, Scene] = {}
        scores: dict[str, Array] = {}
        for text in texts:
            if text not in scenes:
                scenes[text] = read_scene(text, self._lexicon)
                scores[text] = self._anchors.scores(scenes[text])
        rows = [
            self._named(scenes[text], signal, scores[text])
            for text, signal in zip(texts, signals, strict=True)
        ]
        values = self._rows(rows) @ self._weights + self._offsets
        raised = np.exp(values - values.max(axis=1, keepdims=True))
        return np.asarray(raised / raised.sum(axis=1, keepdims=True), dtype=np.float64)

    def to_arrays(self) -> dict[str, Array]:
        """Plain arrays that rebuild the model."""
        anchors = {f"anchors.{name}": value for name, value in self._anchors.to_arrays().items()}
        return {
            **anchors,
            "features": join_names(list(self._features)),
            "weights": self._weights,
            "offsets": self._offsets,
        }

    @classmethod
    def from_arrays(cls, arrays: dict[str, Array], lexicon: Lexicon) -> "StatusModel":
        """The model that `to_arrays` described, reading with the lexicon it was trained with."""
        model = cls(lexicon)
        head = "anchors."
        model._anchors = AnchorFinder.from_arrays(
            {name[len(head) :]: value for name, value in arrays.items() if name.startswith(head)}
        )
        model._set_features(split_names(arrays["features"]))
        model._weights, model._offsets = arrays["weights"], arrays["offsets"]
        return model

    def _held_out_scores(
        self,
        names: list[str],
        scenes: dict[str, Scene],
        texts: Sequence[str],
        signals: Sequence[str],
        groups: Sequence[int],
    ) -> dict[str, Array]:
        from sklearn.model_selection import GroupKFold  # noqa: PLC0415 - only training needs scikit-learn

        number = {name: place for place, name in enumerate(names)}
        labels = np.zeros((len(names), len(SIGNALS)), dtype=np.int64)
        family = np.zeros(len(names), dtype=np.int64)
        for text, signal, group in zip(texts, signals, groups, strict=True):
            labels[number[text], SIGNALS.index(signal)] = 1
            family[number[text]] = group
        found = {}
        for train, test in GroupKFold(_INNER_FOLDS).split(names, groups=family):
            finder = AnchorFinder().fit([scenes[names[i]] for i in train], labels[train])
            found.update({names[i]: finder.scores(scenes[names[i]]) for i in test})
        self._anchors.fit([scenes[name] for name in names], labels)
        return found

    def _fit_weights(self, rows: sparse.csr_matrix, labels: Array) -> None:
        from sklearn.linear_model import LogisticRegression  # noqa: PLC0415 - only training needs scikit-learn

        counts = np.bincount(labels, minlength=len(STATUSES))
        balance = np.sqrt(len(labels) / len(STATUSES) / np.maximum(counts, 1))[labels]
        model = LogisticRegression(C=_REGULARISATION, max_iter=200, tol=1e-3)
        model.fit(rows, labels, sample_weight=balance)
        self._weights = np.zeros((rows.shape[1], len(STATUSES)), dtype=np.float32)
        self._weights[:, model.classes_] = model.coef_.T
        self._offsets = np.full(len(STATUSES), -np.inf, dtype=np.float32)
        self._offsets[model.classes_] = model.intercept_

    def _named(self, scene: Scene, signal: str | None, scores: Array) -> list[str]:
        return text_features(scene) + event_features(scene, signal, scores)

    def _set_features(self, names: list[str]) -> None:
        self._features = {name: number for number, name in enumerate(names)}

    def _rows(self, named: Sequence[list[str]]) -> sparse.csr_matrix:
        """Rows of equal length over the known features, each counted once."""
        known = self._features
        numbers = [list({known[name] for name in row if name in known}) for row in named]
        sizes = np.array([len(row) for row in numbers])
        flat = np.array([number for row in numbers for number in row], dtype=np.int32)
        values = np.repeat(_ROW_LENGTH / np.sqrt(np.maximum(sizes, 1)), sizes)
        ends = np.concatenate([[0], np.cumsum(sizes)])
        matrix = sparse.csr_matrix((values, flat, ends), shape=(len(named), len(known)))
        matrix.sort_indices()
        return matrix


def _with_main_events(
    texts: Sequence[str], signals: Sequence[str], statuses: Sequence[str]
) -> list[tuple[str, str | None, str]]:
    """Every event, and for texts whose events share one status that status as the main event's."""
    examples: list[tuple[str, str | None, str]] = list(zip(texts, signals, statuses, strict=True))
    shared: dict[str, set[str]] = {}
    for text, status in zip(texts, statuses, strict=True):
        shared.setdefault(text, set()).add(status)
    examples.extend((text, None, next(iter(found))) for text, found in shared.items() if len(found) == 1)
    return examples
