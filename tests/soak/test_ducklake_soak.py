"""Four processes commit to one lake at once: nothing is lost, and the index is that of one writer."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("duckdb_extension_ducklake", reason="needs the extra: uv sync --extra ducklake")

from tension.bench.articles import mixed
from tension.bench.stages import NOW, PAIR, articles_of
from tension.config import LakeSettings, Settings
from tension.inbox import take_in
from tension.indexing import write_index
from tension.ingest import ingest
from tension.scoring import score_new
from tension.stories import place_stories
from tension.warehouse import Writer, open_reader, open_writer
from tension.warehouse.lake import POSTGRES
from tension.warehouse.lake_secret import DSN_VARIABLE
from tests.lake.places import postgres_server, sqlite_lake
from tests.soak.lake_process import SEED, SHARE_RELEVANT

pytestmark = pytest.mark.soak
WRITERS, COMMITS, EACH = 4, 100, 2
CONTENT = (
    "select * exclude (batch_id) from articles order by all",
    "select * from evidence order by all",
    "select * from event_states order by all",
    "select * from event_evidence order by all",
    "select * from index_values order by all",
)


@pytest.fixture(scope="module")
def by_one_writer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The snapshot that one writer makes of the same articles, in a file."""
    path = tmp_path_factory.mktemp("one") / "one.duckdb"
    with open_writer(path, wait_seconds=0, recorded_at=NOW) as writer:
        ingest(writer, articles_of(mixed(WRITERS * COMMITS * EACH, SHARE_RELEVANT, SEED)))
        _index(writer)
    return path


@pytest.fixture(params=["sqlite", "postgres"])
def lake(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[LakeSettings]:
    if request.param == "sqlite":
        yield sqlite_lake(tmp_path)
        return
    with postgres_server() as dsn:
        monkeypatch.setenv(DSN_VARIABLE, dsn)
        yield LakeSettings(catalog=POSTGRES, data_path=str(tmp_path / "lake"))


def test_four_writers_at_once_lose_nothing(lake: LakeSettings, by_one_writer: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.soak.lake_process", lake.catalog, lake.data_path]
    writers = [
        subprocess.Popen([*command, *(str(item) for item in (number, WRITERS, COMMITS, EACH))])
        for number in range(WRITERS)
    ]
    assert [writer.wait(timeout=900) for writer in writers] == [0] * WRITERS

    path = tmp_path / "lake.duckdb"
    with open_writer(path, wait_seconds=0, recorded_at=NOW, lake=lake) as writer:
        waiting = "select count(*) as articles, count(distinct delivery_id) as deliveries from inbox.articles"
        assert writer.query_arrow(waiting).to_pylist() == [
            {"articles": WRITERS * COMMITS * EACH, "deliveries": WRITERS * COMMITS}
        ]
        assert take_in(writer)["new"] == WRITERS * COMMITS * EACH
        _index(writer)
    with open_reader(path) as several, open_reader(by_one_writer) as one:
        for query in CONTENT:
            assert several.query_arrow(query).equals(one.query_arrow(query)), query
        assert one.query_arrow("select 1 from index_values where tension > 0 limit 1").num_rows


def _index(writer: Writer) -> None:
    settings = Settings()
    place_stories(writer, settings.stories)
    score_new(writer, PAIR, settings.models, settings.scoring)
    write_index(writer, PAIR, settings, now=NOW, live=False)
    writer.publish()
