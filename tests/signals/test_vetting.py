"""A finding that is most likely no news between the two is kept, and laid at nobody's door."""

import gzip
import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tension.gazetteer import load_gazetteer
from tension.pairs import Pair
from tension.signals.freeze import read_rows
from tension.signals.freeze_findings import freeze_findings
from tension.signals.real_lines import digest_of
from tension.signals.roles.chances import pair_chances, side_of
from tension.signals.roles.model import Parties
from tension.signals.score import load_scorer
from tension.signals.table import SIGNALS
from tension.signals.vetting import (
    FLOOR,
    Doubts,
    Findings,
    Vetting,
    doubts_of,
    fit_vetting,
    load_findings,
)

MODELS = Path("models")
PAIR = Pair("PAK", "IRN")
CHANCES = st.floats(0, 1)


def doubts(text: str, between: float = 0.9, by_group: float = 0.0) -> Doubts:
    mentions = load_gazetteer(MODELS / "gazetteer.toml").find(text)
    return doubts_of(0.5, 0.0, 0.8, Parties(("IRN", "PAK"), between, by_group), mentions, PAIR)


def test_doubts_say_whom_a_sentence_names() -> None:
    both = doubts("Iran and Pakistan met in Turkey.")
    assert (both.states, both.half_named, both.unnamed) == (3, 0, 0)
    assert doubts("Iran met nobody.").half_named == 1
    assert doubts("They met.").unnamed == 1
    assert both.told == pytest.approx(0)
    assert doubts("Iran met nobody.", 0.2, 0.7).near > doubts("Iran met nobody.", 0.2).near


@given(CHANCES, CHANCES, st.lists(st.floats(-9, 9), min_size=9, max_size=9))
def test_a_chance_is_one_whatever_the_readings_say(one: float, other: float, weights: list[float]) -> None:
    asked = doubts_of(one, other, other, Parties(("IRN", "PAK"), one, other), (), PAIR)
    assert 0 <= Vetting(weights, [0.0] * len(SIGNALS)).chance("talks", asked) <= 1


@given(
    st.integers(1, 4).flatmap(
        lambda n: st.tuples(
            st.lists(st.sampled_from(["PAK", "IRN", "NSA", "USA"]), min_size=n, max_size=n),
            st.lists(st.floats(-30, 30), min_size=n * n, max_size=n * n),
        )
    )
)
def test_chances_of_the_pair_are_those_of_its_couples(case: tuple[list[str], list[float]]) -> None:
    actors, scores = case
    count = len(actors)
    totals = np.array(scores).reshape(1, count, count)
    of = np.array([side_of(actor, PAIR) for actor in actors])
    source, target = (np.broadcast_to(each, totals.shape) for each in (of[None, :, None], of[None, None]))
    between, by_group = (float(each[0]) for each in pair_chances(totals, source, target))
    raised = np.exp(totals[0] - totals.max())
    share = raised / raised.sum()
    couples = [(s, t, share[i, j]) for i, s in enumerate(actors) for j, t in enumerate(actors)]
    assert between == pytest.approx(sum(each for s, t, each in couples if {s, t} == {"PAK", "IRN"}))
    assert by_group == pytest.approx(sum(each for s, t, each in couples if s == "NSA" and t in PAIR.states))


def test_it_learns_what_the_findings_show() -> None:
    rng = np.random.default_rng(5)
    right = rng.random(400) < 0.5
    table = rng.normal(size=(400, len(Doubts._fields)))
    table[:, 0] += np.where(right, 2, -2)
    found = Findings(table, np.zeros(400, dtype=int), right, np.arange(400))
    vetting = fit_vetting(found)
    again = Vetting.from_arrays(vetting.to_arrays())
    chances = vetting.chances(found)
    assert again.chances(found).tolist() == chances.tolist()
    assert np.mean((chances > 0.5) == right) > 0.9


def test_the_floor_stands_where_three_in_four_are_wrong() -> None:
    found = load_findings(MODELS)
    chances = fit_vetting(found).chances(found)
    assert found.right[chances < FLOOR].mean() < FLOOR < found.right[chances >= FLOOR].mean()


def test_findings_of_items_are_judged_by_their_labels(tmp_path: Path) -> None:
    lines = [
        "Iran fires missiles into Pakistan . Iran fired missiles into Pakistan on Tuesday, killing two children.",
        "Iran fires missiles into Iraq, Pakistan says . Nobody was hurt.",
    ]
    events = [[[0, "strike", "reported", "IRN", "PAK"], [1, "strike", "reported", "IRN", "PAK"]], []]
    labels = [
        {"item": digest_of(line), "sentences": 2, "events": own}
        for line, own in zip(lines, events, strict=True)
    ]
    items, file = tmp_path / "items.gz", tmp_path / "labels.jsonl"
    file.write_text("".join(json.dumps(label) + "\n" for label in labels), encoding="utf-8")
    with gzip.open(items, "wt", encoding="utf-8") as out:
        out.write("\n".join(lines))
    scorer = load_scorer(MODELS)
    found = freeze_findings(read_rows(items, file, scorer.gazetteer), [scorer])
    strikes = found.signals == SIGNALS.index("strike")
    assert found.right[strikes & (found.items == 0)].all()
    assert not found.right[found.items == 1].any()
    assert found.doubts.shape == (len(found.items), len(Doubts._fields))
