"""Makes `frozen/network.npz` and `frozen/network_news.npz`: the network, and what it says of texts held out.

`python -m tension.signals.freeze_network ITEMS [MODELS]`, then `tension train` and what follows it in
models/README.md. It learns from the rows added to the corpus and from labelled items of real news, and never
from the corpus itself: what it says of that is as of any text unseen. From `frozen/taught.npz` it learns what
a larger model, which saw neither the corpus nor the items that are calibrated on, makes of further news. For
the sentences of the items, on which probabilities of news are calibrated, three more are trained, each
without a third of the items, and what they say is kept. A quarter of an hour on two cores.
"""

import sys
from functools import partial
from itertools import repeat
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from tension.gazetteer import load_gazetteer
from tension.signals.artefact import Arrays
from tension.signals.corpus import families, load_additions, signal_labels
from tension.signals.features.blocks import Reader
from tension.signals.freeze import LABELS_FILE, read_rows, write_frozen
from tension.signals.model import load_reader
from tension.signals.network.network import SignalNetwork
from tension.signals.network.reader import HELD_OUT_FILE, NETWORK_FILE, NetworkReader
from tension.signals.network.steps import KNOWN
from tension.signals.network.training import LEARNING, Course, fit_network
from tension.signals.network.words import Read, WordCoder
from tension.signals.taught import load_taught
from tension.signals.text.word_vectors import WordVectors, load_word_vectors
from tension.signals.train import one_at_a_time
from tension.workers import process_pool

Array = npt.NDArray[Any]
MORE_LABELS_FILE = NETWORK_FILE.with_name("network_items.jsonl")
"""Of items that the two networks alone learn from: more than training could read in its minutes."""
_FOLDS, _NOTHING = 3, -1
_SEED = 0


def freeze_network(items: Path, models: Path) -> dict[Path, Arrays]:
    """Train the network and those that say what is held out.

    Args:
        items: gzipped lines, see `freeze`.
        models: the folder with corpus, lexicon, vectors, labels and `taught.npz`.

    Returns:
        The arrays of both files.

    Raises:
        InputError, ModelError: as `freeze.freeze` and `Taught.texts`, and of a missing `taught.npz`.
    """
    held = [_NOTHING, *range(_FOLDS)]
    with process_pool(2) as pool:
        tasks = [partial(_learn, items, number) for number in held]
        whole, *parts = pool.map(one_at_a_time, tasks, repeat(models))
    numbers = np.concatenate([part["rows"] for part in parts])
    decisions = np.concatenate([part["decisions"] for part in parts])
    return {
        NETWORK_FILE: whole,
        HELD_OUT_FILE: {"decisions": decisions[np.argsort(numbers)].astype(np.float16)},
    }


def _learn(items: Path, held: int, models: Path) -> Arrays:
    """The whole network as arrays; or what one without a third of the items says of it, and of which rows."""
    reader = load_reader(models)
    gazetteer = load_gazetteer(models / "gazetteer.toml")
    more, news = (
        list(read_rows(items, models / file, gazetteer)) for file in (MORE_LABELS_FILE, LABELS_FILE)
    )
    taught = load_taught(models)
    rows = [*load_additions(models / "corpus"), *more, *news]
    texts = [*taught.texts(items), *(row.text for row in rows)]
    labels = np.vstack([taught.labels(), signal_labels(rows)])
    read = reader.lexicon.read_all(texts)
    first = len(texts) - len(news)
    is_held = np.append(np.zeros(first, dtype=bool), families(news) % _FOLDS == held)
    learned = np.flatnonzero(~is_held)
    vectors = load_word_vectors(models / "vectors" / "word_vectors.npz")
    network = learn(reader, [read[row] for row in learned], labels[learned], vectors)
    if held == _NOTHING:
        return network.to_arrays()
    asked = np.flatnonzero(is_held)
    return {"rows": asked - first, "decisions": network.decisions([read[row] for row in asked])}


def learn(
    reader: Reader, read: Read, labels: Array, vectors: WordVectors, course: Course = LEARNING
) -> NetworkReader:
    """A network trained on texts.

    Args:
        reader: what they were read with.
        read: words and patterns of each; those without words are left out.
        labels: the signals that each tells of, or the chance of each, shape (texts, 20).
        vectors: where words start from.
        course: how long, and how fast.
    """
    told = [number for number, (words, _) in enumerate(read) if words.lower]
    own = [read[number] for number in told]
    coder = WordCoder.fit(reader, own)
    numbers = {word: number for number, word in enumerate(coder.names["words"], KNOWN)}
    known = zip(vectors.words, vectors.values, strict=True)
    starts = {numbers[word]: vector for word, vector in known if word in numbers}
    network = SignalNetwork.fresh(coder.sizes(), len(coder.names["classes"]), _SEED, starts)
    return NetworkReader(coder, fit_network(network, coder.lay(own), labels[told], _SEED, course))


if __name__ == "__main__":
    write_frozen(sys.argv[1:], freeze_network)
