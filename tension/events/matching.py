"""Which event a mention belongs to, decided once, in order of knowledge, from earlier knowledge alone.

Reports of one event disagree about its day (time zones, "late Tuesday", a date left out), so a report
joins an event of the same signal, actors and measure that lies a day away when it was printed within
`SAME_NEWS_HOURS` of that event's first report, or when it looks back (it is dated before it was
printed). A retelling joins within two days. A plan is met by the report of its happening. What finds no
event starts one; an assignment never changes.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from tension.events.casualty_hosts import Hosts
from tension.events.mentions import (
    PLANNED,
    REPORTED,
    SCALE,
    VIOLENT,
    IntArray,
    Mentions,
    base_points,
)
from tension.events.standing import Measures
from tension.pairs import Pair
from tension.signals.table import SignalRow

SAME_NEWS_HOURS: Final = 20
PLAN_SLACK_DAYS: Final = 2
UNDATED_PLAN_DAYS: Final = 30
CONFIRMING_CHANCE: Final = 0.3
"""A mention less likely than this confirms no measure."""
_SAME_NEWS_US: Final = SAME_NEWS_HOURS * 3_600_000_000
_RETELLING: Final[tuple[int, ...]] = (-1, 1, -2, 2)
_NEXT_DAY: Final[tuple[int, ...]] = (-1, 1)
_VISIT: Final[tuple[int, ...]] = (-1, -2, -3, 1, 2)

Group = tuple[str, str, str, str | None]
_NONE: Final[dict[int, int]] = {}


@dataclass(slots=True)
class Draft:
    """An event as it is being gathered; days are day numbers."""

    group: Group
    anchor_day: int
    first_us: int
    first_day: int
    base: float
    measure: str | None
    row: int
    reported_day: int | None = None
    plan_day: int | None = None
    plan_dated: bool = False
    outlets: set[str] = field(default_factory=set)
    stories: set[str] = field(default_factory=set)


@dataclass(slots=True)
class Assignment:
    """Events in order of creation; for each membership the mention's row, its event and day of effect."""

    drafts: list[Draft]
    row: IntArray
    event: IntArray
    effect_day: IntArray
    closings: dict[int, tuple[int, int]]
    standing_from: dict[int, int]


class Matcher:
    """One pass over the mentions; holds what is known so far."""

    def __init__(self, mentions: Mentions, pair: Pair, table: Mapping[str, SignalRow]) -> None:
        self.pair = pair
        self.table = table
        self.drafts: list[Draft] = []
        self.bases: dict[Group, float] = {}
        self.days: dict[Group, dict[int, int]] = {}
        self.loose: dict[Group, dict[int, int]] = {}
        self.plans: dict[Group, list[int]] = {}
        self.copies: dict[tuple[str, str, str, str, int], int] = {}
        self.hosts = Hosts(pair.states)
        self.measures = Measures(table)
        self.extra: list[tuple[int, int, int]] = []
        self.signal = mentions.signal.tolist()
        self.source = mentions.source.tolist()
        self.target = mentions.target.tolist()
        self.measure = mentions.measure.tolist()
        self.status = mentions.status.tolist()
        self.day = mentions.event_day.tolist()
        self.published = mentions.published_day.tolist()
        self.known_us = mentions.known_us.tolist()
        self.known_day = mentions.known_day.tolist()
        self.outlet = mentions.frame["outlet"].tolist()
        self.story = mentions.frame["story_id"].tolist()
        self.chance = mentions.chance.tolist()

    def run(self) -> Assignment:
        """Place every mention; rows attached later to a host come after the rows themselves."""
        count = len(self.signal)
        event = [
            self._casualties(i) if self.signal[i] == "casualties" else self._deed(i) for i in range(count)
        ]
        row = np.arange(count, dtype=np.int64)
        extra = np.array(self.extra, dtype=np.int64).reshape(-1, 3)
        return Assignment(
            drafts=self.drafts,
            row=np.concatenate([row, extra[:, 0]]),
            event=np.concatenate([np.array(event, dtype=np.int64), extra[:, 1]]),
            effect_day=np.concatenate([np.array(self.known_day, dtype=np.int64), extra[:, 2]]),
            closings=self.measures.closings,
            standing_from=self.measures.standing_from,
        )

    def _deed(self, i: int) -> int:
        group = (self.signal[i], self.source[i], self.target[i], self.measure[i])
        if group[3] is None and self.status[i] != PLANNED:
            known = self.days.get(group, _NONE).get(self.day[i])
            if known is not None:
                return self._join(i, known)
        return self._place(i, group)

    def _casualties(self, i: int) -> int:
        """The dead belong to the strike or attack of their day and side; else they stand alone."""
        source, target = self.source[i], self.target[i]
        host = self.hosts.find(source, target, self.day[i], self.status[i] == REPORTED)
        if host is not None:
            return self._join(i, host)
        if source == "NSA":
            return self._place(i, ("attack", source, target, None))
        self.hosts.wait(i, source, target, self.day[i])
        return self._place(i, ("attack", "UNK", target, None))

    def _place(self, i: int, group: Group) -> int:
        found = None
        if group[3] is not None:
            found = self.measures.open_event(group, self.known_day[i], self.day[i])
        if found is None:
            found = self._find(i, group)
        if found is None and "UNK" in group:
            found = self._near(i, self.loose.get(group))
        return self._start(i, group) if found is None else self._join(i, found)

    def _find(self, i: int, group: Group) -> int | None:
        days = self.days.get(group)
        if self.status[i] == PLANNED:
            return self._plan(i, group, days)
        exact = days.get(self.day[i]) if days else None
        if exact is not None:
            return exact
        if self.status[i] == REPORTED and group in self.plans:
            met = self._meets_plan(i, group)
            if met is not None:
                return met
        return self._near(i, days)

    def _near(self, i: int, days: dict[int, int] | None) -> int | None:
        """The event a day or two away that this mention tells of, if any."""
        if not days:
            return None
        day = self.day[i]
        exact = days.get(day)
        if exact is not None or self.status[i] == PLANNED:
            return exact
        print_key = (self.story[i], self.signal[i], self.source[i], self.target[i], day)
        copied = self.copies.get(print_key)
        if copied is not None:
            return copied
        fresh = self.status[i] == REPORTED and day >= self.published[i]
        offsets: tuple[int, ...] = _RETELLING
        if self.status[i] == REPORTED:
            offsets = _VISIT if self.signal[i] == "visit" else _NEXT_DAY
        for offset in offsets:
            found = days.get(day + offset)
            if found is None or (self.status[i] == REPORTED and self.drafts[found].reported_day is None):
                continue
            age = self.known_us[i] - self.drafts[found].first_us
            if not fresh or age <= _SAME_NEWS_US or offsets is _VISIT:
                self.copies[print_key] = found
                return found
        return None

    def _plan(self, i: int, group: Group, days: dict[int, int] | None) -> int | None:
        """The event or plan that this announcement is about."""
        day, dated = self.day[i], self._dated(i)
        for found in self.plans.get(group, ()):
            draft = self.drafts[found]
            plan_day = draft.plan_day if draft.plan_day is not None else draft.anchor_day
            near = abs(plan_day - day) <= PLAN_SLACK_DAYS
            loose = not (dated and draft.plan_dated) and abs(plan_day - day) <= UNDATED_PLAN_DAYS
            if near or loose:
                if dated and not draft.plan_dated:
                    draft.plan_day, draft.plan_dated = day, True
                return found
        if days:
            for offset in (0, *_RETELLING):
                if day + offset in days:
                    return days[day + offset]
        return None

    def _dated(self, i: int) -> bool:
        """Whether a plan names a day: one without carries its day of publication."""
        return bool(self.day[i] != self.published[i])

    def _meets_plan(self, i: int, group: Group) -> int | None:
        day = self.day[i]
        for found in self.plans[group]:
            draft = self.drafts[found]
            plan_day = draft.plan_day if draft.plan_day is not None else draft.anchor_day
            lag = day - plan_day
            if abs(lag) <= PLAN_SLACK_DAYS or (not draft.plan_dated and 0 <= lag <= UNDATED_PLAN_DAYS):
                self.plans[group].remove(found)
                self.days.setdefault(group, {}).setdefault(day, found)
                return found
        return None

    def _start(self, i: int, group: Group) -> int:
        event = len(self.drafts)
        if group not in self.bases:
            self.bases[group] = base_points(*group[:3], self.pair, self.table)
        base = self.bases[group]
        draft = Draft(group, self.day[i], self.known_us[i], self.known_day[i], base, group[3], i)
        self.drafts.append(draft)
        if self.status[i] == PLANNED:
            draft.plan_day, draft.plan_dated = self.day[i], self._dated(i)
            self.plans.setdefault(group, []).append(event)
        self.days.setdefault(group, {}).setdefault(self.day[i], event)
        if base > 0:
            self._register(i, event, group)
        return self._join(i, event)

    def _register(self, i: int, event: int, group: Group) -> None:
        """Let mentions that name less find it, and the dead that waited for it."""
        signal, source, target, measure = group
        for less in (
            (signal, "UNK", target, measure),
            (signal, source, "UNK", measure),
        ):
            self.loose.setdefault(less, {}).setdefault(self.day[i], event)
        if signal in VIOLENT:
            for row in self.hosts.add(event, source, target, self.day[i]):
                self.extra.append((row, event, self.known_day[i]))

    def _join(self, i: int, event: int) -> int:
        draft = self.drafts[event]
        if self.status[i] != REPORTED:
            return event
        if draft.reported_day is None:
            draft.reported_day = min(self.day[i], self.known_day[i])
            if event in self.plans.get(draft.group, ()):
                self.plans[draft.group].remove(event)
        if draft.measure is not None and self.measures.watches(draft.group[0], draft.measure):
            self._confirm(i, event, draft)
        return event

    def _confirm(self, i: int, event: int, draft: Draft) -> None:
        """A measure stands, or ends one that stands, once two outlets with two stories carry it."""
        if self.chance[i] >= CONFIRMING_CHANCE * SCALE:
            draft.outlets.add(self.outlet[i])
            draft.stories.add(self.story[i])
        if draft.base > 0 and min(len(draft.outlets), len(draft.stories)) > 1:
            group = (*draft.group[:3], draft.measure)
            day = draft.reported_day if draft.reported_day is not None else draft.anchor_day
            self.measures.confirmed(event, group, day, self.known_day[i])
