"""Taking note of an alert as one step: from the writer's lock to the published snapshot."""

from datetime import datetime
from pathlib import Path

from tension.alerts.store import acknowledge
from tension.errors import InputError
from tension.warehouse import LakePlace, open_writer


def take_note(
    published: Path,
    alert_id: str,
    note: str,
    *,
    wait_seconds: float,
    now: datetime,
    lake: LakePlace | None = None,
) -> str:
    """Acknowledge an alert and publish, so that readers see it at once.

    Args:
        published: the snapshot that readers open.
        alert_id: id of the alert, or as many of its first characters as name only one.
        note: what is being done about it; replaces an earlier note.
        wait_seconds: how long to wait for a run that is writing.
        now: the clock, UTC.
        lake: where the rows are kept instead of in a file.

    Returns:
        The whole id.

    Raises:
        InputError: no alert begins so, or several do; nothing is changed.
        WarehouseBusyError: a run is writing and did not end in time.
    """
    with open_writer(published, wait_seconds=wait_seconds, recorded_at=now, lake=lake) as writer:
        ids = acknowledge(writer, alert_id, note, now=now) if alert_id else []
        if len(ids) != 1:
            found = (
                f"{len(ids)} alerts begin with {alert_id!r}" if ids else f"no alert begins with {alert_id!r}"
            )
            raise InputError(found, "give more of the id, see: tension alerts list --json")
        writer.publish()
    return ids[0]
