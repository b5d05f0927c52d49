"""One article, read many times: which readings are the same, which a newer revision."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from tension.articles import Article


@dataclass(frozen=True, slots=True)
class Version:
    """One revision of an article; it speaks from `article.known_at` until `superseded_at` (aware UTC)."""

    article: Article
    revision: int
    superseded_at: datetime | None


def order(article: Article) -> tuple[datetime, datetime, str, str, str]:
    """Versions are told apart by this key alone, so that the order of arrival never matters."""
    return (article.known_at, article.published_at, article.outlet, article.source_id, article.content_hash)


def revisions(readings: Iterable[Article]) -> list[Version]:
    """The revisions of one article, oldest first.

    Readings of the same words are one revision, known from the earliest of them; other words are a new one.

    Args:
        readings: articles of one `article_id`.
    """
    first: dict[str, Article] = {}
    for article in sorted(readings, key=order):
        first.setdefault(article.content_hash, article)
    versions = list(first.values())
    ends = [later.known_at for later in versions[1:]]
    return [
        Version(article, number, end)
        for number, (article, end) in enumerate(zip(versions, [*ends, None], strict=True), start=1)
    ]
