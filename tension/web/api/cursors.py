"""Cursors: where a page goes on, as an opaque word.

A cursor names the key of the last row given and how many rows with that key were given. It stays right when a
run publishes between two pages: rows are neither told twice nor left out, save for those that moved.
"""

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from tension.web.api.problems import VALUE_CHARACTERS

_READERS: dict[type, Any] = {str: str, int: int, date: date.fromisoformat, datetime: datetime.fromisoformat}


class CursorError(ValueError):
    """The word is no cursor of this question."""

    def __init__(self, word: str) -> None:
        super().__init__(f"cursor = {word[:VALUE_CHARACTERS]!r} is not a cursor of this question")


@dataclass(frozen=True, slots=True)
class Cursor:
    """A place among ordered rows.

    Attributes:
        key: values of the ordering columns of the last row given.
        skip: rows with this key that were given.
    """

    key: tuple[Any, ...]
    skip: int


def write_cursor(name: str, order: str, cursor: Cursor) -> str:
    """The cursor as a word for an address."""
    values = [value.isoformat() if isinstance(value, date) else value for value in cursor.key]
    text = json.dumps([name, order, cursor.skip, *values], separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def read_cursor(name: str, order: str, types: Sequence[type], word: str) -> Cursor:
    """The place that a word names.

    Args:
        name: of the endpoint that gave it.
        order: asc or desc, as it was asked.
        types: of the ordering columns.
        word: what `write_cursor` gave.

    Raises:
        CursorError: it was not given by this endpoint in this order, or was changed.
    """
    try:
        padded = word.encode("ascii") + b"=" * (-len(word) % 4)
        of_name, of_order, skip, *values = json.loads(base64.b64decode(padded, b"-_", validate=True))
        if (of_name, of_order) != (name, order) or type(skip) is not int or not 0 <= skip < 1 << 31:
            raise CursorError(word)
        key = tuple(_read(kind, value) for kind, value in zip(types, values, strict=True))
    except (ValueError, TypeError, binascii.Error, RecursionError) as error:
        raise CursorError(word) from error
    return Cursor(key, skip)


def _read(kind: type, value: object) -> Any:
    wanted = int if kind is int else str
    if type(value) is not wanted:
        raise TypeError(value)
    if kind is int and not 0 <= int(str(value)) < 1 << 31:
        raise ValueError(value)
    return _READERS[kind](value)
