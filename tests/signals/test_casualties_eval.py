"""The measure of the number grammar, and the corpus's share of it."""

from tension.signals.corpus import LabelledEvent, Row
from tension.signals.tolls.evaluation import PARTS, evaluate_casualties, part_of


def row(text: str, *tolls: int | None, family: int = 1) -> Row:
    events = tuple(
        LabelledEvent(signal="casualties", status="reported", source="IRN", target="PAK", killed=killed)
        for killed in tolls
    )
    return Row(id="x", family=family, text=text, style="body", dyad="IRN-PAK", events=events)


def test_exact_figures_count_and_inventions_are_told() -> None:
    found = evaluate_casualties(
        [
            row("Shelling killed nine people.", 9),
            row("Shelling killed nine people.", 8),
            row("The blast left two Pakistani soldiers and three Iranian guards dead.", 2, 3),
            row("Dozens were killed.", None),
            row("Four men were killed.", None),
            row("The ministers met."),
        ]
    )["all"]
    assert (found["killed_rows"], found["silent_rows"]) == (3, 2)
    assert found["killed"] == 2 / 3
    assert found["invented"] == 1 / 2


def test_families_are_split_for_good() -> None:
    assert {part_of(family) for family in range(50)} == set(PARTS)
    assert part_of(7) == part_of(7)
