"""One word of a casualty sentence, as the grammar of tolls sees it."""

from typing import NamedTuple


class Word(NamedTuple):
    """One token.

    Attributes:
        text: as written, lower case.
        letter: class of the token in the grammar's alphabet (see `read_words`).
        value: the count it stands for; None where it is no exact count.
        start: offset in the sentence.
        capital: whether it was written with a capital.
    """

    text: str
    letter: str
    value: int | None
    start: int
    capital: bool
