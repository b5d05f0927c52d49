"""Violence told twice with other roles or days: the version with less support is a claim, not a second deed.

Reports contradict each other on who struck whom, and retellings come without their day. Two strikes or
attacks with the same number of dead (at least `TELLING_TOLL`) are versions of one deed when their days differ
by at most one, or by at most `RETOLD_DAYS` where one outlet or one story alone tells the weaker. The version
with less support counts nothing for as long as that holds; it stays on record with who claims it.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from tension.events.drafts import Draft
from tension.events.memberships import Memberships
from tension.events.mentions import VIOLENT, IntArray
from tension.events.tallies import DAY_SPAN

TELLING_TOLL: Final = 2
RETOLD_DAYS: Final = 7

Mates = dict[int, list[int]]


def find_mates(drafts: Sequence[Draft], members: Memberships, tolled: IntArray) -> Mates:
    """Reported violence with dead, each with all such events of the days around it."""
    by_day: dict[int, list[int]] = {}
    for event in np.unique(members.event[tolled]).tolist():
        draft = drafts[event]
        if draft.base > 0 and draft.group[0] in VIOLENT and draft.reported_day is not None:
            by_day.setdefault(draft.reported_day, []).append(event)
    mates: Mates = {}
    for day, events in by_day.items():
        near = [other for gap in range(-RETOLD_DAYS, RETOLD_DAYS + 1) for other in by_day.get(day + gap, ())]
        if len(near) > 1:
            mates.update({event: [other for other in near if other != event] for event in events})
    return mates


def shared_moments(mates: Mates, members: Memberships) -> IntArray:
    """Keys at which a mate's news may change an event: its mates' days from its own first day on."""
    days: dict[int, npt.NDArray[np.int64]] = {}
    for event in mates:
        first, last = np.searchsorted(members.event, [event, event + 1])
        days[event] = np.unique(members.day[first:last])
    keys = [
        event * DAY_SPAN + days[other][days[other] >= days[event][0]]
        for event, others in mates.items()
        for other in others
    ]
    return np.concatenate(keys) if keys else np.zeros(0, dtype=np.int64)


def is_other_version(states: pd.DataFrame, mates: Mates, drafts: Sequence[Draft]) -> npt.NDArray[np.bool_]:
    """Whether, as of each state, a better supported version of the same deed is known."""
    result = np.zeros(len(states), dtype=bool)
    columns = states[["event", "day", "killed", "k_reported", "lone"]].to_numpy(dtype=np.float64)
    bounds = {event: np.searchsorted(columns[:, 0], [event, event + 1]) for event in mates}
    for event, others in mates.items():
        for row in range(*bounds[event].tolist()):
            _, day, killed, support, lone = columns[row]
            reach = RETOLD_DAYS if lone else 1
            for other in others:
                if not killed >= TELLING_TOLL or abs(_gap(drafts, event, other)) > reach:
                    continue
                first, last = bounds[other]
                at = first + int(np.searchsorted(columns[first:last, 1], day, side="right")) - 1
                same_deed = at >= first and columns[at, 2] == killed
                if same_deed and (columns[at, 3], -other) > (support, -event):
                    result[row] = True
    return result


def _gap(drafts: Sequence[Draft], event: int, other: int) -> int:
    return (drafts[event].reported_day or 0) - (drafts[other].reported_day or 0)
