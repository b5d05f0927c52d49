"""Items of real news, which are no part of the project: a line each, known by digests."""

import gzip
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

from tension.errors import InputError
from tension.sentences import split_sentences

SENTENCES_READ = 3
"""Of a blurb, after the title; labels go no further."""
_DIGITS = 16


def digest_of(line: str) -> str:
    """What an item is known by."""
    return sha256(line.strip().encode()).hexdigest()[:_DIGITS]


def lines_by_digest(items: Path) -> dict[str, str]:
    """The lines of a gzipped file.

    Raises:
        InputError: it is missing, or not what it should be.
    """
    try:
        with gzip.open(items, "rt", encoding="utf-8") as file:
            return {digest_of(line): line.strip() for line in file}
    except (OSError, EOFError, UnicodeDecodeError) as error:
        raise InputError(f"{items} cannot be read: {error}", "give gzipped lines of text") from error


def title_and_blurb(digest: str, lines: Mapping[str, str], items: Path) -> tuple[str, str]:
    """An item in its two parts.

    Args:
        digest: of its line.
        lines: from `lines_by_digest`.
        items: the file they come from, for the error.

    Raises:
        InputError: no line has the digest.
    """
    line = lines.get(digest)
    if line is None:
        raise InputError(f"{items} has no item {digest}", "use the file that the labels were made for")
    title, _, blurb = line.partition(" . ")
    return title, blurb


def texts_of(digest: str, lines: Mapping[str, str], items: Path) -> list[str]:
    """An item's title and the first sentences of its blurb, numbered so by labels; see `title_and_blurb`."""
    title, blurb = title_and_blurb(digest, lines, items)
    return [title, *split_sentences(blurb)[:SENTENCES_READ]]
