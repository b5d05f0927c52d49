"""Whether whoever asks has the answer already: entity tags, and what a request says of those it holds."""

from fastapi import Request

from tension.articles import digest


def tag_of(*parts: str) -> str:
    """An entity tag; weak, because what compresses the answer on its way may change its bytes."""
    return f'W/"{digest(*parts)[:20]}"'


def still_good(request: Request, tag: str) -> bool:
    """Whether the client has this very answer."""
    kept = request.headers.get("if-none-match", "")
    tags = {word.strip().removeprefix("W/") for word in kept.split(",")}
    return "*" in tags or tag.removeprefix("W/") in tags
