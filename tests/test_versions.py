"""The history of an article does not depend on the order in which it was read."""

import itertools
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tension.articles import Article
from tension.versions import revisions

START = datetime(2024, 1, 18, tzinfo=UTC)


def reading(hours: int, words: str, source: str = "s") -> Article:
    moment = START + timedelta(hours=hours)
    return Article("id", "", "o", None, source, words, "", "en", moment, "stated", 0, moment, moment, words)


readings = st.lists(
    st.builds(reading, st.integers(0, 5), st.sampled_from("abc"), st.sampled_from("st")),
    min_size=1,
    max_size=8,
)


@given(readings, st.randoms())
def test_order_does_not_matter(items: list[Article], random: object) -> None:
    shuffled = list(items)
    random.shuffle(shuffled)  # type: ignore[attr-defined]  # hypothesis's Random
    assert revisions(items) == revisions(shuffled)


@given(readings)
def test_each_wording_is_one_revision_that_ends_where_the_next_begins(items: list[Article]) -> None:
    versions = revisions(items)
    assert [version.revision for version in versions] == list(range(1, len(versions) + 1))
    assert len({version.article.content_hash for version in versions}) == len(versions)
    assert versions[-1].superseded_at is None
    for earlier, later in itertools.pairwise(versions):
        assert earlier.superseded_at == later.article.known_at


@given(readings)
def test_reading_again_changes_nothing(items: list[Article]) -> None:
    once = [version.article for version in revisions(items)]
    assert [version.article for version in revisions([*once, *items])] == once
