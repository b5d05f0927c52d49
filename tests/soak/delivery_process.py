"""A process that records the alerts of January and sends them, for tests that kill it at some moment."""

import os
import sys
from datetime import UTC, datetime
from pathlib import Path

from tension.alerts.delivery import load_channels
from tension.alerts.store import record_alerts, send_due
from tension.config import AlertSettings
from tension.warehouse import open_writer
from tests.alert_data import PAIR, january, publish

SETTINGS = AlertSettings(historical_after_hours=1e6)
NOW = datetime(2024, 2, 11, 6, tzinfo=UTC)


def say(word: str) -> None:
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


def main(db: Path) -> None:
    channels = load_channels(Path("absent.toml"), os.environ)
    with open_writer(db, wait_seconds=60, recorded_at=NOW) as writer:
        say("opened")
        with writer.transaction():
            publish(writer, january())
            record_alerts(writer, PAIR, SETTINGS, channels, now=NOW, live=False)
        say("recorded")
        send_due(writer, SETTINGS, channels, lambda: NOW)
        say("sent")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
