"""Alerts about days that are missing: the only rule that looks at a clock, which is passed in."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import pandas as pd

from tension.alerts.evaluate import AlertChanges
from tension.alerts.records import Alert, EventName, Notice, alert_key, alerts_from, notice_key
from tension.alerts.rules import Rule, StaleRule


def evaluate_stale(
    last_as_of: datetime, rules: Sequence[Rule], existing_alerts: pd.DataFrame, pair: str, now: datetime
) -> AlertChanges:
    """Raise what has become stale, clear what no longer is.

    Args:
        last_as_of: end of the last closed day of the pair; naive UTC.
        rules: the configured rules; only stale ones are read.
        existing_alerts: rows of `alerts` of the pair.
        pair: as `PAK-IRN`.
        now: the moment of asking; naive UTC.
    """
    stale = [rule for rule in rules if isinstance(rule, StaleRule) and rule.watches(pair)]
    existing = [alert for alert in alerts_from(existing_alerts) if alert.kind == "stale"]
    changes = [*_clears(existing, last_as_of), *_raises(stale, existing, pair, last_as_of, now)]
    return AlertChanges([alert for alert, _ in changes], [notice for _, notice in changes])


def _clears(existing: list[Alert], last_as_of: datetime) -> Iterator[tuple[Alert, Notice]]:
    closed = (last_as_of - timedelta(days=1)).date()
    for alert in existing:
        if alert.state == "raised" and alert.raised_for <= closed:
            cleared = replace(alert, cleared_for=closed, cleared_as_of=last_as_of, state="cleared")
            yield cleared, _notice(alert.alert_id, "cleared", cleared)


def _raises(
    rules: list[StaleRule], existing: list[Alert], pair: str, last_as_of: datetime, now: datetime
) -> Iterator[tuple[Alert, Notice]]:
    known = {alert.alert_id for alert in existing}
    for rule in rules:
        key = alert_key(pair, rule.fingerprint, last_as_of.date(), last_as_of)
        if key in known or now - last_as_of < timedelta(hours=rule.hours):
            continue
        alert = Alert(
            alert_id=key,
            pair=pair,
            rule=rule.name,
            rule_class=rule.rule_class,
            kind=rule.kind,
            definition=rule.fingerprint,
            raised_for=last_as_of.date(),
            raised_as_of=now,
            value=None,
            value_low=None,
            value_high=None,
        )
        yield alert, _notice(key, "raised", alert)


def _notice(alert_id: str, event: EventName, alert: Alert) -> Notice:
    day = alert.cleared_for or alert.raised_for
    return Notice(
        notice_key(alert_id, event, day), alert_id, event, day, alert.cleared_as_of or alert.raised_as_of
    )
