"""From findings to rows of evidence, without a model: tolls, points, reasons, and what is left out."""

import json
import tomllib
from datetime import date, datetime
from pathlib import Path

import pytest

from tension.errors import ConfigError
from tension.gazetteer import Gazetteer, load_gazetteer
from tension.pairs import Pair
from tension.relevance import SentenceContext
from tension.signals.evidence import Evidence
from tension.signals.findings import BODY_FLOOR, Finding, Found
from tension.signals.places import load_places
from tension.signals.points import NON_STATE_WEIGHT, casualty_multiplier
from tension.signals.rows import Desk, Piece, Sentence, evidence_of
from tension.signals.table import SIGNALS, load_signal_table
from tension.signals.vetting import Doubts, Vetting

PAIR = Pair("PAK", "IRN")
NOON = datetime.fromisoformat("2024-01-17T12:00")
TABLE = load_signal_table(Path("models/signals.toml"))
PLACES = load_places(Path("models/places.toml"))
NEWS = {"reported": 0.9, "planned": 0.02, "background": 0.05, "denied": 0.02, "hypothetical": 0.01}


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return load_gazetteer(Path("models/gazetteer.toml"))


def rows(
    gazetteer: Gazetteer, text: str, *signals: str, number: int = 1, probability: float = 0.9
) -> list[Evidence]:
    findings = tuple(Finding(signal, probability, NEWS) for signal in signals)
    context = SentenceContext(in_pair=True, mentions=tuple(gazetteer.find(text)))
    phrases = {signal: ["missiles hit"] for signal in signals}
    sentence = Sentence(number, text, 0.0, context, Found(findings, phrases))
    return list(evidence_of([Piece([sentence], "Title", 9, NOON)], Desk(PAIR, TABLE, PLACES, None))[0])


def test_the_dead_raise_their_strike_and_are_not_counted_beside_it(gazetteer: Gazetteer) -> None:
    text = "Iran fired missiles into Pakistan on Tuesday, killing nine people."
    strike, dead = rows(gazetteer, text, "strike", "casualties")
    assert (strike.source, strike.target, strike.event_date) == ("IRN", "PAK", date(2024, 1, 16))
    assert (dead.killed, dead.source, dead.target) == (9, "IRN", "PAK")
    assert strike.points == pytest.approx(TABLE["strike"].weight * 0.9)
    extra = casualty_multiplier(9.0, 0.0) - 1
    assert dead.points == pytest.approx(TABLE["casualties"].weight * 0.9 * extra)


def test_armed_groups_count_half(gazetteer: Gazetteer) -> None:
    (row,) = rows(gazetteer, "Gunmen killed nine Pakistani labourers in Iran.", "casualties")
    assert row.source == "NSA"
    whole = TABLE["casualties"].weight * 0.9 * casualty_multiplier(9.0, 0.0)
    assert row.points == pytest.approx(NON_STATE_WEIGHT * whole)


def test_a_corrected_toll_says_so(gazetteer: Gazetteer) -> None:
    (row,) = rows(gazetteer, "Iran says toll from Pakistan's strikes rises to nine from seven", "casualties")
    assert row.killed == 9
    assert json.loads(row.why)["toll"] == "correction"


def test_the_dead_of_an_accident_are_left_out(gazetteer: Gazetteer) -> None:
    text = "A bus crash in Iran killed 28 pilgrims from Pakistan."
    assert rows(gazetteer, text, "casualties") == []
    assert [row.signal for row in rows(gazetteer, text, "strike", "attack", "support")] == ["support"]


def test_acts_among_others_are_left_out_and_theirs_towards_the_pair_are_context(gazetteer: Gazetteer) -> None:
    assert rows(gazetteer, "The United States sanctioned Russia.", "sanction") == []
    (row,) = rows(gazetteer, "China praised Pakistan.", "support")
    assert row.points == 0


def test_a_guess_far_from_the_lead_is_left_out(gazetteer: Gazetteer) -> None:
    text = "Pakistan thanked Iran."
    low = BODY_FLOOR - 0.1
    assert rows(gazetteer, text, "support", number=6, probability=low) == []
    assert len(rows(gazetteer, text, "support", number=1, probability=low)) == 1


def test_reasons_are_the_phrases_found(gazetteer: Gazetteer) -> None:
    (row,) = rows(gazetteer, "Iranian missiles hit Pakistan.", "strike")
    assert json.loads(row.why)["words"] == ["missiles hit"]


def test_what_is_suspended_is_not_restored(gazetteer: Gazetteer) -> None:
    text = "Pakistan suspended its rail service with Iran."
    context = SentenceContext(in_pair=True, mentions=tuple(gazetteer.find(text)))
    findings = (Finding("sanction", 0.7, NEWS), Finding("restore", 0.65, NEWS))
    sentence = Sentence(1, text, 0.0, context, Found(findings, {"sanction": ["suspended"]}))
    (found,) = evidence_of([Piece([sentence], "Title", 9, NOON)], Desk(PAIR, TABLE, PLACES, None))
    assert [row.signal for row in found] == ["sanction"]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Iranian missiles hit two villages in Pakistan's Panjgur district.", "Panjgur"),
        ("Iran struck Koh-e-Sabz in Pakistan's Panjgur, said officials in Quetta.", "Panjgur"),
        ("Iran struck Panjgur and Turbat in Pakistan.", None),
        ("Iran fired missiles into Pakistan's Balochistan.", None),
        ("Iran fired missiles from Saravan into Pakistan.", None),
    ],
)
def test_violence_is_placed_in_the_one_district_that_is_named(
    gazetteer: Gazetteer, text: str, place: str | None
) -> None:
    (row,) = rows(gazetteer, text, "strike")
    assert row.place == place


def test_what_armed_groups_do_may_be_placed_on_either_side(gazetteer: Gazetteer) -> None:
    (row,) = rows(gazetteer, "Gunmen killed nine Pakistani labourers in Saravan in Iran.", "casualties")
    assert row.place == "Saravan"


def test_talks_are_placed_nowhere(gazetteer: Gazetteer) -> None:
    (row,) = rows(gazetteer, "Officials of Pakistan and Iran met in Taftan.", "talks")
    assert row.place is None


def test_every_name_of_a_district_is_a_place_of_its_state(gazetteer: Gazetteer) -> None:
    data = tomllib.loads(Path("models/places.toml").read_text(encoding="utf-8"))
    for state, districts in data.items():
        for surface in [surface for surfaces in districts.values() for surface in surfaces]:
            kind = "group" if state == "NSA" else "place"
            assert [(m.actor, m.kind) for m in gazetteer.find(surface)] == [(state, kind)], surface


@pytest.mark.parametrize("text", ["[PAK", "PAK = 3", "[PAK]\nKech = 'Turbat'", "[PAK]\nKech = [1]"])
def test_districts_that_cannot_be_read_are_named(tmp_path: Path, text: str) -> None:
    (tmp_path / "places.toml").write_text(text)
    with pytest.raises(ConfigError, match=r"places\.toml"):
        load_places(tmp_path / "places.toml")


@pytest.mark.parametrize(("offset", "is_counted"), [(9.0, True), (-9.0, False)])
def test_what_is_most_likely_not_between_the_two_counts_nothing(
    gazetteer: Gazetteer, offset: float, is_counted: bool
) -> None:
    text = "Iran recalled its ambassador from Pakistan."
    vetting = Vetting([0.0] * len(Doubts._fields), [offset] * len(SIGNALS))
    context = SentenceContext(in_pair=True, mentions=tuple(gazetteer.find(text)))
    found = Found((Finding("sanction", 0.9, NEWS),), {"sanction": ["recalled"]})
    piece = Piece([Sentence(1, text, 0.0, context, found)], "Title", 9, NOON)
    ((row,),) = evidence_of([piece], Desk(PAIR, TABLE, PLACES, None, vetting))
    assert (row.points > 0, row.source, row.target) == (is_counted, "IRN", "PAK" if is_counted else "UNK")
    assert ("doubt" in json.loads(row.why)) is not is_counted
