"""Which recomputed index values are revisions: those that moved from what was in force at their moment."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

MOVED = 1e-9
_NOT_VALUES = frozenset({"pair", "date", "revision_no", "as_of", "recorded_at"})
Row = Mapping[str, Any]


def new_revisions(recorded: Iterable[Row], computed: Iterable[Row]) -> list[dict[str, Any]]:
    """The computed rows to write, numbered on from the recorded ones of their date.

    A row is a revision when any of its values differs by more than 1e-9 from the row in force at its
    `as_of`: the latest recorded row with no later `as_of`. So evaluating old moments again writes nothing,
    and articles that came in late correct each moment they could have been known at. A computed row holds
    until the next of its date, so it also corrects what was recorded in between: a new model may see no
    change where the old one saw one.

    Args:
        recorded: rows of `index_values` of one pair.
        computed: rows of the same pair, without `revision_no`; taken in the order of their `as_of`.
    """
    history: dict[date, list[tuple[tuple[datetime, int], Row]]] = defaultdict(list)
    for row in recorded:
        history[row["date"]].append(((row["as_of"], row["revision_no"]), row))
    for rows in history.values():
        rows.sort(key=_moment)
    written = []
    for row in sorted(_held(computed, history), key=lambda item: (item["as_of"], item["date"])):
        rows = history[row["date"]]
        place = bisect_right(rows, (row["as_of"], len(rows)), key=_moment)
        if place and not _differs(rows[place - 1][1], row):
            continue
        revision = {**row, "revision_no": len(rows)}
        rows.insert(place, ((row["as_of"], len(rows)), revision))
        written.append(revision)
    return written


def _held(
    computed: Iterable[Row], history: Mapping[date, Sequence[tuple[tuple[datetime, int], Row]]]
) -> Iterator[Row]:
    """The computed rows, each again at the recorded moments up to the next computed one of its date."""
    by_date: dict[date, list[Row]] = defaultdict(list)
    for row in computed:
        by_date[row["date"]].append(row)
    for day, rows in by_date.items():
        rows.sort(key=lambda row: row["as_of"])
        moments = [row["as_of"] for row in rows]
        yield from rows
        for moment in {as_of for (as_of, _), _ in history.get(day, ())} - set(moments):
            place = bisect_right(moments, moment)
            if place:
                yield {**rows[place - 1], "as_of": moment}


def _moment(entry: tuple[tuple[datetime, int], Row]) -> tuple[datetime, int]:
    return entry[0]


def _differs(recorded: Row, computed: Row) -> bool:
    return any(_moved(recorded[name], value) for name, value in computed.items() if name not in _NOT_VALUES)


def _moved(before: Any, after: Any) -> bool:
    if before is None or after is None:
        return before is not after
    if isinstance(after, float):
        return bool(abs(before - after) > MOVED)
    return bool(before != after)
