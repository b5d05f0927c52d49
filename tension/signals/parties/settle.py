"""Who did it to whom, settled over a whole article: one deed told in many sentences has one author.

Roles are first read sentence by sentence. Then the dead take the parties of the strike or attack told beside
them, a strike takes the side on whose soil it is said to fall, and violence in a sentence that does not name
both sides takes the parties of the article's leading deed.
"""

import re
from collections.abc import Iterator, Sequence

from tension.gazetteer import Mention
from tension.pairs import Pair
from tension.signals.parties.arms import is_armed, owner_of_arms, owns_by_name, striker
from tension.signals.parties.gunmen import GUNMEN, HEAVY, is_by_hand, tells_gunfire
from tension.signals.parties.parts import DEEDS, LEAD_SENTENCES, Part, Roles, named
from tension.signals.parties.speech import Act, as_told, told_act
from tension.signals.parties.turns import OFFENCES, offence_of, turned
from tension.signals.parties.unnamed import with_unnamed
from tension.signals.parties.victims import (
    comes_from,
    is_victim,
    national_victims,
    victims_place,
    whose_victims,
)
from tension.signals.points import VIOLENT

# Between two states these share their author in 79 of 82 sentences of the corpus.
VOICED = frozenset(("accuse", "demand", "threaten"))
SURE = 0.5
# Of a strike and an attack told in one sentence the far less probable is the other misread.
_SHADOW = 0.7
_CONDEMNS = re.compile(r"\b(?:condemn|denounc|deplor|decr(?:y|ie))\w*", re.IGNORECASE)
# So near behind the verb, a state is itself what is condemned.
_OBJECT_CHARS = 15
# What one side says or does to the other about something that the other did.
_ANSWERS = frozenset(("accuse", "sanction", "demand"))
_INSIDE = re.compile(
    r"\b(?:in|inside|into|within|across|on)(?: (?:the|its|neighbou?ring|southern|eastern|western|"
    r"south\S*|north\S*))* $",
    re.IGNORECASE,
)


def settle_roles(parts: Sequence[Part], pair: Pair | None) -> list[Roles | None]:
    """The roles of each signal as the article tells them; None for a misread shadow of another signal.

    Args:
        parts: the article's signals, in order of sentences.
        pair: its states; None leaves roles as the sentences give them.
    """
    parts = parts if pair is None else _as_told(parts, pair)
    by_sentence: dict[int, list[Part]] = {}
    for part in parts:
        by_sentence.setdefault(part.sentence_no, []).append(part)
    if pair is None:
        return [
            None if _is_shadow(part, by_sentence[part.sentence_no], None) else part.roles for part in parts
        ]
    lead = _leading(parts, pair)
    settled = [own for beside in by_sentence.values() for own in _of_sentence(beside, lead, pair)]
    settled = with_unnamed(parts, settled, pair)
    told = [part for part, own in zip(parts, settled, strict=True) if own is not None]
    return _blame_the_group(parts, settled, pair) if _led_by_a_group(told) else settled


def _as_told(parts: Sequence[Part], pair: Pair) -> list[Part]:
    """The parts with the author whom a verb names: of what one state says the other did, and of striking."""
    acts: dict[int, Act | None] = {}
    told: list[Part] = []
    for part in parts:
        roles = part.roles
        if roles in pair.ways:
            if part.sentence_no not in acts:
                acts[part.sentence_no] = told_act(part.text, part.mentions, pair)
            act = acts[part.sentence_no]
            roles = as_told(part.signal, roles, act, pair) if act else _as_struck(part, pair)
        told.append(part if roles == part.roles else part._replace(roles=roles))
    return told


def _as_struck(part: Part, pair: Pair) -> Roles:
    own = part.roles
    if part.signal != "strike":
        return own
    turned_own = turned(part.signal, part.text, part.mentions, own, pair)
    if turned_own != own:
        return turned_own
    author = striker(part.text, part.mentions)
    if author is None or author == own[0]:
        return own
    return (own[1], own[0]) if author == own[1] else (author, own[1])


def _is_shadow(part: Part, beside: Sequence[Part], pair: Pair | None) -> bool:
    """Whether it is another signal misread: of a strike and an attack the arms tell which is meant."""
    if part.signal == "mobilize":
        return any(_is_joint(part, other) for other in beside)
    if part.signal not in DEEDS:
        return False
    others = [other for other in beside if other.signal in DEEDS and other.signal != part.signal]
    if others and not GUNMEN.search(part.text):
        by_state = pair is not None and owner_of_arms(part.text, part.mentions, pair) is not None
        if by_state or HEAVY.search(part.text):
            return part.signal == "attack"
    return any(part.probability < _SHADOW * other.probability for other in others)


def _is_joint(drill: Part, other: Part) -> bool:
    """Whether forces move with those that they would move against: a drill of both is cooperation."""
    together = other.signal == "cooperate" and set(other.roles) == set(drill.roles)
    return together and other.probability > drill.probability


def _of_sentence(beside: Sequence[Part], lead: Part | None, pair: Pair) -> Iterator[Roles | None]:
    """The roles of one sentence's signals; the dead take those of the deed that killed."""
    host = _host(beside)
    hosts_own = _of_violence(host, beside, lead, pair) if host else None
    for part in beside:
        own = part.roles
        if hosts_own and (part is host or part.signal == "casualties"):
            own = hosts_own
        elif part.signal in VIOLENT:
            own = _of_violence(part, beside, lead, pair)
        yield None if _is_shadow(part, beside, pair) else _by_grammar(part, own, beside, pair)


def _of_violence(deed: Part, beside: Sequence[Part], lead: Part | None, pair: Pair) -> Roles:
    if lead is not None and not _names_parties(deed, lead.roles, pair):
        return (
            ("NSA", _victims_there(deed, pair) or lead.roles[1])
            if _by_others(deed, lead, pair)
            else lead.roles
        )
    if deed.signal == "strike":
        return _on_its_soil(deed, pair)
    return _by_gunmen(deed, beside, pair) if deed.signal == "attack" else _of_arms(deed, beside, pair)


def _of_arms(part: Part, beside: Sequence[Part], pair: Pair) -> Roles:
    """The dead without a deed: by whose arms, if any are named, unless gunmen are."""
    settled = _by_gunmen(part, beside, pair)
    if settled != part.roles or settled not in pair.ways:
        return settled
    owner = owner_of_arms(part.text, part.mentions, pair)
    return (settled[1], settled[0]) if owner == settled[1] else settled


def _by_others(deed: Part, lead: Part, pair: Pair) -> bool:
    """Whether a deed is that of gunmen or bombers, beside what one state's forces did to the other."""
    author = lead.roles[0]
    if deed.signal == "strike" or author not in pair.states or tells_gunfire(lead.text):
        return False
    return is_by_hand(deed.text, deed.mentions, author)


def _by_grammar(part: Part, own: Roles, beside: Sequence[Part], pair: Pair) -> Roles:
    """What speaks, asks, hosts or saves is told by the words around a name; an offence is the accused's."""
    own = turned(part.signal, part.text, part.mentions, _in_one_voice(part, own, beside, pair), pair)
    if part.signal not in OFFENCES or own not in pair.ways:
        return own
    blamed = {_accused(other, pair) for other in beside if other.signal in _ANSWERS}
    accused = blamed.pop() if len(blamed) == 1 else None
    return offence_of(part.text, part.mentions, accused, own) if accused else own


def _accused(part: Part, pair: Pair) -> str:
    return turned(part.signal, part.text, part.mentions, part.roles, pair)[1]


def _in_one_voice(part: Part, own: Roles, beside: Sequence[Part], pair: Pair) -> Roles:
    """Blame, demand and threat of one sentence have one author: where they disagree, the side named first."""
    if own not in pair.ways or part.signal not in VOICED:
        return own
    voiced = [other for other in beside if other.signal in VOICED]
    signals = [other.signal for other in voiced]
    disagree = {other.roles for other in voiced} == set(pair.ways) and len(set(signals)) == len(signals)
    first = next((m.actor for m in part.mentions if m.actor in pair.states), None) if disagree else None
    return next((roles for roles in pair.ways if roles[0] == first), own)


def _led_by_a_group(parts: Sequence[Part]) -> bool:
    """Whether the article's news is an armed group's attack rather than a state's strike."""
    lead = [part for part in parts if part.sentence_no < LEAD_SENTENCES and part.signal in DEEDS]
    attacks = [part for part in lead if part.signal == "attack" and part.probability >= SURE]
    strike = max((part.probability for part in lead if part.signal == "strike"), default=0.0)
    return any(part.probability >= strike or GUNMEN.search(part.text) for part in attacks)


def _blame_the_group(parts: Sequence[Part], roles: Sequence[Roles | None], pair: Pair) -> list[Roles | None]:
    """Who condemns a group's crime accuses the group, as both sides do, and not the other state."""
    return [
        (own[0], "NSA") if own and part.signal == "accuse" and _condemns_the_deed(part, pair) else own
        for part, own in zip(parts, roles, strict=True)
    ]


def _condemns_the_deed(part: Part, pair: Pair) -> bool:
    """Whether a crime is condemned, as gunmen's is by both sides, and not the other state."""
    verbs = [found.end() for found in _CONDEMNS.finditer(part.text)]
    named = [mention for mention in part.mentions if mention.actor in pair.states]
    starts = [mention.start for mention in named if not is_victim(mention, part.text)]
    return bool(verbs) and not any(0 <= start - end <= _OBJECT_CHARS for end in verbs for start in starts)


def _host(beside: Sequence[Part]) -> Part | None:
    """The deed that killed: the likeliest strike or attack of the sentence, for its one group of victims."""
    groups = sum(other.signal == "casualties" for other in beside)
    deeds = [other for other in beside if other.signal in DEEDS and other.probability >= SURE]
    return max(deeds, key=lambda other: other.probability, default=None) if groups == 1 else None


def _leading(parts: Sequence[Part], pair: Pair) -> Part | None:
    """The first deed in the title and lead whose sentence names both sides, with its parties."""
    for part in parts:
        told = part.sentence_no < LEAD_SENTENCES and part.signal in DEEDS and part.probability >= SURE
        if told and _names_both(part, pair):
            return part._replace(roles=_lead_roles(part, parts, pair))
    return None


def _lead_roles(part: Part, parts: Sequence[Part], pair: Pair) -> Roles:
    """A group's victims, where its first sentence does not tell, are those that the next ones name."""
    if part.signal == "strike":
        return _on_its_soil(part, pair)
    if part.roles[0] != "NSA":
        return part.roles
    told = (
        _victims(each, pair) for each in parts if each.sentence_no < LEAD_SENTENCES and each.signal in VIOLENT
    )
    return "NSA", next(filter(None, (_victims(part, pair), *told)), part.roles[1])


def _names_both(part: Part, pair: Pair) -> bool:
    sides = named(part)
    if pair.states <= sides:
        return True
    if "NSA" not in part.roles or pair.states.isdisjoint(sides):
        return False
    return "NSA" in sides or GUNMEN.search(part.text) is not None


def _names_parties(part: Part, lead: Roles, pair: Pair) -> bool:
    """Whether the sentence itself says who did it: it names both sides, or arms of one of them."""
    if lead[0] == "NSA" and part.roles[0] == "NSA":
        return bool(national_victims(part.text, part.mentions, pair))
    if _names_both(part, pair):
        return True
    armed = [m for m in part.mentions if m.actor in pair.states and is_armed(part.text, m)]
    return any(mention.actor != lead[0] for mention in armed)


def _on_its_soil(part: Part, pair: Pair) -> Roles:
    """A strike is by the owner of the arms; said to fall on its own author's soil, it fell the other way."""
    if part.roles not in pair.ways:
        return part.roles
    owner = owner_of_arms(part.text, part.mentions, pair)
    if owner:
        return owner, pair.other(owner)
    source, target = part.roles
    soil = {m.actor for m in part.mentions if m.actor in pair.states and _is_soil(part.text, m)}
    return (target, source) if soil == {source} else part.roles


def _is_soil(text: str, mention: Mention) -> bool:
    """Whether the surface says where: a district or town, or a state after `in` or `inside`."""
    if mention.kind == "place":
        return True
    if mention.kind not in ("name", "demonym") or owns_by_name(text, mention):
        return False
    return bool(_INSIDE.search(text, 0, mention.start))


def _by_gunmen(part: Part, beside: Sequence[Part], pair: Pair) -> Roles:
    """Unnamed gunmen are an armed group, and its victims are of the nation they are called by."""
    source, target = part.roles
    if source == "NSA" or (source in pair.states and _tells_gunmen(part, beside)):
        return "NSA", _victims_there(part, pair) or target
    return part.roles


def _tells_gunmen(part: Part, beside: Sequence[Part]) -> bool:
    """Whether gunmen are told of, and no strike beside them."""
    if any(other.signal == "strike" and other.probability >= SURE for other in beside):
        return False
    return (
        GUNMEN.search(part.text) is not None
        or is_by_hand(part.text, part.mentions, part.roles[0])
        or comes_from(part.text, part.mentions, part.roles[0])
    )


def _victims(part: Part, pair: Pair) -> str | None:
    return whose_victims(part.text, part.mentions, pair)


def _victims_there(part: Part, pair: Pair) -> str | None:
    return _victims(part, pair) or victims_place(part.text, part.mentions, pair)
