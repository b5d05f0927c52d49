"""Scores over `corpus/unseen/`: rows that nothing was learned from, chosen by or looked at.

`python -m tension.signals.evaluation.unseen [MODELS]` prints them as JSON; seconds, as the committed model
answers. The rows are synthetic, like those of the corpus, and by other writers.
"""

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tension.errors import TensionError
from tension.signals.corpus import Row, load_unseen, signal_labels
from tension.signals.evaluation.metrics import summary
from tension.signals.evaluation.pairs import flipped_pairs, less_denied, pairs_told
from tension.signals.model import DEFAULT_MODELS, SignalModel, load_model


def measure_unseen(models: Path) -> dict[str, Any]:
    """Scores of rows that flip by a few words, and of rows written for breadth.

    Raises:
        ModelError: a row is not of the schema, or the artefact is not of this folder.
    """
    model = load_model(models)
    return {kind: _scores(rows, model) for kind, rows in load_unseen(models / "corpus").items()}


def _scores(rows: Sequence[Row], model: SignalModel) -> dict[str, Any]:
    texts = [row.text for row in rows]
    probabilities, called = model.predict_proba(texts).to_numpy(), model.predict(texts).to_numpy()
    found: dict[str, Any] = {"rows": len(rows), **summary(probabilities, called, signal_labels(rows))}
    if pairs := flipped_pairs(rows):
        found["minimal_pairs"] = pairs_told(rows, pairs, probabilities, less_denied(model, texts, called))
    return found


def main(arguments: Sequence[str]) -> None:
    """Print the scores of a models folder, `models` unless told, or end with what is wrong."""
    try:
        found = measure_unseen(Path(arguments[0]) if arguments else DEFAULT_MODELS)
    except TensionError as error:
        sys.exit(str(error))
    sys.stdout.write(json.dumps(found, indent=1) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
