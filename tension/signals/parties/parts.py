"""One signal of one sentence of an article, as the rules of parties see it."""

from typing import NamedTuple

from tension.gazetteer import Mention

Roles = tuple[str, str]
DEEDS = frozenset(("strike", "attack"))
LEAD_SENTENCES = 4


class Part(NamedTuple):
    """One signal of one sentence with the roles its sentence gives it.

    Attributes:
        subject: who is named first in the nearest earlier sentence that names anybody.
        status: as the sentence alone tells it.
    """

    sentence_no: int
    text: str
    mentions: tuple[Mention, ...]
    signal: str
    probability: float
    roles: Roles
    subject: str | None = None
    status: str = "reported"


def named(part: Part) -> set[str]:
    """Whom its sentence names."""
    return {mention.actor for mention in part.mentions if mention.kind != "modifier"}
