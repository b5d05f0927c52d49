"""Who is named: one pass, whole words, longest first, case where case matters."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tension.errors import ConfigError
from tension.folding import fold
from tension.gazetteer import KINDS, MASKS, Gazetteer, load_gazetteer


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return load_gazetteer()


def named(gazetteer: Gazetteer, text: str) -> list[tuple[str, str]]:
    return [(mention.text, mention.actor) for mention in gazetteer.find(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Iran’s IRGC struck Koh-e-Sabz", [("Iran", "IRN"), ("IRGC", "IRN"), ("Koh-e-Sabz", "PAK")]),
        ("Pak-Iran border", [("Pak", "PAK"), ("Iran", "IRN")]),
        ("PAKISTAN HITS BACK AT IRAN", [("PAKISTAN", "PAK"), ("IRAN", "IRN")]),
        ("Jaish-ul Adl and the BLA", [("Jaish-ul Adl", "NSA"), ("BLA", "NSA")]),
        (
            "Hossein Amir Abdollahian in Islamabad",
            [("Hossein Amir Abdollahian", "IRN"), ("Islamabad", "PAK")],
        ),
        (
            "Sistan and Baluchestan, not Balochistan",
            [("Sistan and Baluchestan", "IRN"), ("Balochistan", "PAK")],
        ),
        ("Türkiye and Erdogan, or Erdoğan", [("Türkiye", "TUR"), ("Erdogan", "TUR"), ("Erdoğan", "TUR")]),
        ("South Sudan's army and Sudan's", [("South Sudan", "SSD"), ("Sudan", "SDN")]),
        ("The U.N. and the EU", [("U.N", "INT"), ("EU", "INT")]),
        ("Papua New Guinea, Guinea-Bissau", [("Papua New Guinea", "PNG"), ("Guinea-Bissau", "GNB")]),
    ],
)
def test_surfaces_in_their_spellings(
    gazetteer: Gazetteer, text: str, expected: list[tuple[str, str]]
) -> None:
    assert named(gazetteer, text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "They told us that the woman ate turkey off the good china.",
        "Michael Jordan and Jordan Henderson played.",
        "Chad Smith drummed.",
        "In Georgia, the Atlanta prosecutor charged Donald.",
        "Tankers crossed the Persian Gulf and the Indian Ocean.",
        "Women, omens, romans and manicures.",
        "Who is in the car with the polish?",
    ],
)
def test_words_that_only_look_like_actors(gazetteer: Gazetteer, text: str) -> None:
    assert named(gazetteer, text) == []


def test_case_tells_the_country_from_the_word(gazetteer: Gazetteer) -> None:
    assert named(gazetteer, "Let US talk to us") == [("US", "USA")]
    assert named(gazetteer, "Turkey bastes no turkey") == [("Turkey", "TUR")]
    assert named(gazetteer, "In Amman, Jordan said on Monday") == [("Amman", "JOR"), ("Jordan", "JOR")]
    assert named(gazetteer, "Georgia's parliament in Tbilisi") == [("Georgia", "GEO"), ("Tbilisi", "GEO")]


def test_a_sponsor_is_not_a_party(gazetteer: Gazetteer) -> None:
    mentions = gazetteer.find("Iran-backed Houthis fired; Pakistan-based fighters did not")
    assert [(m.actor, m.kind) for m in mentions] == [
        ("IRN", "modifier"),
        ("NSA", "group"),
        ("PAK", "modifier"),
    ]


def test_masks_keep_the_kind_and_hide_the_country(gazetteer: Gazetteer) -> None:
    one = gazetteer.mask("Iran's Raisi flew from Tehran to meet Pakistani officials of the UN")
    two = gazetteer.mask("India's Modi flew from Delhi to meet Chinese officials of the EU")
    assert one == two
    assert one.startswith("STATE_NAME's STATE_LEADER flew from STATE_CAPITAL to meet STATE_DEMONYM")


def test_every_kind_has_a_mask() -> None:
    assert set(KINDS) <= set(MASKS)


def test_covers_the_world(gazetteer: Gazetteer) -> None:
    """Every member of the United Nations is there, by name."""
    assert len(gazetteer.states) >= 193
    for text, actor in [
        ("Nauru", "NRU"),
        ("Eswatini", "SWZ"),
        ("Timor-Leste", "TLS"),
        ("Côte d'Ivoire", "XCI"),
    ]:
        assert named(gazetteer, text) == [(text, actor)]


@settings(deadline=None)
@given(st.text())
def test_any_text_is_read_in_order_without_overlap(text: str) -> None:
    gazetteer = SMALL
    end = 0
    for mention in gazetteer.find(text):
        assert mention.start >= end
        assert text[mention.start : mention.end] == mention.text
        end = mention.end


@settings(deadline=None)
@given(
    st.lists(st.sampled_from(["Iran", "Pakistan", "said", "Tehran", "-", ", ", "’s ", "é", "ğ", "\n", "🙂"]))
)
def test_offsets_hold_among_odd_characters(parts: list[str]) -> None:
    text = " ".join(parts)
    for mention in SMALL.find(text):
        assert text[mention.start : mention.end] == mention.text
        assert mention.text in {"Iran", "Pakistan", "Tehran"}


@settings(deadline=None)
@given(st.text())
def test_folding_keeps_every_offset(text: str) -> None:
    assert len(fold(text)) == len(text)


SMALL = Gazetteer(
    {"IRN": {"name": ["Iran"], "capital": ["Tehran"]}, "PAK": {"name": ["Pakistan"]}, "NSA": {}, "INT": {}},
    {},
)


def test_a_surface_of_two_actors_is_refused() -> None:
    with pytest.raises(ConfigError, match=r"sparta.*both AAA and BBB"):
        Gazetteer({"AAA": {"name": ["Sparta"]}, "BBB": {"place": ["Sparta"]}}, {})


def test_faulty_files_are_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no gazetteer at"):
        load_gazetteer(tmp_path / "none.toml")
    broken = tmp_path / "broken.toml"
    broken.write_text("[PAK\n")
    with pytest.raises(ConfigError, match="not valid TOML"):
        load_gazetteer(broken)
    strange = tmp_path / "strange.toml"
    strange.write_text('[PAK]\ncheese = ["Brie"]\n')
    with pytest.raises(ConfigError, match=r"PAK has unknown kinds.*cheese"):
        load_gazetteer(strange)


@settings(deadline=None, max_examples=40)
@given(
    st.lists(
        st.sampled_from(["Iran", "iran", "Tehran", "Pakistani", "US-Iran", "Islamabad", "in", "-", "’s", "x"])
    )
)
def test_the_cheap_question_never_says_no_where_both_are_named(parts: list[str]) -> None:
    gazetteer = load_gazetteer()
    for text in ("".join(parts), " ".join(parts)):
        named = gazetteer.actors(text) & gazetteer.states
        assert gazetteer.may_name(text, named)
        assert gazetteer.names_all(text, ("PAK", "IRN")) == (named >= {"PAK", "IRN"})
    assert not gazetteer.may_name("Iran and Oman", ("PAK", "IRN"))


def test_what_stands_far_off_changes_no_mention() -> None:
    gazetteer = load_gazetteer()
    text = "Iran's Islamic Revolutionary Guard Corps and the US-Iran talks, Islamabad and Pakistani officials said"
    one = gazetteer.find(text)
    shift = len(text) + 120
    both = gazetteer.find(text + " . " * 40 + text)
    again = [m._replace(start=m.start - shift, end=m.end - shift) for m in both[len(one) :]]
    assert len(one) > 4
    assert both[: len(one)] == again == one
