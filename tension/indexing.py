"""From stored evidence to stored days: a pair's events, index and revisions, in one transaction."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any, cast

from tension.alerts.records import Alert
from tension.alerts.store import record_alerts
from tension.config import Settings
from tension.index.compute import PairIndex, compute_pair
from tension.pairs import Pair
from tension.signals.table import load_signal_table
from tension.warehouse import Writer, statement


def write_index(
    writer: Writer,
    pair: Pair,
    settings: Settings,
    *,
    now: datetime,
    live: bool,
    until: date | None = None,
    channels: Iterable[str] = (),
    announce: Callable[[Sequence[Alert]], None] = lambda _alerts: None,
) -> dict[str, int]:
    """Close every day up to the last one known, and write what has changed, with the alerts it raises.

    Args:
        writer: the open warehouse.
        pair: the two states.
        settings: index parameters and the folder of the signal table.
        now: the clock, aware UTC; today is provisional.
        live: whether days without any article count, up to today; archives end with their last article.
        until: close no day after this one that is not published already; None for all.
        channels: names of the channels that alerts are addressed to.
        announce: called with the alerts that are news, once they are committed.

    Returns:
        Counts of `events`, `days`, `revisions` (values written) and `alerts` (raised, grown, over or undone).
    """
    closes = closing_days(writer, pair, now.date(), live=live, until=until)
    computed = compute_pair(
        writer.query(statement("pair_evidence"), {"pair": pair.key}),
        writer.query(statement("reads")),
        pair,
        load_signal_table(settings.models / "signals.toml"),
        closes,
        settings.index,
        settings.index.seed,
        provisional=now.date(),
    )
    with writer.transaction():
        _sync(writer, pair, computed)
        revisions = writer.append_revisions(pair.key, computed.values)
        recorded = record_alerts(writer, pair.key, settings.alerts, channels, now=now, live=live)
    announce(recorded.raised)
    counts = {"events": len(computed.events), "days": len(closes), "revisions": revisions}
    return {**counts, "alerts": recorded.alerts}


def closing_days(
    writer: Writer, pair: Pair, today: date, *, live: bool, until: date | None = None
) -> list[date]:
    """Every day from the first article known to the last day there is something to say of.

    Never a day after today, and never fewer days than are published already.
    """
    span = writer.query_arrow(statement("known_span"), {"pair": pair.key}).to_pylist()[0]
    if span["first_day"] is None:
        return []
    ends = [day for day in (span["last_day"], span["last_published"]) if day is not None]
    last = today if live else min(max(ends), today)
    if until is not None:
        last = max(min(last, until), span["last_published"] or until)
    first = cast("date", span["first_day"])
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def _sync(writer: Writer, pair: Pair, computed: PairIndex) -> None:
    """Events, their states and their evidence as computed now; rows that are the same stay as they are."""
    scope = {"pair": pair.key}
    writer.sync_rows("events", computed.events, scope)
    writer.sync_rows("event_states", computed.states, scope)
    writer.sync_rows("event_evidence", computed.links, scope)


def recent_days(writer: Writer, pair: Pair, days: int) -> list[dict[str, Any]]:
    """The last days of a pair with what moved each, newest first; values are rounded for reading."""
    rows = writer.query_arrow(statement("recent_days"), {"pair": pair.key, "days": days}).to_pylist()
    return cast("list[dict[str, Any]]", rows)
