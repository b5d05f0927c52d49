"""Classes of words by meaning (to release, a prisoner, a frontier): one verb's lesson serves its synonyms."""

from collections.abc import Sequence
from pathlib import Path

from tension.errors import ModelError

CONCEPTS_FILE = "concepts.tsv"
_REMEDY = "mend the line, then run `tension train`"
_MEMO_LIMIT = 200_000

Phrase = tuple[tuple[str, ...], str]


class Concepts:
    """Finds the classes of every word of a text; a phrase counts at its first word."""

    def __init__(self, classes: Sequence[tuple[str, Sequence[str]]]) -> None:
        self.names = [name for name, _ in classes]
        self._exact: dict[str, list[str]] = {}
        self._prefix: dict[str, list[str]] = {}
        self._phrases: dict[str, list[Phrase]] = {}
        self._memo: dict[str, tuple[tuple[str, ...], tuple[Phrase, ...]]] = {}
        for name, members in classes:
            for member in members:
                self._add(name, member)

    def _add(self, name: str, member: str) -> None:
        head, *rest = member.split("+")
        if rest:
            self._phrases.setdefault(head, []).append((tuple(rest), name))
        elif head.endswith("*"):
            self._prefix.setdefault(head[:-1], []).append(name)
        else:
            self._exact.setdefault(head, []).append(name)

    def _entry(self, word: str) -> tuple[tuple[str, ...], tuple[Phrase, ...]]:
        known = self._memo.get(word)
        if known is None:
            if len(self._memo) > _MEMO_LIMIT:
                self._memo.clear()
            known = self._memo[word] = self._make_entry(word)
        return known

    def _make_entry(self, word: str) -> tuple[tuple[str, ...], tuple[Phrase, ...]]:
        stem = word.partition("'")[0] or word
        found = {*self._exact.get(word, ()), *self._exact.get(stem, ())}
        phrases = list(self._phrases.get(word, ()))
        for end in range(1, len(stem) + 1):
            found.update(self._prefix.get(stem[:end], ()))
            phrases.extend(self._phrases.get(stem[:end] + "*", ()))
        if word.endswith("n't"):
            found.add("NEG")
        return tuple(sorted(found)), tuple(phrases)

    def find(self, lower: Sequence[str]) -> list[tuple[str, ...]]:
        """Names of the classes at each word, in the words' order."""
        return [self.at(lower, place) for place in range(len(lower))]

    def at(self, lower: Sequence[str], place: int) -> tuple[str, ...]:
        """Names of the classes at one word."""
        names, phrases = self._entry(lower[place])
        if phrases:
            after = lower[place + 1] if place + 1 < len(lower) else ""
            for rest, name in phrases:
                if _is(rest[0], after) and name not in names and _follows(rest, lower, place + 1):
                    names = (*names, name)
        return names

    def may_go_on(self, word: str, after: str) -> bool:
        """Whether a phrase that begins with a word may go on with the one after it."""
        return any(_is(rest[0], after) for rest, _ in self._entry(word)[1])

    def alone(self, word: str) -> tuple[tuple[str, ...], bool]:
        """Names of the classes of a word by itself, and whether the words after it may bring further ones."""
        names, phrases = self._entry(word)
        return names, bool(phrases)


def _is(step: str, word: str) -> bool:
    """Whether a word is a phrase's step, which may end in a star."""
    return word == step or (step[-1] == "*" and word.startswith(step[:-1]))


def _follows(rest: tuple[str, ...], lower: Sequence[str], place: int) -> bool:
    if place + len(rest) > len(lower):
        return False
    return all(_is(step, word) for step, word in zip(rest, lower[place : place + len(rest)], strict=True))


def load_concepts(folder: Path) -> Concepts:
    """Read `concepts.tsv`: a name, a tab, and words; a star ends a prefix, a plus joins a phrase.

    Raises:
        ModelError: the file is missing or a line has no tab.
    """
    path = folder / CONCEPTS_FILE
    if not path.exists():
        raise ModelError(f"no {path}", "run from the checkout's root")
    classes = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        name, tab, members = line.partition("\t")
        if not tab or not members.strip():
            raise ModelError(f"{path}:{number}: {line[:60]!r} is not `NAME<TAB>words`", _REMEDY)
        classes.append((name, members.split()))
    return Concepts(classes)
