"""Stories: copies fold, founders stay, order and chains do no harm."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tension.articles import Article, digest
from tension.config import StorySettings
from tension.ingest import ingest
from tension.stories import Print, StoryIndex, place_stories, shingles, sketch
from tension.warehouse import Writer, open_writer

START = datetime(2024, 1, 18, tzinfo=UTC)
WIRE = (
    "Pakistan struck militant hideouts inside Iran on Thursday with drones and rockets, two days after Tehran "
    "hit its soil. Nine people died in a village near Saravan, Iranian state television said. Islamabad called "
    "its western neighbour a brotherly country and said that it wished for no further escalation at the border."
)
OTHER = "Onion prices rose in Lahore after rain cut the harvest; traders expect fresh supply from Sindh next week."


def article(key: str, words: str, hours: float = 0) -> Article:
    moment = START + timedelta(hours=hours)
    return Article(
        key, "", "o", None, "s", key, words, "en", moment, "stated", 0, moment, moment, digest(words)
    )


@contextmanager
def warehouse(folder: Path) -> Iterator[Writer]:
    with open_writer(folder / "t.duckdb", wait_seconds=0, recorded_at=START) as writer:
        yield writer


def stories(writer: Writer) -> dict[str, str]:
    frame = writer.query("select article_id, story_id from articles")
    return dict(zip(frame["article_id"], frame["story_id"], strict=True))


def test_copies_join_the_first_and_others_do_not(tmp_path: Path) -> None:
    with warehouse(tmp_path) as writer:
        ingest(writer, [article("a", WIRE), article("b", WIRE[40:], 2), article("c", OTHER, 3)])
        place_stories(writer, StorySettings())
        assert stories(writer) == {"a": "a", "b": "a", "c": "c"}


def test_a_copy_after_the_window_is_a_new_story(tmp_path: Path) -> None:
    with warehouse(tmp_path) as writer:
        ingest(writer, [article("a", WIRE), article("b", WIRE, 24 * 6)])
        place_stories(writer, StorySettings(window_days=4))
        assert stories(writer) == {"a": "a", "b": "b"}


def test_likeness_does_not_chain() -> None:
    """Each text overlaps the next by half; the last shares nothing with the first."""
    words = [f"w{number}" for number in range(400)]
    index = StoryIndex(StorySettings(similarity=0.3))
    found = []
    for step in range(6):
        item = Print(f"p{step}", START.replace(tzinfo=None), " ".join(words[step * 50 : step * 50 + 100]))
        found.append(index.place(item, sketch(item)))
    assert len(set(found)) >= 3


def test_tomorrow_never_renames_yesterday(tmp_path: Path) -> None:
    with warehouse(tmp_path) as writer:
        ingest(writer, [article("b", WIRE), article("c", OTHER)])
        place_stories(writer, StorySettings())
        before = stories(writer)
        ingest(writer, [article("a", WIRE, 24)])
        assert place_stories(writer, StorySettings()) == 1
        assert stories(writer) == {**before, "a": "b"}
        assert place_stories(writer, StorySettings()) == 0


@settings(max_examples=12, deadline=None)
@given(order=st.permutations(range(6)), cut=st.integers(1, 5))
def test_the_order_of_arrival_does_not_matter(
    tmp_path_factory: pytest.TempPathFactory, order: list[int], cut: int
) -> None:
    """Loaded in any order and in two loads, every article ends in the same story."""
    texts = [WIRE, WIRE[30:], OTHER, OTHER[10:], WIRE + OTHER, "Quite another thing entirely happened."]
    items = [article(f"k{number}", text, number * 5) for number, text in enumerate(texts)]
    with warehouse(tmp_path_factory.mktemp("w")) as writer:
        ingest(writer, items)
        place_stories(writer, StorySettings())
        expected = stories(writer)
    shuffled = [items[number] for number in order]
    with warehouse(tmp_path_factory.mktemp("w")) as writer:
        for part in (shuffled[:cut], shuffled[cut:]):
            ingest(writer, part)
            place_stories(writer, StorySettings())
        assert stories(writer) == expected


@given(st.text(max_size=100))
def test_any_text_has_shingles(text: str) -> None:
    assert shingles(text)
    sketch(Print("a", START.replace(tzinfo=None), text))


@given(st.text(st.characters(max_codepoint=127)))
def test_plain_text_has_the_shingles_of_text_with_a_foreign_mark(text: str) -> None:
    assert set(shingles(text)) == set(shingles(text + " \u2014"))
