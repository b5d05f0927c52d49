"""Alerts in a real warehouse: recorded with the index, told to real endpoints, once."""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tension.alerts.delivery import Channel
from tension.alerts.rules import StaleRule
from tension.alerts.store import (
    Recorded,
    acknowledge,
    address_historical,
    record_alerts,
    record_stale,
    send_due,
)
from tension.charts import curve_png
from tension.config import AlertSettings
from tension.warehouse import Writer, open_reader, open_writer
from tests.alert_data import PAIR, january, publish
from tests.endpoints import WebDesk, mail_desk, web_desk
from tests.warehouse_data import write

SETTINGS = AlertSettings()
MORNING = datetime(2024, 2, 11, 6, tzinfo=UTC)
NEVER = datetime(2030, 1, 1, tzinfo=UTC)


def warehouse(folder: Path) -> AbstractContextManager[Writer]:
    return open_writer(folder / "t.duckdb", wait_seconds=5, recorded_at=MORNING)


def evaluate(writer: Writer, now: datetime = MORNING, *, live: bool = False, desk: str = "desk") -> Recorded:
    return record_alerts(writer, PAIR, SETTINGS, [desk], now=now, live=live)


@pytest.fixture
def web() -> Iterator[WebDesk]:
    with web_desk() as desk:
        yield desk


def test_a_bulk_load_records_old_alerts_as_historical_and_sends_none(tmp_path: Path, web: WebDesk) -> None:
    with warehouse(tmp_path) as writer:
        publish(writer, january())
        recorded = evaluate(writer)
        assert recorded.alerts == 4
        assert recorded.notices > recorded.alerts
        assert (recorded.deliveries, recorded.raised) == (0, [])
        assert send_due(writer, SETTINGS, {"desk": Channel("desk", web.url)}, lambda: NEVER)["sent"] == 0
        assert writer.query("select bool_and(historical) as all_old from notices")["all_old"][0]
        writer.publish(check=False)
    with open_reader(tmp_path / "t.duckdb") as reader:
        rows = reader.query(
            "select rule, raised_for, cleared_for, state from tension_alerts order by raised_for, rule"
        )
        assert rows["rule"].tolist() == ["jump", "high", "severe", "fall"]
        assert [str(day.date()) for day in rows["raised_for"]] == [
            "2024-01-16",
            "2024-01-17",
            "2024-01-18",
            "2024-01-22",
        ]
        assert set(rows["state"]) == {"cleared"}
    assert web.tries == 0


def test_history_goes_out_when_asked_to_web_and_mail_once(tmp_path: Path, web: WebDesk) -> None:
    with mail_desk() as mail, warehouse(tmp_path) as writer:
        channels = {"desk": Channel("desk", web.url), "post": Channel("post", mail.url)}
        picture = curve_png(january(), PAIR)
        publish(writer, january())
        notices = evaluate(writer).notices
        for _ in range(3):
            address_historical(writer, PAIR, SETTINGS, channels, now=MORNING)
            send_due(writer, SETTINGS, channels, lambda: MORNING, lambda *_: picture)
        assert len(web.received) == len(mail.mails) == notices
        assert len(set(web.keys)) == notices
        assert sorted(letter["title"] for letter in web.received[:4]) == [
            "PAK-IRN 2024-01-16: tension 48 (elevated), jump raised",
            "PAK-IRN 2024-01-17: tension 64 (high), high raised",
            "PAK-IRN 2024-01-18: tension 80 (severe), high escalated",
            "PAK-IRN 2024-01-18: tension 80 (severe), severe raised",
        ]
        assert all(letter["attachments"] for letter in web.received)


def test_a_hundred_reruns_send_nothing_twice(tmp_path: Path, web: WebDesk) -> None:
    """Each morning of the crisis is run a hundred times over; every notice goes out once."""
    channels = {"desk": Channel("desk", web.url)}
    values = january()
    with warehouse(tmp_path) as writer:
        for close in values["as_of"][8:13]:
            now = close.to_pydatetime().replace(tzinfo=UTC) + timedelta(hours=6)
            publish(writer, values[values["as_of"] <= close])
            for _ in range(20):
                evaluate(writer, now, live=True)
                send_due(writer, SETTINGS, channels, lambda moment=now: moment)
        assert len(web.received) == len(set(web.keys)) == web.tries
        assert web.tries == writer.query("select count(*) as n from notices where not historical")["n"][0] > 4


def test_news_is_raised_for_those_who_listen_once(tmp_path: Path) -> None:
    values = january()[:10]
    now = values["as_of"].max().to_pydatetime().replace(tzinfo=UTC) + timedelta(hours=6)
    with warehouse(tmp_path) as writer:
        publish(writer, values)
        assert [alert.rule for alert in evaluate(writer, now).raised] == ["jump", "high"]
        assert evaluate(writer, now).raised == []


def test_an_endpoint_that_is_down_gets_the_letter_later_once(tmp_path: Path, web: WebDesk) -> None:
    channels = {"desk": Channel("desk", web.url)}
    values = january()[:9]
    now = values["as_of"].max().to_pydatetime().replace(tzinfo=UTC) + timedelta(hours=1)
    with warehouse(tmp_path) as writer:
        publish(writer, values)
        evaluate(writer, now)
    web.failing = 3
    outcomes = []
    for minutes in (0, 0.5, 1, 3, 7, 60):
        with warehouse(tmp_path) as writer:
            outcomes.append(
                send_due(writer, SETTINGS, channels, lambda later=now + timedelta(minutes=minutes): later)
            )
    assert [outcome["pending"] for outcome in outcomes] == [1, 0, 1, 1, 0, 0]
    assert [outcome["sent"] for outcome in outcomes] == [0, 0, 0, 0, 1, 0]
    assert len(web.received) == 1


def test_what_was_committed_and_not_sent_is_sent_by_the_next_process(tmp_path: Path, web: WebDesk) -> None:
    values = january()[:9]
    now = values["as_of"].max().to_pydatetime().replace(tzinfo=UTC)
    with warehouse(tmp_path) as writer:
        publish(writer, values)
        evaluate(writer, now)
    with warehouse(tmp_path) as writer:
        assert evaluate(writer, now) == Recorded([], 0, 0, 0)
        assert send_due(writer, SETTINGS, {"desk": Channel("desk", web.url)}, lambda: now)["sent"] == 1


def _write_and_fail(writer: Writer) -> None:
    with writer.transaction():
        publish(writer, january())
        evaluate(writer)
        raise KeyError


def test_alerts_are_written_with_the_index_or_not_at_all(tmp_path: Path) -> None:
    with warehouse(tmp_path) as writer:
        with pytest.raises(KeyError):
            _write_and_fail(writer)
        for table in ("index_values", "alerts", "notices", "deliveries"):
            assert writer.query(f"select count(*) as n from {table}")["n"][0] == 0


def test_an_acknowledged_alert_keeps_its_note_when_it_clears(tmp_path: Path) -> None:
    values = january()
    with warehouse(tmp_path) as writer:
        publish(writer, values[:10])
        evaluate(writer)
        alert_id = str(writer.query("select alert_id from alerts where rule = 'high'")["alert_id"][0])
        assert acknowledge(writer, alert_id[:8], "on it", now=MORNING) == [alert_id]
        assert acknowledge(writer, "no such", "", now=MORNING) == []
        state = "select state from tension_alerts where alert_id = ?"
        assert writer.query(state, [alert_id])["state"][0] == "acknowledged"
        publish(writer, values)
        evaluate(writer)
        row = writer.query("select * from alerts where alert_id = ?", [alert_id])
        assert (row["state"][0], row["acknowledged_note"][0]) == ("cleared", "on it")


def test_stale_data_is_told_hourly_once_and_cleared_by_the_next_run(tmp_path: Path) -> None:
    settings = SETTINGS.model_copy(update={"rules": (StaleRule(name="stale", hours=36),)})
    values = january()
    last = values["as_of"][8].to_pydatetime().replace(tzinfo=UTC)
    with warehouse(tmp_path) as writer:
        publish(writer, values[:9])
        hours = [35, 36, 37, 60]
        counts = [
            record_stale(writer, PAIR, settings, ["desk"], now=last + timedelta(hours=hour)).deliveries
            for hour in hours
        ]
        assert counts == [0, 1, 0, 0]
        publish(writer, values[:12])
        later = record_alerts(writer, PAIR, settings, ["desk"], now=last + timedelta(hours=73), live=True)
        assert (later.alerts, later.deliveries) == (1, 1)
        assert writer.query("select state from alerts")["state"].tolist() == ["cleared"]


def test_messages_name_the_events_that_carry_the_day(tmp_path: Path) -> None:
    """Reasons come from the warehouse: headline, points, and the address of the first report."""
    rules = AlertSettings.model_validate(
        {"rules": [{"kind": "level", "name": "any", "raise_at": 0.5, "clear_below": 0.1}]}
    )
    with warehouse(tmp_path) as writer:
        write(writer)
        record_alerts(writer, PAIR, rules, [], now=MORNING, live=False)
        bodies = writer.query("select body from notices")["body"].tolist()
        assert any("What carries it:\n1. " in body and "https://" in body for body in bodies)
