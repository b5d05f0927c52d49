"""Makes `frozen/status_network.npz`: the network that statuses are told by, beside the regression.

`python -m tension.signals.freeze_statuses ITEMS [MODELS]`, then `tension train` and what follows it in
models/README.md. It learns from the rows added to the corpus and from the labelled items that the networks
alone learn from; never from the corpus, or from the items that findings are vetted by: what it says of those
is as of any text unseen. Six minutes on one core.
"""

import sys
from collections.abc import Sequence
from pathlib import Path

from tension.gazetteer import load_gazetteer
from tension.signals.artefact import Arrays
from tension.signals.corpus import Row, load_additions, status_examples
from tension.signals.freeze import read_rows, write_frozen
from tension.signals.freeze_network import MORE_LABELS_FILE
from tension.signals.model import load_reader
from tension.signals.status.anchors import held_out_anchors
from tension.signals.status.clauses import read_scene
from tension.signals.status.model import balance, with_main_events
from tension.signals.status.view import STATUS_FILE, NetworkView
from tension.signals.text.lexicon import Lexicon
from tension.signals.text.word_vectors import WordVectors, load_word_vectors
from tension.signals.train import one_at_a_time


def freeze_statuses(items: Path, models: Path) -> dict[Path, Arrays]:
    """Train the network.

    Args:
        items: gzipped lines, see `freeze`.
        models: the folder with corpus, lexicon, vectors and labels.

    Returns:
        The arrays of the file.

    Raises:
        InputError, ModelError: as `freeze.freeze`.
    """
    added = load_additions(models / "corpus")
    of_items = read_rows(items, models / MORE_LABELS_FILE, load_gazetteer(models / "gazetteer.toml"))
    first = 1 + max((row.family for row in added), default=-1)
    rows = [*added, *(row.model_copy(update={"family": first + row.family}) for row in of_items)]
    vectors = load_word_vectors(models / "vectors" / "word_vectors.npz")
    view = one_at_a_time(lambda folder: learn_statuses(rows, load_reader(folder).lexicon, vectors), models)
    return {STATUS_FILE: view.to_arrays()}


def learn_statuses(rows: Sequence[Row], lexicon: Lexicon, vectors: WordVectors) -> NetworkView:
    """The view that a network trained on the events of rows has.

    Args:
        rows: at least five families with events.
        lexicon: what they are read with.
        vectors: where words start from.
    """
    texts, signals, statuses, groups = status_examples(rows)
    scenes = {text: read_scene(text, lexicon) for text in dict.fromkeys(texts)}
    scores = held_out_anchors(scenes, texts, signals, groups)
    asked, labels = with_main_events(texts, signals, statuses)
    known = dict(zip(vectors.words, vectors.values, strict=True))
    return NetworkView.fit(scenes, scores, asked, labels, balance(labels), known)


if __name__ == "__main__":
    write_frozen(sys.argv[1:], freeze_statuses)
