"""Makes `frozen/real_items.npz`: labelled items of real news as features, so that no text need be kept.

`python -m tension.signals.freeze ITEMS [MODELS]`, then `tension train`. ITEMS holds one item a line, title
and blurb parted by " . ", gzipped. The labels, `frozen/real_items.jsonl`, know each by a digest of its line.
To be run again after a change to features, lexicon or labels; until then training goes on with what is there.
"""

import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from tension.errors import InputError, ModelError, TensionError
from tension.gazetteer import Gazetteer, load_gazetteer
from tension.signals.artefact import Arrays
from tension.signals.corpus import (
    Row,
    checked_row,
    families,
    load_additions,
    load_corpus,
    signal_labels,
)
from tension.signals.features.counted import LETTERS, WORDS, CountedTexts, count_texts, is_single
from tension.signals.features.hashed import HashedRows
from tension.signals.features.space import DEFAULT_FAMILIES
from tension.signals.frozen import FROZEN_FILE, FrozenItems
from tension.signals.model import DEFAULT_MODELS, load_reader
from tension.signals.real_lines import lines_by_digest, texts_of
from tension.signals.roles.scene import OTHERS

LABELS_FILE = FROZEN_FILE.with_suffix(".jsonl")
_ARGUMENTS = (1, 2)
_EVENT = ("signal", "status", "source", "target")


def freeze(items: Path, models: Path = DEFAULT_MODELS) -> FrozenItems:
    """Read the labelled items and keep what training can use of them.

    Args:
        items: gzipped lines.
        models: the folder with corpus, lexicon, frozen arrays and labels.

    Raises:
        InputError: the items cannot be read, one that was labelled is not among them, or one is cut into
            other sentences than were labelled.
        ModelError: a label is not of its schema.
    """
    gazetteer = load_gazetteer(models / "gazetteer.toml")
    rows = list(read_rows(items, models / LABELS_FILE, gazetteer))
    folder = models / "corpus"
    known = [row.text for row in (*load_corpus(folder), *load_additions(folder))]
    return FrozenItems(_features(known, rows, models), signal_labels(rows), families(rows))


def read_rows(items: Path, labels: Path, gazetteer: Gazetteer) -> Iterator[Row]:
    """Titles and sentences of the labelled items, in the order of the labels.

    Their family is the number of the item, and their dyad the first two states that it names.

    Raises:
        InputError, ModelError: as `freeze`.
    """
    lines = lines_by_digest(items)
    for number, raw in enumerate(labels.read_text(encoding="utf-8").splitlines()):
        place_of_label = f"{labels}:{number + 1}"
        label = _label(raw, place_of_label)
        texts = texts_of(label["item"], lines, items)
        if len(texts) != label["sentences"]:
            raise InputError(
                f"{place_of_label}: item {label['item']} was labelled as {label['sentences']} sentences "
                f"and is cut into {len(texts)}",
                "label it again, or take its line out",
            )
        dyad = _dyad(texts, gazetteer)
        for place, text in enumerate(texts):
            own = [event[1:] for event in label["events"] if event[0] == place]
            row = {
                "id": f"{label['item']}-{place}",
                "family": number,
                "text": text,
                "style": "lead" if place else "headline",
                "dyad": dyad,
                "events": [dict(zip(_EVENT, event, strict=False)) for event in own],
            }
            yield checked_row(row, place_of_label)


def _label(raw: str, place: str) -> dict[str, Any]:
    try:
        label = json.loads(raw)
        return {name: label[name] for name in ("item", "sentences", "events")}
    except (ValueError, TypeError, KeyError) as error:
        raise ModelError(f"{place}: no label of an item: {error!r}", "mend the line") from error


def _dyad(texts: Sequence[str], gazetteer: Gazetteer) -> str:
    actors = [mention.actor for text in texts for mention in gazetteer.find(text)]
    states = [actor for actor in dict.fromkeys(actors) if actor not in OTHERS]
    return "-".join(states[:2]) if len(states) > 1 else "NONE"


def _features(known: Sequence[str], rows: Sequence[Row], models: Path) -> Mapping[str, HashedRows]:
    reader = load_reader(models)
    counted = count_texts(reader.read_all([*known, *(row.text for row in rows)]))
    words = frozenset(reader.groups.words)
    least = {spec.name: spec.min_texts for spec in DEFAULT_FAMILIES}
    return {
        family: _kept(counted, family, len(known), least[family], words)
        for family in counted.families
        if family != LETTERS
    }


def _kept(texts: CountedTexts, family: str, own: int, least: int, words: frozenset[str]) -> HashedRows:
    """The items' rows of what may become a feature: names that the corpus or the word list knows."""
    counts = texts.families[family]
    frequency = counts.frequency()
    in_own = np.bincount(counts.table[:own].indices, minlength=len(counts.names)) > 0
    columns = [
        column
        for column, name in enumerate(counts.names)
        if (in_own[column] and frequency[column] >= least)
        or (family == WORDS and is_single(name) and (in_own[column] or name in words))
    ]
    return HashedRows.of([counts.names[column] for column in columns], counts.table[own:][:, columns])


def write_frozen(arguments: Sequence[str], make: Callable[[Path, Path], Mapping[Path, Arrays]]) -> None:
    """Write files of frozen arrays into a models folder, or end with what is wrong.

    Args:
        arguments: the file of items, and the folder, `models` unless told.
        make: the arrays of each file, which is relative to the folder and replaced whole, from the items and
            the folder.
    """
    if len(arguments) not in _ARGUMENTS:
        sys.exit("give the file of items, and the models folder unless it is `models`")
    items, models = Path(arguments[0]), Path(arguments[1]) if arguments[1:] else DEFAULT_MODELS
    try:
        files = make(items, models)
    except TensionError as error:
        sys.exit(str(error))
    for file, arrays in files.items():
        partial = models / file.with_name(f".partial-{file.name}")
        np.savez_compressed(partial, allow_pickle=False, **arrays)
        partial.replace(models / file)


if __name__ == "__main__":
    write_frozen(sys.argv[1:], lambda items, models: {FROZEN_FILE: freeze(items, models).to_arrays()})
