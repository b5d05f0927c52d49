"""Who did what one side says the other did."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tension.gazetteer import Gazetteer, load_gazetteer
from tension.pairs import Pair
from tension.signals.parties.parts import Part
from tension.signals.parties.settle import settle_roles
from tension.signals.parties.speech import as_told, told_act

PAIR = Pair("PAK", "IRN")
FORTH, BACK = ("IRN", "PAK"), ("PAK", "IRN")
Read = Callable[..., tuple[str, str]]


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return load_gazetteer(Path("models/gazetteer.toml"))


@pytest.fixture
def read(gazetteer: Gazetteer) -> Read:
    def roles(text: str, signal: str, own: tuple[str, str]) -> tuple[str, str]:
        return as_told(signal, own, told_act(text, gazetteer.find(text), PAIR), PAIR)

    return roles


@pytest.mark.parametrize(
    ("signal", "text"),
    [
        ("coerce", "Pakistan says Iran violated its airspace"),
        ("coerce", "Islamabad said on Monday that two Iranian helicopters had crossed the river."),
        ("strike", "Islamabad claims Iran fired first"),
        ("strike", "Pakistan's foreign ministry said the Iranian army had repeatedly shelled its orchards."),
        ("strike", "According to Pakistan's foreign ministry, Iran launched three drones at dawn."),
        ("strike", "The envoy told a hall of traders that Iran had bombed the market."),
        ("strike", "Pakistan: Iran shelled hamlet"),
        ("strike", "Iran shelled hamlet, Pakistan says"),
        ("strike", "Iranian guards fired at a barge, according to Pakistani officials."),
        ("casualties", "Pakistan says Iran killed two shepherds"),
        ("coerce", "Pakistan alleged that Iranian guards abducted two anglers."),
        ("coerce", "Pakistan accused Iran of violating its waters."),
        ("strike", "Pakistan blames Iranian guards for firing on a barge"),
        ("strike", "Pakistan said its watchtower was attacked by Iran."),
        ("coerce", "Pakistan said its waters had been violated twice by the Iranian navy."),
        ("sanction", "Pakistan announced that Iran had recalled its consul."),
        ("restore", "Pakistan says Iran will reopen the crossing"),
    ],
)
def test_the_act_is_its_clauses_subjects(read: Read, signal: str, text: str) -> None:
    assert read(text, signal, BACK) == FORTH
    assert read(text, signal, FORTH) == FORTH


@pytest.mark.parametrize(
    "text",
    [
        "Iran said it had struck two camps in Pakistan.",
        "Iran's army says its jets hit targets inside Pakistan",
        "Iran says it hit Pakistan after Pakistan fired first",
        "Iran said on Sunday that they bombed a depot in Pakistan.",
    ],
)
def test_what_a_side_says_it_did_is_its_own(read: Read, text: str) -> None:
    assert read(text, "strike", BACK) == FORTH


@pytest.mark.parametrize(
    ("signal", "text"),
    [
        ("strike", "Pakistan said it would hit Iran again."),
        ("strike", "Pakistan says Iranian hamlets hit by rockets"),
        ("casualties", "Pakistan says three Iranian guards killed in raid"),
        ("strike", "Pakistan said Iran was hit by its rockets."),
        ("coerce", "Pakistan said Iranian anglers were detained."),
        ("strike", "Pakistan said Iran should stop the raids."),
        ("strike", "Pakistan said Iran knew of the raid beforehand."),
        ("strike", "Pakistan said Iranian militants attacked the post."),
        ("restore", "Pakistan says Iran struck first"),
        ("threaten", "Pakistan said Iran fired first and would regret it."),
        ("coerce", "Pakistan said it violated its airspace."),
        ("strike", "Pakistan struck camps after its post was shelled by Iran."),
        ("accuse", "Pakistan says Iran will reopen the crossing"),
    ],
)
def test_what_is_no_act_of_the_clauses_subject_stays_as_read(read: Read, signal: str, text: str) -> None:
    assert read(text, signal, BACK) == BACK


@pytest.mark.parametrize(
    "text", ["Pakistan says Iran violated its airspace", "Iran violated Pakistan's airspace, Islamabad says"]
)
def test_the_accusation_is_the_speakers(read: Read, text: str) -> None:
    assert read(text, "accuse", FORTH) == BACK
    assert read(text, "accuse", BACK) == BACK


def test_a_side_that_blames_is_told_by_the_other(read: Read) -> None:
    assert read("Pakistan said Iran condemned the raid.", "accuse", BACK) == FORTH


def test_no_accusation_is_turned_where_another_speaks(read: Read) -> None:
    assert read("Iranian police detained six Pakistani cooks, a paper said.", "accuse", FORTH) == FORTH


def test_acts_of_others_stay_as_read(read: Read) -> None:
    assert read("Pakistan says Iran violated its airspace", "coerce", ("PAK", "NSA")) == ("PAK", "NSA")


def test_the_dead_are_those_of_the_strike_that_is_told(gazetteer: Gazetteer) -> None:
    text = "Pakistan says Iran killed two shepherds in rocket attack"
    mentions = tuple(gazetteer.find(text))
    parts = [Part(0, text, mentions, signal, 0.9, BACK) for signal in ("strike", "casualties")]
    assert settle_roles(parts, PAIR) == [FORTH, FORTH]
