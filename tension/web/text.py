"""Article text on its way to a page: hostile until it has passed here, and escaped by the templates after."""

import unicodedata
from urllib.parse import urlsplit

_BREAKS = frozenset({"Cc", "Zl", "Zp"})
_INVISIBLE = frozenset({"Cf", "Co", "Cn", "Cs"})
# Joiners are Cf too, but Persian and Urdu words fall apart without them.
_JOINERS = frozenset("\u200c\u200d")
TITLE_CHARACTERS = 300
LINK_CHARACTERS = 2000


def plain(value: object, limit: int = TITLE_CHARACTERS) -> str:
    """Text on one line without control, bidirectional and other invisible characters, cut at a length.

    Args:
        value: what an article said; None gives nothing.
        limit: characters kept; a longer text ends in an ellipsis.
    """
    # Cutting first bounds the work on a title of a megabyte; invisible characters may shorten it further.
    given = "" if value is None else str(value)[: 4 * limit]
    if not (given.isascii() and given.isprintable()):
        given = "".join(_shown(char) for char in given)
    folded = " ".join(given.split())
    return folded if len(folded) <= limit else folded[: limit - 1].rstrip() + "…"


def _shown(char: str) -> str:
    kind = unicodedata.category(char)
    if kind in _BREAKS:
        return " "
    return "" if kind in _INVISIBLE and char not in _JOINERS else char


def web_link(value: object) -> str:
    """The address if it is an http or https one with a host and nothing invisible in it; else empty."""
    url = "" if value is None else str(value).strip()
    if not url or len(url) > LINK_CHARACTERS or not all(_visible(char) for char in url):
        return ""
    try:
        parts = urlsplit(url)
        host, _port = parts.hostname, parts.port
    except ValueError:
        return ""
    safe = parts.scheme.lower() in ("http", "https") and host and not parts.username and not parts.password
    return url if safe else ""


def _visible(char: str) -> bool:
    return not char.isspace() and unicodedata.category(char) not in _BREAKS | _INVISIBLE
