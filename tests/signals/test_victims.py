"""Whose the victims of a group are."""

from pathlib import Path

import pytest

from tension.gazetteer import Gazetteer, load_gazetteer
from tension.pairs import Pair
from tension.signals.parties.victims import comes_from, whose_victims

PAIR = Pair("PAK", "IRN")


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return load_gazetteer(Path("models/gazetteer.toml"))


@pytest.mark.parametrize(
    ("text", "side"),
    [
        ("The killing of six Pakistanis in Iran was deplored.", "PAK"),
        ("An Iranian was shot near Quetta.", "IRN"),
        ("Rebels fired on a post from the Iranian side.", "PAK"),
        ("Insurgents who crossed from Pakistan killed a warden.", "IRN"),
        ("Two sepoys were martyred in an ambush, ISPR said.", "PAK"),
        ("Pakistan sought justice for its nationals killed in Saravan.", "PAK"),
        ("Militants shot dead three policemen in Khash.", "IRN"),
        ("Gunmen killed a cleric in Multan, and Iran was angered.", None),
        ("Traders from Iran were among the crowd at the crossing.", None),
        ("The Pakistanis deny it.", None),
    ],
)
def test_whose_victims(gazetteer: Gazetteer, text: str, side: str | None) -> None:
    assert whose_victims(text, gazetteer.find(text), PAIR) == side


def test_fighters_from_a_land_are_not_its_forces(gazetteer: Gazetteer) -> None:
    raid = "Militants crossed from Pakistan and attacked a post."
    assert comes_from(raid, gazetteer.find(raid), "PAK")
    troops = "Troops crossed from Pakistan and attacked a post."
    assert not comes_from(troops, gazetteer.find(troops), "PAK")
