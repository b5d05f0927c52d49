"""Letters reach a real web endpoint and a real mail server, once, whatever fails on the way."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tension.alerts.delivery import Channel, Outgoing, deliver_due, load_channels
from tension.alerts.outbox import Delivery
from tension.charts import curve_png
from tension.errors import ConfigError
from tests.alert_data import history
from tests.endpoints import MailDesk, WebDesk, mail_desk, web_desk

NOW = datetime.fromisoformat("2024-01-19 06:00")
KEY = "k" * 32
HOSTILE_TITLE = "PAK-IRN\r\nBcc: victim@example.com\r\n\r\nhello"


@pytest.fixture
def web() -> Iterator[WebDesk]:
    with web_desk() as desk:
        yield desk


@pytest.fixture
def mail() -> Iterator[MailDesk]:
    with mail_desk() as desk:
        yield desk


def outgoing(channel: str = "desk", *, chart: bytes | None = None, title: str = "PAK-IRN 81") -> Outgoing:
    delivery = Delivery(KEY, "n", channel, "pending", 0, NOW)
    return Outgoing(delivery, title, "Tension 81.2.\n\n1. Strike\n   https://a.example/1", "raised", chart)


def send(item: Outgoing, url: str, now: datetime = NOW, max_attempts: int = 12) -> Delivery:
    channels = {"desk": Channel("desk", url)}
    return next(deliver_due([item], channels, lambda: now, max_attempts))


def test_a_web_endpoint_gets_title_text_chart_and_idempotency_key(web: WebDesk) -> None:
    chart = curve_png(history([10, 40, 81]), "PAK-IRN")
    sent = send(outgoing(chart=chart), web.url)
    assert (sent.state, sent.attempts, sent.sent_at, sent.last_error) == ("sent", 1, NOW, None)
    (letter,) = web.received
    assert letter["title"] == "PAK-IRN 81"
    assert letter["message"].startswith("Tension 81.2.")
    assert letter["attachments"][0]["mimetype"] == "image/png"
    assert web.keys == [KEY]


def test_mail_carries_the_words_in_text_and_html_and_the_chart(mail: MailDesk) -> None:
    assert send(outgoing(chart=b"\x89PNG\r\n\x1a\n"), mail.url).state == "sent"
    (letter,) = mail.mails
    assert letter["Subject"] == "PAK-IRN 81"
    assert letter["Idempotency-Key"] == KEY
    plain, html = letter.get_body(("plain",)), letter.get_body(("html",))
    assert plain is not None
    assert html is not None
    assert "Tension 81.2." in plain.get_content()
    assert "https://a.example/1" in html.get_content()
    assert [part.get_content_type() for part in letter.iter_attachments()] == ["image/png"]


def test_no_title_grows_into_a_mail_header(mail: MailDesk) -> None:
    assert send(outgoing(title=HOSTILE_TITLE), mail.url).state == "sent"
    (letter,) = mail.mails
    assert letter["Bcc"] is None
    assert letter["Subject"] == "PAK-IRN Bcc: victim@example.com hello"


def test_an_endpoint_that_is_down_for_three_tries_gets_the_letter_later_once(web: WebDesk) -> None:
    web.failing = 3
    item, now, waits = outgoing(), NOW, []
    while item.delivery.state == "pending":
        after = send(item, web.url, now)
        waits.append(after.next_attempt_at - now)
        item, now = Outgoing(after, item.title, item.body, item.event), after.next_attempt_at
    assert (item.delivery.state, item.delivery.attempts) == ("sent", 4)
    assert len(web.received) == 1
    assert waits[:3] == [timedelta(minutes=1), timedelta(minutes=2), timedelta(minutes=4)]
    assert "503" in str(item.delivery.last_error)


def test_tries_end_and_the_last_error_stays(web: WebDesk) -> None:
    web.failing = 99
    first = send(outgoing(), web.url, max_attempts=2)
    assert first.state == "pending"
    second = send(Outgoing(first, "t", "b", "raised"), web.url, max_attempts=2)
    assert (second.state, second.attempts) == ("failed", 2)


def test_one_failing_channel_stops_no_other(web: WebDesk) -> None:
    channels = {
        "gone": Channel("gone", "json://127.0.0.1:1/x"),
        "odd": Channel("odd", "nonsense://secret-token"),
        "desk": Channel("desk", web.url),
    }
    items = [outgoing(name) for name in ("gone", "odd", "absent", "desk")]
    results = list(deliver_due(items, channels, lambda: NOW, 12))
    assert [result.state for result in results] == ["pending", "pending", "pending", "sent"]
    errors = [str(result.last_error) for result in results]
    assert "Connection error" in errors[0]
    assert "not one Apprise knows" in errors[1]
    assert "TENSION_CHANNEL_ABSENT" in errors[2]
    assert len(web.received) == 1


def test_no_secret_of_an_address_is_told(web: WebDesk) -> None:
    web.failing = 1
    url = web.url.replace("json://", "json://user:hunter2@") + "?+X-Token=abc"
    refused = send(outgoing(), url)
    assert "hunter2" not in str(refused.last_error)
    assert "hunter2" not in repr(Channel("desk", url))
    odd = send(outgoing(), "nonsense://hunter2")
    assert "hunter2" not in str(odd.last_error)


def test_channels_come_from_the_secrets_file_and_the_environment_wins(tmp_path: Path) -> None:
    secrets = tmp_path / "secrets.toml"
    secrets.write_text('[channels]\ndesk = "json://a"\nnight-desk = "json://b"\n')
    channels = load_channels(secrets, {"TENSION_CHANNEL_NIGHT_DESK": "json://c", "HOME": "/"})
    assert {name: channel.url for name, channel in channels.items()} == {
        "desk": "json://a",
        "night-desk": "json://c",
    }
    assert load_channels(tmp_path / "absent.toml", {}) == {}


@pytest.mark.parametrize(
    "text", ['[channels]\ndesk = "json://hunter2\n', "channels = 3", "[channels]\na = 3"]
)
def test_an_unreadable_secrets_file_is_named_and_not_quoted(tmp_path: Path, text: str) -> None:
    secrets = tmp_path / "secrets.toml"
    secrets.write_text(text)
    with pytest.raises(ConfigError, match=r"secrets\.toml") as caught:
        load_channels(secrets, {})
    assert "hunter2" not in str(caught.value)
