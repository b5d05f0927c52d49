"""What a file and a lake cost at each stage, in CPU milliseconds an article of one process.

`python -m tension.bench.lake_costs [ARTICLES]` prints JSON; `tension.bench.costs` has the costs of a run.
"""

import json
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tension.articles import Article
from tension.bench.articles import PAIR, mixed
from tension.bench.stages import NOW, articles_of
from tension.config import LakeSettings, Settings
from tension.engines import cached_scorer
from tension.inbox import deliver, take_in
from tension.indexing import write_index
from tension.ingest import ingest
from tension.scoring import score_new
from tension.stories import place_stories
from tension.warehouse import Writer, open_inbox, open_writer

ARTICLES = 5000
RELEVANT_SHARE = 0.02
COMMITS = 10
SEED = 31
_MODELS = Path("models")


class Cpu:
    """CPU milliseconds an article, by name."""

    def __init__(self) -> None:
        self.found: dict[str, float] = {}

    @contextmanager
    def time(self, name: str, articles: int) -> Iterator[None]:
        """Measure the block, which does something to so many articles."""
        before = time.process_time()
        yield
        self.found[name] = round(1000 * (time.process_time() - before) / articles, 4)


def lake_costs(count: int) -> dict[str, Any]:
    """CPU milliseconds an article, and bytes an article, of a file and of a lake with a SQLite catalog.

    Args:
        count: mixed articles of about 400 words, 2 % of them about the pair.
    """
    cpu = Cpu()
    articles = articles_of(mixed(count, RELEVANT_SHARE, SEED))
    cached_scorer(_MODELS)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _path(cpu, folder / "file.duckdb", None, articles, lambda writer: ingest(writer, articles))
        lake = LakeSettings(catalog=str(folder / "lake.sqlite"), data_path=str(folder / "lake"))
        with open_inbox(lake, NOW) as inbox, cpu.time("lake: deliver", count):
            for start in range(0, count, count // COMMITS):
                deliver(inbox, articles[start : start + count // COMMITS])
        _path(cpu, folder / "lake.duckdb", lake, articles, take_in)
        sizes = {
            "file, published": (folder / "file.duckdb").stat().st_size,
            "lake, Parquet": sum(file.stat().st_size for file in (folder / "lake").rglob("*.parquet")),
            "lake, published": (folder / "lake.duckdb").stat().st_size,
        }
    return {
        "articles": count,
        "cpu_ms_an_article": cpu.found,
        "bytes_an_article": {place: round(size / count) for place, size in sizes.items()},
    }


def _path(
    cpu: Cpu, path: Path, lake: LakeSettings | None, articles: list[Article], store: Callable[[Writer], Any]
) -> None:
    settings = Settings()
    one = settings.scoring.model_copy(update={"engine": "local"})
    count, head = len(articles), "lake: " if lake else "file: "
    with open_writer(path, wait_seconds=0, recorded_at=NOW, lake=lake) as writer:
        with cpu.time(f"{head}store", count):
            store(writer)
        with cpu.time(f"{head}stories", count):
            place_stories(writer, settings.stories)
        with cpu.time(f"{head}score and store findings", count):
            score_new(writer, PAIR, _MODELS, one)
        with cpu.time(f"{head}index", count):
            write_index(writer, PAIR, settings, now=NOW, live=False)
        with cpu.time(f"{head}publish", count):
            writer.publish()


if __name__ == "__main__":
    asked = int(sys.argv[1]) if len(sys.argv) > 1 else ARTICLES
    sys.stdout.write(json.dumps(lake_costs(asked), indent=2) + "\n")
