"""One process, two processes and Dask with two workers, scoring the same stored articles.

`tension bench --engines ARTICLES`: clock seconds of the score stage by engine, start of pools and clusters
included, the ratios to one process, and whether all left the same rows.
"""

import hashlib
import tempfile
import time
from itertools import islice
from pathlib import Path
from typing import Any, Literal

from tension.bench.articles import PAIR, mixed
from tension.bench.stages import NOW, articles_of
from tension.config import ScoringSettings
from tension.engines import cached_scorer
from tension.ingest import BATCH_ARTICLES, store_articles
from tension.scoring import score_new
from tension.warehouse import Writer, open_writer

RELEVANT_SHARE = 0.02
WORKERS = 2
SEED = 37
_ENGINES: tuple[Literal["local", "processes", "dask"], ...] = ("local", "processes", "dask")
_FINDINGS = "select * exclude (recorded_at) from evidence order by article_id, revision, evidence_no"


def engines(models: Path, count: int) -> dict[str, Any]:
    """Clock seconds of scoring by engine.

    Args:
        models: the folder of the trained artefact.
        count: mixed articles of about 400 words, 2 % of them about the pair; stored first, outside the clock.
    """
    cached_scorer(models)
    seconds, hashes = {}, {}
    with (
        tempfile.TemporaryDirectory() as folder,
        open_writer(Path(folder) / "bench.duckdb", wait_seconds=0, recorded_at=NOW) as writer,
    ):
        stream = mixed(count, RELEVANT_SHARE, SEED)
        while batch := articles_of(islice(stream, BATCH_ARTICLES)):
            with writer.transaction():
                store_articles(writer, batch)
        for engine in _ENGINES:
            settings = ScoringSettings(engine=engine, workers=WORKERS)
            begun = time.perf_counter()
            score_new(writer, PAIR, models, settings)
            seconds[engine] = round(time.perf_counter() - begun, 2)
            hashes[engine] = _taken_out(writer)
    return {
        "articles": count,
        "workers": WORKERS,
        "seconds": seconds,
        "times_one_process": {name: round(seconds["local"] / each, 3) for name, each in seconds.items()},
        "same_rows": len(set(hashes.values())) == 1,
    }


def _taken_out(writer: Writer) -> str:
    """A hash of the findings, which are then deleted, so that the next engine finds nothing scored."""
    found = writer.query_arrow(_FINDINGS)
    digest = hashlib.sha256()
    for batch in found.to_batches(max_chunksize=5000):
        digest.update(repr(batch.to_pylist()).encode())
    with writer.transaction():
        for table in ("evidence", "scored_articles", "scored_batches"):
            writer.execute(f"delete from {table}")
    return digest.hexdigest()
