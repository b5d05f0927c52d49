"""One whole run of the library on files, without Prefect: what the kill loops start and kill."""

import sys
from datetime import UTC, datetime
from pathlib import Path

from tension.config import load_settings
from tension.indexing import write_index
from tension.ingest import ingest, read_articles
from tension.scoring import score_new
from tension.sources.files import read_path, source_id
from tension.stories import place_stories
from tension.warehouse import open_writer


def main(db: Path, inputs: list[Path]) -> None:
    """Read the inputs and publish the index."""
    settings = load_settings(warehouse={"path": db})
    now = datetime.now(UTC)
    with open_writer(db, wait_seconds=30, recorded_at=now) as writer:
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


if __name__ == "__main__":
    main(Path(sys.argv[1]), [Path(name) for name in sys.argv[2:]])
