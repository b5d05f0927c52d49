"""The trained signal model: probabilities of the twenty signals and of an event's status, and why."""

from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from tension.articles import digest
from tension.errors import ModelError
from tension.signals.artefact import Arrays, load_artefact, part_of, unpack_weights
from tension.signals.calibrated import NETWORK_SHARE, Calibrated, asks_network, both_views
from tension.signals.evaluation.metrics import sides
from tension.signals.features.blocks import Reader
from tension.signals.features.counted import count_texts
from tension.signals.features.flat import FlatSpace
from tension.signals.features.space import FeatureSpace
from tension.signals.network.reader import NetworkReader, load_network
from tension.signals.roles.model import RolesModel
from tension.signals.side_head import SideHead, agree
from tension.signals.status.model import StatusModel
from tension.signals.status.view import NetworkView, load_status_view
from tension.signals.table import SIGNALS, STATUSES
from tension.signals.text.concepts import load_concepts
from tension.signals.text.lexicon import Lexicon, load_lexicon
from tension.signals.text.tone import tone_analyzer
from tension.signals.text.word_groups import load_word_groups
from tension.signals.vetting import Vetting

BATCH_TEXTS = 2000
DEFAULT_MODELS = Path("models")
Array = npt.NDArray[Any]


class SignalModel:
    """Reads texts, for one thread at a time; built by `load_model`.

    Attributes:
        hash: changes whenever any trained number does.
        lexicon: the patterns it reads with.
        roles: who did it to whom.
        network: the second view of the signals.
        vetting: whether a finding is news between two sides.
        corpus: calibration and thresholds for texts as dense in events as those of the corpus.
        news: the same for sentences of news.
        sides: which sides a text tells of, judged from all its probabilities.
    """

    def __init__(
        self, arrays: Arrays, reader: Reader, network: NetworkReader, statuses: NetworkView, fingerprint: str
    ) -> None:
        self.hash = fingerprint
        self.lexicon: Lexicon = reader.lexicon
        self.corpus, self.news = (Calibrated(**part_of(arrays, kind)) for kind in ("corpus", "news"))
        self.sides = SideHead(**part_of(arrays, "sides"))
        self._reader = reader
        self.network = network
        self._weights: Array = unpack_weights(arrays)
        self._offsets: Array = arrays["offsets"]
        self.roles = RolesModel.from_arrays(part_of(arrays, "roles"))
        self.vetting = Vetting.from_arrays(part_of(arrays, "vetting"))
        self._of_space, self._of_status = part_of(arrays, "space"), part_of(arrays, "status")
        self._statuses = statuses

    @cached_property
    def _space(self) -> FeatureSpace:
        """The vocabulary, laid out when a text is first read."""
        laid_out = FeatureSpace.from_arrays(self._of_space)
        self._of_space = {}  # held once, not as read and as laid out
        return laid_out

    @cached_property
    def _flat(self) -> FlatSpace:
        return FlatSpace(self._space, self._reader, self._weights)

    @cached_property
    def _status(self) -> StatusModel:
        """The model of statuses, built when one is first asked for."""
        built = StatusModel.from_arrays(self._of_status, self.lexicon, self._statuses)
        self._of_status = {}
        return built

    def predict_proba(self, texts: Sequence[str]) -> pd.DataFrame:
        """Probability that each text tells of each signal, whatever its status, calibrated on the corpus.

        Args:
            texts: sentences or short paragraphs of English news.

        Returns:
            A frame with one row a text, in order, and the twenty signals as columns.
        """
        return pd.DataFrame(self.corpus.probabilities(self._decisions(texts)), columns=pd.Index(SIGNALS))

    def predict_news(self, texts: Sequence[str]) -> Array:
        """As `predict_proba`, calibrated on sentences of news, as a plain array."""
        return self.news.probabilities(self._decisions(texts))

    def predict(self, texts: Sequence[str]) -> pd.DataFrame:
        """Which signals each text tells of; same shape, booleans.

        Those at or above the model's thresholds, brought in line with the sides the text as a whole tells of.
        """
        frame = self.predict_proba(texts)
        values = frame.to_numpy()
        called = agree(values >= self.corpus.thresholds, values, self.sides.told(values))
        return pd.DataFrame(called, columns=frame.columns)

    def predict_sides(self, texts: Sequence[str]) -> pd.DataFrame:
        """Whether each text tells of escalation, and of de-escalation, whatever the status: two columns."""
        up, down = sides(self.predict(texts).to_numpy())
        return pd.DataFrame({"escalation": up, "deescalation": down})

    def predict_status(self, texts: Sequence[str], signals: Sequence[str] | None = None) -> pd.DataFrame:
        """Probabilities of the five statuses for one event a text.

        Args:
            texts: as for `predict_proba`.
            signals: the signal meant in each text; None asks for each text's main event.

        Raises:
            ModelError: `signals` is not as long as `texts`, or names an unknown signal.
        """
        texts = list(texts)
        named: list[str | None] = [None] * len(texts) if signals is None else list(signals)
        if len(named) != len(texts):
            raise ModelError(f"{len(texts)} texts with {len(named)} signals", "give one signal a text")
        unknown = sorted({signal for signal in named if signal} - set(SIGNALS))
        if unknown:
            raise ModelError(f"unknown signals {unknown}", f"use {', '.join(SIGNALS)}")
        values = self._status.predict_proba(texts, named) if texts else np.zeros((0, len(STATUSES)))
        return pd.DataFrame(values, columns=pd.Index(STATUSES))

    def explain(self, text: str, signal: str, limit: int = 8) -> list[tuple[str, float]]:
        """The features that spoke for (positive) or against a signal in a text, strongest first.

        Contributions are log-odds before calibration. Those of the regressions, by feature, sum with the
        offset to their share of the decision; patterns of the lexicon are shown as they are written. The
        network's, by word in brackets, say how much lower its share is without that word.
        """
        if signal not in SIGNALS:
            raise ModelError(f"unknown signal {signal!r}", f"use {', '.join(SIGNALS)}")
        row = self._space.rows(count_texts([self._reader.read(text)]))
        number = SIGNALS.index(signal)
        spoke = row.data * self._weights[row.indices, number]
        read = self.lexicon.read(text)
        carried = self.network.carried([read], number)
        known = self._space.names
        names = [self._show(known[column]) for column in row.indices]
        names += [f"[{word}]" for word in read[0].cased]
        values = np.concatenate([(1 - NETWORK_SHARE) * spoke, NETWORK_SHARE * carried])
        order = np.argsort(-np.abs(values), kind="stable")[:limit]
        return [(names[place], float(values[place])) for place in order if values[place]]

    def _show(self, name: str) -> str:
        family, _, feature = name.partition(":")
        if family == "lexicon" and feature.startswith("p") and feature[1:].isdigit():
            pattern = self.lexicon.patterns[int(feature[1:])]
            return f"{pattern.name}: {pattern.text}"
        return feature

    def _decisions(self, texts: Sequence[str]) -> Array:
        """Log-odds, shape (texts, signals)."""
        parts = []
        for batch in _batches(list(texts)):
            tones = self._reader.tone.compounds(batch)
            read = self.lexicon.read_all(batch)
            regressions = self._flat.decisions(read, tones) + self._offsets
            asked = np.flatnonzero(asks_network(regressions))
            said = self.network.decisions([read[number] for number in asked.tolist()])
            parts.append(both_views(regressions, asked, said))
        return np.vstack(parts) if parts else np.zeros((0, len(SIGNALS)))


def load_model(path: Path = DEFAULT_MODELS) -> SignalModel:
    """Load the trained model of a folder.

    Raises:
        ModelError: the artefact is missing, damaged, or belongs to another corpus, lexicon, table or library
            version, and the message says to run `tension train`; or a frozen file is missing or damaged.
    """
    # Frozen files first: without one of them training, which a wrong artefact asks for, would fail too.
    reader = load_reader(path)
    network, statuses = load_network(path, reader), load_status_view(path)
    arrays, stamp = load_artefact(path)
    return SignalModel(arrays, reader, network, statuses, digest(stamp.arrays, stamp.frozen))


def load_reader(models: Path) -> Reader:
    """What reads texts, from a folder's lexicon and frozen groups."""
    folder = models / "lexicon"
    return Reader(load_lexicon(folder), load_concepts(folder), load_word_groups(models), tone_analyzer())


def _batches(texts: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(texts), BATCH_TEXTS):
        yield texts[start : start + BATCH_TEXTS]
