"""The rules a user writes in `tension.toml`: what makes an alert, checked before anything runs."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from tension.articles import digest

RuleClass = Literal["tension", "operations"]
Points = Annotated[float, Field(gt=0, le=100)]
Days = Annotated[int, Field(ge=1, le=90)]
Band = Literal["calm", "guarded", "elevated", "high", "severe"]

BANDS: tuple[Band, ...] = ("calm", "guarded", "elevated", "high", "severe")
BAND_WIDTH_POINTS = 20.0


def band_of(tension: float) -> Band:
    """The band a tension between 0 and 100 lies in."""
    return BANDS[min(int(tension // BAND_WIDTH_POINTS), len(BANDS) - 1)]


class RuleBase(BaseModel):
    """What every rule has; unknown keys are refused.

    Attributes:
        name: lower-case word that names the rule in messages and tables.
        pairs: the pairs it watches, as `PAK-IRN`; empty for all.
        channels: the channels it speaks to; empty for all.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,39}$")]
    pairs: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()

    @property
    def rule_class(self) -> RuleClass:
        """`operations` rules watch the machine, not the world, and are off for archives."""
        return "tension"

    @property
    def fingerprint(self) -> str:
        """Changes with whatever decides when the rule speaks; channels do not."""
        return digest(self.model_dump_json(exclude={"pairs", "channels"}))

    def watches(self, pair: str) -> bool:
        """Whether the rule is about the pair, whichever way round it is named."""
        return not self.pairs or set(pair.split("-")) in [set(watched.split("-")) for watched in self.pairs]


class LevelRule(RuleBase):
    """Raise at a line, clear below a lower one, so that a value resting on the line speaks once.

    Attributes:
        raise_at: tension (0-100) at or above which the alert is raised.
        clear_below: tension below which it clears.
        step_points: say so again each time tension rose by so much since the last word; None for never.
        certain: raise and clear only when the whole interval is on the far side of the line.
    """

    kind: Literal["level"] = "level"
    raise_at: Points
    clear_below: Points
    step_points: Points | None = None
    certain: bool = False

    @model_validator(mode="after")
    def _possible(self) -> "LevelRule":
        if self.clear_below > self.raise_at:
            raise ValueError(
                f"rule {self.name!r} clears below {self.clear_below:g} but raises only at {self.raise_at:g}: "
                "one value would raise and clear it; put clear_below at or under raise_at"
            )
        return self


class JumpRule(RuleBase):
    """Raise when tension rose by many points in few days.

    Attributes:
        points: the rise, in points of tension.
        days: over how many days.
        reaching: only where the new value is at least this.
        certain: count only the rise between the old interval's top and the new one's bottom.
    """

    kind: Literal["jump"] = "jump"
    points: Points
    days: Days = 1
    reaching: Annotated[float, Field(ge=0, le=100)] = 0.0
    certain: bool = False


class FallRule(RuleBase):
    """Raise when tension fell by many points in few days: de-escalation is news too.

    Attributes:
        points: the fall, in points of tension.
        days: over how many days.
        leaving: only where the old value was at least this.
        certain: count only the fall between the old interval's bottom and the new one's top.
    """

    kind: Literal["fall"] = "fall"
    points: Points
    days: Days = 3
    leaving: Annotated[float, Field(ge=0, le=100)] = 0.0
    certain: bool = False

    @model_validator(mode="after")
    def _possible(self) -> "FallRule":
        if self.leaving and self.points > self.leaving:
            raise ValueError(
                f"rule {self.name!r} asks for a fall of {self.points:g} from {self.leaving:g}, where tension "
                "may have less to fall; put leaving at or above points"
            )
        return self


class BandRule(RuleBase):
    """Raise each day the band changes.

    Attributes:
        direction: which changes speak.
        least: only changes that reach (or leave) this band.
        margin_points: the line must be passed by so much, so that a value resting on it does not chatter.
    """

    kind: Literal["band"] = "band"
    direction: Literal["up", "down", "both"] = "up"
    least: Band = "elevated"
    margin_points: Annotated[float, Field(ge=0, lt=BAND_WIDTH_POINTS / 2)] = 0.0


class OperationsRule(RuleBase):
    """A rule about the machine: too little was read, or nothing was written."""

    @property
    def rule_class(self) -> RuleClass:
        """Off for archive inputs."""
        return "operations"


class ThinRule(OperationsRule):
    """Raise after so many days in a row without enough coverage."""

    kind: Literal["thin"] = "thin"
    days: Days = 3


class StaleRule(OperationsRule):
    """Raise when the end of the last closed day is so many hours old.

    Under a daily schedule that age reaches a day before every run, hence the floor of 25 hours.
    """

    kind: Literal["stale"] = "stale"
    hours: Annotated[float, Field(ge=25, le=24 * 90)] = 36.0


Rule = Annotated[
    LevelRule | JumpRule | FallRule | BandRule | ThinRule | StaleRule, Field(discriminator="kind")
]

# Band lines for raising; the clears lie ten to fifteen points under them, about one ordinary day's fading.
DEFAULT_RULES: tuple[Rule, ...] = (
    LevelRule(name="high", raise_at=60, clear_below=50, step_points=10),
    LevelRule(name="severe", raise_at=80, clear_below=65),
    JumpRule(name="jump", points=20, days=2, reaching=40),
    FallRule(name="fall", points=20, days=5, leaving=40),
    ThinRule(name="thin", days=3),
    StaleRule(name="stale", hours=36),
)


def refuse_twins(rules: tuple[Rule, ...]) -> tuple[Rule, ...]:
    """The rules, if each has a name of its own.

    Raises:
        ValueError: two rules share a name, so that their alerts could not be told apart.
    """
    names = [rule.name for rule in rules]
    twins = sorted({name for name in names if names.count(name) > 1})
    if twins:
        raise ValueError(f"two rules are named {twins[0]!r}; give each its own name")
    return rules
