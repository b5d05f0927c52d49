"""Clock and calendar: whenever the schedule fires, every day is closed once."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pandas as pd
from prefect.server.schemas.schedules import CronSchedule

from tension.config import InputSettings, Settings
from tension.indexing import write_index
from tension.ingest import ingest
from tension.pairs import Pair
from tension.reading import read_articles
from tension.sources.files import Item
from tension.warehouse import Writer, open_writer

PAIR = Pair("PAK", "IRN")
FIRST = date(2024, 3, 28)


def published(folder: Path, moments: Sequence[datetime]) -> pd.DataFrame:
    """The days a database holds after live runs at these moments, one article known from the first day on."""
    with open_writer(folder / "t.duckdb", wait_seconds=5, recorded_at=moments[0]) as writer:
        _one_article(writer)
        for now in moments:
            write_index(writer, PAIR, Settings(), now=now.astimezone(UTC), live=True)
        return writer.query("select date, provisional, as_of from tension_index order by date")


def _one_article(writer: Writer) -> None:
    record = {
        "title": "Envoys of Pakistan and Iran meet",
        "text": "Envoys met.",
        "url": "https://a.example/1",
        "published_at": f"{FIRST}T08:00:00Z",
    }
    items: list[Item] = [("test", record)]
    moment = datetime(FIRST.year, FIRST.month, FIRST.day, 9, tzinfo=UTC)
    ingest(
        writer,
        read_articles(items, source_id="t", fetched_at=moment, settings=InputSettings(), archive=True),
    )


def fires(cron: str, timezone: str, start: datetime, count: int) -> list[datetime]:
    """When Prefect's own scheduler starts runs."""
    schedule = CronSchedule(cron=cron, timezone=timezone)
    return [moment.astimezone(UTC) for moment in asyncio.run(schedule.get_dates(count, start))]


def consecutive(days: pd.Series) -> bool:
    return bool((days.diff().dropna() == pd.Timedelta(days=1)).all())


def test_a_minute_before_and_a_minute_after_midnight(tmp_path: Path) -> None:
    """At 23:59 the day is provisional; at 00:01 it is closed, once, and the next is provisional."""
    before = datetime(2024, 3, 29, 23, 59, tzinfo=UTC)
    days = published(tmp_path, [before])
    assert days["provisional"].tolist() == [False, True]
    days = published(tmp_path, [before, before + timedelta(minutes=2)])
    assert days["provisional"].tolist() == [False, False, True]
    assert consecutive(days["date"])


def test_three_days_off_are_closed_by_the_next_run(tmp_path: Path) -> None:
    runs = [datetime(2024, 3, 29, 0, 20, tzinfo=UTC), datetime(2024, 4, 2, 9, 0, tzinfo=UTC)]
    days = published(tmp_path, runs)
    assert days["date"].dt.date.tolist() == [FIRST + timedelta(days=number) for number in range(6)]
    assert days["provisional"].tolist() == [False] * 5 + [True]


def test_daylight_saving_misses_and_doubles_no_day(tmp_path: Path) -> None:
    """Crons in zones whose clocks change on these nights, at an hour that is skipped or comes twice."""
    for zone, start, cron in (
        ("Europe/Berlin", datetime(2024, 3, 29, tzinfo=UTC), "30 2 * * *"),
        ("America/New_York", datetime(2024, 11, 1, tzinfo=UTC), "30 1 * * *"),
        ("UTC", datetime(2024, 3, 29, tzinfo=UTC), "20 0 * * *"),
    ):
        moments = fires(cron, zone, start, 5)
        folder = tmp_path / zone.replace("/", "-")
        folder.mkdir()
        days = published(folder, moments)
        assert consecutive(days["date"])
        assert days["date"].iloc[0].date() == FIRST
        assert days["date"].iloc[-1].date() == moments[-1].date()
        assert days["provisional"].tolist() == [False] * (len(days) - 1) + [True]
        assert (days["as_of"] == days["date"] + pd.Timedelta(days=1)).all()
