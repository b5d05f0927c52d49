"""Stories: copies fold, founders stay, order and chains do no harm."""

import re
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
from tension.sketches import Sketches, shingles, sketch_texts, words_of
from tension.stories import place_stories
from tension.story_index import Print, StoryIndex
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
        item = Print(f"p{step}", START.replace(tzinfo=None))
        found += index.place([item], sketch_texts([" ".join(words[step * 50 : step * 50 + 100])]))
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


@settings(max_examples=8, deadline=None)
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
    sketch_texts([text])


@given(st.text(max_size=100))
def test_words_are_what_the_pattern_finds(text: str) -> None:
    assert [word.decode("utf-8", "surrogatepass") for word in words_of(text)] == re.findall(
        r"\w+", text.lower()
    )


@given(
    texts=st.lists(st.sampled_from(range(40)), min_size=1, max_size=60),
    sizes=st.lists(st.integers(1, 9), min_size=60, max_size=60),
)
def test_blocks_place_as_one_by_one(texts: list[int], sizes: list[int]) -> None:
    """Copies, near copies and strangers over some days: however they are cut, each founder is the earliest alike."""
    vocabulary = [f"w{number}" for number in range(60)]
    sketches = sketch_texts([" ".join(vocabulary[text : text + 12 + text % 5]) for text in texts])
    start = START.replace(tzinfo=None)
    items = [Print(f"p{number:02}", start + timedelta(hours=7 * number)) for number in range(len(texts))]
    whole = StoryIndex(StorySettings()).place(items, sketches)
    index, cut, at = StoryIndex(StorySettings()), [], 0
    for size in sizes:
        cut += index.place(items[at : at + size], sketches[at : at + size])
        at += size
    assert whole == cut == one_by_one(items, sketches)


def one_by_one(items: list[Print], sketches: Sketches) -> list[str]:
    """What `StoryIndex` means, without its shortcuts: bands of three numbers, then all numbers."""
    stories: list[str] = []
    for number, (item, own) in enumerate(zip(items, sketches, strict=True)):
        story = item.article_id
        for earlier, other, known in zip(items[:number], sketches, stories, strict=False):
            near = earlier.known_at.date() >= item.known_at.date() - timedelta(
                days=StorySettings().window_days
            )
            same = own == other
            if (
                known == earlier.article_id
                and near
                and same.mean() >= 0.3
                and same.reshape(-1, 3).all(1).any()
            ):
                story = earlier.article_id
                break
        stories.append(story)
    return stories
