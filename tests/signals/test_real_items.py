"""How labelled items of real news are read: the measure itself, and floors where the reference data is at hand."""

import gzip
import json
from pathlib import Path

import pytest

from tension.errors import InputError
from tension.signals.evaluation.real_items import evaluate_real
from tension.signals.real_lines import digest_of
from tension.signals.score import load_scorer
from tests.reference import reference_file

LABELS = Path("tests/data/real-2023-labels.jsonl")
STRIKE = "Iranian missiles hit Panjgur . Iran fired missiles at Pakistan on Tuesday, killing two children."
CRICKET = (
    "Pakistan beat Iran at chess . The women of Pakistan and Iran met in the hall of a school on Friday."
)


def _labels(folder: Path, *lines: str) -> Path:
    events = [{"signals": ["strike"], "statuses": ["reported"], "roles": ["IRN>PAK"]}]
    asked = [
        {"item": digest_of(lines[0]), "half": "open", "leanings": ["escalation"], "events": events},
        {"item": digest_of(lines[1]), "half": "held", "leanings": ["neutral"], "events": []},
    ]
    path = folder / "labels.jsonl"
    path.write_text("".join(json.dumps({**label, "pair": "PAK-IRN"}) + "\n" for label in asked))
    return path


def test_each_half_is_counted_and_an_unknown_item_is_named(tmp_path: Path) -> None:
    items = tmp_path / "items.txt.gz"
    with gzip.open(items, "wt", encoding="utf-8") as file:
        file.write(f"{STRIKE}\n{CRICKET}\n")
    found = evaluate_real(items, _labels(tmp_path, STRIKE, CRICKET), load_scorer())
    assert found["open"]["sided_right"] == found["open"]["roles"] == found["open"]["statuses"] == 1
    assert found["held"]["articles"] == found["held"]["neutral"] == 1
    missing = _labels(tmp_path, "another line", CRICKET)
    with pytest.raises(InputError, match="has no item"):
        evaluate_real(items, missing, load_scorer())


def test_real_news_is_read_no_worse_than_it_was() -> None:
    items = reference_file("real/unlabelled_news_2023.txt.gz")
    held = evaluate_real(items, LABELS, load_scorer())["held"]
    assert held["leaning_right"] >= 0.66 * held["articles"]
    assert held["neutral_right"] >= 0.7 * held["neutral"]
    assert held["sided_turned"] <= 0.1 * held["sided"]
    assert held["roles"] >= 0.8 * held["found"]
