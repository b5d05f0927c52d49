"""Rows kept apart from all learning, and how they are scored."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tension.errors import ModelError
from tension.signals.corpus import Row, addition_files, corpus_files, load_unseen
from tension.signals.evaluation.pairs import flipped_pairs, pairs_told
from tension.signals.evaluation.unseen import main, measure_unseen
from tension.signals.table import SIGNALS

MODELS = Path("models")
UNSEEN = MODELS / "corpus" / "unseen"


def test_unseen_rows_are_none_of_those_learned_from_or_scored() -> None:
    known = _raw([*corpus_files(), *addition_files()])
    unseen = _raw([file for kind in ("breadth", "contrasts") for file in corpus_files(UNSEEN / kind)])
    names = [row["id"] for row in (*known, *unseen)]
    assert len(set(names)) == len(names)
    assert not {row["family"] for row in known} & {row["family"] for row in unseen}
    assert not {row["text"].lower() for row in known} & {row["text"].lower() for row in unseen}


def _raw(files: Sequence[Path]) -> list[dict[str, Any]]:
    return [json.loads(line) for file in files for line in file.read_text(encoding="utf-8").splitlines()]


def test_unseen_rows_are_scored_by_what_they_were_written_for(tmp_path: Path) -> None:
    for file in MODELS.iterdir():
        if file.name != "corpus":
            (tmp_path / file.name).symlink_to(file.resolve())
    (tmp_path / "corpus" / "unseen").mkdir(parents=True)
    for file in (MODELS / "corpus").iterdir():
        if file.name != "unseen":
            (tmp_path / "corpus" / file.name).symlink_to(file.resolve())
    texts = [
        ("Iran launched missiles at Pakistan.", "strike"),
        ("Iran freed Pakistani prisoners.", "concede"),
    ]
    (tmp_path / "corpus" / "unseen" / "contrasts").mkdir()
    lines = [json.dumps(_row(text, signal).model_dump()) for text, signal in texts]
    (tmp_path / "corpus" / "unseen" / "contrasts" / "x1.jsonl").write_text("\n".join(lines) + "\n")
    found = measure_unseen(tmp_path)["contrasts"]
    assert found["rows"] == 2
    assert found["signals_micro_f1"] == 1
    assert found["minimal_pairs"]["right"] == found["minimal_pairs"]["pairs"] == 1


def test_a_folder_without_such_rows_or_a_model_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="no rows"):
        load_unseen(tmp_path)
    with pytest.raises(SystemExit, match=str(tmp_path)):
        main([str(tmp_path)])


def test_a_pair_is_right_where_both_its_rows_are() -> None:
    rows = [_row("a", "strike"), _row("b", "visit"), _row("c", "visit")]
    pairs = flipped_pairs(rows)
    assert pairs == [(0, 1), (0, 2)]
    chances = np.zeros((3, len(SIGNALS)))
    chances[[0, 1, 2], [SIGNALS.index(name) for name in ("strike", "visit", "threaten")]] = 0.9
    chances[1, SIGNALS.index("accuse")] = 0.5
    found = pairs_told(rows, pairs, chances, chances > 0.4)
    assert found["right"] == 0  # the second is called both, the third the other side
    assert found["stronger_side"]["right"] == 1
    assert found["stronger_side"]["share"] == pytest.approx(0.5)


def _row(text: str, signal: str) -> Row:
    event = {"signal": signal, "status": "reported", "source": "IRN", "target": "PAK"}
    row = {
        "id": f"x1-{text}",
        "family": 1,
        "text": text,
        "style": "lead",
        "dyad": "PAK-IRN",
        "events": [event],
    }
    return Row.model_validate(row)
