"""Source and target: rules without a model, learning from few rows, arrays there and back."""

from collections.abc import Sequence
from functools import cache
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tension.gazetteer import Gazetteer, load_gazetteer
from tension.pairs import Pair
from tension.relevance import SentenceContext
from tension.signals.corpus import LabelledEvent, Row
from tension.signals.evaluation.folds import split_rows
from tension.signals.roles.evaluation import evaluate_roles, predict_row, role_scores
from tension.signals.roles.features import anchor_keys, candidate_keys, pair_keys, spelt
from tension.signals.roles.model import Roles, RolesModel, Telling, assign_roles
from tension.signals.roles.scene import Scene, read_scene
from tension.signals.roles.training import Weights, anchor_place
from tension.signals.table import SIGNALS

PAIR = Pair("PAK", "IRN")
ACTORS = {"NSA", "CIV", "INT", "UNK"}
GAZETTEER = load_gazetteer()
STATES = [("Iran", "IRN"), ("Pakistan", "PAK"), ("Turkey", "TUR"), ("Iraq", "IRQ")]


def assign(
    sentence: str,
    *signals: str,
    pair: Pair | None = PAIR,
    context: SentenceContext | None = None,
    model: RolesModel | None = None,
) -> list[Roles]:
    return assign_roles([Telling(sentence, signals, GAZETTEER.find(sentence), context)], pair, model)[0]


def rows() -> list[Row]:
    """Active, passive and possessive sentences over four states: who acts follows from grammar alone."""
    made = []
    number = -1
    for one, source in STATES:
        for other, target in STATES:
            if source == target:
                continue
            event = LabelledEvent(signal="accuse", status="reported", source=source, target=target)
            texts = (
                f"{one} condemned {other} on Monday over the raid.",
                f"{other} was condemned by {one} on Monday over the raid.",
                f"On Friday {other} was roundly condemned by {one}.",
            )
            for text in texts:
                number += 1
                dyad = f"{source}-{target}"
                made.append(
                    Row(
                        id=f"t-{number}",
                        family=number // 3,
                        text=text,
                        style="body",
                        dyad=dyad,
                        events=(event,),
                    )
                )
    return made


@pytest.fixture(scope="module")
def model() -> RolesModel:
    return RolesModel.fit([row for row in rows() if "Iraq" not in row.text], GAZETTEER)


def test_learns_active_from_passive_and_carries_it_to_a_state_never_seen(model: RolesModel) -> None:
    for text, expected in [
        ("Iraq condemned Pakistan on Monday over the raid.", ("IRQ", "PAK")),
        ("Iraq was condemned by Pakistan on Monday over the raid.", ("PAK", "IRQ")),
    ]:
        assert assign(text, "accuse", pair=Pair("IRQ", "PAK"), model=model) == [expected]


def test_which_state_it_is_plays_no_part(model: RolesModel) -> None:
    """Names swapped, roles swapped: nothing is learned about a country."""
    one = assign("Iran condemned Pakistan on Monday.", "accuse", model=model)
    other = assign("Pakistan condemned Iran on Monday.", "accuse", model=model)
    assert one == [role[::-1] for role in other]


def test_the_order_of_the_pair_plays_no_part(model: RolesModel) -> None:
    for text in ("Iran condemned Pakistan.", "Tehran condemned the raid.", "It condemned the raid."):
        one = assign(text, "accuse", model=model)
        assert one == assign(text, "accuse", pair=PAIR.swapped(), model=model)


def test_one_signal_twice_gets_two_answers(model: RolesModel) -> None:
    found = assign("Iran and Pakistan condemned each other.", "accuse", "accuse", model=model)
    assert len(set(found)) == 2


def test_a_pronoun_that_opens_the_sentence_is_the_last_subject() -> None:
    sentence = "It summoned the envoy."
    scene = read_scene(sentence, [], SentenceContext(subject="IRN"), PAIR)
    assert scene.candidates[0].actor == "IRN"
    assert scene.candidates[0].places == (0,)
    assert assign(sentence, "accuse", context=SentenceContext(subject="PAK")) == [("PAK", "IRN")]


def test_a_dateline_names_nobody() -> None:
    sentence = "ISLAMABAD: Iran condemned the raid."
    scene = read_scene(sentence, GAZETTEER.find(sentence), None, PAIR)
    assert [c.actor for c in scene.candidates if c.places] == ["IRN"]
    assert scene.kinds[0] == "dateline"


def test_a_sponsor_is_no_candidate() -> None:
    sentence = "Iran-backed militants hit Karachi."
    scene = read_scene(sentence, GAZETTEER.find(sentence), None, None)
    assert [c.actor for c in scene.candidates if c.places] == ["NSA", "PAK"]


@pytest.mark.parametrize(
    ("sentence", "signal", "expected"),
    [
        ("Pakistan recalled its ambassador from Tehran.", "sanction", ("PAK", "IRN")),
        ("Two soldiers were detained by Iran, Pakistan said.", "coerce", ("IRN", "PAK")),
        ("Gunmen killed two guards in Zahedan.", "attack", ("NSA", "IRN")),
        ("Hundreds marched on the Iranian consulate.", "protest", ("CIV", "IRN")),
        ("Tehran protested.", "accuse", ("IRN", "PAK")),
    ],
)
def test_rules_without_a_model(sentence: str, signal: str, expected: Roles) -> None:
    assert assign(sentence, signal) == [expected]


def test_no_signal_no_answer() -> None:
    assert assign("Iran condemned Pakistan.") == []


def test_arrays_there_and_back(model: RolesModel) -> None:
    arrays = model.to_arrays()
    assert all(array.dtype != object for array in arrays.values())
    again = RolesModel.from_arrays(arrays)
    for row in rows():
        assert predict_row(row, GAZETTEER, model) == predict_row(row, GAZETTEER, again)


def test_the_same_rows_give_the_same_model(model: RolesModel) -> None:
    again = RolesModel.fit([row for row in rows() if "Iraq" not in row.text], GAZETTEER)
    for name, array in again.to_arrays().items():
        np.testing.assert_array_equal(array, model.to_arrays()[name])


@cache
def tiny_model() -> RolesModel:
    return RolesModel.fit(rows()[:12], GAZETTEER)


WORDS = [
    *("Iran", "Pakistan", "India", "by", "condemned", "was", "militants", "the", "Tehran", "UN", "BLA"),
    *("people", "said", ",", "It", "from", "Islamabad:", "-", "é", "“", "Iran-backed"),
]


@settings(deadline=None)
@given(
    st.lists(st.sampled_from(WORDS), max_size=14).map(" ".join),
    st.lists(st.sampled_from(SIGNALS), max_size=4),
    st.sampled_from([None, PAIR, Pair("IND", "CHN")]),
    st.sampled_from([None, SentenceContext(subject="IRN"), SentenceContext(subject="NSA")]),
)
def test_any_sentence_gets_an_answer_for_each_signal(
    sentence: str, signals: Sequence[str], pair: Pair | None, context: SentenceContext | None
) -> None:
    for chosen in (None, tiny_model()):
        found = assign(sentence, *signals, pair=pair, context=context, model=chosen)
        assert len(found) == len(signals)
        known = ACTORS | {m.actor for m in GAZETTEER.find(sentence)} | set(pair.states if pair else ())
        known |= {context.subject} if context and context.subject else set()
        assert {actor for role in found for actor in role} <= known


def plain_roles(scene: Scene, signal: str, pair: Pair | None, weights: Weights) -> Roles:
    """The likeliest source and target by the features' names, one candidate after the other."""
    number = 1 + SIGNALS.index(signal)
    single = dict(zip(weights.features, weights.feature_weights.astype(float), strict=True))
    couple = dict(zip(weights.pairs, weights.pair_weights.astype(float), strict=True))
    terms = dict(zip(weights.terms, weights.anchors[:, number - 1].astype(float).tolist(), strict=True))
    near = anchor_keys(scene, anchor_place(scene.stems, terms))
    named = [spelt([*own, *keys]) for own, keys in zip(candidate_keys(scene, pair), near, strict=True)]
    sums = [[sum(single[n][role][[0, number]].sum() for n in each if n in single) for role in (0, 1)]
            for each in named]  # fmt: skip
    places = range(len(named))
    beams = [sorted(places, key=lambda at: -sums[at][role])[:4] for role in (0, 1)]
    scored = []
    for s, t in product(*beams):
        both = spelt(pair_keys(scene, scene.candidates[s], scene.candidates[t]))
        together = sum(couple[name][[0, number]].sum() for name in both if name in couple)
        scored.append((-(sums[s][0] + sums[t][1] + together), s, t))
    _, s, t = min(scored)
    return scene.candidates[s].actor, scene.candidates[t].actor


@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.lists(st.sampled_from(WORDS), max_size=14).map(" ".join), min_size=1, max_size=4),
    st.sampled_from([None, PAIR]),
)
def test_sums_in_arrays_are_those_of_the_named_features(sentences: list[str], pair: Pair | None) -> None:
    signals = ["accuse", "strike"]
    asked = [Telling(text, signals, GAZETTEER.find(text)) for text in sentences]
    for each, found in zip(asked, assign_roles(asked, pair, tiny_model()), strict=True):
        scene = read_scene(each.text, each.mentions, None, pair)
        assert found == [plain_roles(scene, signal, pair, tiny_model().weights) for signal in signals]


def test_scores_match_events_of_one_signal_in_either_order() -> None:
    row = Row(
        id="x-1",
        family=1,
        text="Iran and Pakistan struck each other.",
        style="body",
        dyad="IRN-PAK",
        events=(
            LabelledEvent(signal="strike", status="reported", source="IRN", target="PAK"),
            LabelledEvent(signal="strike", status="reported", source="PAK", target="IRN"),
        ),
    )
    scores = role_scores([row], [[("PAK", "IRN"), ("IRN", "PAK")]])
    assert scores["pair_right"] == 1.0
    scores = role_scores([row], [[("PAK", "IRN"), ("UNK", "IRN")]])
    assert (scores["pair_right"], scores["source_right"], scores["pair_events"]) == (0.5, 0.5, 2)


def test_evaluation_compares_the_model_with_the_rules() -> None:
    own = rows()
    splits = split_rows(own)
    models = [RolesModel.fit([own[number] for number in train], GAZETTEER) for train, _ in splits]
    found = evaluate_roles(own, GAZETTEER, splits, models)
    assert found["model"]["pair_right"] > 0.9
    assert found["model"]["events"] == found["rules"]["events"] == len(rows())
    assert 0.0 < found["rules"]["pair_right"] <= 1.0


def test_gazetteer_is_only_read(model: RolesModel) -> None:
    """Assigning roles leaves no trace in what it was given."""
    assert isinstance(GAZETTEER, Gazetteer)
    before = assign("Iran condemned Pakistan.", "accuse", model=model)
    assign("Pakistan was condemned by Iran.", "accuse", model=model)
    assert assign("Iran condemned Pakistan.", "accuse", model=model) == before
