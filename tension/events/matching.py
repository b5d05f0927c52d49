"""Which event a mention belongs to, decided once, in order of knowledge, from earlier knowledge alone.

Reports of one event disagree about its day (time zones, "late Tuesday", a date left out), so a report
joins an event of the same signal, actors and measure that lies a day away when it was printed within
`SAME_NEWS_HOURS` of that event's first report, or when it looks back (it is dated before it was
printed). A retelling joins within two days. A plan is met by the report of its happening. What finds no
event starts one; an assignment never changes.

Violence at two places is two events. A report that names no place may mean any of its day, and one that
names the place of an event known without gives it that place.
"""

from collections.abc import Callable, Mapping
from typing import Final

import numpy as np

from tension.events.casualty_hosts import Hosts
from tension.events.drafts import Assignment, Draft, Shelf, naming_less
from tension.events.mentions import (
    PLANNED,
    REPORTED,
    SCALE,
    VIOLENT,
    Mentions,
    base_points,
)
from tension.events.standing import Group, Measures
from tension.pairs import Pair
from tension.signals.places import PLACED
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


class Matcher:
    """One pass over the mentions; holds what is known so far."""

    def __init__(self, mentions: Mentions, pair: Pair, table: Mapping[str, SignalRow]) -> None:
        self.pair = pair
        self.table = table
        self.drafts: list[Draft] = []
        self.shelves: dict[Group, Shelf] = {}
        self.copies: dict[tuple[int, Group, int], int] = {}
        self.hosts = Hosts(pair.states)
        self.measures = Measures(table)
        self.extra: list[tuple[int, int, int]] = []
        self.told = mentions.groups
        self.group = mentions.group.tolist()
        self.status = mentions.status.tolist()
        self.day = mentions.event_day.tolist()
        self.published = mentions.published_day.tolist()
        self.known_us = mentions.known_us.tolist()
        self.known_day = mentions.known_day.tolist()
        self.outlet = mentions.outlet.tolist()
        self.story = mentions.story.tolist()
        self.chance = mentions.chance.tolist()

    def run(self) -> Assignment:
        """Place every mention; rows attached later to a host come after the rows themselves."""
        event = np.array(self._events(), dtype=np.int64)
        extra = np.array(self.extra, dtype=np.int64).reshape(-1, 3)
        return Assignment(
            drafts=self.drafts,
            row=np.concatenate([np.arange(len(event), dtype=np.int64), extra[:, 0]]),
            event=np.concatenate([event, extra[:, 1]]),
            effect_day=np.concatenate([np.array(self.known_day, dtype=np.int64), extra[:, 2]]),
            closings=self.measures.closings,
            standing_from=self.measures.standing_from,
        )

    def _events(self) -> list[int]:
        """The event of each mention; most tell of a day and group whose event is known already."""
        shelves = [self._shelf(group) for group in self.told]
        deeds = [group[0] != "casualties" for group in self.told]
        unnamed = [group[0] != "casualties" and group[3] is None for group in self.told]
        events: list[int] = []
        for i, (group, day, status) in enumerate(zip(self.group, self.day, self.status, strict=True)):
            known = shelves[group].days.get(day) if unnamed[group] and status != PLANNED else None
            if known is not None:
                if status == REPORTED and self.drafts[known].reported_day is None:
                    self._join(i, known)
                events.append(known)
            else:
                events.append(self._place(i, shelves[group]) if deeds[group] else self._casualties(i))
        return events

    def _shelf(self, group: Group) -> Shelf:
        """The shelf of a group, made where there is none yet."""
        shelf = self.shelves.get(group)
        if shelf is None:
            shelf = self.shelves[group] = Shelf(group, base_points(*group[:3], self.pair, self.table))
            if shelf.base > 0:
                shelf.less = tuple(self._shelf(name) for name in naming_less(group))
        return shelf

    def _casualties(self, i: int) -> int:
        """The dead belong to the strike or attack of their day and side; else they stand alone."""
        _, source, target, place = self.told[self.group[i]]
        host = self.hosts.find(source, target, self.day[i], self.status[i] == REPORTED, self._at(place))
        if host is not None:
            return self._join(i, host)
        if source == "NSA":
            return self._place(i, self._shelf(("attack", source, target, place)))
        self.hosts.wait(i, source, target, self.day[i])
        return self._place(i, self._shelf(("attack", "UNK", target, place)))

    def _place(self, i: int, shelf: Shelf) -> int:
        found = None
        signal, _, _, named = shelf.group
        if named is not None and signal not in PLACED:
            found = self.measures.open_event(shelf.group, self.known_day[i], self.day[i])
        if found is None:
            found = self._find(i, shelf)
        if found is None and shelf.loose:
            found = self._near(i, shelf.loose)
        if found is None and named is not None and signal in PLACED:
            found = self._known_without_place(i, shelf)
        return self._start(i, shelf) if found is None else self._join(i, found)

    def _known_without_place(self, i: int, shelf: Shelf) -> int | None:
        """The event that a mention of a place tells the place of, or that has it already."""
        signal, source, target, place = shelf.group
        unplaced = self._shelf((signal, source, target, None))
        found = self._find(i, unplaced)
        if found is None and unplaced.loose:
            found = self._near(i, unplaced.loose)
        if found is None or self.drafts[found].place not in {None, place}:
            return None
        self.drafts[found].place = place
        shelf.days.setdefault(self.drafts[found].anchor_day, found)
        return found

    def _at(self, place: str | None) -> Callable[[int], bool]:
        """Whether an event is known to have been at the place."""
        return lambda event: place is not None and self.drafts[event].place == place

    def _find(self, i: int, shelf: Shelf) -> int | None:
        if self.status[i] == PLANNED:
            return self._plan(i, shelf)
        exact = shelf.days.get(self.day[i])
        if exact is not None:
            return exact
        if self.status[i] == REPORTED and shelf.plans:
            met = self._meets_plan(i, shelf)
            if met is not None:
                return met
        return self._near(i, shelf.days)

    def _near(self, i: int, days: dict[int, int]) -> int | None:
        """The event a day or two away that this mention tells of, if any."""
        if not days:
            return None
        day, told = self.day[i], self.told[self.group[i]]
        exact = days.get(day)
        if exact is not None or self.status[i] == PLANNED:
            return exact
        print_key = (self.story[i], told if told[0] in PLACED else told[:3], day)
        copied = self.copies.get(print_key)
        if copied is not None:
            return copied
        reported = self.status[i] == REPORTED
        fresh = reported and day >= self.published[i]
        offsets: tuple[int, ...] = _RETELLING
        if reported:
            offsets = _VISIT if told[0] == "visit" else _NEXT_DAY
        for offset in offsets:
            found = days.get(day + offset)
            if found is None or (reported and self.drafts[found].reported_day is None):
                continue
            age = self.known_us[i] - self.drafts[found].first_us
            if not fresh or age <= _SAME_NEWS_US or offsets is _VISIT:
                self.copies[print_key] = found
                return found
        return None

    def _plan(self, i: int, shelf: Shelf) -> int | None:
        """The event or plan that this announcement is about."""
        day, dated = self.day[i], self._dated(i)
        for found in shelf.plans:
            draft = self.drafts[found]
            plan_day = draft.plan_day if draft.plan_day is not None else draft.anchor_day
            near = abs(plan_day - day) <= PLAN_SLACK_DAYS
            loose = not (dated and draft.plan_dated) and abs(plan_day - day) <= UNDATED_PLAN_DAYS
            if near or loose:
                if dated and not draft.plan_dated:
                    draft.plan_day, draft.plan_dated = day, True
                return found
        for offset in (0, *_RETELLING):
            if day + offset in shelf.days:
                return shelf.days[day + offset]
        return None

    def _dated(self, i: int) -> bool:
        """Whether a plan names a day: one without carries its day of publication."""
        return bool(self.day[i] != self.published[i])

    def _meets_plan(self, i: int, shelf: Shelf) -> int | None:
        day = self.day[i]
        for found in shelf.plans:
            draft = self.drafts[found]
            plan_day = draft.plan_day if draft.plan_day is not None else draft.anchor_day
            lag = day - plan_day
            if abs(lag) <= PLAN_SLACK_DAYS or (not draft.plan_dated and 0 <= lag <= UNDATED_PLAN_DAYS):
                shelf.plans.remove(found)
                shelf.days.setdefault(day, found)
                return found
        return None

    def _start(self, i: int, shelf: Shelf) -> int:
        event, day = len(self.drafts), self.day[i]
        named = shelf.group[3]
        measure, place = (None, named) if shelf.group[0] in PLACED else (named, None)
        draft = Draft(shelf.group, day, self.known_us[i], self.known_day[i], shelf.base, measure, place, i)
        self.drafts.append(draft)
        if self.status[i] == PLANNED:
            draft.plan_day, draft.plan_dated = day, self._dated(i)
            shelf.plans.append(event)
        shelf.days.setdefault(day, event)
        if shelf.base > 0:
            self._register(event, shelf, day, self.known_day[i])
        return self._join(i, event)

    def _register(self, event: int, shelf: Shelf, day: int, known_day: int) -> None:
        """Let mentions that name less find it, and the dead that waited for it."""
        for less in shelf.less:
            less.loose.setdefault(day, event)
        signal, source, target, _ = shelf.group
        if signal in VIOLENT:
            for row in self.hosts.add(event, source, target, day):
                self.extra.append((row, event, known_day))

    def _join(self, i: int, event: int) -> int:
        draft = self.drafts[event]
        if self.status[i] != REPORTED:
            return event
        if draft.reported_day is None:
            draft.reported_day = min(self.day[i], self.known_day[i])
            plans = self.shelves[draft.group].plans
            if event in plans:
                plans.remove(event)
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
