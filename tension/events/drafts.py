"""Events as they are being gathered, and where a mention looks for its own."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from tension.events.mentions import IntArray
from tension.events.standing import Group
from tension.signals.places import PLACED


@dataclass(slots=True)
class Draft:
    """An event as it is being gathered; days are day numbers."""

    group: Group
    anchor_day: int
    first_us: int
    first_day: int
    base: float
    measure: str | None
    place: str | None
    row: int
    reported_day: int | None = None
    plan_day: int | None = None
    plan_dated: bool = False
    outlets: set[int] = field(default_factory=set)
    stories: set[int] = field(default_factory=set)


@dataclass(slots=True)
class Assignment:
    """Events in order of creation; for each membership the mention's row, its event and day of effect."""

    drafts: list[Draft]
    row: IntArray
    event: IntArray
    effect_day: IntArray
    closings: dict[int, tuple[int, int]]
    standing_from: dict[int, int]


@dataclass(slots=True)
class Shelf:
    """What is known of one group.

    Attributes:
        group: signal, source, target, and measure or place.
        base: points of one reported event of it.
        days: its events by day.
        loose: by day, events of other groups that a mention which names less may mean.
        plans: its open plans.
        less: the shelves of the groups that name less of it.
    """

    group: Group
    base: float
    days: dict[int, int] = field(default_factory=dict)
    loose: dict[int, int] = field(default_factory=dict)
    plans: list[int] = field(default_factory=list)
    less: "tuple[Shelf, ...]" = ()


def naming_less(group: Group) -> Iterator[Group]:
    """The groups that a mention of the same may give, naming less: no actor, no place of violence."""
    signal, source, target, named = group
    yield signal, "UNK", target, named
    yield signal, source, "UNK", named
    if named is not None and signal in PLACED:
        yield from ((signal, *who, None) for who in ((source, target), ("UNK", target), (source, "UNK")))
