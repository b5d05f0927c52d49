"""Where a rule holds: a walk over the closed days, in order, one mark a day."""

from bisect import bisect_left
from dataclasses import dataclass, field
from datetime import date, timedelta
from operator import itemgetter
from typing import NamedTuple

from tension.alerts.rules import (
    BAND_WIDTH_POINTS,
    BANDS,
    BandRule,
    FallRule,
    JumpRule,
    LevelRule,
    Rule,
    band_of,
)


class Point(NamedTuple):
    """The index of one closed day, as known at some close."""

    tension: float
    low: float
    high: float
    coverage: str


class Mark(NamedTuple):
    """What a rule says of one day.

    Attributes:
        name: equal names on consecutive days are one episode; None where the rule is silent.
        band: the band a band rule last settled in; -1 before the first day, unused by other rules.
    """

    name: str | None
    band: int = -1


SILENT = Mark(None)


@dataclass(frozen=True, slots=True)
class Episode:
    """Consecutive days on which a rule holds.

    Attributes:
        start: its first day.
        end: the first closed day after it; None while it lasts.
    """

    start: date
    end: date | None

    def meets(self, start: date, end: date | None) -> bool:
        """Whether it shares a day with the days from start to before end."""
        return (end is None or self.start < end) and (self.end is None or self.end > start)


@dataclass
class Walk:
    """The marks of one rule over the days known so far; news of an old day is walked again.

    Attributes:
        marks: one a day.
        runs: the first day of each episode and the first after it, by number.
        newest: the last day walked.
    """

    rule: Rule
    marks: list[Mark] = field(default_factory=list)
    runs: list[tuple[int, int]] = field(default_factory=list)
    newest: date | None = None

    def advance(self, dates: list[date], points: dict[date, Point], at: int) -> bool:
        """Walk again from `dates[at]`, the earliest day that is new or has a new value.

        Returns:
            False only where every episode is as it was, or merely goes on.
        """
        marks, walked = self.marks, len(self.marks)
        moved = self.newest is not None and dates[walked - 1] != self.newest
        self.newest = dates[-1]
        before = marks[at:]
        del marks[at:]
        self._cut(at)
        last = marks[-1] if marks else SILENT
        for number, day in enumerate(dates[at:], start=at):
            now = mark(self.rule, day, points, last)
            marks.append(now)
            same = now == before[number - at] if number < walked else now.name == last.name
            moved = moved or not same
            if now.name is not None:
                start = self.runs.pop()[0] if last.name == now.name else number
                self.runs.append((start, number + 1))
            last = now
        return moved

    def _cut(self, at: int) -> None:
        """Forget the episodes from the day of that number on."""
        while self.runs and self.runs[-1][1] > at:
            start, _ = self.runs.pop()
            if start < at:
                self.runs.append((start, at))

    def episodes(self, dates: list[date], at: int) -> list[Episode]:
        """The episodes that touch `dates[at]` or later days, in order, with those they follow on at once."""
        first = bisect_left(self.runs, at, key=itemgetter(1))
        while first > 0 and first < len(self.runs) and self.runs[first][0] == self.runs[first - 1][1]:
            first -= 1
        return [
            Episode(dates[start], dates[end] if end < len(dates) else None)
            for start, end in self.runs[first:]
        ]


def mark(rule: Rule, day: date, points: dict[date, Point], before: Mark) -> Mark:
    """What a rule says of a day, given the days up to it and its mark of the day before."""
    # By kind, not by class: pydantic's check of a class takes longer than all else here.
    if rule.kind == "level":
        return _held(rule.name, _level(rule, points[day], held=before.name is not None))
    if rule.kind == "jump":
        return _held(rule.name, _jump(rule, points[day], points.get(day - timedelta(days=rule.days))))
    if rule.kind == "fall":
        return _held(rule.name, _fall(rule, points[day], points.get(day - timedelta(days=rule.days))))
    if rule.kind == "thin":
        window = (points.get(day - timedelta(days=back)) for back in range(rule.days))
        return _held(rule.name, all(point is not None and point.coverage != "ok" for point in window))
    if rule.kind == "band":
        return _band(rule, day, points[day].tension, before)
    return SILENT  # a stale rule speaks of days that are missing


def _held(name: str, holds: bool) -> Mark:
    return Mark(name) if holds else SILENT


def _level(rule: LevelRule, point: Point, *, held: bool) -> bool:
    """Hysteresis. Without any coverage a level only fades, which is no reason to call it over."""
    if not held:
        return (point.low if rule.certain else point.tension) >= rule.raise_at
    return point.coverage == "none" or (point.high if rule.certain else point.tension) >= rule.clear_below


def _jump(rule: JumpRule, now: Point, then: Point | None) -> bool:
    if then is None or now.tension < rule.reaching:
        return False
    rise = now.low - then.high if rule.certain else now.tension - then.tension
    return rise >= rule.points


def _fall(rule: FallRule, now: Point, then: Point | None) -> bool:
    """Silence is not peace: a fall counts only on days with coverage."""
    if then is None or then.tension < rule.leaving or now.coverage == "none":
        return False
    fall = then.low - now.high if rule.certain else then.tension - now.tension
    return fall >= rule.points


def _band(rule: BandRule, day: date, tension: float, before: Mark) -> Mark:
    """A change of the settled band; each is an episode of its own, so the day is in its name."""
    band = BANDS.index(band_of(tension))
    if before.band < 0 or band == before.band:
        return Mark(None, band if before.band < 0 else before.band)
    up = band > before.band
    line = BAND_WIDTH_POINTS * (before.band + 1 if up else before.band)
    if abs(tension - line) < rule.margin_points:
        return Mark(None, before.band)
    told = rule.direction in ("both", "up" if up else "down")
    reaches = max(band, before.band) >= BANDS.index(rule.least)
    return Mark(f"{rule.name} {day}" if told and reaches else None, band)
