"""Set phrases and numbers of several words in sentences that count the dead and wounded."""

import re

_NUMBER_WORDS = (
    "two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|"
    "eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand"
)
_TENS = r"(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)"
_UNITS = r"(?:one|two|three|four|five|six|seven|eight|nine)"
_WORD_NUMBER = (
    rf"(?:(?:a|one|two|three|four|five|six|seven|eight|nine|ten|twelve|twenty)[ -])?(?:hundred|thousand)"
    rf"(?:(?: and)? (?:{_TENS}(?:[ -]{_UNITS})?|{_UNITS}|ten|eleven|twelve|\w+teen))?(?!-)\b"
    rf"|{_TENS}[ -]{_UNITS}\b(?!-)"
    rf"|(?:half[ -]a|a half|a|{_UNITS})[ -]dozen\b(?!-)"
    rf"|(?:{_NUMBER_WORDS})\b(?!-)"
)
_MODIFIER = (
    r"at least|more than|as many as|up to|no fewer than|not fewer than|fewer than|no less than|over|nearly|"
    r"almost|about|around|some|another|further|well over|an estimated|a total of|all"
)
_PHRASES = {
    "K": (
        r"shot dead|gunned down|cut down|mowed down|mown down|shot and killed|rubbed out|put to death|"
        r"blown up|"
        r"hacked to death|beaten to death|stabbed to death|burn(?:t|ed) to death|blown to pieces"
    ),
    "F": (
        r"los(?:t|e|es|ing) (?:their|his|her|its) li(?:fe|ves)|breathed (?:their|his|her) last|lay dead|"
        r"bled to death|(?:did|has|have) not survive|found dead|recovered lifeless|never seen "
        r"alive(?: again)?|"
        r"embraced? martyrdom|embracing martyrdom|embraced shahadat|succumbed to|(?:sent|dispatched) "
        r"to hell|given up the ghost|attained martyrdom"
    ),
    "G": (
        r"shooting dead|gunning down|claiming the lives? of|taking the lives? of|loss of|claiming "
        r"(?=\w+ lives)"
    ),
    "Z": (
        r"shoots? dead|guns? down|claim(?:s|ed) the lives? of|t(?:ook|ake|akes) the lives? of|"
        r"cost the lives? of|accounted for|killings? of|murders? of|deaths? of|bod(?:y|ies) of|killers of|"
        r"funerals? (?:of|for)|shooting dead of|shooting of|assassination of|massacre of|slaughter of"
    ),
    "Y": r"death toll|casualty (?:toll|count)|number of (?:people |the )?(?:dead|killed|fatalities)|"
    "number killed",
    "N": r"number of",
    "W": r"fell (?:wounded|injured)|(?:in|to) (?:a |the )?hospital|in intensive care",
    "D": r"to death",
    "x": r"shot down|shooting down|shoots? down|shot at",
}
# For text in lower case.
PHRASE = re.compile(
    rf"(?P<K>(?:{_PHRASES['K']})\b)"
    rf"|(?P<Z>(?:{_PHRASES['Z']})\b)"
    rf"|(?P<G>(?:{_PHRASES['G']})\b)"
    rf"|(?P<F>(?:{_PHRASES['F']})\b)"
    rf"|(?P<Y>(?:{_PHRASES['Y']})\b)"
    rf"|(?P<N>(?:{_PHRASES['N']})\b)"
    rf"|(?P<D>(?:{_PHRASES['D']})\b)"
    rf"|(?P<x>(?:{_PHRASES['x']})\b)"
    rf"|(?P<W>(?:{_PHRASES['W']})\b)"
    rf"|(?P<m>(?:{_MODIFIER})\b(?= (?:the )?(?:\d|{_WORD_NUMBER}|one\b))"
    rf"|between(?= (?:\d[\d,]*|{_WORD_NUMBER}) (?:and|to) (?:\d|{_WORD_NUMBER})))"
    r"|(?P<pair>a (?:pair|couple) of\b|both\b|couple\b(?!['\u2019]))"
    rf"|(?P<number>(?:{_WORD_NUMBER}))"
)
# The words that a phrase above may begin with; for all others it need not be tried.
_PHRASE_OPENERS = (
    "shot gunned cut mowed mown rubbed put blown hacked beaten stabbed burnt burned lost lose loses "
    "losing breathed lay bled sent dispatched given fell did has have found recovered never embraced "
    "embrace embracing succumbed "
    "attained shooting gunning claiming taking loss shoots shoot guns gun claims claimed took take takes "
    "cost accounted killing killings murder murders death deaths body bodies killers funeral funerals "
    "assassination massacre slaughter casualty number in to at more as up no not fewer over nearly almost "
    "about around some another further well an a all both one between couple half "
)
OPENERS = frozenset((*_PHRASE_OPENERS.split(), *_NUMBER_WORDS.split("|")))
