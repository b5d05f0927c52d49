"""Grammar that turns an act round."""

from pathlib import Path

import pytest

from tension.gazetteer import Gazetteer, load_gazetteer
from tension.pairs import Pair
from tension.signals.parties.turns import offence_of, turned

PAIR = Pair("PAK", "IRN")
FORTH, BACK = ("IRN", "PAK"), ("PAK", "IRN")


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return load_gazetteer(Path("models/gazetteer.toml"))


@pytest.mark.parametrize(
    ("signal", "text", "roles"),
    [
        ("accuse", "Pakistan's ambassador summoned over village raid", FORTH),
        ("accuse", "Iranian charge d'affaires was called in and given a strong protest.", BACK),
        ("accuse", "Iran's top diplomat Reza Moghadam was called to the ministry in Islamabad.", BACK),
        ("accuse", "Iranian raid draws angry Pakistani protest", BACK),
        ("accuse", "Iran has castigated Islamabad over the raid.", FORTH),
        ("threaten", "Pakistan must pay a price, Iranian general warns", FORTH),
        ("demand", "Rein in your men, Pakistan tells Tehran", BACK),
        ("demand", "Iranian consul in Quetta told to leave", BACK),
        ("sanction", "Flights to Mashhad halted for a week by Pakistan", BACK),
        ("coerce", "Pakistani trawlers impounded off Jask by Iranian patrol", FORTH),
        ("strike", "Pakistani quadcopter shot down near Mirjaveh by Iran", FORTH),
        ("strike", "A house was hit by mortars fired from the Iranian side.", FORTH),
        ("reject", "Iranian offer spurned by Islamabad", BACK),
        ("concede", "Pakistan notes that Iran voiced its deep regret", FORTH),
        ("concede", "Islamabad hailed the Iranian apology.", FORTH),
        ("concede", "Three shepherds were handed over to Pakistan at Rimdan.", FORTH),
        ("aid", "A frigate rescued nine crew of an Iranian launch.", BACK),
        ("aid", "Pakistani sailors saved from the sea by an Iranian tug", FORTH),
        ("aid", "Pakistan got warm tents from Iran.", FORTH),
        ("support", "Islamabad's rescuers win praise from Iran", FORTH),
        ("visit", "Islamabad hosted a dinner for Iran's speaker.", FORTH),
        ("visit", "Zardari welcomed in Tehran", BACK),
        ("visit", "They spoke of the visit by Iran's speaker.", FORTH),
    ],
)
def test_the_words_around_a_name_tell_the_author(
    gazetteer: Gazetteer, signal: str, text: str, roles: tuple[str, str]
) -> None:
    mentions = gazetteer.find(text)
    assert turned(signal, text, mentions, roles, PAIR) == roles
    assert turned(signal, text, mentions, (roles[1], roles[0]), PAIR) == roles


@pytest.mark.parametrize(
    ("signal", "text"),
    [
        ("accuse", "Iran summoned the Pakistani ambassador."),
        ("accuse", "Iran's envoy called the talks useful."),
        ("accuse", "Iran protested at shelling from Pakistan."),
        ("demand", "Iran demands an apology from Pakistan."),
        ("strike", "Iran answered mortars fired from Pakistan with drones."),
        ("concede", "Iran freed the sailors as Pakistan lets its prisoners go."),
        ("visit", "Iran's minister received a letter in Pakistan."),
        ("aid", "Iran sent tents to Pakistan."),
    ],
)
def test_other_sentences_stay_as_read(gazetteer: Gazetteer, signal: str, text: str) -> None:
    assert turned(signal, text, gazetteer.find(text), FORTH, PAIR) == FORTH


@pytest.mark.parametrize(
    ("text", "roles"),
    [
        ("Islamabad complains to Tehran over repeated airspace violations", FORTH),
        ("Islamabad told Tehran it would close the gate after Iranian shelling.", BACK),
    ],
)
def test_the_author_of_an_offence_is_the_accused(
    gazetteer: Gazetteer, text: str, roles: tuple[str, str]
) -> None:
    assert offence_of(text, gazetteer.find(text), "IRN", BACK) == roles
