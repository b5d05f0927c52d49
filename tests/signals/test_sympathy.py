"""Who condemns what the other side suffered, beside who condemns the other side."""

from pathlib import Path

import pytest

from tension.gazetteer import Gazetteer, load_gazetteer
from tension.pairs import Pair
from tension.signals.parties.sympathy import sympathy_of

PAIR = Pair("PAK", "IRN")


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return load_gazetteer(Path("models/gazetteer.toml"))


@pytest.mark.parametrize(
    ("text", "roles", "author"),
    [
        ("Pakistan deplores the Shiraz shrine attack", ("PAK", "IRN"), "NSA"),
        ("Tehran denounced the murder of nine Pakistani miners.", ("IRN", "PAK"), "NSA"),
        ("Iran denounced as vile the murder of Pakistani nurses.", ("IRN", "PAK"), "NSA"),
        ("Iran slams mosque bombing in Peshawar", ("IRN", "PAK"), "NSA"),
        ("Islamabad condemned an assault in which six Iranian officers fell.", ("PAK", "IRN"), "NSA"),
        ("Pakistan condemned the Israeli strikes on Iran.", ("PAK", "IRN"), "UNK"),
        ("Iran condemned the blast in Karachi and urged Pakistan to be firm.", ("IRN", "PAK"), "NSA"),
    ],
)
def test_sympathy(gazetteer: Gazetteer, text: str, roles: tuple[str, str], author: str) -> None:
    assert sympathy_of(text, gazetteer.find(text), PAIR) == (roles, author)


@pytest.mark.parametrize(
    "text",
    [
        "Pakistan condemned Iran's attack on Panjgur.",
        "Pakistan condemned the Iranian strikes in Balochistan.",
        "Pakistan condemned the shooting of herders by Iranian guards.",
        "Iran condemned the killing of Iranian guards in Pakistan.",
        "Iran denounced attacks by rebels based in Pakistan.",
        "Iran denounced attacks from Pakistani soil.",
        "Tehran condemned the presence of rebels in Pakistan.",
        "Pakistan mourned the victims of the Kerman attack.",
        "The killing in Kerman was condemned.",
    ],
)
def test_no_sympathy(gazetteer: Gazetteer, text: str) -> None:
    assert sympathy_of(text, gazetteer.find(text), PAIR) is None
