"""A run among processes that bring articles meanwhile."""

import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("duckdb_extension_ducklake", reason="needs the extra: uv sync --extra ducklake")

from tension.bench.articles import mixed
from tension.bench.stages import NOW, articles_of
from tension.config import LakeSettings, StorySettings
from tension.inbox import take_in
from tension.stories import place_stories
from tension.warehouse import open_reader, open_writer
from tests.lake.places import sqlite_lake

EACH = 15
SEEDS = (1, 2)


@pytest.mark.soak
def test_a_run_among_those_who_bring_fails_nobody_and_loses_nothing(tmp_path: Path) -> None:
    """Their commits and its own take turns; nobody gives up because another was first."""
    lake = sqlite_lake(tmp_path)
    path = tmp_path / "t.duckdb"
    with open_writer(path, wait_seconds=0, recorded_at=NOW, lake=lake) as writer:
        bringing = [_bring(lake, seed) for seed in SEEDS]
        try:
            taken = 0
            while any(process.poll() is None for process in bringing):
                taken += take_in(writer)["new"]
                place_stories(writer, StorySettings())
                writer.publish()
        finally:
            for process in bringing:
                process.wait(timeout=60)
        taken += take_in(writer)["new"]
        writer.publish()
    expected = {item.article_id for seed in SEEDS for item in articles_of(mixed(EACH, 1.0, seed))}
    assert [process.returncode for process in bringing] == [0, 0]
    with open_reader(path) as reader:
        found = reader.query_arrow("select article_id from articles")["article_id"].to_pylist()
    assert sorted(set(found)) == sorted(expected)
    assert taken == len(expected)


def _bring(lake: LakeSettings, seed: int) -> subprocess.Popen[bytes]:
    command = [
        sys.executable,
        "-m",
        "tests.lake.bringing",
        lake.catalog,
        lake.data_path,
        str(seed),
        str(EACH),
    ]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL)
