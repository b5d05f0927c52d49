"""From stored evidence to stored days: a pair's events, index and revisions, in one transaction."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import Any, cast

import pandas as pd

from tension.alerts.records import Alert
from tension.alerts.store import record_alerts
from tension.config import Settings
from tension.index.compute import PairIndex, compute_pair
from tension.index.inputs import day_digests, first_change, method_stamp
from tension.memory import collector_paused
from tension.pairs import Pair
from tension.signals.table import load_signal_table
from tension.warehouse import Writer, statement

_KNOWN = ["known_at", "article_id", "revision", "evidence_no"]
"""The order in which mentions are taken."""


@collector_paused()
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

    Days from which on nothing that was read has changed, nor the method, are not computed again; what is
    written is what computing all of them would write.

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
    evidence = _frame(writer, "pair_evidence", {"pair": pair.key}).sort_values(_KNOWN, ignore_index=True)
    reads = _frame(writer, "reads")
    table = load_signal_table(settings.models / "signals.toml")
    inputs = day_digests(evidence, reads, method_stamp(pair, table, settings.index.model_dump_json()))
    since = _first_to_compute(writer, pair, settings, closes, inputs)
    known = _known_since(writer, pair, since) if since else []
    computed = compute_pair(
        evidence,
        reads,
        pair,
        table,
        closes,
        settings.index,
        settings.index.seed,
        provisional=now.date(),
        since=since,
        also=known,
    )
    with writer.transaction():
        _sync(writer, pair, computed, None if since is None else known)
        writer.sync_rows("log.index_inputs", inputs.assign(pair=pair.key), {"pair": pair.key})
        revisions = writer.append_revisions(pair.key, computed.values)
        recorded = record_alerts(writer, pair.key, settings.alerts, channels, now=now, live=live)
    announce(recorded.raised)
    counts = {"events": computed.event_count, "days": len(closes), "revisions": revisions}
    return {**counts, "alerts": recorded.alerts}


def rebuild(writer: Writer) -> None:
    """Let the next `write_index` compute every day again, whatever is written."""
    writer.execute(statement("forget_inputs"))


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


def _frame(writer: Writer, name: str, parameters: Mapping[str, Any] = MappingProxyType({})) -> pd.DataFrame:
    """Rows by way of Arrow: texts are not turned into Python's on the way."""
    frame: pd.DataFrame = writer.query_arrow(statement(name), parameters).to_pandas(date_as_object=False)
    return frame


def _first_to_compute(
    writer: Writer, pair: Pair, settings: Settings, closes: Sequence[date], inputs: pd.DataFrame
) -> date | None:
    """The first day whose value may not be what is written; None where that is any day.

    A close looks back `revision_days`, so these are computed with the first day that changed, is not over, or
    is not written yet.
    """
    before = _frame(writer, "index_inputs", {"pair": pair.key})
    written = writer.query_arrow(statement("days_written"), {"pair": pair.key}).to_pylist()[0]
    if before.empty or written["last_day"] is None:
        return None
    days = [first_change(before, inputs), written["first_open"], written["last_day"] + timedelta(days=1)]
    since = min(day for day in days if day is not None) - timedelta(days=settings.index.revision_days)
    return min(since, closes[-1]) if since > closes[0] else None


def _known_since(writer: Writer, pair: Pair, since: date) -> list[str]:
    """Ids of the events, as they are written, of which anything became known since."""
    asked = {"pair": pair.key, "since": since}
    found = writer.query_arrow(statement("events_since"), asked)
    return cast("list[str]", found.column("event_id").to_pylist())


def _sync(writer: Writer, pair: Pair, computed: PairIndex, known: Sequence[str] | None) -> None:
    """Events, their states and their evidence as computed now; rows that are the same stay as they are.

    Where only some events were computed, those in `known` that were not are no more.
    """
    scope: dict[str, Any] = {"pair": pair.key}
    if known is not None:
        scope["event_id"] = sorted({*known, *computed.events["event_id"]})
    writer.sync_rows("events", computed.events, scope)
    writer.sync_rows("event_states", computed.states, scope)
    writer.sync_rows("event_evidence", computed.links, scope)


def recent_days(writer: Writer, pair: Pair, days: int) -> list[dict[str, Any]]:
    """The last days of a pair with what moved each, newest first; values are rounded for reading."""
    rows = writer.query_arrow(statement("recent_days"), {"pair": pair.key, "days": days}).to_pylist()
    return cast("list[dict[str, Any]]", rows)
