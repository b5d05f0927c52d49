"""Sides that a sentence leaves unnamed: who speaks in it, and whether anybody is threatened at all.

The reader of roles may give any signal to the two states, named or not. Where a sentence names neither, who
speaks is whom the sentence before told of; and where it threatens or arms without naming the other side, the
other side is meant only if the article's title or lead sets the two against each other.
"""

import re
from collections.abc import Sequence

from tension.pairs import Pair
from tension.signals.parties.parts import LEAD_SENTENCES, Part, Roles, named
from tension.signals.points import VIOLENT
from tension.signals.table import MUTUAL, NEWS

# These may be meant for nobody named.
_UNDIRECTED = frozenset(("mobilize", "coerce", "threaten"))
_HOSTILE = frozenset(("strike", "coerce", "sanction", "threaten", "mobilize", "accuse", "reject"))
_VOICE = re.compile(r"^[\"'\u201c\u2018]|\b(?:[Ww]e|[Oo]ur|[Oo]urs|I|[Mm]y)\b")
_POINTED = re.compile(
    r"\b(?:neighbou?r(?:s|ing)?|both (?:sides|countries|states|nations|armies)|each other|one another|"
    r"the other (?:side|country)|them|border|boundary|frontier|crossings?|gates?|airspace|bilateral)\b",
    re.IGNORECASE,
)


def with_unnamed(parts: Sequence[Part], roles: Sequence[Roles | None], pair: Pair) -> list[Roles | None]:
    """The roles where sentences leave a side unnamed; below the title a threat at nobody has no target.

    Args:
        parts: the article's signals, in order of sentences.
        roles: theirs; None for those left out.
        pair: the two states.
    """
    both = list(zip(parts, roles, strict=True))
    faced = any(_faces(part, own, pair) for part, own in both)
    in_title = {part.signal for part in parts if part.sentence_no == 0 and part.status in NEWS}
    return [
        _unnamed(part, own, pair, is_faced=faced or part.sentence_no == 0 or part.signal in in_title)
        if own in pair.ways
        else own
        for part, own in both
    ]


def _faces(part: Part, own: Roles | None, pair: Pair) -> bool:
    """Whether a sentence of the title or lead sets the two states against each other."""
    if part.sentence_no >= LEAD_SENTENCES or part.signal not in _HOSTILE or part.status not in NEWS:
        return False
    return own in pair.ways and pair.states <= named(part)


def _unnamed(part: Part, own: Roles, pair: Pair, *, is_faced: bool) -> Roles:
    may_turn = part.subject == own[1] and part.signal not in VIOLENT
    may_be_at_nobody = not is_faced and part.signal in _UNDIRECTED
    if not (may_turn or may_be_at_nobody):
        return own
    sides = named(part) & pair.states
    if may_turn and not sides and _is_voiced(part):
        own = own[1], own[0]
    at_nobody = may_be_at_nobody and own[1] not in sides and not _POINTED.search(part.text)
    return (own[0], "UNK") if at_nobody else own


def _is_voiced(part: Part) -> bool:
    """Whether somebody speaks or is thanked in the sentence."""
    return part.signal == "support" or (part.signal not in MUTUAL and _VOICE.search(part.text) is not None)
