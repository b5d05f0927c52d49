"""The days of a pair, read once a snapshot: what curve, tables and ways to other days are made of."""

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, cast

import numpy as np
from numpy.typing import NDArray

from tension.warehouse import statement
from tension.web.store import Row, Snapshot

if TYPE_CHECKING:
    import pyarrow as pa

WORTH_TELLING = 0.5


class Days:
    """Rows of `web_days.sql`, oldest first, kept as columns.

    Ten years of them as objects would take longer to make than to read.
    """

    def __init__(self, table: "pa.Table") -> None:
        self._table = table
        self.dates: NDArray[np.datetime64] = table["date"].to_numpy().astype("datetime64[D]")

    def __len__(self) -> int:
        """How many there are."""
        return len(self.dates)

    @property
    def first(self) -> date | None:
        """The oldest."""
        return _day(self.dates[0]) if len(self) else None

    @property
    def last(self) -> date | None:
        """The newest."""
        return _day(self.dates[-1]) if len(self) else None

    @property
    def words(self) -> list[str]:
        """Each as 2024-01-18."""
        return cast("list[str]", self.dates.astype(str).tolist())

    def around(self, day: date) -> dict[str, date | None]:
        """The days before and after one that need not be among them, and the first and the last of all."""
        before = self._place(day) - 1
        after = self._place(day, "right")
        return {
            "before": _day(self.dates[before]) if before >= 0 else None,
            "after": _day(self.dates[after]) if after < len(self) else None,
            "first": self.first,
            "last": self.last,
        }

    def between(self, first: date, last: date) -> list[Row]:
        """The rows of some days, newest first."""
        start = self._place(first)
        return self._rows(start, self._place(last, "right"))[::-1]

    def column(self, name: str, places: int | None = None) -> list[Any]:
        """A column; numbers rounded to some places, None where there is no number."""
        column = self._table[name]
        if places is None:
            return cast("list[Any]", column.to_pylist())
        numbers = column.to_numpy()
        found: list[Any] = np.round(numbers, places).tolist()
        for place in np.flatnonzero(~np.isfinite(numbers)):
            found[place] = None
        return found

    def months(self) -> list[Row]:
        """Each month, newest first: its mean, its highest day, and how many days were read too little."""
        months = self.dates.astype("datetime64[M]")
        starts = np.flatnonzero(np.r_[True, months[1:] != months[:-1]]) if len(self) else ()
        tension = self._table["tension"].to_numpy()
        unsure = self._table["coverage"].to_numpy() != "ok"
        band = self._table["band"]
        found: list[Row] = []
        for start, end in zip(starts, [*starts[1:], len(self)], strict=True):
            highest = start + int(np.argmax(tension[start:end]))
            found.append(
                {
                    "month": months[start].item(),
                    "mean": float(np.mean(tension[start:end])),
                    "highest": float(tension[highest]),
                    "band": band[highest].as_py(),
                    "highest_on": _day(self.dates[highest]),
                    "days": int(end - start),
                    "unsure": int(np.sum(unsure[start:end])),
                }
            )
        return found[::-1]

    def moves(self, most: int) -> list[Row]:
        """The days on which tension moved most, by half a point at least; the newest of equals first."""
        changes = np.diff(self._table["tension"].to_numpy())
        order = np.lexsort((-np.arange(len(changes)), -np.abs(changes)))[:most]
        found: list[Row] = []
        for place in order[np.abs(changes[order]) >= WORTH_TELLING]:
            row = self._rows(int(place) + 1, int(place) + 2)[0]
            found.append({**row, "change": float(changes[place]), "before": _day(self.dates[place])})
        return found

    def _rows(self, start: int, end: int) -> list[Row]:
        return cast("list[Row]", self._table.slice(start, max(0, end - start)).to_pylist())

    def _place(self, day: date, side: Any = "left") -> int:
        return int(np.searchsorted(self.dates, np.datetime64(day, "D"), side))


def days_of(snapshot: Snapshot, pair: str) -> Days:
    """The days of a pair, none where nothing is known of it."""
    return snapshot.memo(("days", pair), lambda: Days(snapshot.arrow(statement("web_days"), {"pair": pair})))


def _day(value: np.datetime64) -> date:
    return cast("date", value.item())


def days_back(day: date, span: timedelta) -> date:
    """A day so much earlier, or the first of the calendar."""
    return day - min(span, day - date.min)
