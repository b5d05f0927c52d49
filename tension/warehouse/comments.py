"""What the columns of a view hold, read from the file that makes it: the words of the dictionary."""

import re
from functools import cache

from tension.warehouse.paths import SQL_ROOT

_COMMENT = re.compile(
    r"^comment on (?:column \w+\.(\w+)|(?:view|macro table) \w+) is '((?:[^']|'')*)';", re.MULTILINE
)
# A macro has no columns of its own; it gives those of the view.
_COLUMNS_OF = {"tension_as_of": "tension_index"}


@cache
def comments_of(view: str) -> dict[str, str]:
    """Column to what it holds, for a view or table macro; the key "" is the whole."""
    found = _read(view)
    columns = _COLUMNS_OF.get(view)
    return {**_read(columns), **found} if columns else found


def _read(view: str) -> dict[str, str]:
    text = (SQL_ROOT / "views" / f"{view}.sql").read_text(encoding="utf-8")
    return {column: words.replace("''", "'") for column, words in _COMMENT.findall(text)}
