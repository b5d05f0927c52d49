"""The alerts of one rule, kept close by close as the published history goes on."""

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from tension.alerts.records import Alert, EventName, Notice, alert_key, notice_key
from tension.alerts.series import Episode, Point, Walk


@dataclass
class Ledger:
    """The alerts of one rule of one pair, kept close by close."""

    pair: str
    walk: Walk
    alerts: list[Alert] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)

    def close(self, dates: list[date], points: dict[date, Point], at: int, as_of: datetime) -> None:
        """Take in the days a close published, the earliest of them at `dates[at]`."""
        if not self.walk.advance(dates, points, at):
            self._grow(points, dates[-1], as_of)
            return
        touched = [
            number
            for number, alert in enumerate(self.alerts)
            if alert.state != "withdrawn" and (alert.cleared_for is None or alert.cleared_for >= dates[at])
        ]
        # An alert's episode may have ended before the days that changed now: look from its own first day.
        first = min([dates[at], *(self.alerts[number].raised_for for number in touched)])
        episodes = self.walk.episodes(dates, bisect_left(dates, first))
        for number in touched:
            self.alerts[number] = self._follow(self.alerts[number], episodes, points, dates[-1], as_of)
        for episode in episodes:
            start = self._untold_start(episode)
            if start is not None:
                self._raise(start, episode, points, dates[-1], as_of)

    def _grow(self, points: dict[date, Point], newest: date, as_of: datetime) -> None:
        """What a close can do to alerts where every episode is as it was."""
        for number, alert in enumerate(self.alerts):
            if alert.state == "raised":
                self.alerts[number] = self._escalate(alert, points, newest, as_of)

    def _follow(
        self,
        alert: Alert,
        episodes: Iterable[Episode],
        points: dict[date, Point],
        newest: date,
        as_of: datetime,
    ) -> Alert:
        """The alert after this close: gone on, grown, cleared, or taken back by a revision."""
        episode = next((item for item in episodes if item.meets(alert.raised_for, alert.cleared_for)), None)
        if episode is None:
            self._tell(alert.alert_id, "withdrawn", alert.raised_for, points, as_of)
            return replace(alert, withdrawn_as_of=as_of, state="withdrawn")
        if alert.cleared_for is not None:
            return alert
        if episode.end is not None:
            self._tell(alert.alert_id, "cleared", episode.end, points, as_of)
            return replace(alert, cleared_for=episode.end, cleared_as_of=as_of, state="cleared")
        return self._escalate(alert, points, newest, as_of)

    def _escalate(self, alert: Alert, points: dict[date, Point], newest: date, as_of: datetime) -> Alert:
        """An open level alert that grew by another step says so."""
        rule = self.walk.rule
        if rule.kind != "level" or rule.step_points is None or alert.told_value is None:
            return alert
        value = points[newest].tension
        if value < alert.told_value + rule.step_points:
            return alert
        self._tell(alert.alert_id, "escalated", newest, points, as_of)
        return replace(alert, told_value=value, escalated_for=newest)

    def _untold_start(self, episode: Episode) -> date | None:
        """The first day of an episode that no alert speaks of; None where one does.

        An episode that was called over and goes on after all is raised again, from the day it was called
        over, if it still lasts.
        """
        told = [
            alert
            for alert in self.alerts
            if alert.state != "withdrawn" and episode.meets(alert.raised_for, alert.cleared_for)
        ]
        if not told:
            return episode.start
        ends = [alert.cleared_for for alert in told if alert.cleared_for is not None]
        if len(ends) < len(told) or episode.end is not None:
            return None
        return max(ends)

    def _raise(
        self, start: date, episode: Episode, points: dict[date, Point], newest: date, as_of: datetime
    ) -> None:
        rule, point = self.walk.rule, points[start]
        alert = Alert(
            alert_id=alert_key(self.pair, rule.fingerprint, start, as_of),
            pair=self.pair,
            rule=rule.name,
            rule_class=rule.rule_class,
            kind=rule.kind,
            definition=rule.fingerprint,
            raised_for=start,
            raised_as_of=as_of,
            value=point.tension,
            value_low=point.low,
            value_high=point.high,
            told_value=max(point.tension, points[newest].tension),
        )
        if episode.end is not None:
            alert = replace(alert, cleared_for=episode.end, cleared_as_of=as_of, state="cleared")
        self.alerts.append(alert)
        self._tell(alert.alert_id, "raised", start, points, as_of)

    def _tell(
        self, alert_id: str, event: EventName, day: date, points: dict[date, Point], as_of: datetime
    ) -> None:
        point, before = points[day], points.get(day - timedelta(days=1))
        self.notices.append(
            Notice(
                notice_id=notice_key(alert_id, event, day),
                alert_id=alert_id,
                event=event,
                for_date=day,
                as_of=as_of,
                value=point.tension,
                previous=before.tension if before else None,
                value_low=point.low,
                value_high=point.high,
            )
        )
