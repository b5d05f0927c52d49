"""The words casualty sentences are made of, as one tokeniser that gives every word a one-letter class."""

import re
from functools import lru_cache
from typing import NamedTuple

from text_to_num import text2num

from tension.signals.text.memo import TokenLookup
from tension.signals.tolls.groups import read_groups
from tension.signals.tolls.nouns import THINGS, in_list, is_person
from tension.signals.tolls.phrases import OPENERS, PHRASE
from tension.signals.tolls.word import Word

_CLASSES: dict[str, str] = {
    "K": (
        "killed|slain|murdered|massacred|slaughtered|executed|beheaded|assassinated|martyred|butchered|"
        "neutralised|neutralized|eliminated|liquidated|felled|torpedoed|buried|lynched|mourned"
    ),
    "G": (
        "killing|murdering|massacring|slaughtering|executing|beheading|neutralising|neutralizing|liquidating|"
        "eliminating|martyring|assassinating"
    ),
    "Z": "kill|kills|slew|slay|slays|executes|assassinates|beheads|bury|buries",
    "F": "died|die|dies|dying|perished|perish|perishes|succumbed|fell|drowned|fall",
    "D": "dead|lifeless|fatally",
    "T": (
        "deaths|death|fatalities|fatality|coffins|corpses|bodies|martyrs|funerals|graves|killings|lives|"
        "life|corpse|murders|murder|martyrdom"
    ),
    "Y": "toll|losses",
    "W": "wounded|injured|hurt|maimed|grazed|knifed|lamed|disfigured|treated|hospitalised|hospitalized",
    "w": "treating|wounding|injuring|hurting|maiming|wounds|injures|hurts|injure|wound|maims|injuries|injury",
    "s": "shot",
    "l": "lost|losing|loses",
    "c": "cost|costing|claimed|claim|claims|took|takes|taking",
    "b": "is|are|was|were|be|been|being|gets|got",
    "h": "has|have|had|having",
    "L": "left|leaving|leaves|leave|with",
    "I": "including|among|mostly|most|which|half",
    "t": "them|whom|these|those",
    "y": "said|says|told|tells|reported|confirmed|added|claims|announced|warned",
    "e": "the",
    "a": "to|at|as",
    "r": ("in|on|by|from|near|for|during|into|across|inside|outside|between|against|over|under"),
    "v": "after|when|while|before|if|because|since|than|where|though|although|but|until|whether",
    "u": "who|that|whose",
    "B": "acknowledged|acknowledges|admitted|admits|admit|counted|counts|lists|listed|owned|named|"
    "conceded|brag|boasts",
    "V": "revised|raised|lowered|corrected|passed|topped|surpassed|reached|exceeded|neared|cut",
    "f": "suffered|nursing|sustained|received|suffering",
    "o": "of",
    "&": "and|plus",
    "S": "dozens|scores|hundreds|thousands|several|many|numerous|few",
    "A": "a|an|one|his|her|its|their|whose|another",
}
_WORD_CLASS = {word: letter for letter, words in _CLASSES.items() for word in words.split("|")}
_PLURAL = re.compile(r"(?:people|police|troops|crew|levies|family|staff|.*men|.*children|.*[^s]s)$")
_DEMONYM = re.compile(r"(?:ans?|[qrnb]is?|ese|ish|abs?|urds?|urks?|uns?|iots?|aqis?|os)$")
_ORDINAL = re.compile(
    r"(?:second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|\w+teenth)$"
)
_MONTH_NAMES = (
    "january february march april may june july august september october november december "
    "jan feb mar apr jun jul aug sep sept oct nov dec"
)
_MONTHS = frozenset(_MONTH_NAMES.split())


_new = tuple.__new__

_AGE = r"(?P<age>\b(?:\w+-)?\w+-(?:years?|months?|days?)-olds?\b)|"
_PLAIN = (
    r"(?P<digits>(?<![\w.$£€])\d{1,3}(?:,\d{3})+(?![\w.]\w)|(?<![\w.$£€])\d+(?![\w]|[.:]\d|%|,\d))"
    r"|(?P<word>[^\W\d_]+(?:[-'\u2019.][^\W\d_]+)*)"
    r"|(?P<other>\d[\w.,:%-]*|[$£€]\S+)"
    r"|(?P<mark>[,;:.!?\u2014\u2013()]|&)"
)
_TOKEN, _AGED_TOKEN = re.compile(_PLAIN), re.compile(_AGE + _PLAIN, re.IGNORECASE)


def read_words(sentence: str) -> list[Word]:
    """The sentence as tokens with grammar classes.

    Letters: Q count, n number of something else, A one ("a", "his"), P people, p person, q a person's,
    U other counted thing, K killed, G killing, Z kills, F died, D dead, T deaths, Y toll, N number of,
    W wounded, w wounding, s shot, l lost, c cost, f suffered, b is/was, h has, L left/leaving, I including,
    S indefinite count, t them, y said, e the, a to/at/as, r preposition, v when/after, u who/that, o of,
    & and, m modifier, X nationality, x other word, and punctuation as itself (dashes and brackets as ; ,).
    """
    words: list[Word] = []
    counts = []
    # The one letter that is two in lower case would move all behind it.
    lower = sentence.replace("\u0130", "i").lower()
    position = phrase_end = 0
    for chunk in sentence.split(" "):
        for token in _TOKENS[chunk]:
            text, letter, value, offset, capital, opens = token
            start = position + offset
            if start < phrase_end:
                continue
            if opens and (phrase := PHRASE.match(lower, start)):
                phrase_end = phrase.end()
                text, letter, value, capital = _read(phrase.lastgroup, sentence[start:phrase_end])
            if letter == "Q":
                counts.append(len(words))
            # As `Word` itself makes it, without a call of Python.
            words.append(_new(Word, (text, letter, value, start, capital)))
        position += len(chunk) + 1
    settled = [(place, _settled(words, place)) for place in counts]
    for place, word in settled:
        words[place] = word
        before = words[place - 1] if place else word
        is_owner = before.text in _OWNERS or (word.text == "couple" and before.letter == "A")
        if word.letter == "Q" and is_owner:
            words[place - 1] = before._replace(letter="e", value=None)
    return read_groups(_without_ages(words) if "aged" in sentence else words)


def _without_ages(words: list[Word]) -> list[Word]:
    """The words without ", aged 5 and 7" where it would part the groups of a list."""
    letters = "".join("j" if word.text == "aged" else word.letter for word in words)
    for aside in reversed(list(_AGES.finditer(letters))):
        words = words[: aside.start()] + words[aside.end() :]
    return words


class _Token(NamedTuple):
    """A word, a number or a mark: as in `Word`, with its offset in what stands between two spaces.

    Attributes:
        opens: whether a set phrase or a number of several words may begin with it.
    """

    text: str
    letter: str
    value: int | None
    offset: int
    capital: bool
    opens: bool


def _tokens(chunk: str) -> tuple[_Token, ...]:
    """The tokens of what stands between two spaces; no token goes beyond, nor does what it looks at."""
    found = []
    for match in (_AGED_TOKEN if "-old" in chunk.lower() else _TOKEN).finditer(chunk):
        text, letter, value, capital = _read(match.lastgroup, match[0])
        opens = match.lastgroup == "word" and text.partition("-")[0] in OPENERS
        found.append(_Token(text, letter, value, match.start(), capital, opens))
    return tuple(found)


_TOKENS = TokenLookup(_tokens, 20_000)


@lru_cache(maxsize=20_000)
def _read(kind: str | None, written: str) -> tuple[str, str, int | None, bool]:
    """A token's text in lower case, its letter, its count, and whether it is written with a capital."""
    text, capital = written.lower(), written[0].isupper()
    value = None
    if kind in ("number", "digits"):
        value = _count(text)
        letter = "Q" if value else "n"
    elif kind == "pair":
        letter, value = "Q", 2
    elif kind == "word":
        letter = _letter(text, capital=capital)
        value = 1 if letter == "A" else None
    elif kind == "age":
        letter = "x"
    elif kind == "mark":
        letter = {"&": "&", ",": ",", ".": ".", "(": ",", ")": ","}.get(text, ";")
    else:
        letter = "n" if kind == "other" else str(kind)
    return text, letter, value, capital


def _letter(text: str, *, capital: bool) -> str:
    if text in _WORD_CLASS:
        return _WORD_CLASS[text]
    if in_list(text, THINGS):
        return "U"
    return "p" if _ORDINAL.match(text) else _noun_letter(text, capital=capital)


def _noun_letter(text: str, *, capital: bool) -> str:
    """P for people, p for one, q for a possessive; X for a likely nationality, x for the rest."""
    bare = text.removesuffix("'s").removesuffix("\u2019s")
    if not is_person(bare.rsplit("-", 1)[-1]):
        return "X" if capital and _DEMONYM.search(bare) else "x"
    if bare != text:
        return "q"
    return "P" if _PLURAL.match(bare) else "p"


def _count(text: str) -> int | None:
    if text[0].isdigit():
        return int(text.replace(",", ""))
    dozens = _DOZEN.match(text)
    if dozens:
        return 6 if "half" in text else 12 * (_count(dozens[1]) or 1)
    try:
        return int(
            text2num(text.replace("a hundred", "one hundred").replace("a thousand", "one thousand"), "en")
        )
    except ValueError:
        return None


def _settled(words: list[Word], at: int) -> Word:
    """Counts of other things, dates, years and ages lose their count."""
    word = words[at]
    before = words[at - 1].text if at else ""
    after = words[at + 1 : at + 3]
    digits = word.text.isdigit()
    is_year = digits and (word.value or 0) in _YEARS and before in _BEFORE_YEAR
    is_date = before in _MONTHS or (bool(after) and after[0].text in _MONTHS)
    stands_alone = digits and at > 1 and before == "," and (not after or after[0].text == ",")
    is_age = stands_alone or _is_age(words, at)
    # Of "35 to 40" and "between six and eight" the lower figure is the sure one.
    ranged = [each.letter for each in words[max(at - 3, 0) : at]]
    is_upper = (ranged[-2:] == ["Q", "a"] and words[at - 3].text != "from") or (
        ranged in (["r", "Q", "&"], ["m", "Q", "&"]) and words[at - 3].text == "between"
    )
    if (
        is_upper
        or is_year
        or is_date
        or is_age
        or before == "per"
        or _counts_things([each.letter for each in after])
    ):
        return Word(word.text, "n", None, word.start, word.capital)
    return word


def _counts_things(after: list[str]) -> bool:
    """Whether the next word, or the one behind an adjective, names no people."""
    return after[:1] == ["U"] or after == ["x", "U"]


def _is_age(words: list[Word], at: int) -> bool:
    """Whether a number stands behind `aged`, or behind "aged 5 and" with nobody named after it."""
    before = words[at - 1].text if at else ""
    if before in ("aged", "age"):
        return True
    ends = at + 1 == len(words) or words[at + 1].letter in ",.;&bhKFDW"
    first = at - 2
    joined = first > 0 and before in _AGE_JOINS and words[first].letter in "Qn"
    return ends and joined and _is_age(words, first)


_DOZEN = re.compile(r"(.*?)[ -]?dozen$")
_AGES = re.compile(r",?jn(?:[,&a]n)*(?=,?&|,[AQem])")
_OWNERS = frozenset(("their", "his", "her", "its"))
_AGE_JOINS = frozenset((",", "and", "&", "to"))
_YEARS = range(1900, 2100)
_BEFORE_YEAR = frozenset(
    ("in", "since", "of", "by", "from", "early", "late", "until", "mid", ",", "the", "between")
)
