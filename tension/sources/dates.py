"""When an item was published: what its feed says, mended where known to be wrong, and how sure we are."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone

from tension.articles import PublishedConfidence

_SKEW = timedelta(minutes=10)  # clocks of servers differ
_AHEAD = timedelta(hours=36)
_EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
_ZONE = re.compile(r"(?:Z|[+-]\d{2}:?\d{2}|\b[A-Z]{2,5})\s*$")
_TIME = re.compile(r"\d:\d\d")
# Zones that feeds of the region write and the parser takes for UTC.
_NAMED_ZONES = {"PKT": 300, "IRST": 210, "IRDT": 270, "IST": 330, "AFT": 270, "GST": 240}
_DAY_IN_URL = re.compile(r"(?<!\d)(20\d{2})[/-](0[1-9]|1[0-2])[/-](0[1-9]|[12]\d|3[01])(?!\d)")


@dataclass(frozen=True, slots=True)
class Dated:
    """A publication time on the outlet's own clock.

    Attributes:
        at: aware, at the outlet's offset.
        confidence: `stated` as written, `inferred` from the address or mended, `fetched` when unknown.
        note: what was mended or missing, empty if nothing.
    """

    at: datetime
    confidence: PublishedConfidence
    note: str = ""


def clock_shift_minutes(moments: Iterable[tuple[str, datetime | None]], offset: int, now: datetime) -> int:
    """What to add to a feed's dates because it writes its local time as if it were UTC.

    Such a feed's newest items lie in the future, all by no more than the outlet's offset.

    Args:
        moments: dates as written and as read.
        offset: the outlet's offset from UTC in minutes.
        now: the present, aware UTC.

    Returns:
        Minus the offset where at least two items are ahead in that way, else 0.
    """
    ahead = [moment - now for _, moment in moments if moment is not None and moment > now + _SKEW]
    if offset <= 0 or len(ahead) < 2:  # noqa: PLR2004 - one item ahead may be a slip of its own
        return 0
    return -offset if max(ahead) <= timedelta(minutes=offset) + _SKEW else 0


def settle_date(
    stated: str, moment: datetime | None, url: str, *, offset: int, shift: int, now: datetime
) -> Dated:
    """When an item was published.

    Args:
        stated: the date as written.
        moment: the same as read, taken for UTC where it names no zone.
        url: the item's address, which may name the day.
        offset: the outlet's offset from UTC in minutes.
        shift: minutes to add to this feed's dates, from `clock_shift_minutes`.
        now: the present, aware UTC.
    """
    zone = timezone(timedelta(minutes=offset))
    if moment is None or not _EARLIEST <= moment <= now + _AHEAD:
        why = f"impossible date {stated[:60]!r}" if moment else f"unreadable date {stated[:60]!r}"
        return _without_date(url, zone, now, why if stated else "no date")
    mended, note = _mend(stated, moment, offset, shift)
    if mended > now + _SKEW:
        return Dated(now.astimezone(zone), "inferred", f"date {stated[:60]!r} is ahead of its fetching")
    return Dated(min(mended, now).astimezone(zone), "inferred" if note else "stated", note)


def _mend(stated: str, moment: datetime, offset: int, shift: int) -> tuple[datetime, str]:
    """The moment in true UTC, and what was wrong."""
    written = _ZONE.search(stated)
    name = written[0].strip() if written else ""
    if name in _NAMED_ZONES:
        return moment - timedelta(minutes=_NAMED_ZONES[name]), ""
    if shift:
        return moment + timedelta(minutes=shift), "the feed writes its local time as UTC"
    if not written and offset:
        if not _TIME.search(stated):
            return moment + timedelta(hours=12, minutes=-offset), "the date names no time"
        return moment - timedelta(minutes=offset), "the date names no zone"
    return moment, ""


def _without_date(url: str, zone: timezone, now: datetime, why: str) -> Dated:
    """The day its address names, at noon, else the moment of fetching."""
    found = _DAY_IN_URL.search(url)
    if found:
        try:
            noon = datetime(int(found[1]), int(found[2]), int(found[3]), 12, tzinfo=zone)
        except ValueError:
            noon = now + _AHEAD
        if noon <= now + timedelta(hours=12):
            return Dated(min(noon, now.astimezone(zone)), "inferred", why)
    return Dated(now.astimezone(zone), "fetched", why)
