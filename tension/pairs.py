"""The pair of countries an index is about."""

import re
from dataclasses import dataclass, field

from tension.errors import ConfigError

_PAIR = re.compile(r"^([A-Z]{3})-([A-Z]{3})$")


@dataclass(frozen=True, slots=True)
class Pair:
    """Two states in the configured order, ISO 3166 alpha-3; `a` to `b` is the first directed pressure.

    Attributes:
        states: both, without order.
        ways: who does what to whom when an act is between the two: `a` to `b`, or `b` to `a`.
    """

    a: str
    b: str
    states: frozenset[str] = field(init=False, repr=False, compare=False)
    ways: tuple[tuple[str, str], tuple[str, str]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        # Asked of every finding many times over.
        object.__setattr__(self, "states", frozenset((self.a, self.b)))
        object.__setattr__(self, "ways", ((self.a, self.b), (self.b, self.a)))

    @property
    def key(self) -> str:
        """The name used everywhere, as `PAK-IRN`."""
        return f"{self.a}-{self.b}"

    def other(self, state: str) -> str:
        """The one of the two that is not this one."""
        return self.b if state == self.a else self.a

    def swapped(self) -> "Pair":
        """The same pair named the other way round."""
        return Pair(self.b, self.a)

    @classmethod
    def parse(cls, text: str) -> "Pair":
        """Read `PAK-IRN`.

        Raises:
            ConfigError: the text is not two different ISO alpha-3 codes joined by a hyphen.
        """
        match = _PAIR.match(text.strip().upper())
        if not match or match[1] == match[2]:
            raise ConfigError(
                f"{text!r} is not a pair of countries", "write two ISO alpha-3 codes, as PAK-IRN"
            )
        return cls(match[1], match[2])
