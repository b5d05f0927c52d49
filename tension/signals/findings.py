"""Which findings of a sentence are told on: no guesses, echoes or accidents; the dead come in groups."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final, NamedTuple

from tension.signals.table import ESCALATORY
from tension.signals.tolls.accidents import of_accident
from tension.signals.tolls.casualties import Toll, count_casualties, joined_groups

# Far from the lead a guess is noise: there a signal must be likelier than not.
BODY_FLOOR: Final = 0.5
# No phrase of the lexicon speaks for it: twice in three times such a finding below this is wrong.
WORDLESS_FLOOR: Final = 0.4
_OPPOSITES = {"sanction": "restore", "restore": "sanction"}
_ESCALATORY = frozenset(ESCALATORY)
_NO_PHRASES: Mapping[str, list[str]] = MappingProxyType({})


class Finding(NamedTuple):
    """A signal the model found in a sentence, with its status as the sentence alone tells it."""

    signal: str
    probability: float
    statuses: Mapping[str, float]


class Found(NamedTuple):
    """All that was found in a sentence, and the phrases that speak for it by signal and cue."""

    findings: tuple[Finding, ...] = ()
    phrases: Mapping[str, list[str]] = _NO_PHRASES


Tale = tuple[Finding, Toll | None, bool]
"""A finding, its group of victims, and whether their figure replaces an earlier one."""


def tales_of(text: str, found: Found, lead: str, *, in_lead: bool) -> Iterator[Tale]:
    """Each finding once; casualties once for each group of victims; no violence in accident or nature.

    Args:
        text: the sentence.
        found: what was found in it.
        lead: title and first sentences of its article.
        in_lead: whether it is one of them.
    """
    floor = 0.0 if in_lead else BODY_FLOOR
    for finding in found.findings:
        if finding.probability < floor or _is_echo(finding, found) or _is_guess(finding, found):
            continue
        if of_accident(finding.signal, text, lead):
            continue
        if finding.signal != "casualties":
            yield finding, None, False
            continue
        counted = count_casualties(text)
        groups: list[Toll | None] = [*joined_groups(counted)]
        for toll in groups or [None]:
            yield finding, toll, counted.correction


def _is_worded(finding: Finding, found: Found) -> bool:
    return bool(found.phrases.get(finding.signal))


def _is_escalatory(finding: Finding) -> bool:
    return finding.signal in _ESCALATORY


def _is_guess(finding: Finding, found: Found) -> bool:
    """Whether it is neither sure, nor put in words, nor of one side with what the sentence puts in words."""
    if finding.probability >= WORDLESS_FLOOR or _is_worded(finding, found):
        return False
    sides = {_is_escalatory(other) for other in found.findings if _is_worded(other, found)}
    return _is_escalatory(finding) not in sides


def _is_echo(finding: Finding, found: Found) -> bool:
    """Whether only the opposite act is named: "flights suspended" shares its nouns with "flights resumed"."""
    opposite = _OPPOSITES.get(finding.signal)
    if opposite is None or _is_worded(finding, found) or not found.phrases.get(opposite):
        return False
    return any(other.signal == opposite for other in found.findings)
