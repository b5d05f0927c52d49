"""How many were killed and wounded, by a grammar of numbers, people and verbs of dying."""

import re
from typing import NamedTuple

from tension.signals.tolls.accidents import is_accident
from tension.signals.tolls.word import Word
from tension.signals.tolls.words import read_words


class Toll(NamedTuple):
    """One group of victims.

    Attributes:
        killed: people killed, None where the group has no exact figure of dead.
        wounded: people wounded, None likewise.
        start: offset in the sentence of the word that says they were killed or wounded.
    """

    killed: int | None
    wounded: int | None
    start: int


class Casualties(NamedTuple):
    """What a sentence says of the killed and wounded.

    Attributes:
        killed: people killed in the sentence's first group; None where no exact figure is given ("dozens").
        wounded: people wounded likewise.
        accident: they died by accident or nature, so they are no casualties of violence.
        correction: the figure replaces an earlier one ("toll rises to nine from seven").
        tolls: every group the sentence tells apart, in order.
    """

    killed: int | None
    wounded: int | None
    accident: bool
    correction: bool
    tolls: tuple[Toll, ...]


# For text in lower case.
_CORRECTION = re.compile(
    r"\b(?:revis\w+|correct(?:s|ed|ing|ion)|not \w+ (?:but|as)|earlier (?:count|figure|toll|report)|"
    r"up from|down from|from (?:the |an earlier )?\w+(?: given| reported)? earlier|"
    r"previous(?:ly)? (?:count|figure|toll)|(?:toll|number|count|dead|deaths)\b[^.;]*\b(?:ris\w+|rose|"
    r"climb\w*|jump\w*|rais\w+|lower\w*|cut|mount\w*|"
    r"grew|grown|increas\w+|went up|goes up)\b|(?:rais|tak|bring|push|lift|put)\w* (?:\w+ )?(?:the |"
    r"its )?(?:death )?"
    r"(?:toll|count|number)\b|instead of)",
)

# A count of people: "at least nine", "three women", "seven of the men", "a border guard", "his driver".
_NOUNS = r"[xXPpqSD]{0,5}"
_COUNTED = rf"e?m?Q(?:[a&]n)?(?!ot)(?:o[xXeA]?Q?)?{_NOUNS}(?:o[xXePpA]{{1,4}})?"
_ONE = r"A(?!ot)(?:o[xXeA]?Q?[xXPp]{1,4}|[xXq]{0,4}p[xXp]{0,2}|x?X(?![xPp]))"
_PEOPLE = rf"(?:{_COUNTED}|{_ONE})"
_AND = r"(?:,&|,|&)"
_PLACED = r"(?:[ra]e?[xXPp]{1,4})?"
_LIST = rf"{_PEOPLE}(?:{_PLACED}{_AND}{_PEOPLE}(?![^,;]{{0,8}}It))*"
_OBJECTS = rf"{_PEOPLE}(?:{_PLACED}{_AND}{_PEOPLE}(?![xra]?[bhKWDwLyZGf]))*"
_ASIDE = r"(?:,[^;.bKFDWZGTYv]{1,40}?,|,?I[^;.bKFDWZGTYvy]{1,24}?,?)?"
_GAP = r"[xXePpqraohyuUn]{0,9}?"
_BEFORE = rf"{_GAP}{_ASIDE}{_GAP}"
_BARE = r"[xX]{0,3}p"
_PATTERNS: tuple[tuple[str, str], ...] = (
    # India's toll, at first seven, was revised to six; deaths have passed two hundred
    ("toll", r"(?P<cue>[TY])[^;.]{0,20}?Va?(?P<who>m?Q)"),
    # the toll rose to nine (from seven); put the dead at 46; the number of men slain this year to four
    ("toll", r"(?P<cue>[TYD])[^;.Q]{0,12}?(?:[ra]e?m?[QSn]x{0,2})?a(?P<who>m?Q)"),
    ("toll", r"(?P<cue>Y)[^;.,Q]{0,8}?(?P<who>m?Q)"),
    ("toll", r"(?P<cue>N)[^;.,Q]{0,8}?[KDF][^;.,Q]{0,8}?a(?P<who>m?Q)"),
    # left nine people dead; with nine dead; cost ten policemen their lives
    ("killed", rf"Lx?(?P<who>{_LIST}){_PLACED}(?P<cue>D)"),
    ("wounded", rf"Lx?(?P<who>{_LIST}){_PLACED}(?P<cue>W|f)"),
    ("killed", rf"c(?P<who>{_LIST})(?P<cue>[xA]?T)"),
    # nine people, including three women, were killed
    ("killed", rf"(?P<who>{_LIST}){_BEFORE},?[bh]+x?b?x?(?P<cue>[KDF])"),
    ("wounded", rf"(?P<who>{_LIST}){_BEFORE}[bh]+x?b?x?(?P<cue>W)"),
    ("killed", rf"(?P<cue>D)b(?P<who>{_OBJECTS})"),
    # killed nine people; killing a shepherd and two girls; kills woman
    ("killed", rf"(?P<cue>[KGZ]|T(?=o))x{{0,2}}o?(?P<who>{_OBJECTS}|m?Qot)(?![xra]?W)"),
    ("wounded", rf"(?P<cue>[Ww])x{{0,2}}o?(?P<who>{_OBJECTS}|m?Qot)(?![xra]?[KD])"),
    # nine died; nine killed as; nine dead; suffered wounds
    ("killed", rf"(?P<who>{_LIST}){_BEFORE},?(?P<cue>[KFD])"),
    ("wounded", rf"(?P<who>{_LIST}){_BEFORE},?(?:f[xX]{{0,3}}(?=w))?(?P<cue>W|(?<=f)w|(?<=fx)w)"),
    # nine deaths; nine dead soldiers; lost nine soldiers
    ("killed", r"(?P<who>m?Q)x{0,2}(?P<cue>[TD])"),
    ("killed", r"(?P<who>A)(?P<cue>D)(?=[,.;]|$)"),
    ("killed", rf"(?P<cue>l)(?P<who>{_ONE}(?:{_AND}{_PEOPLE})*|m?Q(?:[xXPp]{{0,3}}[Pp]|(?=[&,.;]|$)))"),
    ("killed", r"(?P<who>m?Q[xXPp]{1,3})[bh]+(?P<cue>l)"),
    ("wounded", r"(?P<who>m?Q)(?P<cue>w)"),
)
# One victim named without a number, as headlines do; and "shot", which may mean wounded: only where nothing
# else is told.
_WEAK_PATTERNS: tuple[tuple[str, str], ...] = (
    ("killed", rf"(?P<cue>s)[xX]?(?P<who>{_OBJECTS})"),
    ("killed", rf"(?P<who>{_BARE})(?P<cue>s)"),
    ("killed", rf"(?P<who>{_LIST})(?:[^;.Qbs]{{0,8}}b[^;.Qs]{{0,16}}?|{_BEFORE},?)(?P<cue>s)"),
    ("killed", rf"(?P<cue>[ZKG])e?(?P<who>{_BARE})"),
    ("wounded", rf"(?P<cue>[Ww])e?(?P<who>{_BARE})"),
    ("killed", rf"(?P<who>{_BARE}(?:o[xX]{{1,4}})?)(?:,n,)?b?(?P<cue>[KFD])"),
    ("killed", r"(?P<who>q)(?P<cue>T)"),
    ("wounded", rf"(?P<who>{_BARE})(?:,n,)?b?(?P<cue>W)"),
)


def _cue_letters(pattern: str) -> frozenset[str]:
    """The letters of a pattern's cue, of which a sentence needs one for the pattern to be worth trying."""
    cue = re.search(r"\(\?P<cue>((?:[^()]|\([^()]*\))*)\)", pattern)
    needed = re.sub(r"\(\?<?=\w+\)|\[\w+\]\?", "", cue[1] if cue else "")
    return frozenset(re.findall("[A-Za-z]", needed))


# A second figure without its own word of dying: "killed 17 guards; the governor's office acknowledged 11".
_ADMITTED = re.compile(r"(?P<cue>B)a?(?P<who>m?Q)")
# Last resort, for sentences known to tell of casualties: the people counted in them.
_RESORT = re.compile(rf"(?P<who>m?Q(?:[xXD]{{0,4}}[Pp](?:{_AND}{_PEOPLE})*|ot))")
_RESORT_ONE = re.compile(r"(?P<who>A[xXq]{0,3}p|(?<=e)[xX]{0,2}p)")
_NO_VICTIMS = (
    "gunmen attackers assailants raiders bombers attacker gunman bomber sniper official deputy chief"
)
_ATTACKERS = frozenset(_NO_VICTIMS.split())
_COMPILED = tuple((kind, re.compile(pattern), _cue_letters(pattern)) for kind, pattern in _PATTERNS)
_WEAK = tuple((kind, re.compile(pattern), _cue_letters(pattern)) for kind, pattern in _WEAK_PATTERNS)
_ELEMENT = re.compile(_PEOPLE)


def count_casualties(sentence: str) -> Casualties:
    """Read the killed and wounded of one sentence.

    Returns figures only where the sentence gives them exactly; parts that add up are summed ("three women and
    four children" is 7), "at least nine" is 9, "dozens" is None.
    """
    tolls = _read_tolls(read_words(sentence))
    if not tolls:
        return _NOTHING
    lower = sentence.lower()
    accident = is_accident(lower)
    killed = next((toll.killed for toll in tolls if toll.killed is not None), None)
    wounded = next((toll.wounded for toll in tolls if toll.wounded is not None), None)
    correction = bool(_CORRECTION.search(lower))
    return Casualties(killed, wounded, accident, correction, tuple(tolls))


def joined_groups(told: Casualties) -> list[Toll]:
    """Killed and wounded of one group joined: wounded told right after killed are of the same group."""
    groups: list[Toll] = []
    for toll in told.tolls:
        last = groups[-1] if groups else None
        if last and toll.killed is None and last.wounded is None:
            groups[-1] = Toll(last.killed, toll.wounded, last.start)
        elif last and toll.wounded is None and last.killed is None:
            groups[-1] = Toll(toll.killed, last.wounded, last.start)
        else:
            groups.append(toll)
    return groups


_NOTHING = Casualties(None, None, accident=False, correction=False, tolls=())


def _read_tolls(words: list[Word]) -> list[Toll]:
    letters = "".join([word.letter for word in words])
    told_letters = set(letters)
    found: list[tuple[str, Toll]] = []
    for kind, pattern, cues in _COMPILED:
        if not cues.isdisjoint(told_letters):
            letters = _take(kind, pattern, letters, words, found)
    told_letters = set(letters)
    for kind, pattern, cues in _WEAK:
        if not cues.isdisjoint(told_letters) and not any(told in (kind, "toll") for told, _ in found):
            letters = _take(kind, pattern, letters, words, found)
    if not found:
        found = _resort(words, letters)
    elif any(kind == "killed" for kind, _ in found):
        letters = _take("killed", _ADMITTED, letters, words, found)
    totals = [toll for kind, toll in found if kind == "toll"]
    kept = [toll for kind, toll in found if not (totals and kind == "killed")]
    return sorted(kept, key=lambda toll: toll.start)


def _resort(words: list[Word], letters: str) -> list[tuple[str, Toll]]:
    """The people counted where no word of dying governs them ("eight of them were sent to hell")."""
    kind = "wounded" if re.search("[Ww]", letters) else "killed"
    deadly = re.search("[KGZFs]", letters) and "S" not in letters
    for match in (*_RESORT.finditer(letters), *(_RESORT_ONE.finditer(letters) if deadly else ())):
        span = words[match.start("who") : match.end("who")]
        if any(word.text in _ATTACKERS for word in span):
            continue
        count = sum(_counts(words, letters, match.start("who"), match.end("who")))
        toll = Toll(None, count, span[0].start) if kind == "wounded" else Toll(count, None, span[0].start)
        return [(kind, toll)]
    return []


def _take(
    kind: str, pattern: re.Pattern[str], letters: str, words: list[Word], found: list[tuple[str, Toll]]
) -> str:
    """Add what the pattern finds; the letters come back with the words it used blotted out."""
    for match in pattern.finditer(letters):
        for count in _counts(words, letters, *match.span("who")):
            where = words[match.start("cue")].start
            toll = Toll(None, count, where) if kind == "wounded" else Toll(count, None, where)
            last = found[-1][1].killed if found else None
            if (
                kind == "killed"
                and last
                and any(word.text == "more" for word in words[slice(*match.span("who"))])
            ):
                found[-1] = (kind, Toll(last + count, None, found[-1][1].start))
            else:
                found.append((kind, toll))
        used = {*range(*match.span("who")), *range(*match.span("cue"))}
        letters = "".join("*" if place in used else letter for place, letter in enumerate(letters))
    return letters


def _counts(words: list[Word], letters: str, start: int, end: int) -> list[int]:
    """The sum of the listed groups; separate counts where each is of another nation."""
    values: list[int] = []
    names: list[str] = []
    for element in _ELEMENT.finditer(letters, start, end):
        span = words[element.start() : element.end()]
        values.append(next(word.value for word in span if word.value is not None))
        names.append(" ".join(word.text for word in span if word.capital and word.start > 0)[:5])
    if not values:
        return [next((word.value for word in words[start:end] if word.value is not None), 1)]
    is_spelt_out = len(values[1:]) > 1 and values[0] == sum(values[1:]) and all(names[1:])
    if is_spelt_out:
        values, names = values[1:], names[1:]
    told_apart = len(values) > 1 and all(names) and len(set(names)) == len(names)
    return values if told_apart else [sum(values)]
