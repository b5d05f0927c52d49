"""What a brief says of a day, gathered from one snapshot; every text is clean, none is escaped yet."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from tension.errors import InputError
from tension.web import words
from tension.web.moves import change_words
from tension.web.standing import Standing, doubts, standing_of
from tension.web.store import Row, Snapshot
from tension.web.text import plain, web_link

CURVE_DAYS = 60
DRIVERS, ASIDE = 5, 4
SENTENCE_CHARACTERS, OUTLET_CHARACTERS = 320, 60
_REPORTS = ("report", "announcement")
_ASIDE = {
    "background": "History",
    "denied": "Denied",
    "hypothetical": "Imagined or feared",
    "third_party": "Others' affair",
    "doubtful": "Too doubtful",
}


@dataclass(frozen=True, slots=True)
class Quote:
    """A sentence as printed, and where; `url` is empty where it is no web address."""

    sentence: str
    outlet: str
    url: str


@dataclass(frozen=True, slots=True)
class Driver:
    """An event that carries the level.

    Attributes:
        act: what happened, in words.
        detail: status, toll, day and outlets, in words.
        points: contribution to the level; below 0 it relieves.
        quote: the surest report of it; None where no sentence is left.
    """

    act: str
    detail: str
    points: float
    quote: Quote | None


@dataclass(frozen=True, slots=True)
class Aside:
    """What was read and moved nothing, with the reason."""

    reason: str
    quote: Quote


@dataclass(frozen=True, slots=True)
class Brief:
    """A day on a page.

    Attributes:
        pair: as PAK-IRN.
        pair_name: as Pakistan-Iran, with a proper dash.
        day: the UTC day.
        row: the day in `tension_index`.
        sentence: the day in a sentence, as the overview has it.
        week: the change over the week in words; empty where unknown.
        days: the curve, oldest first, as `report_days.sql` has it.
        drivers: the strongest events.
        other_count: events beside them.
        other_points: what those add up to.
        aside: examples of what was set aside.
        aside_count: how many sentences were.
        sure: what to know before believing the number, each a sentence.
        alerts: alerts open that day, each a sentence.
    """

    pair: str
    pair_name: str
    day: date
    row: Row
    sentence: str
    week: str
    days: Sequence[Row]
    drivers: Sequence[Driver]
    other_count: int
    other_points: float
    aside: Sequence[Aside]
    aside_count: int
    sure: Sequence[str]
    alerts: Sequence[str]

    @property
    def any_unsure(self) -> bool:
        """Whether the curve has days of which too little was read."""
        return any(row["coverage"] != "ok" for row in self.days)


def gather(snapshot: Snapshot, pair: str, day: date | None, names: words.Names) -> Brief:
    """Read what the brief of a day says.

    Args:
        snapshot: the published database.
        pair: as PAK-IRN.
        day: the UTC day; None for the newest closed one.
        names: of the states.

    Raises:
        InputError: the index does not have the day; the error says which it has.
    """
    wanted = day or _newest_closed(snapshot, pair)
    standing = standing_of(snapshot, pair, wanted, names) if wanted else None
    if standing is None:
        raise _unknown_day(snapshot, pair, day)
    row = standing.row
    found = row["date"]
    shown = standing.drivers[:DRIVERS]
    quotes = _quotes(snapshot, pair, [driver["event_id"] for driver in shown])
    rest = standing.drivers[DRIVERS:]
    aside = snapshot.read("web_aside", {"pair": pair, "day": found, "each": ASIDE})
    return Brief(
        pair=pair,
        pair_name=names.pair(pair),
        day=found,
        row=row,
        # The brief is read on the morning after.
        sentence=standing.sentence(found + timedelta(days=1)),
        week=_week(standing),
        days=snapshot.read("report_days", {"pair": pair, "day": found, "days": CURVE_DAYS}),
        drivers=[_driver(event, quotes.get(event["event_id"]), names) for event in shown],
        other_count=len(rest),
        other_points=sum(driver["points"] for driver in rest),
        aside=_aside(aside),
        aside_count=sum({row["reason"]: row["of_reason"] for row in aside}.values()),
        sure=_sure(row),
        alerts=[_alert(row) for row in snapshot.read("report_alerts", {"pair": pair, "day": found})],
    )


def _newest_closed(snapshot: Snapshot, pair: str) -> date | None:
    rows = snapshot.rows(
        "select max(date) as day from tension_index where pair = $pair and not provisional", {"pair": pair}
    )
    newest: date | None = rows[0]["day"]
    return newest


def _unknown_day(snapshot: Snapshot, pair: str, day: date | None) -> InputError:
    (span,) = snapshot.rows(
        "select min(date) as first, max(date) as last from tension_index where pair = $pair", {"pair": pair}
    )
    has = (
        f"its days run from {span['first']} to {span['last']}" if span["first"] else "write one: tension run"
    )
    return InputError(f"{pair} has no index for {day or 'any closed day'}", has)


def _quotes(snapshot: Snapshot, pair: str, events: Sequence[str]) -> dict[str, Quote]:
    """The surest report of each event; the earliest of those that are equally sure."""
    rows = snapshot.read("web_quotes", {"pair": pair, "event_ids": list(events), "each": 1})
    rows.sort(key=lambda row: (row["role"] not in _REPORTS, -row["probability"], row["published_at"]))
    best: dict[str, Quote] = {}
    for row in rows:
        best.setdefault(row["event_id"], _quote(row))
    return best


def _quote(row: Mapping[str, Any]) -> Quote:
    return Quote(
        plain(row["sentence"], SENTENCE_CHARACTERS),
        plain(row["outlet"], OUTLET_CHARACTERS),
        web_link(row["url"]),
    )


def _driver(event: Row, quote: Quote | None, names: words.Names) -> Driver:
    act = names.act(event)
    return Driver(act[:1].upper() + act[1:], _detail(event), event["points"], quote)


def _detail(event: Row) -> str:
    happened: date = event["event_date"]
    parts = [f"{happened.day} {happened:%B}"]
    if event["status"] != "reported":
        parts.append(words.status(event["status"]))
    if event["killed"]:
        parts.append(f"{event['killed']} killed")
    if event["wounded"]:
        parts.append(f"{event['wounded']} wounded")
    count = event["outlet_count"]
    return ", ".join([*parts, "one outlet" if count == 1 else f"{count} outlets"])


def _aside(rows: Sequence[Row]) -> list[Aside]:
    """One of each reason first, then the surest others."""
    firsts = list({row["reason"]: row for row in reversed(rows)}.values())
    others = [row for row in rows if row not in firsts]
    return [Aside(_ASIDE[row["reason"]], _quote(row)) for row in [*reversed(firsts), *others][:ASIDE]]


def _week(standing: Standing) -> str:
    change = standing.week_change
    return "" if change is None else f"{change_words(change)} over the week"


def _sure(row: Row) -> list[str]:
    outlets, articles = row["outlet_count"], row["article_count"]
    read = (
        f"Read that day about the pair: {articles} article{'' if articles == 1 else 's'} "
        f"from {outlets} outlet{'' if outlets == 1 else 's'}; coverage {row['coverage']}."
    )
    interval = (
        f"Drawing outlets and the classifier's verdicts anew, nine values in ten lie between "
        f"{row['tension_low']:.0f} and {row['tension_high']:.0f}."
    )
    return [interval, read, *doubts(row, row["date"])]


def _alert(row: Row) -> str:
    raised: date = row["raised_for"]
    value = "" if row["value"] is None else f", raised at tension {row['value']:.0f}"
    noted = ", noted" if row["state"] == "acknowledged" else ""
    return f"Rule {plain(row['rule'], 60)}, since {raised.day} {raised:%B %Y}{value}{noted}."
