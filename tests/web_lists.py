"""A small database whose lists are all full: events, a standing measure, sources in trouble, open alerts."""

import fcntl
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyarrow as pa

from tension.alerts.rules import JumpRule, LevelRule, StaleRule
from tension.alerts.store import record_alerts
from tension.config import AlertSettings
from tension.sources.config import Source
from tension.sources.state import SourceState
from tension.sources.store import store_state
from tension.warehouse import Writer, open_writer
from tests.web_data import fill

PAIR = "PAK-IRN"
NEWS = Path("tests/data/web-news.jsonl")
MORNING = datetime(2024, 1, 18, 6, tzinfo=UTC)
RULES = AlertSettings(
    rules=(
        LevelRule(kind="level", name="raised", raise_at=40, clear_below=30),
        LevelRule(kind="level", name="worse", raise_at=50, clear_below=48),
        JumpRule(kind="jump", name="jump", points=20, days=2, reaching=30),
        StaleRule(kind="stale", name="stale", hours=25),
    ),
    historical_after_hours=80,
)


def lists_db(shared: Path) -> Path:
    """The database, made once for all workers of a test run; copy it before changing it."""
    db = shared / "web-lists" / "tension.duckdb"
    db.parent.mkdir(exist_ok=True)
    with (shared / "web-lists.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not db.exists():
            making = db.with_name("making.duckdb")
            fill(making, [NEWS])
            with open_writer(making, wait_seconds=5, recorded_at=MORNING) as writer:
                add_alerts(writer)
                add_sources(writer)
                writer.publish()
            making.replace(db)
    return db


def copy_of(db: Path, folder: Path) -> Path:
    """The same database in a folder of its own, to be changed."""
    return Path(shutil.copy(db, folder / "tension.duckdb"))


def add_alerts(writer: Writer) -> None:
    """Raise what the rules raise; one letter is sent, one is refused, one is given up, the rest wait."""
    record_alerts(writer, PAIR, RULES, ["desk", "mail"], now=MORNING, live=True)
    ids = writer.query("select delivery_id from deliveries order by delivery_id")["delivery_id"].tolist()
    for values, delivery_id in zip(
        (
            "state = 'sent', sent_at = timestamp '2024-01-18 06:01:00', attempts = 1",
            "attempts = 3, last_error = 'connection refused'",
            "state = 'failed', attempts = 12, last_error = 'mailbox unknown'",
        ),
        ids,
        strict=False,
    ):
        writer.execute(f"update deliveries set {values} where delivery_id = ?", [delivery_id])


def add_sources(writer: Writer) -> None:
    """Two weeks of visits: one source is well, one failing, one silent, one off, one new."""
    visits, states = [], {name: SourceState(name) for name in ("steady", "broken", "mute", "new", "off")}
    for day in range(14):
        now = datetime(2024, 1, 4, 6, tzinfo=UTC) + timedelta(days=day)
        for name, works in (("steady", True), ("broken", day < 11), ("mute", day < 9)):
            failed = name == "broken" and not works
            state = states[name]
            states[name] = (
                state.failed("503 Service Unavailable", now) if failed else state.answered(now, brought=works)
            )
            visits.append(
                {
                    "source_id": name,
                    "visited_at": now,
                    "outcome": "failed" if failed else "ok" if works else "unchanged",
                    "message": "",
                    "notes": "{}",
                    "listed_count": 20,
                    **dict.fromkeys(("record_count", "new_count"), 5 * works),
                    **dict.fromkeys(
                        ("changed_count", "rejected_count", "request_count", "conditional_count"), 0
                    ),
                }
            )
    writer.insert_frame("log.source_visits", pa.Table.from_pylist(visits))
    for name, state in states.items():
        store_state(writer, _source(name), state)
    writer.execute("update log.source_state set enabled = false where source_id = 'off'")


def _source(name: str) -> Source:
    return Source(id=name, url=f"https://{name}.example/feed", outlet_country="PAK")
