"""Text in lower case without accents and punctuation, one character out for each one in."""

import unicodedata

# Letters that Unicode does not take apart.
_STROKES = str.maketrans("ıłøØĐđ", "iloODd")


def _folding_table() -> bytes:
    """Latin-1 bytes to lower case without accents; whatever is no letter or digit to a space."""
    table = bytearray()
    for code in range(256):
        char = unicodedata.normalize("NFKD", chr(code))[0].lower()
        table.append(ord(char) if char.isascii() and char.isalnum() else 32)
    return bytes(table)


_FOLD = _folding_table()


def fold(text: str) -> str:
    """Lower case, accents and punctuation gone, one character out for each one in.

    Letters beyond Latin-1 become spaces; surfaces in the gazetteer go through the same sieve.
    """
    return text.encode("latin-1", "replace").translate(_FOLD).decode("ascii")


def without_accents(surface: str) -> str:
    """The surface without accents, also those outside Latin-1."""
    if surface.isascii():
        return surface
    simple = surface.translate(_STROKES)
    return "".join(c for c in unicodedata.normalize("NFKD", simple) if not unicodedata.combining(c))
