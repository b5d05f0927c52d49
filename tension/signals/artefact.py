"""The trained artefact on disk: plain arrays and a stamp of what they depend on; nothing in it executes."""

import hashlib
import json
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from tension.errors import ModelError
from tension.signals.corpus import addition_files, corpus_files
from tension.signals.table import load_signal_table
from tension.signals.text.lexicon import hash_files

Arrays = dict[str, npt.NDArray[Any]]
FEATURES_VERSION = 7
_ARRAYS = "signals.npz"
_STAMP = "signals.json"
_RETRAIN = "run `tension train`"
RESTORE = "restore it from version control"
_STEPS = 127


@dataclass(frozen=True, slots=True)
class Stamp:
    """What an artefact was made from and with."""

    features_version: int
    scikit_learn: str
    vader_sentiment: str
    corpus: str
    lexicon: str
    table: str
    frozen: str
    arrays: str = ""


def current_stamp(models: Path) -> Stamp:
    """The stamp that an artefact trained now from the files in `models` would carry, without its arrays."""
    return Stamp(
        features_version=FEATURES_VERSION,
        scikit_learn=version("scikit-learn"),
        vader_sentiment=version("vaderSentiment"),
        corpus=hash_files(_corpus_files(models)),
        lexicon=hash_files(sorted((models / "lexicon").glob("*.tsv"))),
        table=_hash_meanings(models / "signals.toml"),
        frozen=hash_files(_frozen_files(models)),
    )


def _corpus_files(models: Path) -> list[Path]:
    folder = models / "corpus"
    return corpus_files(folder) + addition_files(folder)


def _frozen_files(models: Path) -> list[Path]:
    return sorted((models / "frozen").glob("*.npz"))


def _hash_meanings(table: Path) -> str:
    """What training depends on in the signal table: names and polarities, not the weights the index tunes."""
    rows = load_signal_table(table).values()
    return hashlib.sha256("\n".join(f"{row.name} {row.polarity}" for row in rows).encode()).hexdigest()


def named(part: str, arrays: Arrays) -> Arrays:
    """Arrays under the name of their part of a file."""
    return {f"{part}.{name}": values for name, values in arrays.items()}


def part_of(arrays: Arrays, part: str) -> Arrays:
    """Those of a part, as `named` was given them."""
    head = f"{part}."
    return {name[len(head) :]: values for name, values in arrays.items() if name.startswith(head)}


def hash_arrays(arrays: Arrays) -> str:
    """SHA-256 over names, types, shapes and contents."""
    digest = hashlib.sha256()
    for name in sorted(arrays):
        value = np.ascontiguousarray(arrays[name])
        digest.update(f"{name} {value.dtype.str} {value.shape}\n".encode())
        digest.update(value.tobytes())
    return digest.hexdigest()


def pack_weights(weights: npt.NDArray[Any]) -> Arrays:
    """Weights in a byte each, as steps of a row's own size: 127 of them are its largest weight.

    Args:
        weights: shape (features, signals).
    """
    steps = (np.abs(weights).max(axis=1) / _STEPS).astype(np.float16)
    counted = weights / np.where(steps > 0, steps, 1).astype(np.float32)[:, None]
    return {"weights": np.clip(np.rint(counted), -_STEPS, _STEPS).astype(np.int8), "steps": steps}


def unpack_weights(arrays: Arrays) -> npt.NDArray[Any]:
    """The weights that `pack_weights` packed, in single precision."""
    return arrays["weights"] * arrays["steps"].astype(np.float32)[:, None]


def save_artefact(models: Path, arrays: Arrays) -> Stamp:
    """Write the arrays and their stamp into `models`; each file is replaced whole."""
    stamp = Stamp(**{**asdict(current_stamp(models)), "arrays": hash_arrays(arrays)})
    partial = models / f".partial-{_ARRAYS}"
    np.savez(partial, allow_pickle=False, **arrays)
    partial.replace(models / _ARRAYS)
    text = json.dumps(asdict(stamp), indent=2) + "\n"
    (models / _STAMP).write_text(text, encoding="utf-8")
    return stamp


def load_artefact(models: Path) -> tuple[Arrays, Stamp]:
    """Read the artefact, refusing one that belongs to other data or libraries.

    Raises:
        ModelError: it is missing or damaged, or its stamp differs from what is installed and checked out.
    """
    stamp = _read_stamp(models / _STAMP)
    now = asdict(current_stamp(models))
    for name, value in asdict(stamp).items():
        if name != "arrays" and value != now[name]:
            raise ModelError(
                f"the model in {models} was trained with {name} {_short(value)}, "
                f"here it is {_short(now[name])}",
                _RETRAIN,
            )
    arrays = read_arrays(models / _ARRAYS, _RETRAIN)
    if hash_arrays(arrays) != stamp.arrays:
        raise ModelError(f"{models / _ARRAYS} is not the file its stamp describes", _RETRAIN)
    return arrays, stamp


def _read_stamp(path: Path) -> Stamp:
    try:
        return Stamp(**json.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError as error:
        raise ModelError(f"no trained model at {path}", _RETRAIN) from error
    except (ValueError, TypeError) as error:
        raise ModelError(f"{path} is not a model's stamp: {error}", _RETRAIN) from error


def read_arrays(path: Path, remedy: str) -> Arrays:
    """The arrays of a file; nothing in it is executed.

    Raises:
        ModelError: it is missing or damaged; says the remedy.
    """
    try:
        with np.load(path, allow_pickle=False) as archive:
            return {name: archive[name] for name in archive.files}
    except FileNotFoundError as error:
        raise ModelError(f"no {path}", remedy) from error
    except Exception as error:  # any damage to the zip or an array header ends the same way
        raise ModelError(f"{path} cannot be read: {error}", remedy) from error


def _short(value: object) -> str:
    return str(value)[:12]
