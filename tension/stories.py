"""Near-duplicate articles form one story: twenty outlets printing one wire report are one report.

An article joins the earliest story whose founding article it resembles, in (`known_at`, id) order. Only
founders are compared, so likeness does not chain from copy to copy, two stories never merge, and what comes
tomorrow never renames yesterday's. Likeness is the Jaccard index of three-word shingles (`sketches`).
"""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

import pyarrow as pa
import pyarrow.compute as pc

from tension.config import StorySettings
from tension.sketches import Sketches, sketch_column
from tension.story_index import Print, StoryIndex
from tension.warehouse import Writer, statement
from tension.workers import HERE, Workers

STRETCH_ARTICLES = 5000


def place_stories(writer: Writer, settings: StorySettings, workers: Workers = HERE) -> int:
    """Find the story of every article that has none yet, and again of those known from the first of them on.

    Each stretch of some hours is one transaction; a run that was cut off goes on where it stopped.

    Args:
        writer: the open warehouse.
        settings: how like, and over how many days.
        workers: who makes the sketches.

    Returns:
        The number of articles whose story was found or changed.
    """
    first = writer.query_arrow("select min(known_at) as moment from articles where story_id = ''")
    start = first["moment"][0].as_py()
    if start is None:
        return 0
    index = StoryIndex(settings)
    before = start - timedelta(days=settings.window_days + 1)
    for prints, sketches in _sketched(writer, _stretches(writer, before, start), workers, only_founders=True):
        index.remember(_items(prints), sketches)
    stretches = _stretches(writer, start, None)
    return sum(
        _move(writer, prints, index.place(_items(prints), sketches))
        for prints, sketches in _sketched(writer, stretches, workers)
    )


def _move(writer: Writer, prints: pa.Table, stories: list[str]) -> int:
    moved = {
        article_id: story
        for article_id, before, story in zip(
            prints["article_id"].to_pylist(), prints["story_id"].to_pylist(), stories, strict=True
        )
        if story != before
    }
    if moved:
        parameters = {"article_ids": list(moved), "story_ids": list(moved.values())}
        first, last = prints["known_at"][0].as_py(), prints["known_at"][-1].as_py()
        with writer.transaction():
            writer.execute(statement("move_stories"), {**parameters, "first": first, "last": last})
            writer.execute(statement("move_revisions"), {**parameters, "first": first})
    return len(moved)


def _stretches(
    writer: Writer, start: datetime, until: datetime | None
) -> Iterator[tuple[datetime, datetime]]:
    """Times from `start` on, of as many whole hours as hold no more articles than are read at once."""
    hours = writer.query_arrow(statement("known_hours"), {"start": start, "until": until}).to_pylist()
    begun, ended, articles = start, start, 0
    for row in hours:
        if articles and articles + row["articles"] > STRETCH_ARTICLES:
            yield begun, ended
            begun, articles = row["hour"], 0
        articles += row["articles"]
        ended = row["hour"] + timedelta(hours=1)
    if articles:
        yield begun, min(ended, until) if until else ended


def _sketched(
    writer: Writer,
    stretches: Iterable[tuple[datetime, datetime]],
    workers: Workers,
    *,
    only_founders: bool = False,
) -> Iterator[tuple[pa.Table, Sketches]]:
    """First readings known in each stretch, in joining order, with their sketches."""

    def pieces() -> Iterator[tuple[pa.Table, pa.ChunkedArray]]:
        for start, until in stretches:
            prints = writer.query_arrow(statement("prints"), {"start": start, "until": until})
            if only_founders:
                prints = prints.filter(pc.equal(prints["story_id"], prints["article_id"]))
            yield prints.drop_columns("words"), prints["words"]

    return workers.map(sketch_column, pieces())


def _items(prints: pa.Table) -> list[Print]:
    # Arrow's own way to moments takes ten times as long.
    moments = prints["known_at"].to_numpy().tolist()
    return list(map(Print, prints["article_id"].to_pylist(), moments))
