"""The daily index of one pair: events in, a level with an interval out, for every close asked for.

`compute_pair` is pure: no clock, no database, the seed is passed in. The value of day D as of a close uses
only evidence known before it; a close also re-evaluates the days before it, and a row is given for these only
where a value moved. The formula stands in `tension.index.curve` and `tension.events.states`.
"""

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

import numpy as np
import pandas as pd

from tension.events.make import Made, Recent, make_events
from tension.events.mentions import IntArray, day_number, day_numbers
from tension.events.standing import FORGOTTEN_DAYS
from tension.index.coverage import daily_reads
from tension.index.curve import LIVES, tension_of
from tension.index.fading import Active, Table, active_states, sums, touched
from tension.index.frames import Evaluations, join_evaluations, state_rows, value_rows, without_repeats
from tension.index.intervals import Draws, draw_shares, hash_all, interval
from tension.memory import collector_paused
from tension.pairs import Pair
from tension.signals.table import SignalRow


class Parameters(Protocol):
    """What users may set (`tension.config.IndexSettings`)."""

    @property
    def revision_days(self) -> int:
        """How many days before a close are evaluated again."""


@dataclass(frozen=True, slots=True)
class PairIndex:
    """Frames as the tables `events`, `event_states`, `event_evidence` and `index_values`.

    `values` has one row a (date, as_of), without revision_no and recorded_at: the value of each close's
    own day and, for the days before it, the values that moved since they were last given. `event_count`
    counts all events, also those not given.
    """

    events: pd.DataFrame
    states: pd.DataFrame
    links: pd.DataFrame
    values: pd.DataFrame
    event_count: int


@collector_paused()
def compute_pair(
    evidence: pd.DataFrame,
    reads: pd.DataFrame,
    pair: Pair,
    table: Mapping[str, SignalRow],
    closes: Sequence[date],
    settings: Parameters,
    seed: int,
    provisional: date | None = None,
    since: date | None = None,
    also: Collection[str] = (),
) -> PairIndex:
    """Compute the index of one pair for the days closed.

    With `since`, less is computed and what is given is the same: values of that day and later, and the events
    that can weigh on these days. All others are what they were when nothing was known of these days, because
    what becomes known later never changes what was known before.

    Args:
        evidence: rows of table `evidence` (one pair, all that is known) joined to their articles: outlet,
            outlet_country, url, title, published_at, known_at, superseded_at, story_id. Naive UTC times.
        reads: counts of all articles read, see `tension.index.coverage.daily_reads`.
        pair: the two states.
        table: the signal table.
        closes: consecutive days to close; each is evaluated at 00:00 UTC of the next.
        settings: `revision_days`.
        seed: of the interval's draws.
        provisional: the day, if any, that is not over yet.
        since: the first day to give values of, one of `closes`; None for all.
        also: ids of further events to give then, where they still exist.

    Returns:
        Events, their states, their evidence and the values (tension 0-100, other amounts in points).

    Raises:
        InputError: a column of `evidence` is missing or a status is unknown.
    """
    recent = Recent(day_number(since) - _longest_memory(table), frozenset(also)) if since else None
    made = make_events(evidence, pair, table, recent)
    values = _values(made, evidence, reads, pair, closes, settings, seed, since)
    values["provisional"] = values["date"].eq(pd.Timestamp(provisional)) if provisional else False
    return PairIndex(made.events, state_rows(made, pair), made.links, values, len(made.ids))


def _values(
    made: Made,
    evidence: pd.DataFrame,
    reads: pd.DataFrame,
    pair: Pair,
    closes: Sequence[date],
    settings: Parameters,
    seed: int,
    since: date | None,
) -> pd.DataFrame:
    if not closes:
        closes = [date(1970, 1, 1)]
        return _values(made, evidence, reads, pair, closes, settings, seed, since).iloc[:0]
    first, last = day_number(min(closes)), day_number(max(closes))
    table = Table.of(made.states)
    begin, start = _first_known(made, reads, first), first - settings.revision_days
    if since is not None:
        begin = first = day_number(since)
    chosen = _evaluate(table, first, last, settings.revision_days, begin)
    wanted = first - settings.revision_days
    daily = daily_reads(reads, evidence, wanted, last, start).set_index("day").loc[chosen.day]
    tension = tension_of(chosen.numbers["level"])
    draws = _draws(made, pair, seed, np.unique(chosen.active.state))
    stale = daily["days_since_ok"].to_numpy(dtype=np.int64)
    low, high = interval(table, chosen.active, len(tension), draws, tension, stale)
    frame = value_rows(pair, chosen, tension, low, high, daily)
    return without_repeats(frame)


def _longest_memory(table: Mapping[str, SignalRow]) -> int:
    """Days after which nothing is left of an event that nothing more became known of."""
    return FORGOTTEN_DAYS + math.ceil(LIVES * max(row.half_life_days for row in table.values()))


def _first_known(made: Made, reads: pd.DataFrame, first: int) -> int:
    """The first day anything was read: no value is given for days before it but those asked for."""
    known = [*made.mentions.known_day[:1].tolist(), *day_numbers(reads["known_date"]).tolist()]
    return min(known, default=first)


def _evaluate(table: Table, first: int, last: int, revision_days: int, begin: int) -> Evaluations:
    """Every close's own day, and the days before it (from `begin` on) that something new may have moved."""
    closes = np.arange(first, last + 1)
    parts: list[Evaluations] = []
    count = 0
    for lag in range(revision_days + 1):
        chosen = closes
        if lag:
            again = touched(table, closes, lag)
            again[:lag] = True
            chosen = closes[again & (closes - lag >= begin)]
        active = active_states(table, chosen, lag)
        numbers = sums(table, active, len(chosen))
        shifted = Active(active.slot + count, active.state, active.faded)
        parts.append(Evaluations(chosen - lag, chosen, numbers, shifted))
        count += len(chosen)
    return join_evaluations(parts)


def _draws(made: Made, pair: Pair, seed: int, used: IntArray) -> Draws:
    """Redrawn shares of the states used; the names hashed are the same whichever way the pair is named."""
    name = "-".join(sorted(pair.states))
    mentions = made.mentions
    _, first_rows = np.unique(mentions.outlet, return_index=True)
    return draw_shares(
        made.states,
        made.supports,
        hash_all(made.ids, name, seed),
        hash_all(mentions.stories, name, seed),
        hash_all(mentions.outlets, name, seed),
        mentions.known_day[first_rows],
        used,
    )
