"""Where a state's name stands so that an act is, or is not, its own; a table by signal for `turns`."""

import re
from collections.abc import Mapping
from typing import NamedTuple

from tension.signals.text.hints import HintedPattern


class Turn(NamedTuple):
    """Where a state's name stands so that it is, or is not, the author of a signal.

    Attributes:
        cues: one of these stands in any sentence that fits; in lower case.
        before: what must stand before the name, ending at it; None for anything.
        after: what must stand behind it.
        is_author: whether the state did it, or it was done to the state.
        last: one of these ends right before the name in whatever fits `before`.
    """

    cues: tuple[str, ...]
    before: re.Pattern[str] | None
    after: re.Pattern[str] | None
    is_author: bool
    last: tuple[str, ...] = ("",)


_OWN = r"(?:['\u2019]s)?"
# What may stand between a state and what its people or offices do.
_OFFICE = (
    r"(?: (?:foreign|prime|interior|defen[cs]e|senior|top|army|military|naval|state|national|supreme|"
    r"government|ministry|minister|office|spokes\w+|president|premier|parliament|assembly|senate|cabinet|"
    r"leaders?|chief|"
    r"commander|general|officials?|authorities|ambassador|envoy|navy|guards?|forces|troops|side|FM|PM|FO|"
    r"COAS)\b){0,4}"
)
_ENVOY = (
    r"(?: \w+){0,2}? (?:envoy|ambassador|charge d['\u2019]affaires|charg\u00e9 d['\u2019]affaires|"
    r"charg\u00e9|charge|consul(?:[- ]general)?|diplomats?|head of mission|deputy head of mission|"
    r"military attach[e\u00e9])"
)
# Between the envoy and the verb his name, or where he serves.
_ASIDE = r"(?:,[^,;]{2,40},)?(?: (?:(?:in|to) )?(?:[A-Z][\w'\u2019-]*|el|al|bin)){0,4}"
_BEEN = r"(?: (?:was|were|is|has been|had been|being|to be|gets|got|again))?(?: (?:also|again|later|\w+ly))?"
_CALLED = (
    r" (?:summoned(?! (?:the|an?|his|its|their) )|(?:called|hauled|asked)(?: (?:in|up|over))?"
    r"(?= to (?:the |its |his )?(?:[Ff]oreign|[Mm]inistry|M[oO]FA|FO\b|Foreign))|(?:called|hauled) in\b|"
    r"(?:handed|served|given) (?:(?:with )?an?|the)? ?(?:strong(?:ly worded)? |formal |stern |written )*"
    r"(?:protest|d[e\u00e9]marche|note|warning|letter of protest|dossier))"
)
_SUMMONED = re.compile(rf"{_OWN}{_ENVOY}{_ASIDE}{_BEEN}{_CALLED}")
_SLAMS = re.compile(
    rf"{_OWN}{_OFFICE}(?: (?:strongly|again|also|angrily))? (?:(?:slams|blasts|lambasts|rebukes|flays|"
    r"castigates|denounces|condemns|assails)\b|(?:has|have|had) (?:\w+ly )?(?:slammed|lambasted|rebuked|"
    r"flayed|"
    r"castigated|denounced|condemned|assailed)\b)"
)
_REGRETS = re.compile(
    rf"{_OWN}{_OFFICE}(?: (?:has|have|had|also))? (?:(?:voice[sd]|express(?:es|ed)|convey(?:s|ed)|"
    r"offer(?:s|ed)|tender(?:s|ed)|issue[sd]) (?:(?:its|their|his|deep|sincere|profound|an?|the|formal|"
    r"public) ){0,3}"
    r"(?:regrets?|apolog(?:y|ies)|remorse)|regrets|regretted|apologi[sz]e[sd]|says? sorry|said sorry)\b"
)
_APOLOGY_OF = re.compile(
    rf"{_OWN}(?: (?:formal|public|official|written|belated))? (?:apolog(?:y|ies)|regrets?)\b"
)
_APOLOGY_BY = re.compile(r"\b(?:apolog(?:y|ies)|regrets?) (?:by|from) (?:the )?$")
_GIVEN_TO = re.compile(
    r"\b(?:(?:handed|turned) over|(?:is|was|were|been|be|being) (?:handed|given|returned|"
    r"transferred|delivered|donated|sent)(?: back)?) to (?:the )?$"
)
_RESCUED = re.compile(
    r"\b(?:rescue[sd]|rescuing|saves|saved|saving|evacuate[sd])"
    r"(?: (?!by\b|from\b|off\b|near\b|in\b|and\b|with\b)[\w-]+){0,6} $"
)
_RESCUED_BY = re.compile(r"\b(?:rescued|saved|evacuated|picked up|treated)(?: \w+){0,3}? by (?:an? |the )?$")
# A host's guest, but not the host's message from one.
_NO_GUEST = (
    r"(?:in|at|by|from|after|on|to|with|and|that|messages?|letters?|calls?|invitations?|reports?|gifts?|aid)"
)
_HOSTS = re.compile(
    r"\b(?:hosts|hosted|hosting|receives|received|receiving|welcomes|welcomed|feted|greets|greeted)"
    r"(?: (?:an? |the )?(?:\w+ )?\w+ (?:for|in hono?u?r of))?"
    rf"(?: (?!{_NO_GUEST}\b)[\w'\u2019-]+){{0,4}} $"
)
_HOSTED = re.compile(
    rf"{_OWN}{_OFFICE}{_ASIDE}(?: (?:was|were|is|are|being|been))? (?:hosted|received|welcomed|feted|greeted)"
    r"(?= (?:at|by|in|on|with|upon|warmly)\b)"
)
_VISIT_BY = re.compile(r"\b(?:visit|trip|tour|arrival)s? (?:by|of) (?:the )?$")
# "..., Tehran warns": who is named with a verb of saying behind what is said.
_TAGGED = re.compile(r",[\"'\u201d\u2019]? (?:(?:an?|the|senior|top|retired) ){0,2}$")
_SAYS = re.compile(
    rf"{_OWN}{_OFFICE}(?: (?:has|have|had))? (?:warns?|warned|says?|said|tells?|told|threatens?|threatened|"
    rf"vows?|"
    r"vowed|cautions?|cautioned)\b(?! by\b)"
)
_SAYS_LAST = re.compile(rf"{_SAYS.pattern}(?=[.;]|$)")
_SENT_AWAY = re.compile(
    rf"{_OWN}{_ENVOY}{_ASIDE}{_BEEN} (?:expelled|ousted|declared persona non grata|barred|kept out|"
    rf"sent packing|"
    r"(?:asked|told|ordered|given \w+ (?:hours|days)) to (?:leave|quit|go|depart))\b"
)
_DRAWS = re.compile(
    r"\b(?:draws?|drew|prompts?|prompted|sparks?|sparked|provoke[sd]?|triggers?|triggered|earns?|earned|"
    r"brings?)"
    r" (?:(?:strong|sharp|angry|swift|formal|an?) ){0,2}$"
)
_PROTEST_OF = re.compile(
    rf"{_OWN} (?:protests?|condemnations?|rebukes?|anger|ire|outrage|d[e\u00e9]marche)\b"
)
_DEMAND_OF = re.compile(rf"{_OWN}(?: \w+)? (?:demands?|requests?) (?:to|for|that)\b")
_THREAT_OF = re.compile(rf"{_OWN}(?: \w+)? (?:threats?|warnings?|ultimatums?)\b")
_FROM_WHERE = re.compile(
    r"\b(?:shell\w*|fire[ds]?|firing|rockets?|missiles?|mortars?|drones?|struck|hit|launched|strikes?)"
    r"(?: (?!at\b|on\b|upon\b)[\w-]+){0,3}? from(?: (?:across|inside|within))?(?: the)? $"
)
ANSWERS = HintedPattern(
    r"\b(?:respon|retaliat|aveng|answer|in reply|return(?:s|ed|ing)? fire|in kind)",
    "respon|retaliat|aveng|answer|in reply|return|in kind",
    re.IGNORECASE,
)
_SIDE = re.compile(
    r"(?:['\u2019]s)?(?: (?:side|soil|territory|border|frontier)\b|(?=[,.;]|$| (?:lands?|landed|hits?|"
    r"kill\w*|falls?|"
    r"fell|struck|strikes?|wound\w*|injur\w*|into|on|onto)\b))"
)


# No object may stand between: in "refused an offer by Iran" the offer is Iran's, not the refusal.
_WHERE = (
    r"(?: (?:\w+ly|again|outright|earlier|today|yesterday|twice|dead|back))?"
    r"(?: (?:in|at|on|off|near|over|from|for|after|along|inside|outside) (?:[\w'\u2019-]+ ?){1,3}?)?"
)


def _done_by(verbs: str) -> Turn:
    """A participle and, where no object stands between, `by`."""
    before = re.compile(rf"\b(?:{verbs}){_WHERE} by (?:the )?$")
    return Turn((" by ",), before, None, is_author=True, last=("by ", "by the "))


_STRUCK_BY = _done_by(
    r"shot(?: down)?|downed|struck|hit|shelled|bombed|attacked|raided|pounded|killed|wounded|injured|fired|"
    r"launched|destroyed|targeted"
)
_COERCED_BY = _done_by(
    r"shut|closed|sealed|blocked|seized|detained|held|arrested|captured|impounded|deported|expelled|"
    r"turned back|"
    r"stopped|violated|breached|crossed|fenced|abducted|hacked"
)
_CUT_BY = _done_by(
    r"expelled|recalled|withdrawn|suspended|halted|cut|severed|banned|barred|cancelled|canceled|downgraded|"
    r"frozen|"
    r"deported|imposed"
)
_REFUSED_BY = _done_by(r"rejected|refused|dismissed|spurned|rebuffed|vetoed|declined|turned down")
_YIELDED_BY = _done_by(
    r"released|freed|returned|reopened|lifted|eased|resumed|restored|handed over|withdrawn"
)


def _sent_from(nouns: str) -> Turn:
    """What comes from somebody: "praise from", "an ultimatum from"."""
    before = re.compile(rf"\b(?:{nouns})(?: (?!and\b|but\b|by\b)[\w-]+){{0,3}}? from (?:the )?$")
    return Turn((" from ",), before, None, is_author=True, last=("from ", "from the "))


_AID_FROM = _sent_from(
    r"gets?|got|receive[sd]?|tents|aid|relief|loans?|help|medicines?|supplies|assistance|donations?"
)
_SUPPORT_FROM = _sent_from(
    r"praise|thanks|condolences|sympath(?:y|ies)|support|solidarity|backing|congratulations|greetings"
)
_THREAT_FROM = _sent_from(r"warnings?|ultimatums?")
_DEMAND_FROM = _sent_from(r"(?:an?|the|fresh|new|formal) (?:demand|request|plea)")
_PROTEST_FROM = _sent_from(
    r"protests?|condemnations?|rebukes?|d[e\u00e9]marche|protest note|accusations?|charges"
)
_GUEST_FROM = _sent_from(r"delegations?|team|guests?|visitors?|visits?|lawmakers|businessmen")


def _by(cues: str, before: re.Pattern[str] | None = None, after: re.Pattern[str] | None = None) -> Turn:
    return Turn(tuple(cues.split()), before, after, is_author=True)


def _to(cues: str, before: re.Pattern[str] | None = None, after: re.Pattern[str] | None = None) -> Turn:
    return Turn(tuple(cues.split()), before, after, is_author=False)


_SAID_CUES = "warn say said tell told threat vow caution"
_SENT_CUES = "expelled ousted persona barred kept sent leave quit go depart"
_HOST_CUES = "host receiv welcom fete greet"
_GIVEN_CUES = "handed turned given returned transferred delivered donated sent"
FIRED_FROM = _by("from", before=_FROM_WHERE, after=_SIDE)
TURNS: Mapping[str, tuple[Turn, ...]] = {
    "accuse": (
        _to("summon called hauled asked handed served given", after=_SUMMONED),
        _by("slam blast lambast rebuk flay castigat denounc condemn assail", after=_SLAMS),
        _by("draw drew prompt spark provok trigger earn bring", before=_DRAWS, after=_PROTEST_OF),
        _by(_SAID_CUES, before=_TAGGED, after=_SAYS_LAST),
        _PROTEST_FROM,
    ),
    "threaten": (
        _by(_SAID_CUES, before=_TAGGED, after=_SAYS),
        _by("threat warning ultimatum", after=_THREAT_OF),
        _THREAT_FROM,
    ),
    "demand": (
        _by(_SAID_CUES, before=_TAGGED, after=_SAYS),
        _by("demand request", after=_DEMAND_OF),
        _DEMAND_FROM,
        _to(_SENT_CUES, after=_SENT_AWAY),
    ),
    "strike": (_STRUCK_BY, FIRED_FROM),
    "casualties": (_STRUCK_BY,),
    "coerce": (_COERCED_BY,),
    "sanction": (_CUT_BY, _to(_SENT_CUES, after=_SENT_AWAY)),
    "reject": (_REFUSED_BY,),
    "restore": (_YIELDED_BY,),
    "concede": (
        _by("regret apolog sorry remorse", after=_REGRETS),
        _by("apolog regret", after=_APOLOGY_OF),
        _by("apolog regret", before=_APOLOGY_BY),
        _YIELDED_BY,
        _to(_GIVEN_CUES, before=_GIVEN_TO),
    ),
    "support": (_SUPPORT_FROM,),
    "aid": (
        _AID_FROM,
        _to("rescu sav evacuat", before=_RESCUED),
        _by("rescued saved evacuated picked treated", before=_RESCUED_BY),
        _to(_GIVEN_CUES, before=_GIVEN_TO),
    ),
    "visit": (
        _GUEST_FROM,
        _by(_HOST_CUES, before=_HOSTS),
        _by(_HOST_CUES, after=_HOSTED),
        _by("visit trip tour arrival", before=_VISIT_BY),
    ),
}
