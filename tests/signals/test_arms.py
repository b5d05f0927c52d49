"""Whose arms a sentence names."""

from pathlib import Path

import pytest

from tension.gazetteer import Gazetteer, load_gazetteer
from tension.pairs import Pair
from tension.signals.parties.arms import owner_of_arms, striker

PAIR = Pair("PAK", "IRN")


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return load_gazetteer(Path("models/gazetteer.toml"))


@pytest.mark.parametrize(
    ("text", "owner"),
    [
        ("Pakistan deplored Iran's overnight shelling of the orchard.", "IRN"),
        ("Pakistan mourned the victims of the Iranian drone attack.", "IRN"),
        ("Pakistan deplored Iranian strikes on the orchard.", "IRN"),
        ("Pakistan deplores rocket attack by Iran", "IRN"),
        ("Iran rued the bombing of an orchard near Saravan by Pakistan.", "PAK"),
        ("Two Iranian shepherds were hurt in mortar fire from Pakistan.", "PAK"),
        ("Rockets launched from the Pakistani side of the river burnt an Iranian barn.", "PAK"),
    ],
)
def test_arms_are_their_owners(gazetteer: Gazetteer, text: str, owner: str) -> None:
    assert owner_of_arms(text, gazetteer.find(text), PAIR) == owner


@pytest.mark.parametrize(
    "text",
    [
        "Pakistan struck two camps after the Iranian raid.",
        "Pakistani jets pound camps after the Iranian raid",
        "Gunners in Pakistan shot at an Iranian drone over the salt lake.",
        "An Iranian border post attack worried Pakistan.",
        "Pakistan tallied the dead of its Iranian raid.",
        "Iran's strike and Pakistan's strike were two days apart.",
        "Pakistani soldiers came under fire near Iran.",
        "Pakistan and Iran spoke of the attack.",
        "The Pakistani drone was captured by Iran.",
        "Pakistan answered a raid by Iran.",
        "Two Iranian missile boats called at a Pakistani port.",
    ],
)
def test_arms_met_or_shared_or_beside_a_deed_are_nobodys(gazetteer: Gazetteer, text: str) -> None:
    assert owner_of_arms(text, gazetteer.find(text), PAIR) is None


@pytest.mark.parametrize(
    ("text", "side"),
    [
        ("Pakistan strikes Iran after Iranian missile attack", "PAK"),
        ("Pakistani jets bomb camps after Tehran's raid", "PAK"),
        ("Iran has conducted air strikes on a camp in Pakistan.", "IRN"),
        ("Iran mourned its dead after Pakistan struck.", "PAK"),
        ("Iran hit by rockets from Pakistan", None),
        ("Iran struck Pakistan and Pakistan struck back.", None),
        ("Israel struck Iran from the sea off Pakistan.", "ISR"),
        ("Pakistani strikes on Iran ended the truce.", None),
    ],
)
def test_who_strikes_is_the_subject_of_the_verb(gazetteer: Gazetteer, text: str, side: str | None) -> None:
    assert striker(text, gazetteer.find(text)) == side


@pytest.mark.parametrize(
    ("text", "side"),
    [
        ("Iran lowers count of dead in Pakistan air strike", "PAK"),
        ("Tehran missile kills goatherd", "IRN"),
        ("Four hurt in Iran border attack", None),
        ("Tehran may send Pakistan missiles.", None),
    ],
)
def test_a_bare_name_owns_the_arms_right_behind_it(gazetteer: Gazetteer, text: str, side: str | None) -> None:
    assert owner_of_arms(text, gazetteer.find(text), PAIR) == side
