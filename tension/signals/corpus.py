"""The labelled corpus: rows of synthetic news prose with every event in them."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any, Literal

import numpy as np
import numpy.typing as npt
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from tension.errors import ModelError
from tension.signals.table import SIGNALS

DEFAULT_CORPUS = Path("models/corpus")
Status = Literal["reported", "planned", "background", "denied", "hypothetical"]


class LabelledEvent(BaseModel):
    """One event of a row; killed and wounded only where the text gives a number."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    signal: str
    status: Status
    source: str
    target: str
    killed: Annotated[int, Field(ge=0)] | None = None
    wounded: Annotated[int, Field(ge=0)] | None = None


class Row(BaseModel):
    """One row of the corpus; rows of one family share wording and stay on one side of any split."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    family: int
    text: Annotated[str, Field(min_length=1)]
    style: Literal["headline", "lead", "body", "statement"]
    dyad: Annotated[str, Field(pattern=r"^(?:NONE|[A-Z]{3}-[A-Z]{3})$")]
    events: tuple[LabelledEvent, ...]
    trap: str | None = None


def load_additions(folder: Path = DEFAULT_CORPUS) -> list[Row]:
    """Rows written later to fill gaps: signals, roles and both networks learn from them, none is scored."""
    return _read(addition_files(folder))


def load_status_additions(folder: Path = DEFAULT_CORPUS) -> list[Row]:
    """Those that the regression of statuses learns from, too; with the others it told history less well."""
    return _read(corpus_files(folder / "additions"))


def load_unseen(folder: Path = DEFAULT_CORPUS) -> dict[str, list[Row]]:
    """Rows that nothing learns from, by what they were written for, the name of their folder.

    Raises:
        ModelError: no rows, or a line that is not a row of the schema or names an unknown signal.
    """
    files = sorted((folder / "unseen").glob("*/*.jsonl"))
    if not files:
        raise ModelError(f"no rows (*/*.jsonl) in {folder / 'unseen'}", "restore them from version control")
    return {kind.name: _read(corpus_files(kind)) for kind in sorted({file.parent for file in files})}


def addition_files(folder: Path = DEFAULT_CORPUS) -> list[Path]:
    """The files of all additions in name order."""
    more = folder / "additions"
    return sorted(corpus_files(more) + corpus_files(more / "signals"), key=lambda file: file.name)


def corpus_files(folder: Path = DEFAULT_CORPUS) -> list[Path]:
    """The corpus's .jsonl files in name order."""
    return sorted(folder.glob("*.jsonl"))


def load_corpus(folder: Path = DEFAULT_CORPUS) -> list[Row]:
    """Every row of every file, in order.

    Raises:
        ModelError: no file, or a line that is not a row of the schema or names an unknown signal.
    """
    files = corpus_files(folder)
    if not files:
        raise ModelError(f"no corpus (*.jsonl) in {folder}", "run from the checkout's root")
    return _read(files)


def _read(files: Sequence[Path]) -> list[Row]:
    return [
        _row(file, number, line)
        for file in files
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1)
    ]


def _row(file: Path, number: int, line: str) -> Row:
    place = f"{file}:{number}"
    try:
        data: Any = json.loads(line)
    except ValueError as error:
        raise _unreadable(place, error) from error
    return checked_row(data, place)


def checked_row(data: Any, place: str) -> Row:
    """A row from plain data.

    Raises:
        ModelError: it is not of the schema or names an unknown signal; the message begins with `place`.
    """
    try:
        row = Row.model_validate(data)
    except ValidationError as error:
        raise _unreadable(place, error) from error
    unknown = sorted({event.signal for event in row.events} - set(SIGNALS))
    if unknown:
        raise ModelError(f"{place}: unknown signals {unknown}", "use the guide's twenty names")
    return row


def _unreadable(place: str, error: ValueError) -> ModelError:
    return ModelError(f"{place}: {error}", "mend the row, then run `tension train`")


def signal_labels(rows: Sequence[Row]) -> npt.NDArray[np.int64]:
    """1 where a row holds an event of a signal, whatever its status; shape (rows, signals)."""
    return np.array([[int(any(e.signal == s for e in r.events)) for s in SIGNALS] for r in rows])


def families(rows: Sequence[Row]) -> npt.NDArray[np.int64]:
    """The family of each row, to group splits by."""
    return np.array([row.family for row in rows])


def status_examples(rows: Sequence[Row]) -> tuple[list[str], list[str], list[str], list[int]]:
    """One example an event: texts, signals, statuses, families, aligned."""
    found = [(row.text, event.signal, event.status, row.family) for row in rows for event in row.events]
    texts, signals, statuses, groups = zip(*found, strict=True)
    return list(texts), list(signals), list(statuses), list(groups)
