"""Closed classes of English words that clauses and tenses are told by."""


def word_set(words: str) -> frozenset[str]:
    """The words of a text as a set."""
    return frozenset(words.split())


# Words that open a clause of their own wherever they stand.
OPENERS = word_set(
    """
    which who whose whom after before while but although though despite as when since because if unless
    until where following amid whether lest once
    """
)
AUXILIARIES = word_set(
    """
    will would may might could can cannot should must shall is are was were be been being has have had
    having do does did not never no neither nor none nobody nothing to won't wouldn't can't couldn't
    didn't doesn't don't hasn't haven't hadn't wasn't weren't isn't aren't yet still already once
    """
)
PARTICIPLES = word_set(
    """
    been begun bought brought built burnt caught come cut dealt done drawn driven fallen fed felt fled
    flown forgotten found fought given gone got grown heard held hidden hit hung hurt kept known laid
    led left lent let lost made meant met paid put read risen run said seen sent set shaken shot shown
    shut slain slept sold sought spent spoken spread stolen stood struck sunk sworn swept taken taught
    thrown told torn understood withdrawn won worn written
    """
)
MONTHS = word_set(
    """
    january february march april may june july august september october november december jan feb mar
    apr jun jul aug sep sept oct nov dec
    """
)
DAYS = word_set(
    """
    monday tuesday wednesday thursday friday saturday sunday
    """
)
NUMBERS = word_set(
    """
    one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
    seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand
    million
    """
)


def form(word: str) -> str:
    """A word's grammatical form as far as its spelling tells: the auxiliary itself, ED, ING, N or ""."""
    if word in AUXILIARIES:
        return word
    if word[0] == "<":
        return "N"
    if word in PARTICIPLES or word.endswith("ed") or (word.endswith("en") and len(word) > len("seven")):
        return "ED"
    if word.endswith("ing") and len(word) > len("king"):
        return "ING"
    return ""
