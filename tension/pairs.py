"""The pair of countries an index is about."""

import re
from dataclasses import dataclass

from tension.errors import ConfigError

_PAIR = re.compile(r"^([A-Z]{3})-([A-Z]{3})$")


@dataclass(frozen=True, slots=True)
class Pair:
    """Two states in the configured order, ISO 3166 alpha-3; `a` to `b` is the first directed pressure."""

    a: str
    b: str

    @property
    def key(self) -> str:
        """The name used everywhere, as `PAK-IRN`."""
        return f"{self.a}-{self.b}"

    @property
    def states(self) -> frozenset[str]:
        """Both states, without order."""
        return frozenset((self.a, self.b))

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
