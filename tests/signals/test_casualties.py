"""The number grammar: who counts as killed or wounded, and what is only a number."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tension.signals.tolls import accidents
from tension.signals.tolls.accidents import of_accident
from tension.signals.tolls.casualties import count_casualties

CASES = [
    ("Gunmen killed nine Pakistani labourers and wounded three others on Saturday.", 9, 3),
    ("At least nine people, including three women and four children, were killed.", 9, None),
    ("Three women and four children were killed.", 7, None),
    ("He said the dead were three women, four children and two men.", 9, None),
    ("9 labourers shot dead in Saravan", 9, None),
    ("Pakistan strikes Iran border village, 7 dead", 7, None),
    ("Rockets from Iran kill woman in Panjgur", 1, None),
    ("An Iranian engineer and his driver were gunned down in Karachi.", 2, None),
    ("A soldier was martyred and two others injured.", 1, 2),
    ("The ambush cost ten policemen their lives.", 10, None),
    ("Five policemen embraced martyrdom in Rask.", 5, None),
    ("The strikes killed two children, aged 8 and 12.", 2, None),
    ("On 16 January 2024 missiles hit Panjgur, 40 km from the border, killing 2.", 2, None),
    ("Two drones and three missiles killed a shepherd.", 1, None),
    ("The shelling wounded thirteen shoppers, three of them children.", None, 13),
    ("Dozens were killed in the raid.", None, None),
    ("Nobody was hurt, officials said.", None, None),
    ("The ministers met for two hours on 29 January.", None, None),
    ("Two dozen villagers were killed.", 24, None),
    ("More than a dozen sailors were wounded and half a dozen killed.", 6, 12),
    ("Half a dozen shepherds died.", 6, None),
    ("A dozen rockets killed two women.", 2, None),
    ("A couple and their three children were killed.", 5, None),
    ("The shell killed a couple and two of their neighbours.", 4, None),
    ("The couple's two daughters were killed.", 2, None),
    ("A couple of guards were wounded.", None, 2),
    ("The raid killed between six and eight people.", 6, None),
    ("Between 2014 and 2016 nine guards were killed.", 9, None),
    ("Two girls, aged 5 and 7, and their mother were killed.", 3, None),
    ("The shell killed a boy aged six and a girl aged nine.", 2, None),
    ("Ten pupils, aged six to nine, are being treated.", None, 10),
    ("A man aged 30 and 4 others were killed.", 5, None),
    ("Three boys aged 5, 7 and 9 were wounded.", None, 3),
    ("Two couples were killed in the shelling.", 4, None),
    ("The shell killed three elderly couples and a guard.", 7, None),
    ("A couple of soldiers died.", 2, None),
    ("Half of the 12 hostages were killed.", 6, None),
    ("Half the twelve were wounded.", None, 6),
    ("Nine people, half of them children, were killed.", 9, None),
    ("A family of five was killed.", 5, None),
    ("The missile killed an entire family of five.", 5, None),
    ("A couple and a family of four were killed.", 6, None),
    ("A father of four was killed.", 1, None),
    ("The shell killed a mother of three.", 1, None),
    ("The father of two of the dead spoke.", 2, None),
    ("A father and son were killed.", 2, None),
    ("A mother and her two children were killed.", 3, None),
    ("A woman, 34, and her son, 6, were killed.", 2, None),
    ("Shelling killed a woman, 34, and her son, 6.", 2, None),
    ("A man, 40, was killed and his wife, 35, was wounded.", 1, 1),
    ("Two girls, 8 and 12, were killed.", 2, None),
    ("Two of its guards, 22 and 25, were killed.", 2, None),
    ("Three boys, 5, 7 and 9, died.", 3, None),
    ("A guard, 6 shepherds and 2 cooks were killed.", 9, None),
    ("The toll rose from 4 to 9.", 9, None),
    ("Nine people including three children and two women were killed.", 9, None),
    ("One hundred and seventy-six people died when the airliner was shot down.", 176, None),
]


@pytest.mark.parametrize(("sentence", "killed", "wounded"), CASES)
def test_counts(sentence: str, killed: int | None, wounded: int | None) -> None:
    found = count_casualties(sentence)
    assert (found.killed, found.wounded) == (killed, wounded)


@pytest.mark.parametrize(
    "sentence",
    [
        "Toll rises to nine from seven",
        "The number of people killed in the strikes has risen to nine from seven given earlier.",
        "The death toll was raised from seven to nine on Thursday.",
    ],
)
def test_a_revised_toll_is_the_new_figure_and_says_so(sentence: str) -> None:
    found = count_casualties(sentence)
    assert found.killed == 9
    assert found.correction


@pytest.mark.parametrize(
    "sentence",
    [
        "Floods killed 12 people in Balochistan.",
        "The bus crash near Yazd killed 28 pilgrims.",
        "Eleven soldiers died when a transport helicopter crashed in fog.",
        "Two troops drowned in flash floods near the bridge.",
        "Three rebels were killed on Monday when their lorry overturned.",
        "Landslide buries four soldiers",
        "Nine militants killed in coach accident",
    ],
)
def test_accident_and_nature_are_marked(sentence: str) -> None:
    assert count_casualties(sentence).accident
    assert of_accident("attack", sentence, sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "Militants killed two soldiers.",
        "Militants killed two soldiers guarding a flooded road after the floods.",
        "Rebels storm a border post, killing four guards.",
        "Rebels derailed a train, killing nine people.",
        "Insurgents crashed a lorry into a gate, killing four people.",
        "Two soldiers were killed in a land mine explosion.",
        "Two soldiers were killed in a car explosion.",
        "The army killed five militants whose car had overturned.",
        "Nine drivers were killed by masked insurgents after a collision.",
        "Police killed three terrorists in a mountain gorge.",
        "Four people died when the helicopter crashed after it was hit by a missile.",
        "The crash of the downed airliner killed 31 people.",
    ],
)
def test_what_fighters_do_is_no_accident(sentence: str) -> None:
    assert not count_casualties(sentence).accident
    assert count_casualties(sentence).tolls
    assert not of_accident("attack", sentence, sentence)


def test_two_sides_are_told_apart() -> None:
    found = count_casualties(
        "Iran reported nine fatalities, including four children, while Pakistan claimed that two "
        "children were "
        "killed in the Iranian attack."
    )
    assert [toll.killed for toll in found.tolls] == [9, 2]


def test_dead_of_two_nations_are_told_apart() -> None:
    found = count_casualties("The exchange left two Pakistani soldiers and three Iranian guards dead.")
    assert [toll.killed for toll in found.tolls] == [2, 3]


@given(st.integers(min_value=2, max_value=1899))
def test_digits_are_read_exactly(count: int) -> None:
    assert count_casualties(f"Shelling killed {count:,} people.").killed == count


@given(st.text(max_size=120))
def test_no_text_breaks_it(text: str) -> None:
    found = count_casualties(text)
    assert all(toll.killed is None or toll.killed > 0 for toll in found.tolls)


@given(st.from_regex(accidents._ACCIDENT))
def test_whatever_is_an_accident_holds_a_sign_of_one(text: str) -> None:
    assert accidents._SIGNS.stand_in(text)
