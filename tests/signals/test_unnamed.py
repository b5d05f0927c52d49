"""Sides that a sentence leaves unnamed."""

from pathlib import Path

import pytest

from tension.gazetteer import Gazetteer, load_gazetteer
from tension.pairs import Pair
from tension.signals.parties.parts import Part, Roles
from tension.signals.parties.unnamed import with_unnamed

PAIR = Pair("PAK", "IRN")
FORTH, BACK = ("IRN", "PAK"), ("PAK", "IRN")


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return load_gazetteer(Path("models/gazetteer.toml"))


def _settled(gazetteer: Gazetteer, *told: tuple[int, str, str, Roles]) -> list[Roles | None]:
    parts = [
        Part(number, text, tuple(gazetteer.find(text)), signal, 0.9, roles, subject="PAK")
        for number, signal, text, roles in told
    ]
    return with_unnamed(parts, [part.roles for part in parts], PAIR)


@pytest.mark.parametrize(
    ("signal", "text", "roles"),
    [
        ("support", "'Our hearts go out to them,' he said.", BACK),
        ("support", "Candles were lit in every school.", BACK),
        ("reject", "'We have heard enough.'", BACK),
        ("reject", "The offer was turned down.", FORTH),
        ("talks", "'We met twice.'", FORTH),
        ("support", "'We thank you,' Araghchi said.", FORTH),
    ],
)
def test_who_speaks_is_whom_the_last_sentence_told_of(
    gazetteer: Gazetteer, signal: str, text: str, roles: Roles
) -> None:
    assert _settled(gazetteer, (2, signal, text, FORTH)) == [roles]


def test_a_threat_at_nobody_has_no_target(gazetteer: Gazetteer) -> None:
    text = "Grocers in Iran warned that onions would cost more."
    assert _settled(gazetteer, (2, "threaten", text, FORTH)) == [("IRN", "UNK")]


@pytest.mark.parametrize(
    ("signal", "text"),
    [
        ("mobilize", "Iran massed guns along the frontier."),
        ("threaten", "Iran told Pakistan to expect a reply."),
        ("sanction", "Iran called its man home."),
    ],
)
def test_one_that_points_at_somebody_keeps_it(gazetteer: Gazetteer, signal: str, text: str) -> None:
    assert _settled(gazetteer, (2, signal, text, FORTH)) == [FORTH]


def test_title_and_lead_give_the_target(gazetteer: Gazetteer) -> None:
    later = (3, "mobilize", "Iran cancelled all leave.", FORTH)
    lead = (1, "accuse", "Iran accused Pakistan of a raid.", FORTH)
    assert _settled(gazetteer, lead, later)[1] == FORTH
    assert _settled(gazetteer, (0, *later[1:]), later) == [FORTH, FORTH]
