"""Accidents and nature, told from violence by sentence and by article."""

import pytest

from tension.signals.tolls.accidents import lead_text, of_accident


@pytest.mark.parametrize(
    "text",
    [
        "Nine Pakistani cooks die as blaze guts hotel in Shiraz",
        "Market fire in Zahedan leaves two Pakistanis dead",
        "Gas cylinder blast kills four in Quetta flat",
        "A driver from Kerman died of a heart attack at the border.",
        "Sunstroke claims three lives in Jacobabad",
        "A lorry plunged off a bridge near Khash, killing two.",
        "Migrants froze to death on a mountain pass.",
        "Tainted liquor kills eleven in Karachi",
        "A dhow sank off Jask and six sailors drowned.",
        "The roof of a mosque caved in, burying five worshippers who died.",
        "Two Pakistanis among victims of clinic fire in Tehran",
        "An earthquake struck Bam, killing forty.",
    ],
)
def test_accidents_are_no_violence(text: str) -> None:
    assert of_accident("attack", text, text)
    assert of_accident("casualties", text, text)


@pytest.mark.parametrize(
    "text",
    [
        "Four clerks died in a fire set by gunmen in Quetta.",
        "Shelling set the bazaar on fire, killing three.",
        "A boat was sunk by gunfire of the navy off Jask and two fishermen drowned.",
        "A bomb blast killed nine in Zahedan.",
        "A man was killed in fire from across the border.",
        "Police shot dead a robber.",
        "Jets have been ordered to storm the camp.",
        "Arsonists torched a hotel; the blaze killed two.",
    ],
)
def test_violence_stays(text: str) -> None:
    assert not of_accident("attack", text, text)


def test_the_lead_tells_for_what_follows() -> None:
    lead = lead_text("Ferry sinks off Gwadar", ["Forty people drowned when the ferry sank on Monday."])
    assert of_accident("casualties", "At least nine more were killed, hospital staff said.", lead)
    assert not of_accident("attack", "Gunmen killed nine in Quetta the same day.", lead)
    assert not of_accident("talks", "The two ministers spoke by telephone.", lead)


def test_coercion_is_kept_where_it_is_told() -> None:
    text = "Iran shut the crossing after a virus killed two."
    assert not of_accident("coerce", text, text)
    assert of_accident("coerce", "Six sailors drowned, the guards said.", "")
