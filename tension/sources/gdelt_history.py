"""Days of GDELT's past: the files of a day by their names, which follow from the clock."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from tension.errors import InputError
from tension.pairs import Pair
from tension.records import Reject
from tension.sources.config import Source
from tension.sources.fetch import Fetcher
from tension.sources.gdelt_codes import load_cameo
from tension.sources.gdelt_files import Row
from tension.sources.gdelt_source import Listed, Reading

FIRST_DAY = date(2015, 2, 19)  # the first whole day of GDELT 2.0
_QUARTERS = 96


@dataclass(frozen=True, slots=True)
class GdeltDay:
    """What one day's files held for the pairs; rows as the tables `gdelt_events` and `gdelt_mentions`."""

    day: date
    events: Sequence[Row]
    mentions: Sequence[Row]
    rejects: Sequence[Reject]
    file_count: int
    missing_count: int
    row_count: int


def day_files(day: date, *, mentions: bool) -> dict[datetime, list[Listed]]:
    """The 96 quarters of an hour of a UTC day with their files."""
    kinds = ("export", "mentions") if mentions else ("export",)
    midnight = datetime.combine(day, time(), UTC)
    moments = [midnight + number * timedelta(minutes=15) for number in range(_QUARTERS)]
    return {
        moment: [Listed(f"{moment:%Y%m%d%H%M%S}.{kind}.CSV.zip", "") for kind in kinds] for moment in moments
    }


def read_day(
    source: Source, fetcher: Fetcher, pairs: Sequence[Pair], day: date, ids: Iterable[int]
) -> GdeltDay:
    """Read all files of a day.

    Args:
        source: of kind `gdelt_events`; the files lie beside its list.
        fetcher: the run's fetcher.
        pairs: the pairs whose events are kept.
        day: the UTC day.
        ids: events of earlier days, whose mentions are wanted too.

    Raises:
        InputError: GDELT cannot be reached; nothing of the day is kept, so that it is read whole later.
    """
    reading = Reading(source, fetcher, pairs, load_cameo(), ids)
    wanted = day_files(day, mentions=source.mentions)
    reading.run(wanted)
    if reading.fault:
        raise InputError(reading.fault, "run it again: it goes on with this day")
    missing = sum(count for note, count in reading.notes.items() if note.startswith("missing files"))
    files = sum(len(listed) for listed in wanted.values())
    return GdeltDay(
        day,
        reading.events,
        reading.mentions,
        reading.rejects,
        files - missing,
        missing,
        reading.notes["rows read"],
    )
