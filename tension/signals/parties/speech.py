"""Who did what somebody says was done: in "X says Y violated its airspace" the violation is Y's.

A clause told by a verb of saying has a subject of its own. Where that subject is one side of a pair, or what
it commands, and the clause's verb is one of acting, the act is that side's; the accusation is the other's.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from tension.gazetteer import Mention
from tension.pairs import Pair
from tension.signals.parties.parts import Roles
from tension.signals.text.hints import Hints


class Act(NamedTuple):
    """An act told by a verb of saying.

    Attributes:
        author: who did it.
        signals: those that may tell it.
        accuses: whether the other side tells it against its author.
    """

    author: str
    signals: frozenset[str]
    accuses: bool = False


_FORCE = frozenset(("strike", "attack", "casualties", "coerce"))
_SIGNALS = {
    "force": _FORCE,
    "harm": _FORCE,
    "break": frozenset(("sanction", "coerce")),
    "yield": frozenset(("restore", "concede")),
    "refuse": frozenset(("reject",)),
    "blame": frozenset(("accuse",)),
}
_SAYING = (
    r"(?:says?|said|saying|claim(?:s|ed)|alleg(?:es|ed)|announce[sd]|report(?:s|ed)|confirm(?:s|ed)|"
    r"insist(?:s|ed)|state[sd]|complain(?:s|ed)|maintain(?:s|ed)|charge[sd]|declare[sd]|add(?:s|ed))"
)
# One of these stands in whatever tells of saying; for text in lower case.
_CUES = Hints(
    "said|say|claim|alleg|announce|report|confirm|insist|state|add|complain|maintain|charge|declare|"
    "told|tell|accus|blam|: |according"
)
_WHEN = r"(?:,? (?:(?:late |early )?on \w+day|today|yesterday|earlier))?"
_DETERMINER = r"(?:(?:the|an?|two|three|four|several|some) ){0,2}"
_BACK = 70
_TOLD_BEFORE = re.compile(
    rf"(?:\b{_SAYING}{_WHEN}(?: that)?|\b(?:tells?|told)(?: [\w.'\u2019-]+){{1,5}}? that"
    rf"|^[^:,]{{2,40}}:|^[Aa]ccording to [^,]{{2,60}},)"
    rf" [\"\u201c\u2018]?{_DETERMINER}$"
)
_TOLD_AFTER = re.compile(
    rf"[^;.]*,[\"\u201d\u2019]? (?P<speaker>according to\b|(?:[\w.'\u2019-]+ ){{1,6}}{_SAYING}\b[^,;]*$)",
    re.IGNORECASE,
)
_OPENING = re.compile(_DETERMINER, re.IGNORECASE)
_ACCUSED = re.compile(r"\b(?:accus(?:e[sd]?|ing)|blam(?:e[sd]?|ing)) (?:the )?$")
_ACCUSED_OF = re.compile(
    r"(?:['\u2019]s)?(?: [\w-]+){0,3}? (?:of|for)(?: \w+ly)? (?:shelling|firing|violating|striking|bombing|"
    r"attacking|killing|wounding|launching|carrying out|crossing|breaching|abducting|detaining|seizing|"
    r"closing|raiding|hitting|targeting|bombarding|shooting|entering|intruding|infiltrating|invading)\b"
)
# Who acts on nobody's orders, and words that end the subject of a clause.
_NO_SUBJECT = (
    r"(?:is|was|were|are|be|been|being|should|must|could|may|might|ought|needs?|to|of|in|for|by|on|at|"
    r"from|with|that|"
    rf"who|which|and|or|but|after|when|had|has|have|will|would|did|does|not|{_SAYING}|militants?|"
    rf"terrorists?|gunm[ae]n|"
    r"insurgents?|separatists?|rebels?|smugglers?|bandits?|civilians?|nationals?|citizens?|fishermen|"
    r"workers|labourers|villagers|traders|drivers)"
)
_ACTS = {
    "force": (
        r"fire[sd]|launch(?:es|ed)(?! (?:an? )?(?:probe|inquiry|investigation|talks|appeal))|carrie[sd] out|"
        r"violate[sd]|breache[sd]|crosse[sd]|intrude[sd]|flew|invade[sd]|open(?:s|ed) fire|shells|bombs|"
        r"attacks|pounds|raids|strikes|hits|kills|wounds|targets|detains|seizes|abducts|arrests|closes|"
        r"seals|blocks|"
        r"bombards|conducted|entered(?! (?:into|talks))|infiltrated|encroached"
    ),
    "harm": (
        r"struck|hit|shelled|bombed|attacked|pounded|raided|killed|wounded|injured|shot(?! down)|targeted|"
        r"bombarded|detained|seized|abducted|kidnapped|arrested|captured|closed|shut|sealed|blocked"
    ),
    "break": (
        r"recall(?:s|ed)|expel(?:s|led)|cuts?|sever(?:s|ed)|suspend(?:s|ed)|halt(?:s|ed)|downgrade[sd]|"
        r"cancel(?:s|led)|ban(?:s|ned)|withheld|impose[sd]|bar(?:s|red)|pull(?:s|ed) out"
    ),
    "yield": (
        r"reopen(?:s|ed)?|return(?:s|ed)?|restore[sd]?|resume[sd]?|lift(?:s|ed)?|release[sd]?|free[sd]?|"
        r"withdrew|"
        r"withdraws?|apologi[sz]e[sd]?|pull(?:s|ed)? back|ease[sd]?|send back"
    ),
    "refuse": r"reject(?:s|ed)|refuse[sd]|turn(?:s|ed) down|decline[sd]|dismisse[sd]",
    "blame": r"accuse[sd]|blame[sd]|condemn(?:s|ed)|denounce[sd]|summon(?:s|ed)",
}
_NOUNS = rf"(?: (?!{_NO_SUBJECT}\b)[\w\u2019'-]+)"
_VERB = (
    r"(?: (?:had|has|have|will|would|to|also|again|already|first|not|never|\w+ly)){0,3} "
    rf"(?:{'|'.join(f'(?P<{kind}>{verbs})' for kind, verbs in _ACTS.items())})\b"
)
_ACT = re.compile(rf"(?:['\u2019]s)?(?P<noun>{_NOUNS}{{0,3}}?){_VERB}")
# What "Pakistan said it violated" is, a strike or a state, is not told; what it would do is no deed.
_OWN_ACT = re.compile(
    rf"(?:['\u2019]s)?{_NOUNS}{{0,4}}? {_SAYING}{_WHEN}(?: that)? "
    rf"(?:it|they|(?:its|their)(?P<noun>{_NOUNS}{{1,3}}?))"
    rf"(?! (?:will|would|to) | (?:had |has )?(?:violate|breache|crosse)[sd]){_VERB}"
)
_PRONOUN = re.compile(r" (?:it|they|its|their) ")
# Behind "Iranian guards killed" these show that the guards are the dead.
_PASSIVE_NEXT = re.compile(
    r"(?: (?:by|in|at|near|on|when|during|as|after|while|over|along|inside)\b|[,.;]|$)"
)
_DONE_BY = re.compile(
    rf"\b{_SAYING}{_WHEN}(?: that)?(?: [\w'\u2019-]+){{1,6}}? (?:was|were|been|being) (?:\w+ly )?"
    rf"(?:{_ACTS['harm']}|violated|breached|fired (?:on|at|upon)|invaded|crossed)(?: \w+ly| again| twice)?"
    r" by (?:the )?$"
)
_NOBODYS = re.compile(r" (?:militant|terrorist|gunm|insurgent|separatist|rebel|smuggler|bandit)")


def told_act(text: str, mentions: Sequence[Mention], pair: Pair) -> Act | None:
    """The first act of one side of the pair that the sentence tells by a verb of saying.

    Args:
        text: the sentence.
        mentions: actors named in it.
        pair: the two states.
    """
    lower = text.lower()
    if not _CUES.stand_in(lower):
        return None
    sides = [mention for mention in mentions if mention.actor in pair.states]
    has_blame = "accus" in lower or "blam" in lower
    has_pronoun = _PRONOUN.search(text) is not None
    for mention in sides:
        act = _act_of(text, mention, sides, has_blame, has_pronoun)
        if act:
            return act
    return None


def as_told(signal: str, own: Roles, act: Act | None, pair: Pair) -> Roles:
    """The roles of a signal between the two states, given the act that its sentence tells as said.

    Args:
        signal: the signal.
        own: its roles as read.
        act: from `told_act`.
        pair: the two states.
    """
    if act is None or own not in pair.ways:
        return own
    other = pair.other(act.author)
    if signal in act.signals:
        return act.author, other
    return (other, act.author) if signal == "accuse" and act.accuses else own


def _act_of(
    text: str, mention: Mention, sides: Sequence[Mention], has_blame: bool, has_pronoun: bool
) -> Act | None:
    """What the mention's side is said to do."""
    start = max(0, mention.start - _BACK)
    if has_blame and _ACCUSED.search(text, start, mention.start) and _ACCUSED_OF.match(text, mention.end):
        return Act(mention.actor, _FORCE)
    is_agent = text.endswith(("by ", "by the "), start, mention.start)
    if is_agent and _DONE_BY.search(text, start, mention.start) and not _NOBODYS.match(text, mention.end):
        return Act(mention.actor, _FORCE)
    own = _OWN_ACT.match(text, mention.end) if has_pronoun else None
    if own and not _is_done_to(text, own):
        return Act(mention.actor, _SIGNALS[str(own.lastgroup)])
    return None if mention.kind == "place" else _act_of_subject(text, mention, sides)


def _act_of_subject(text: str, mention: Mention, sides: Sequence[Mention]) -> Act | None:
    """What it does as the subject of a clause told by a verb of saying, which stands before it or behind."""
    start = max(0, mention.start - _BACK)
    window = text[start : mention.start].lower()
    is_told = "say" in window or _CUES.stand_in(window)
    before = _TOLD_BEFORE.search(text, start, mention.start) if is_told else None
    opens = before is None and _OPENING.fullmatch(text, 0, mention.start) is not None
    found = _ACT.match(text, mention.end) if before or opens else None
    if not found or _is_done_to(text, found):
        return None
    others = [side for side in sides if side.actor != mention.actor]
    if any(mention.end <= other.start < found.end() for other in others):
        return None
    signals = _SIGNALS[str(found.lastgroup)]
    is_hostile = signals is _FORCE
    if before:
        return Act(mention.actor, signals, is_hostile and any(o.start < mention.start for o in others))
    told = _TOLD_AFTER.match(text, mention.end)
    if told is None:
        return None
    return Act(mention.actor, signals, is_hostile and any(o.start >= told.start("speaker") for o in others))


def _is_done_to(text: str, found: re.Match[str]) -> bool:
    """Whether a form like `killed` is no verb of the subject's but a participle, as headlines have it."""
    if not found["harm"]:
        return False
    if found["noun"]:
        return bool(_PASSIVE_NEXT.match(text, found.end()))
    return text.startswith(" by ", found.end())
