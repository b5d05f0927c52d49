"""One whole run of the library on files, as the daily flow makes it, without Prefect."""

from datetime import datetime
from pathlib import Path

from tension.config import Settings
from tension.indexing import write_index
from tension.ingest import ingest
from tension.reading import read_articles
from tension.scoring import score_new
from tension.sources.files import read_path, source_id
from tension.stories import place_stories
from tension.warehouse import open_writer


def run_library(settings: Settings, inputs: list[Path], now: datetime) -> None:
    """Read the inputs and publish the index."""
    with open_writer(settings.warehouse.path, wait_seconds=60, recorded_at=now) as writer:
        for path in inputs:
            readings = read_articles(
                read_path(path, settings.input),
                source_id=source_id(path),
                fetched_at=now,
                settings=settings.input,
                archive=True,
            )
            ingest(writer, readings)
        place_stories(writer, settings.stories)
        for pair in settings.parsed_pairs:
            score_new(writer, pair, settings.models, settings.scoring)
            write_index(writer, pair, settings, now=now, live=False)
        writer.publish()
