"""Years of history from GDELT's files, without one page fetched and without touching the index of articles."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from tension.config import load_settings
from tension.errors import InputError
from tension.gdelt_index import write_gdelt_index
from tension.pairs import Pair
from tension.sources.collect import Collector
from tension.sources.config import FetchSettings, Source
from tension.sources.gdelt_history import GdeltDay, day_files
from tension.sources.store import store_gdelt_day
from tension.warehouse import open_writer
from tests.sources.gdelt_data import event_line, mention_line, zipped
from tests.sources.server import Site, quick

NOW = datetime(2024, 2, 1, tzinfo=UTC)
DAY = date(2024, 1, 18)
PAIR = Pair("PAK", "IRN")


def history(web: Site) -> Source:
    """A day with two quarters of an hour of files; GDELT does have gaps, seldom as long."""
    for number, stamp in enumerate(("20240118043000", "20240118044500")):
        events = [
            event_line(
                GLOBALEVENTID=str(10 * number + k),
                DATEADDED=stamp,
                EventCode=code,
                SOURCEURL=f"https://www.outlet{k}.example/{number}",
            )
            for k, code in enumerate(("195", "112", "042"))
        ]
        web.serve(f"/v2/{stamp}.export.CSV.zip", zipped(events), "application/zip")
        mentions = [
            mention_line(GLOBALEVENTID="0", MentionTimeDate=stamp, MentionIdentifier=f"https://x/{stamp}")
        ]
        web.serve(f"/v2/{stamp}.mentions.CSV.zip", zipped(mentions), "application/zip")
    return Source(id="gdelt", kind="gdelt_events", url=web.url("/v2/lastupdate.txt"))


def read(source: Source, settings: FetchSettings | None = None) -> GdeltDay:
    with Collector([source], settings or quick(), NOW, pairs=[PAIR]) as collector:
        return collector.collect_gdelt_day(source, DAY, [])


def test_a_day_has_96_quarters_of_an_hour() -> None:
    files = day_files(DAY, mentions=True)
    assert len(files) == 96
    assert sum(len(listed) for listed in files.values()) == 192
    assert [min(files), max(files)] == [
        datetime(2024, 1, 18, tzinfo=UTC),
        datetime(2024, 1, 18, 23, 45, tzinfo=UTC),
    ]


def test_a_day_of_files_becomes_an_index_of_its_own(web: Site, tmp_path: Path) -> None:
    found = read(history(web))
    assert (found.file_count, found.missing_count, found.row_count) == (4, 188, 8)
    with open_writer(tmp_path / "t.duckdb", wait_seconds=5, recorded_at=NOW) as writer:
        assert store_gdelt_day(writer, found, NOW) == {"gdelt_events": 6, "gdelt_mentions": 2}
        assert store_gdelt_day(writer, found, NOW)["gdelt_events"] == 0
        settings = load_settings()
        counts = write_gdelt_index(writer, PAIR, settings, DAY + timedelta(days=20))
        days = writer.query("select date, tension, origin from gdelt_index order by date")
        ours = writer.query("select count(*) as n from tension_index")["n"].tolist()
        daily = writer.query("select signal, event_count from gdelt_daily order by signal")
        again = write_gdelt_index(writer, PAIR, settings, DAY + timedelta(days=20))
    assert counts == again == {"events": 3, "days": 21}
    assert days["tension"].iloc[0] > 0
    assert days["tension"].is_monotonic_decreasing
    assert set(days["origin"]) == {"gdelt"}
    assert ours == [0]
    assert daily.values.tolist() == [["accuse", 2], ["strike", 2], ["visit", 2]]


def test_a_day_that_cannot_be_read_whole_is_left_for_later(web: Site) -> None:
    source = history(web)
    web.replies["/v2/20240118044500.export.CSV.zip"] = lambda handler: handler.send(503, b"", "text/plain")
    with pytest.raises(InputError, match="run it again"):
        read(source, quick(attempts=1))
