"""Titles that announce a retelling, beside titles of news that look like them."""

import pytest

from tension.signals.past.genres import retells


@pytest.mark.parametrize(
    "title",
    [
        "Analysis: two armies that would rather not",
        "Book review: letters from a border post",
        "Obituary | The envoy who stayed",
        "Can the neighbours trust each other?",
        "Is the frontier safe again?",
        "Why did the guns fall silent?",
        "Seven questions about the gas line",
        "The three hard lessons of a short war",
        "Remembering the winter of the drones",
        "Looking back at a week of fire",
        "Diplomacy: the year in review",
        "Lessons from a near miss",
        "Two years on, the crater is a pond",
    ],
)
def test_a_title_that_announces_a_retelling(title: str) -> None:
    assert retells(title)


@pytest.mark.parametrize(
    "title",
    [
        "Iran shells two Pakistani villages",
        "Will Jones lands in Lahore",
        "Two months after the raids, a bridge opens",
        "Two border crossings open",
        "Three Iranian guards die; questions remain",
        "Pakistan reviews flight ban",
        "Minister recalls envoy",
        "",
    ],
)
def test_a_title_of_news(title: str) -> None:
    assert not retells(title)
