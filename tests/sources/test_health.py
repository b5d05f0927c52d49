"""Sources that fail, fall silent or shrink are named with the reason, and lower the day's coverage."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest

from tension.config import InputSettings
from tension.index.coverage import daily_reads
from tension.ingest import ingest
from tension.reading import read_articles
from tension.sources.config import Source
from tension.sources.health import unhealthy
from tension.sources.state import Outcome, SourceState
from tension.sources.store import store_disabled, store_state
from tension.warehouse import Writer, open_writer, statement

START = datetime(2024, 1, 1, 6, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def writer(tmp_path: Path) -> Iterator[Writer]:
    with open_writer(tmp_path / "t.duckdb", wait_seconds=5, recorded_at=START) as opened:
        yield opened


def source(name: str) -> Source:
    return Source(id=name, url=f"https://{name}.example/feed", outlet_country="PAK")


class Diary:
    """Writes visits as runs would, all at once."""

    def __init__(self, writer: Writer) -> None:
        self.writer = writer
        self.states: dict[str, SourceState] = {}
        self.rows: list[dict[str, object]] = []

    def visit(self, name: str, day: float, count: int, *, outcome: Outcome = "ok", listed: int = 20) -> None:
        """Note a visit and the state after it."""
        now = START + day * DAY
        state = self.states.get(name, SourceState(name))
        failed = outcome == "failed"
        self.states[name] = (
            state.failed("no answer", now) if failed else state.answered(now, brought=count > 0)
        )
        counts = {"listed_count": listed, "record_count": count, "new_count": count}
        zeros = ("changed_count", "rejected_count", "request_count", "conditional_count")
        row = {"source_id": name, "visited_at": now, "outcome": outcome, "message": "", "notes": "{}"}
        self.rows.append({**row, **counts, **dict.fromkeys(zeros, 0)})

    def write(self) -> None:
        """Put all of it into the warehouse."""
        self.writer.insert_frame("log.source_visits", pa.Table.from_pylist(self.rows))
        for name, state in self.states.items():
            store_state(self.writer, source(name), state)

    def health(self) -> tuple[dict[str, str], dict[str, str]]:
        """The state of each source, and the reasons of those in trouble."""
        self.write()
        frame = self.writer.query("select source_id, state, reason from source_health")
        reasons = {trouble.source_id: trouble.reason for trouble in unhealthy(frame)}
        return dict(zip(frame["source_id"], frame["state"], strict=True)), reasons


def test_each_kind_of_trouble_is_told_apart(writer: Writer) -> None:
    diary = Diary(writer)
    for day in range(14):
        diary.visit("steady", day, 5)
        diary.visit("weekly", day, 3 if day % 7 == 0 else 0, outcome="ok" if day % 7 == 0 else "unchanged")
        diary.visit("dying", day, 5 if day < 9 else 0, outcome="ok" if day < 9 else "unchanged")
        diary.visit("broken", day, 5 if day < 12 else 0, outcome="ok" if day < 12 else "failed")
        diary.visit("thinning", day, 5, listed=20 if day < 13 else 4)
        diary.visit("fading", day, 8 if day < 12 else 1)
    store_disabled(writer, [source("off").model_copy(update={"enabled": False})])
    states, reasons = diary.health()
    assert states == {
        "steady": "ok",
        "weekly": "ok",
        "dying": "silent",
        "broken": "failing",
        "thinning": "shrinking",
        "fading": "shrinking",
        "off": "disabled",
    }
    assert reasons["dying"] == "nothing for 120 h, usually no longer than 24 h"
    assert reasons["broken"] == "2 failures in a row: no answer"
    assert reasons["thinning"] == "lists 4, usually 20"
    assert reasons["fading"] == "brought 2 in two days, usually 16"


def test_a_source_taken_out_of_the_configuration_raises_no_alarm(writer: Writer) -> None:
    diary = Diary(writer)
    for day in (0, 1):
        diary.visit("kept", day, 5)
        diary.visit("dropped", day, 0, outcome="failed")
    diary.write()
    store_disabled(writer, [source("kept")])
    states = writer.query("select source_id, state from source_health order by source_id")
    assert states.to_numpy().tolist() == [["dropped", "disabled"], ["kept", "ok"]]


def test_one_failure_is_no_alarm_unless_nothing_ever_came(writer: Writer) -> None:
    diary = Diary(writer)
    diary.visit("old", 0, 5)
    diary.visit("old", 1, 0, outcome="failed")
    diary.visit("new", 1, 0, outcome="failed")
    assert diary.health()[0] == {"old": "ok", "new": "failing"}


def test_days_with_half_the_sources_in_trouble_are_lowered(writer: Writer) -> None:
    diary = Diary(writer)
    for day in range(6):
        diary.visit("one", day, 5)
        diary.visit("two", day, 5, outcome="failed" if day == 4 else "ok")
        diary.visit("three", day, 5, outcome="failed" if day in (3, 4) else "ok")
    diary.write()
    days = writer.query("select * from source_days order by date")
    assert days["unhealthy_share"].round(2).tolist() == [0.0, 0.0, 0.0, 0.33, 0.67, 0.0]
    article = {"title": "T", "text": "", "published_at": START.isoformat()}
    for day in range(6):
        now = START + day * DAY
        for name in ("one", "two", "three"):
            records = tuple((name, {**article, "title": f"{name} {day} {n}"}) for n in range(5))
            readings = read_articles(
                records, source_id=name, fetched_at=now, settings=InputSettings(), archive=False
            )
            ingest(writer, readings)
    reads, none = writer.query(statement("reads")), pd.DataFrame({"known_at": pd.to_datetime([])})
    evidence = none.assign(article_id="", outlet="", story_id="", tone=0.0)
    first = (START.date() - date(1970, 1, 1)).days
    found = daily_reads(reads, evidence, first, first + 5)
    assert found["coverage"].tolist() == ["ok", "ok", "ok", "ok", "thin", "ok"]


def test_a_silent_source_counts_on_the_days_it_is_silent(writer: Writer) -> None:
    diary = Diary(writer)
    for day in range(12):
        diary.visit("dying", day, 5 if day < 6 else 0, outcome="ok" if day < 6 else "unchanged")
    diary.write()
    shares = writer.query("select unhealthy_share from source_days order by date")["unhealthy_share"].tolist()
    assert shares == [0] * 9 + [1] * 3
