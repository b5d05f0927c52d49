"""Who did it to whom over a whole article."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tension.gazetteer import Gazetteer, load_gazetteer
from tension.pairs import Pair
from tension.signals.parties.parts import Part, Roles
from tension.signals.parties.settle import settle_roles
from tension.signals.parties.victims import victims_of

PAIR = Pair("PAK", "IRN")
FORTH, BACK = ("IRN", "PAK"), ("PAK", "IRN")


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return load_gazetteer(Path("models/gazetteer.toml"))


@pytest.fixture
def part(gazetteer: Gazetteer) -> Callable[..., Part]:
    def make(number: int, signal: str, text: str, roles: Roles, probability: float = 0.9) -> Part:
        return Part(number, text, tuple(gazetteer.find(text)), signal, probability, roles)

    return make


def test_the_dead_take_the_parties_of_the_strike_beside_them(part: Callable[..., Part]) -> None:
    text = "Pakistani jets struck a village in Iran, killing nine."
    rows = [part(1, "strike", text, BACK), part(1, "casualties", text, FORTH)]
    assert settle_roles(rows, PAIR) == [BACK, BACK]


def test_an_unnamed_author_is_the_one_of_the_lead(part: Callable[..., Part]) -> None:
    lead = part(1, "strike", "Iran fired missiles at a village in Pakistan on Tuesday.", FORTH)
    later = part(2, "casualties", "Two children were killed.", BACK)
    assert settle_roles([lead, later], PAIR)[1] == FORTH


def test_arms_named_with_their_owner_are_not_given_to_the_lead(part: Callable[..., Part]) -> None:
    lead = part(1, "strike", "Pakistan fired rockets at a village in Iran on Thursday.", BACK)
    later = part(2, "strike", "Iranian missiles had killed two children.", FORTH)
    assert settle_roles([lead, later], PAIR)[1] == FORTH


def test_a_strike_falls_on_the_other_side_of_its_author(part: Callable[..., Part]) -> None:
    hit = part(0, "strike", "Iran hits militant bases in Pakistan with missiles", BACK)
    assert settle_roles([hit], PAIR) == [FORTH]


def test_the_owner_of_the_arms_is_the_author(part: Callable[..., Part]) -> None:
    text = "A Pakistani ranger was killed in mortar fire from Iran."
    rows = [part(1, "strike", text, BACK), part(1, "casualties", text, BACK)]
    assert settle_roles(rows, PAIR) == [FORTH, FORTH]


def test_the_subject_of_a_verb_of_striking_is_the_author(part: Callable[..., Part]) -> None:
    text = "Pakistan hits back at Iran with missiles after attack"
    rows = [part(0, "strike", text, FORTH), part(0, "casualties", text, FORTH)]
    assert settle_roles(rows, PAIR) == [BACK, BACK]
    assert settle_roles([part(0, "threaten", text, FORTH)], PAIR) == [FORTH]


def test_gunmen_are_an_armed_group(part: Callable[..., Part]) -> None:
    text = "Gunmen killed nine Pakistani labourers in southeastern Iran on Saturday."
    assert settle_roles([part(1, "casualties", text, FORTH)], PAIR) == [("NSA", "PAK")]


@pytest.mark.parametrize(
    ("text", "roles"),
    [
        ("A colonel was shot by unknown gunmen on the road to Zahedan.", ("NSA", "IRN")),
        ("Three clerks were shot dead in Zahedan.", ("NSA", "IRN")),
        ("A roadside bomb killed four Iranian guards.", ("NSA", "IRN")),
        ("A bomb blast killed four clerks in Quetta.", ("NSA", "PAK")),
    ],
)
def test_what_gunmen_do_elsewhere_is_not_the_act_of_the_state_that_strikes(
    part: Callable[..., Part], text: str, roles: Roles
) -> None:
    lead = part(1, "strike", "Pakistan fired missiles at a village in Iran on Tuesday.", BACK)
    rows = [lead, part(4, "attack", text, BACK), part(4, "casualties", text, BACK)]
    assert settle_roles(rows, PAIR)[1:] == [roles, roles]


@pytest.mark.parametrize(
    ("news", "text", "signal"),
    [
        (
            "Pakistan fired missiles at a village in Iran.",
            "Two children were killed in Saravan.",
            "casualties",
        ),
        ("Pakistan fired missiles at a village in Iran.", "The attack hit a clinic near Saravan.", "attack"),
        (
            "Pakistan fired missiles at a village in Iran.",
            "A drone killed a man ambushed in Saravan.",
            "attack",
        ),
        ("Pakistani guards fired at carters from Iran.", "Two carters were shot dead.", "casualties"),
        ("Pakistan fired missiles at a village in Iran.", "Pakistan shot dead two of them.", "casualties"),
    ],
)
def test_the_dead_of_the_lead_stay_its_own(
    part: Callable[..., Part], news: str, text: str, signal: str
) -> None:
    rows = [part(1, "strike", news, BACK), part(4, signal, text, BACK)]
    assert settle_roles(rows, PAIR)[1] == BACK


def test_a_misread_shadow_is_dropped(part: Callable[..., Part]) -> None:
    text = "Iran struck bases of Jaish al-Adl in Pakistan with missiles."
    rows = [part(1, "strike", text, FORTH, 0.98), part(1, "attack", text, ("NSA", "PAK"), 0.5)]
    assert settle_roles(rows, PAIR) == [FORTH, None]


def test_an_attack_with_arms_of_a_state_is_its_strike(part: Callable[..., Part]) -> None:
    text = "Pakistan deplores rocket attack by Iran"
    rows = [
        part(0, "strike", text, FORTH, 0.65),
        part(0, "attack", text, ("NSA", "CIV"), 0.95),
        part(0, "accuse", text, BACK),
    ]
    assert settle_roles(rows, PAIR) == [FORTH, None, BACK]


def test_a_drill_of_both_is_cooperation_and_one_of_its_own_beside_it_is_not(
    part: Callable[..., Part],
) -> None:
    text = "Iran, Pakistan navies to drill in Hormuz on Tuesday"
    rows = [part(0, "mobilize", text, BACK, 0.65), part(0, "cooperate", text, FORTH, 0.97)]
    assert settle_roles(rows, PAIR) == [None, FORTH]
    alert = part(0, "mobilize", text, BACK, 0.98)
    other = part(0, "mobilize", text, ("PAK", "IND"), 0.65)
    assert settle_roles([alert, other, rows[1]], PAIR) == [BACK, ("PAK", "IND"), FORTH]


def test_who_condemns_gunmen_does_not_accuse_the_other_state(part: Callable[..., Part]) -> None:
    news = part(0, "attack", "Gunmen kill nine Pakistani labourers in southeast Iran", ("NSA", "PAK"))
    both = [
        part(3, "accuse", "Iran strongly condemned the crime.", ("IRN", "PAK")),
        part(4, "accuse", "Pakistan condemned Iran for failing to guard them.", ("PAK", "IRN")),
        part(5, "accuse", "Iran condemns killing of Pakistani nationals.", ("IRN", "PAK")),
    ]
    assert settle_roles([news, *both], PAIR)[1:] == [("IRN", "NSA"), ("PAK", "IRN"), ("IRN", "NSA")]


def test_gunmen_lead_the_news_beside_strikes_it_recalls(part: Callable[..., Part]) -> None:
    text = "Gunmen killed nine labourers in Iran, days after Pakistan and Iran traded strikes."
    news = [part(1, "attack", text, ("NSA", "PAK"), 0.66), part(1, "strike", text, BACK, 0.78)]
    blame = part(6, "accuse", "Iran strongly condemned the crime.", FORTH)
    assert settle_roles([*news, blame], PAIR)[2] == ("IRN", "NSA")


def test_blame_and_demand_of_one_sentence_have_one_author(part: Callable[..., Part]) -> None:
    text = "Pakistan denounces Iran's guards, seeks immediate probe"
    rows = [part(0, "accuse", text, ("PAK", "IRN")), part(0, "demand", text, ("IRN", "PAK"))]
    assert settle_roles(rows, PAIR) == [("PAK", "IRN")] * 2


@pytest.mark.parametrize(
    ("signal", "text"),
    [
        ("accuse", "Pakistan was blamed by Iran for the lost trawler."),
        ("accuse", "Pakistan rejected fresh accusations by the Iranian governor."),
        ("accuse", "Pakistan was sharply rebuked on Friday by Iran."),
        ("threaten", "Pakistan has been threatened with closed wells by Iran."),
        ("demand", "Pakistan urged by Iran to clear the canal"),
        ("support", "Pakistan was praised by Iran for its rescue teams."),
    ],
)
def test_the_state_after_by_is_the_one_that_speaks(part: Callable[..., Part], signal: str, text: str) -> None:
    assert settle_roles([part(1, signal, text, BACK)], PAIR) == [FORTH]
    assert settle_roles([part(1, signal, text, FORTH)], PAIR) == [FORTH]


@pytest.mark.parametrize(
    ("signal", "text"),
    [
        ("accuse", "Pakistan condemned the incursion by Iran."),
        ("accuse", "Pakistan condemned over raids by Iran"),
        ("threaten", "Pakistan warned of retaliation by Iran."),
        ("demand", "Pakistan urged restraint by Iran."),
        ("reject", "Pakistan refused an offer by Iran."),
        ("coerce", "Pakistan closed a mission run by Iran."),
    ],
)
def test_what_is_done_by_a_state_is_not_what_it_says(
    part: Callable[..., Part], signal: str, text: str
) -> None:
    assert settle_roles([part(1, signal, text, BACK)], PAIR) == [BACK]


def test_a_group_named_as_the_accused_stays_so_in_the_passive_voice(part: Callable[..., Part]) -> None:
    rows = [part(1, "accuse", "The ambush was condemned by Iran.", ("IRN", "NSA"))]
    assert settle_roles(rows, PAIR) == [("IRN", "NSA")]


def test_without_a_pair_roles_stay_as_read(part: Callable[..., Part]) -> None:
    row = part(1, "strike", "Missiles hit a village.", ("USA", "YEM"))
    assert settle_roles([row], None) == [("USA", "YEM")]


def test_each_state_counts_its_own_dead(gazetteer: Gazetteer) -> None:
    text = "Iran reported nine fatalities, while Pakistan claimed that two children were killed in the Iranian attack."
    groups = [text.index("fatalities"), text.index("killed")]
    found = [victims_of(gazetteer.find(text), text, groups, start, PAIR) for start in groups]
    assert found == [BACK, FORTH]


def test_a_name_before_arms_is_their_owner_not_the_soil(part: Callable[..., Part]) -> None:
    text = "Iran lowers count of dead in Pakistan air strike"
    rows = [part(0, "strike", text, FORTH), part(0, "casualties", text, FORTH)]
    assert settle_roles(rows, PAIR) == [BACK, BACK]
    assert settle_roles([part(0, "casualties", text, FORTH)], PAIR) == [BACK]


def test_a_third_state_that_strikes_is_the_author(part: Callable[..., Part]) -> None:
    text = "Pakistan flies students out of Iran as Israel resumes strikes"
    assert settle_roles([part(0, "strike", text, FORTH)], PAIR) == [("ISR", "PAK")]


def test_the_victims_of_a_group_are_those_the_lead_names(part: Callable[..., Part]) -> None:
    title = part(0, "attack", "Sharif speaks to Raisi of the murders by gunmen", ("NSA", "IRN"))
    lead = part(1, "casualties", "Eight Pakistanis were murdered in Iran.", ("NSA", "IRN"))
    assert settle_roles([title, lead], PAIR) == [("NSA", "PAK"), ("NSA", "PAK")]


def test_the_author_of_an_offence_is_whom_the_sentence_accuses(part: Callable[..., Part]) -> None:
    text = "Pakistan complains to Iran over air space violation"
    rows = [part(0, "accuse", text, BACK), part(0, "coerce", text, BACK)]
    assert settle_roles(rows, PAIR) == [BACK, FORTH]


def test_a_strike_that_ties_are_cut_over_is_by_whom_they_are_cut_with(part: Callable[..., Part]) -> None:
    over = "Pakistan withdraws its envoy from Tehran after rocket attack"
    beside = "Pakistan pounds two camps in Iran and withdraws its envoy from Tehran"
    for text, author in ((over, FORTH), (beside, BACK)):
        rows = [part(0, signal, text, BACK) for signal in ("sanction", "strike")]
        assert settle_roles(rows, PAIR) == [BACK, author]
