"""A database for the API's tests: two pairs, rows that differ in nothing, and text that would do harm."""

from datetime import date, datetime
from pathlib import Path

import pyarrow as pa

from tension.warehouse import Writer, open_writer
from tests import warehouse_data

HOSTILE = "=cmd|'/c calc'!A1 <script>alert(1)</script> & \x1b[31m\u202egnp.exe\x07"
OTHER_PAIR = "IND-PAK"


def hostile_db(path: Path) -> Path:
    """Write and publish it."""
    with open_writer(path, wait_seconds=0, recorded_at=warehouse_data.RECORDED_AT) as writer:
        warehouse_data.write(writer)
        warehouse_data.write(writer, pair=OTHER_PAIR, days=9)
        _repeat_sentences(writer)
        writer.execute("update events set headline = ?", [HOSTILE])
        writer.execute("update evidence set sentence = ?", [HOSTILE])
        writer.execute("update articles set outlet = ?, url = 'javascript:alert(1)'", [HOSTILE])
        _ask_sources(writer)
        _raise_alerts(writer)
        writer.publish(check=False)
    return path


def _repeat_sentences(writer: Writer) -> None:
    """One article tells the same six times over, so that rows of the evidence are alike."""
    for table in ("evidence", "event_evidence"):
        writer.execute(
            f"insert into {table} by name select told.* replace (number::integer as evidence_no) "
            f"from {table} as told, range(1, 6) as numbers (number) where article_id = 'article-1-PAK-IRN'"
        )


def _ask_sources(writer: Writer) -> None:
    for number, failures in enumerate((0, 3, 0)):
        writer.execute(
            "insert into log.source_state by name select ? as source_id, 'feed' as kind, 'en' as language, "
            "true as enabled, '' as etag, '' as last_modified, '' as body_hash, '' as seen, "
            "0 as shift_minutes, timestamp '2024-01-20 06:00' as last_attempt_at, ? as failure_count, "
            "? as last_error",
            [f"source-{number}", failures, HOSTILE if failures else ""],
        )


def _raise_alerts(writer: Writer) -> None:
    alerts, notices = [], []
    for number, (pair, state) in enumerate(
        (("PAK-IRN", "cleared"), ("PAK-IRN", "raised"), (OTHER_PAIR, "raised"))
    ):
        cleared = state == "cleared"
        alerts.append(
            {
                "alert_id": f"{number:032x}",
                "pair": pair,
                "rule": "high",
                "class": "tension",
                "kind": "level",
                "definition": "d",
                "raised_for": date(2024, 1, 12 + number),
                "raised_as_of": datetime(2024, 1, 13 + number),
                "value": 62.5,
                "value_low": 55.0,
                "value_high": 70.0,
                "told_value": 62.5,
                "state": state,
                "cleared_for": date(2024, 1, 16) if cleared else None,
                "cleared_as_of": datetime(2024, 1, 17) if cleared else None,
            }
        )
        for event, day in (("raised", 12 + number), ("cleared", 16))[: 1 + cleared]:
            notices.append(
                {
                    "notice_id": f"{number}-{event}",
                    "alert_id": f"{number:032x}",
                    "event": event,
                    "for_date": date(2024, 1, day),
                    "as_of": datetime(2024, 1, day + 1),
                    "value": 62.5,
                    "title": f"{pair}: {HOSTILE}",
                    "body": HOSTILE,
                    "historical": False,
                }
            )
    writer.insert_new("alerts", pa.Table.from_pylist(alerts))
    writer.insert_new("notices", pa.Table.from_pylist(notices))
