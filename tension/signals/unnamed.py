"""Sides that a sentence leaves unnamed: who speaks in it, and whether anybody is threatened at all.

The reader of roles may give any signal to the two states, named or not. Where a sentence names neither, who
speaks is whom the sentence before told of; and where it threatens or arms without naming the other side, the
other side is meant only if the article's title or lead sets the two against each other.
"""

import re
from collections.abc import Sequence

from tension.gazetteer import Mention
from tension.pairs import Pair

Roles = tuple[str, str]

UNDIRECTED = frozenset(("mobilize", "coerce", "threaten"))
"""Signals that may be meant for nobody named."""
HOSTILE = frozenset(("strike", "coerce", "sanction", "threaten", "mobilize", "accuse", "reject"))
NEWS = frozenset(("reported", "planned"))
_MUTUAL = frozenset(("talks", "agree", "cooperate"))
# Lower case, but for the first person.
_VOICE = re.compile(r"^[\"'\u201c\u2018]|\b(?:[Ww]e|[Oo]ur|[Oo]urs|I|[Mm]y)\b")
_POINTED = re.compile(
    r"\b(?:neighbou?r(?:s|ing)?|both (?:sides|countries|states|nations|armies)|each other|one another|"
    r"the other (?:side|country)|them|border|frontier|crossings?|airspace|bilateral)\b",
    re.IGNORECASE,
)


def speaking(
    signal: str, text: str, mentions: Sequence[Mention], subject: str | None, pair: Pair
) -> str | None:
    """Who speaks in a quotation or in the first person, where the sentence names neither side.

    Args:
        signal: what it tells.
        text: the sentence.
        mentions: actors named in it.
        subject: who is named first in the nearest earlier sentence that names anybody.
        pair: the two states.
    """
    if subject not in pair.states or signal in _MUTUAL or _named(mentions, pair):
        return None
    return subject if _VOICE.search(text) else None


def is_at_nobody(signal: str, text: str, mentions: Sequence[Mention], target: str, pair: Pair) -> bool:
    """Whether a threat or a show of arms is meant for nobody the sentence names or points to.

    Args:
        signal: what it tells.
        text: the sentence.
        mentions: actors named in it.
        target: the side it was read to be meant for.
        pair: the two states.
    """
    if signal not in UNDIRECTED or target in _named(mentions, pair):
        return False
    return not _POINTED.search(text)


def _named(mentions: Sequence[Mention], pair: Pair) -> set[str]:
    return {mention.actor for mention in mentions if mention.kind != "modifier"} & pair.states
