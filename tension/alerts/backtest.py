"""What rules would have said of the past, against a dated timeline of what happened."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pandas as pd

from tension.alerts.evaluate import evaluate_rules
from tension.alerts.records import alerts_frame
from tension.alerts.rules import FallRule, LevelRule, Rule
from tension.errors import InputError

TIMELINE = Path("warehouse/samples/pakistan-iran-timeline.csv")
TIMELINE_COLUMNS = ("date", "what", "signal", "direction", "weight")
# An event belongs to a raise from the day before it (reports run ahead of dates) to a week after.
EARLY_DAYS = 1
LATE_DAYS = 7
WEIGHT_AT_LEAST = 3
THRESHOLDS = tuple(range(20, 95, 5))
CLEAR_GAP_POINTS = 10
DAYS_A_YEAR = 365.25


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one rule did over a history.

    Attributes:
        rule: its name.
        raises: how often it was raised.
        hits: raises that an event of the timeline, of any weight, explains.
        false_alarms_per_year: the others, by the length of the history.
        events: events of weight 3 and more inside the history, which the rule should tell of.
        detected: events that a raise tells of.
        delay_days: median days from event to raise over the detected; None if none was.
    """

    rule: str
    raises: int
    hits: int
    false_alarms_per_year: float
    events: int
    detected: int
    delay_days: float | None


def read_timeline(path: Path = TIMELINE) -> pd.DataFrame:
    """Dated events: date, what, signal, direction (escalation, deescalation), weight 1 to 5.

    Raises:
        InputError: the file is missing or lacks a column.
    """
    if not path.is_file():
        raise InputError(
            f"no timeline at {path}", "give --timeline a CSV with " + ", ".join(TIMELINE_COLUMNS)
        )
    frame = pd.read_csv(path)
    missing = [name for name in TIMELINE_COLUMNS if name not in frame]
    if missing:
        raise InputError(f"{path} lacks the column {missing[0]}", "it needs " + ", ".join(TIMELINE_COLUMNS))
    return frame.assign(date=pd.to_datetime(frame["date"]))


def backtest(values: pd.DataFrame, rules: Sequence[Rule], timeline: pd.DataFrame, pair: str) -> list[Outcome]:
    """Replay rules over a history, each by itself.

    Args:
        values: every revision of every closed day, as `evaluate_rules` takes them.
        rules: rules of class `tension`; others have no say about the world and are left out.
        timeline: as `read_timeline` gives it.
        pair: as `PAK-IRN`.

    Returns:
        One outcome a rule, in their order.
    """
    return [
        _outcome(rule, values, timeline, pair)
        for rule in rules
        if rule.rule_class == "tension" and rule.watches(pair)
    ]


def operating_curve(values: pd.DataFrame, timeline: pd.DataFrame, pair: str) -> pd.DataFrame:
    """What a level rule would cost and catch at each threshold, clearing ten points lower.

    Returns:
        One row a threshold: threshold, raises, false_alarms_per_year, detected_share (0-1; missing where the
        history holds no event), delay_days.
    """
    rows = []
    for threshold in THRESHOLDS:
        rule = LevelRule(name=f"at-{threshold}", raise_at=threshold, clear_below=threshold - CLEAR_GAP_POINTS)
        outcome = _outcome(rule, values, timeline, pair)
        rows.append(
            {
                "threshold": threshold,
                "raises": outcome.raises,
                "false_alarms_per_year": outcome.false_alarms_per_year,
                "detected_share": outcome.detected / outcome.events if outcome.events else None,
                "delay_days": outcome.delay_days,
            }
        )
    return pd.DataFrame(rows)


def _outcome(rule: Rule, values: pd.DataFrame, timeline: pd.DataFrame, pair: str) -> Outcome:
    changes = evaluate_rules(values, [rule], alerts_frame([]), pair, operations=False)
    raised = [(alert.raised_for, alert.cleared_for) for alert in changes.alerts if alert.state != "withdrawn"]
    days = pd.to_datetime(values["date"])
    first, last = days.min().date(), days.max().date()
    direction = timeline[timeline["direction"] == _direction(rule)]
    causes = _days(direction, first, last)
    events = _days(direction[direction["weight"] >= WEIGHT_AT_LEAST], first, last)
    delays = [delay for event in events if (delay := _delay(event, raised)) is not None]
    hits = sum(any(_explains(cause, day) for cause in causes) for day, _ in raised)
    years = ((last - first).days + 1) / DAYS_A_YEAR
    return Outcome(
        rule=rule.name,
        raises=len(raised),
        hits=hits,
        false_alarms_per_year=(len(raised) - hits) / years,
        events=len(events),
        detected=len(delays),
        delay_days=float(pd.Series(delays).median()) if delays else None,
    )


def _direction(rule: Rule) -> str:
    return "deescalation" if isinstance(rule, FallRule) else "escalation"


def _days(timeline: pd.DataFrame, first: date, last: date) -> list[date]:
    """The days of a timeline inside the history."""
    return [day for moment in timeline["date"] if first <= (day := moment.date()) <= last]


def _explains(event: date, raised_for: date) -> bool:
    return -EARLY_DAYS <= (raised_for - event).days <= LATE_DAYS


def _delay(event: date, raised: Iterable[tuple[date, date | None]]) -> int | None:
    """Days from an event to the raise that tells of it; 0 where an alert was open already."""
    delays = [
        max((start - event).days, 0)
        for start, end in raised
        if _explains(event, start) or (start <= event and (end is None or end > event))
    ]
    return min(delays, default=None)
