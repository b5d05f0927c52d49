"""Mentions by event, and the support they give it by status."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tension.events.drafts import Assignment
from tension.events.mentions import REPORTED, IntArray, Mentions
from tension.events.tallies import DAY_SPAN, Ballots, Votes, count_votes
from tension.index.curve import FloatArray


@dataclass(frozen=True, slots=True)
class Memberships:
    """Mentions by event in order of effect; `row` indexes them, `votes` says whether it supports."""

    row: IntArray
    event: IntArray
    day: IntArray
    gone: IntArray
    status: IntArray
    votes: npt.NDArray[np.bool_]
    outlet: IntArray
    story: IntArray
    chance: IntArray

    @property
    def key(self) -> IntArray:
        """`event * DAY_SPAN + day`, ascending."""
        return self.event * DAY_SPAN + self.day

    def of(self, events: IntArray) -> "Memberships":
        """Those of some events."""
        chosen = np.isin(self.event, events)
        return Memberships(*(getattr(self, name)[chosen] for name in self.__slots__))

    def told(self, mentions: Mentions, name: str) -> tuple[IntArray, FloatArray]:
        """Memberships whose report gives a number of `killed` or `wounded`, and the numbers."""
        numbers = mentions.frame[name].to_numpy(dtype=np.float64, na_value=np.nan)[self.row]
        chosen = np.flatnonzero(~np.isnan(numbers) & (self.status == REPORTED))
        return chosen, numbers[chosen]


def order_memberships(mentions: Mentions, assignment: Assignment) -> Memberships:
    """Sort memberships by event and day of effect and settle which of them count as support.

    The dead confirm an armed group's attack; a state's strike needs mentions of the strike itself.
    """
    order = np.lexsort((assignment.row, assignment.effect_day, assignment.event))
    row, event = assignment.row[order], assignment.event[order]
    group = mentions.group[row]
    dead = np.array([signal == "casualties" for signal, *_ in mentions.groups], dtype=bool)[group]
    votes = ~dead
    for index in np.flatnonzero(dead).tolist():
        told, deed = mentions.groups[group[index]], assignment.drafts[event[index]].group
        votes[index] = deed[0] == "attack" and told[1] == deed[1]
    return Memberships(
        row=row,
        event=event,
        day=assignment.effect_day[order],
        gone=mentions.gone_day[row],
        status=mentions.status[row],
        votes=votes,
        outlet=mentions.outlet[row],
        story=mentions.story[row],
        chance=mentions.chance[row],
    )


@dataclass(frozen=True, slots=True)
class Tally:
    """Support at some keys: the smaller of what stories and outlets give, and how many each are."""

    voices: FloatArray
    confidence: FloatArray
    stories: IntArray
    outlets: IntArray

    @property
    def distinct(self) -> IntArray:
        """The smaller of the two counts."""
        return np.minimum(self.stories, self.outlets)


@dataclass(frozen=True, slots=True)
class Support:
    """Votes of stories and outlets for one status."""

    stories: Votes
    outlets: Votes

    def at(self, key: IntArray) -> Tally:
        """Support at each key (ascending)."""
        stories, outlets = self.stories.at(key), self.outlets.at(key)
        return Tally(
            np.minimum(stories.voices, outlets.voices),
            np.minimum(stories.confidence, outlets.confidence),
            stories.count,
            outlets.count,
        )


def support_for(members: Memberships, status: int) -> Support:
    """Count the votes of the mentions with this status."""
    chosen = np.flatnonzero((members.status == status) & members.votes)
    rows = Ballots(*(getattr(members, name)[chosen] for name in Ballots.__slots__))
    return Support(count_votes(rows, rows.story), count_votes(rows, rows.outlet))
