"""Sets of words that the lexicon's patterns are made of."""

from collections import defaultdict

from tension.signals.text.grammar_words import word_set

# Long words that are frequent all the same in news about states; a shorter one is frequent by its length.
_FREQUENT = word_set(
    """
    iran iranian pakistan pakistani tehran islamabad india israel said says minister foreign country border
    after their with from that have been will over against would which
    government president officials state states
    """
)


class WordClasses:
    """Sets of words (`ambassador*`, `(recall|withdraw)`) and, for any word, the sets that hold it."""

    def __init__(self) -> None:
        self._ids: dict[str, int] = {}
        self._exact: defaultdict[str, list[int]] = defaultdict(list)
        self._prefix: defaultdict[str, list[int]] = defaultdict(list)
        self._longest = 0
        self._common: list[float] = []

    def add(self, token: str) -> int:
        """The number of a token's class, made when new."""
        known = self._ids.get(token)
        if known is not None:
            return known
        number = self._ids[token] = len(self._ids)
        common = 0.0
        for choice in token.strip("()").split("|"):
            if choice[-1:] == "*":
                stem = choice.rstrip("*")
                self._prefix[stem].append(number)
                self._longest = max(self._longest, len(stem))
            else:
                stem = choice
                self._exact[stem].append(number)
            common += 1.0 if stem in _FREQUENT else 4.0 ** -len(stem)
        self._common.append(common)
        return number

    def __len__(self) -> int:
        return len(self._ids)

    def commonness(self, number: int) -> float:
        """How often a word of the class may be expected: short words and very common ones weigh most."""
        return self._common[number]

    def of(self, word: str) -> frozenset[int]:
        """Classes that hold the word as a whole."""
        found = set(self._exact.get(word, ()))
        prefixes = self._prefix
        for end in range(1, min(len(word), self._longest) + 1):
            if word[:end] in prefixes:
                found.update(prefixes[word[:end]])
        return frozenset(found)

    def ending(self, word: str) -> frozenset[int]:
        """Classes that hold the word or what stands before an apostrophe in it (`iran` in `iran's`)."""
        found = set(self.of(word))
        for place, letter in enumerate(word):
            if letter == "'" and place:
                found.update(self._exact.get(word[:place], ()))
        return frozenset(found)
