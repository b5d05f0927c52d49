"""An article: one publication under one canonical address, with UTC times."""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

PublishedConfidence = Literal["stated", "inferred", "fetched"]


@dataclass(frozen=True, slots=True)
class Article:
    """One article as a source brought it; all times are timezone-aware UTC.

    Attributes:
        article_id: 32 hex digits, from the canonical URL (from the content where there is no URL).
        url: canonical address, tracking parameters gone; empty where the input had none.
        outlet: host name or outlet name the words come from, lower case.
        outlet_country: ISO alpha-3 of the outlet, None where unknown.
        source_id: the configured source or input that brought it.
        title: headline, plain text.
        text: body, plain text, paragraphs separated by blank lines.
        language: ISO 639-1, `und` where undetermined.
        published_at: when the outlet published it, UTC.
        published_confidence: `stated` by the item, `inferred` from page or address, `fetched` when unknown.
        utc_offset_minutes: the outlet's own offset at publication; event days are counted in it.
        fetched_at: when it was read, UTC.
        known_at: from when it may move the index: `fetched_at` if live, `published_at` from archives.
        content_hash: 32 hex digits of title and text, whitespace folded.
    """

    article_id: str
    url: str
    outlet: str
    outlet_country: str | None
    source_id: str
    title: str
    text: str
    language: str
    published_at: datetime
    published_confidence: PublishedConfidence
    utc_offset_minutes: int
    fetched_at: datetime
    known_at: datetime
    content_hash: str

    @property
    def local_date(self) -> datetime:
        """Publication time on the outlet's own clock (naive)."""
        local = self.published_at.astimezone(UTC) + timedelta(minutes=self.utc_offset_minutes)
        return local.replace(tzinfo=None)


def digest(*parts: str) -> str:
    """32 hex digits of BLAKE2b over the parts, each length-prefixed so that no two lists collide."""
    encoded = [part.encode("utf-8", "surrogatepass") for part in parts]
    prefixed = b"".join([len(data).to_bytes(8, "little") + data for data in encoded])
    return hashlib.blake2b(prefixed, digest_size=16).hexdigest()
