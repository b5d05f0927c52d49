"""Violence at home, sympathy for it, and a third state's strikes are not between the two sides."""

from pathlib import Path

import pytest

from tension.gazetteer import Gazetteer, load_gazetteer
from tension.pairs import Pair
from tension.signals.parties.outside import Outcome, settle_outside
from tension.signals.parties.settle import Part, Roles
from tension.signals.places import Places, load_places

PAIR = Pair("PAK", "IRN")
FORTH, BACK = ("IRN", "PAK"), ("PAK", "IRN")
ON_PAK, ON_IRN, AT_HOME = ("NSA", "PAK"), ("NSA", "IRN"), ("NSA", "CIV")
PLACES = load_places(Path("models/places.toml"))


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return load_gazetteer(Path("models/gazetteer.toml"))


def settle(
    gazetteer: Gazetteer,
    text: str,
    signal: str,
    roles: Roles,
    *,
    beside: str = "",
    pair: Pair | None = PAIR,
    places: Places = PLACES,
) -> Outcome | None:
    part = Part(1, text, tuple(gazetteer.find(text)), signal, 0.9, roles)
    return settle_outside([part], [roles], [text, beside], pair, places)[0]


@pytest.mark.parametrize(
    "text",
    ["Gunmen shot dead thirty bus passengers in Hangu.", "A suicide bomber killed ten officers in Pakistan."],
)
def test_what_armed_groups_do_at_home_is_towards_the_public(gazetteer: Gazetteer, text: str) -> None:
    for signal in ("attack", "casualties"):
        assert settle(gazetteer, text, signal, ON_PAK) == Outcome(signal, AT_HOME)


@pytest.mark.parametrize(
    ("text", "beside"),
    [
        ("Gunmen killed four constables.", "They fled over the border at dusk."),
        ("Gunmen killed four constables.", "Islamabad will not allow its soil to be used, it said."),
        ("Gunmen killed four constables in Saravan.", ""),
        ("Gunmen of Jaish al-Adl killed four constables.", ""),
        ("Gunmen killed six Pakistani bricklayers in Iran.", ""),
        ("Gunmen killed six Pakistanis in Iran.", ""),
    ],
)
def test_what_crosses_the_border_stays_between_them(gazetteer: Gazetteer, text: str, beside: str) -> None:
    assert settle(gazetteer, text, "attack", ON_IRN, beside=beside) == Outcome("attack", ON_IRN)


def test_the_frontier_corps_is_no_frontier(gazetteer: Gazetteer) -> None:
    text = "A mine killed two Frontier Corps men in Pakistan's Bannu."
    assert settle(gazetteer, text, "attack", ON_PAK, beside=text) == Outcome("attack", AT_HOME)


def test_blame_of_the_other_side_makes_it_theirs(gazetteer: Gazetteer) -> None:
    deed, blame = "Gunmen killed four constables.", "Iran blamed Pakistan."
    parts = [
        Part(1, deed, (), "attack", 0.9, ON_IRN),
        Part(2, blame, tuple(gazetteer.find(blame)), "accuse", 0.9, FORTH),
    ]
    told = settle_outside(parts, [ON_IRN, FORTH], [deed, blame], PAIR, PLACES)
    assert told[0] == Outcome("attack", ON_IRN)


def test_without_districts_or_a_pair_nothing_is_at_home(gazetteer: Gazetteer) -> None:
    text = "Gunmen shot dead thirty bus passengers in Hangu."
    assert settle(gazetteer, text, "attack", ON_PAK, places=Places({})) == Outcome("attack", ON_PAK)
    assert settle(gazetteer, text, "attack", ON_PAK, pair=None) == Outcome("attack", ON_PAK)


def test_who_condemns_the_others_loss_accuses_whoever_did_it(gazetteer: Gazetteer) -> None:
    text = "Pakistan has denounced the car bombing of Iranian pilgrims in Shiraz."
    assert settle(gazetteer, text, "accuse", BACK) == Outcome("accuse", ("PAK", "NSA"))
    assert settle(gazetteer, text, "support", FORTH) == Outcome("support", BACK)
    assert settle(gazetteer, text, "strike", BACK) == Outcome("attack", AT_HOME)
    assert settle(gazetteer, text, "demand", BACK) == Outcome("demand", BACK)


def test_blame_for_the_other_sides_own_strike_stays(gazetteer: Gazetteer) -> None:
    text = "Pakistan condemned Iranian shelling that killed two Pakistani herders."
    assert settle(gazetteer, text, "accuse", BACK) == Outcome("accuse", BACK)


@pytest.mark.parametrize(
    "text",
    [
        "Iran and Pakistan shut a crossing as Israel steps up its air strikes.",
        "Iran told Pakistan that American raids had cut the road.",
    ],
)
def test_strikes_of_a_third_state_are_its_own(gazetteer: Gazetteer, text: str) -> None:
    told = settle(gazetteer, text, "strike", FORTH)
    assert told is not None
    assert told.roles[0] in {"ISR", "USA"}


def test_a_strike_of_one_of_them_stays_beside_a_third_ones(gazetteer: Gazetteer) -> None:
    text = "Pakistan recalled its envoy over Iranian strikes as Israel widens its raids."
    assert settle(gazetteer, text, "strike", FORTH) == Outcome("strike", FORTH)


def test_shadows_stay_left_out() -> None:
    part = Part(1, "x", (), "attack", 0.5, FORTH)
    assert settle_outside([part], [None], ["x"], PAIR, PLACES) == [None]
