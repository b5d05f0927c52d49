"""Wires written with their expectations before any was read here; nobody looks at errors but in the open ones."""

import json
from pathlib import Path
from typing import Any

import pytest

from tension.pairs import Pair
from tension.signals.evaluation.wires import WIRES, evaluate_wires
from tension.signals.score import Scorer, load_scorer

PAIR = Pair("PAK", "IRN")
ACT = {"signals": ["strike"], "statuses": ["reported"], "roles": ["IRN>PAK"], "killed": 2}


@pytest.fixture(scope="module")
def scorer() -> Scorer:
    return load_scorer(Path("models"))


@pytest.mark.parametrize(("part", "least"), [("open", 0.9), ("held", 0.85), ("fresh", 0.8)])
def test_most_wires_lean_the_right_way(part: str, least: float, scorer: Scorer) -> None:
    found = evaluate_wires(Path(f"tests/data/wires-{part}.jsonl"), PAIR, scorer)
    assert found["articles"] > 100
    assert found["leaning_right"] >= least * found["articles"]
    assert found["roles"] >= 0.8 * found["found"]
    assert found["statuses"] >= 0.85 * found["found"]
    assert found["tolls_right"] >= 0.9 * found["tolls"]


def test_the_sets_share_no_wire() -> None:
    titles = [
        {
            json.loads(line)["title"]
            for line in Path(f"tests/data/wires-{part}.jsonl").read_text().splitlines()
        }
        for part in WIRES
    ]
    assert len(set.union(*titles)) == sum(map(len, titles))


@pytest.mark.parametrize(
    ("event", "leanings", "expected"),
    [
        (
            ACT,
            ["escalation"],
            {"leaning_right": 1, "found": 1, "roles": 1, "statuses": 1, "invented_points": 0},
        ),
        (ACT | {"roles": ["PAK>IRN"]}, ["escalation"], {"found": 1, "roles": 0}),
        (ACT | {"statuses": ["background"]}, ["neutral"], {"leaning_right": 0, "statuses": 0, "leaks": 1}),
        (ACT | {"signals": ["visit"]}, ["deescalation"], {"leaning_right": 0, "found": 0, "roles": 0}),
    ],
)
def test_counts_by_hand(
    event: dict[str, Any], leanings: list[str], expected: dict[str, int], scorer: Scorer, tmp_path: Path
) -> None:
    toll = {"signals": ["casualties"], "statuses": ["reported"], "roles": ["IRN>PAK"], "optional": True}
    wire = {
        "url": "https://wires.example/x",
        "group": "escalation",
        "title": "Iran strikes Pakistan, killing two",
        "text": "Iran fired missiles into Pakistan on Tuesday, killing two children, Islamabad said.",
        "published_at": "2024-01-17T08:00:00+05:00",
        "leanings": leanings,
        "events": [event, *([toll] if event is ACT else [])],
    }
    path = tmp_path / "wires.jsonl"
    path.write_text(json.dumps(wire) + "\n", encoding="utf-8")
    found = evaluate_wires(path, PAIR, scorer)
    assert {name: found.get(name, 0) for name in expected} == expected
