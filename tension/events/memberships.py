"""Mentions by event, and the support they give it by status."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from tension.events.matching import Assignment
from tension.events.mentions import REPORTED, IntArray, Mentions
from tension.events.tallies import DAY_SPAN, Votes, count_votes
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

    def told_dead(self, mentions: Mentions) -> npt.NDArray[np.bool_]:
        """Reports that give a number of dead."""
        killed = mentions.frame["killed"].to_numpy(dtype=np.float64, na_value=np.nan)[self.row]
        told: npt.NDArray[np.bool_] = ~np.isnan(killed) & (self.status == REPORTED)
        return told


def order_memberships(mentions: Mentions, assignment: Assignment) -> Memberships:
    """Sort memberships by event and day of effect and settle which of them count as support.

    The dead confirm an armed group's attack; a state's strike needs mentions of the strike itself.
    """
    order = np.lexsort((assignment.row, assignment.effect_day, assignment.event))
    row, event = assignment.row[order], assignment.event[order]
    attacks = np.array([draft.group[0] == "attack" for draft in assignment.drafts], dtype=bool)
    sources = np.array([draft.group[1] for draft in assignment.drafts], dtype=object)
    is_dead = mentions.signal[row] == "casualties"
    theirs = attacks[event] & (mentions.source[row] == sources[event])
    return Memberships(
        row=row,
        event=event,
        day=assignment.effect_day[order],
        gone=mentions.gone_day[row],
        status=mentions.status[row],
        votes=~is_dead | theirs,
        outlet=pd.factorize(mentions.frame["outlet"])[0].astype(np.int64)[row],
        story=pd.factorize(mentions.frame["story_id"])[0].astype(np.int64)[row],
        chance=mentions.chance[row],
    )


@dataclass(frozen=True, slots=True)
class Support:
    """Votes of stories and outlets for one status, with the outlet that came first for each event."""

    stories: Votes
    outlets: Votes

    def k(self, at: IntArray) -> FloatArray:
        """Support at each key: the smaller of the two sums."""
        return np.minimum(self.stories.support(at), self.outlets.support(at))

    def confidence(self, at: IntArray) -> FloatArray:
        """Confidence at each key: the lower of the two."""
        return np.minimum(self.stories.confidence(at), self.outlets.confidence(at))

    def distinct(self, at: IntArray) -> IntArray:
        """The smaller of the two counts."""
        return np.minimum(self.stories.count(at), self.outlets.count(at))


def support_for(members: Memberships, status: int) -> Support:
    """Count the votes of the mentions with this status."""
    chosen = (members.status == status) & members.votes
    rows = pd.DataFrame(
        {
            name: getattr(members, name)[chosen]
            for name in ("event", "day", "gone", "chance", "outlet", "story")
        }
    )
    return Support(count_votes(rows, "story"), count_votes(rows, "outlet"))
