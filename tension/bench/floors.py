"""The least a stage must do, done by itself in one process: what its seconds are held against."""

import gzip
import json
import os
from pathlib import Path

from tension.bench.articles import PAIR
from tension.sketches import sketch_column
from tension.warehouse import Writer, statement

SKETCHED = 20_000
_SKETCHED_AT_ONCE = 2500


def decode_lines(path: Path) -> int:
    """Of reading: unzip the lines and decode each; returns the bytes of text."""
    size = 0
    with gzip.open(path, "rb") as file:
        for line in file:
            json.loads(line)
            size += len(line)
    return size


def sketch_some(writer: Writer) -> int:
    """Of stories: the MinHash of some stored articles; returns how many."""
    words = writer.query_arrow("select title || ' ' || text as words from articles limit ?", [SKETCHED])
    for batch in words.to_batches(max_chunksize=_SKETCHED_AT_ONCE):
        sketch_column(batch["words"])
    return len(words)


def read_batches(writer: Writer) -> None:
    """Of scoring: every batch out of the database, once."""
    batches = writer.query_arrow("select distinct batch_id from articles order by batch_id")
    for batch_id in batches["batch_id"].to_pylist():
        writer.query_arrow(statement("batch_articles"), {"batch_id": batch_id})


def read_evidence(writer: Writer) -> None:
    """Of the index: the pair's evidence and what was read each day, out of the database."""
    writer.query_arrow(statement("pair_evidence"), {"pair": PAIR.key})
    writer.query_arrow(statement("reads"))


def copy_file(source: Path, target: Path) -> None:
    """Of publishing: the bytes copied and flushed."""
    with source.open("rb") as reader, target.open("wb") as writer:
        while chunk := reader.read(1 << 20):
            writer.write(chunk)
        writer.flush()
        os.fsync(writer.fileno())
