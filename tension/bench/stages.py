"""The whole path from a gzipped file of mixed news to the published index, each stage timed beside its floor.

`python -m tension.bench.stages MODELS ARTICLES WORKERS` is one such run in a process of its own, so that its
peak of memory is its own too; it prints JSON.
"""

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar, cast

import pyarrow as pa

from tension.article_rows import rows_of
from tension.articles import Article
from tension.bench.articles import PAIR, write_mixed
from tension.bench.clock import Clock
from tension.bench.floors import copy_file, decode_lines, read_batches, read_evidence, sketch_some
from tension.bench.memory import Peak
from tension.config import InputSettings, Settings
from tension.errors import TensionError
from tension.indexing import write_index
from tension.ingest import ingest_raw
from tension.reading import Origin, read_articles
from tension.scoring import score_new
from tension.sources.files import raw_path, source_id
from tension.stories import place_stories
from tension.warehouse import Writer, open_reader, open_writer
from tension.workers import FEW, Workers, open_workers

__all__ = ["NOW", "PAIR", "SEED", "articles_of", "growth", "rows_to_score", "whole_path"]
SEED = 11
NOW = datetime(2026, 1, 1, tzinfo=UTC)
RELEVANT_SHARE = 0.02
_MB = 1e6
L = TypeVar("L")
A = TypeVar("A")
B = TypeVar("B")


def articles_of(records: Iterator[dict[str, str]]) -> list[Article]:
    """Records as articles, without the warehouse."""
    items = ((f"bench:{number}", record) for number, record in enumerate(records, start=1))
    settings = InputSettings()
    read = read_articles(items, source_id="bench", fetched_at=NOW, settings=settings, archive=True)
    return [item for item in read if isinstance(item, Article)]


def rows_to_score(records: Iterator[dict[str, str]]) -> pa.Table:
    """Records as engines take them."""
    rows = rows_of(articles_of(records))
    return rows.append_column("revision", pa.array([1] * rows.num_rows, pa.int32()))


def whole_path(models: Path, count: int, workers: int) -> dict[str, Any]:
    """Every stage over mixed news of which 2 % is about the pair.

    Args:
        models: the folder of the trained artefact.
        count: articles.
        workers: processes that read, sketch and score.

    Returns:
        Clock seconds and shares by stage, floors in seconds, rates, and the peaks of memory of all processes.
    """
    clock, storing, floors = Clock(), Clock(), Clock()
    peaks: dict[str, Peak] = {}
    with tempfile.TemporaryDirectory() as folder:
        path = write_mixed(Path(folder) / "mixed.jsonl.gz", count, RELEVANT_SHARE, SEED + 2)
        with floors.time("read and store"):
            size = decode_lines(path)
        settings = settings_of(models, workers)
        db = Path(folder) / "bench.duckdb"
        memory_mb = settings.warehouse.memory_mb
        with open_writer(db, wait_seconds=0, recorded_at=NOW, memory_mb=memory_mb) as writer:
            for name, stage in stages_of(writer, path, settings, storing):
                peaks[name] = Peak()
                with peaks[name].watched(), clock.time(name):
                    stage()
            _time_floors(writer, floors, count)
        with floors.time("publish"):
            copy_file(db, Path(folder) / "copy")
        with clock.time("latest_value"), open_reader(db) as reader:
            reader.query("select * from tension_index where pair = ? order by date desc limit 1", [PAIR.key])
    seconds = dict(clock.seconds)
    total = sum(seconds.values())
    return {
        "articles": count,
        "workers": workers,
        "seconds": total,
        "articles_per_second": count / total,
        "megabytes_per_second": size / _MB / total,
        "peak_memory_mb": max(peak.megabytes for peak in peaks.values()),
        "stage_peak_mb": {name: peak.megabytes for name, peak in peaks.items()},
        "rows_stored_per_second": count / seconds["read and store"],
        "rows_inserted_per_second": count / storing.seconds["insert"],
        "publish_seconds": seconds["publish"],
        "stage_seconds": seconds,
        "stage_share": {name: each / total for name, each in seconds.items()},
        "floor_seconds": floors.seconds,
    }


def settings_of(models: Path, workers: int) -> Settings:
    """The defaults, with a models folder and so many processes."""
    scoring = Settings().scoring.model_copy(update={"workers": workers})
    return Settings(models=models).model_copy(update={"scoring": scoring})


class _TimesInserts:
    """Workers whose caller is timed while it has a result: of reading, that is the storing of each batch."""

    def __init__(self, workers: Workers, clock: Clock) -> None:
        self._workers = workers
        self._clock = clock

    def map(
        self, work: Callable[[A], B], pieces: Iterable[tuple[L, A]], few: int = FEW
    ) -> Iterator[tuple[L, B]]:
        """See `Workers.map`."""
        for done in self._workers.map(work, pieces, few):
            with self._clock.time("insert"):
                yield done


def stages_of(
    writer: Writer, path: Path, settings: Settings, storing: Clock
) -> list[tuple[str, Callable[[], Any]]]:
    """The stages of a run by name, in order.

    Args:
        writer: the open warehouse.
        path: the records.
        settings: the engine, and the models folder.
        storing: takes the time of `insert`: looking up what is known, inserting and committing.
    """
    origin = Origin(source_id(path), NOW, settings.input, archive=True)

    def read() -> None:
        with open_workers(settings.scoring) as workers:
            ingest_raw(writer, raw_path(path, settings.input), origin, _TimesInserts(workers, storing))

    def find_stories() -> None:
        with open_workers(settings.scoring) as workers:
            place_stories(writer, settings.stories, workers)

    return [
        ("read and store", read),
        ("stories", find_stories),
        ("score", lambda: score_new(writer, PAIR, settings.models, settings.scoring)),
        ("index", lambda: write_index(writer, PAIR, settings, now=NOW, live=False)),
        ("publish", writer.publish),
    ]


def _time_floors(writer: Writer, floors: Clock, count: int) -> None:
    """Those that need the filled database; sketches are made of some articles, and taken times all."""
    with floors.time("stories"):
        sketched = sketch_some(writer)
    floors.seconds["stories"] *= count / sketched
    with floors.time("score"):
        read_batches(writer)
    with floors.time("index"):
        read_evidence(writer)


def growth(models: Path, counts: list[int], workers: int) -> list[dict[str, Any]]:
    """`whole_path` at several sizes, each in a process of its own."""
    return [_apart(models, count, workers) for count in counts]


def _apart(models: Path, count: int, workers: int) -> dict[str, Any]:
    # Not run with -m: each process of a pool would import this module again, with all that it imports.
    program = "import sys; from tension.bench.stages import main; main(sys.argv[1:])"
    command = [sys.executable, "-c", program, str(models), str(count), str(workers)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise TensionError(
            f"the run over {count} articles failed: {done.stderr.strip()[-300:]}",
            f"run it alone: {sys.executable} -m tension.bench.stages {models} {count} {workers}",
        )
    return cast("dict[str, Any]", json.loads(done.stdout))


def main(arguments: list[str]) -> None:
    """Print one run as JSON.

    Args:
        arguments: the models folder, articles and workers.
    """
    models, count, workers = arguments
    began = time.perf_counter()
    result = whole_path(Path(models), int(count), int(workers))
    sys.stdout.write(json.dumps({**result, "with_making_of_text_seconds": time.perf_counter() - began}))


if __name__ == "__main__":
    main(sys.argv[1:])
