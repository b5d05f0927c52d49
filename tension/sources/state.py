"""What is remembered of a source between runs, and what one run brings from it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal

import pyarrow as pa

from tension.records import Reject
from tension.sources.answers import FetchRow
from tension.sources.config import Source

Item = tuple[str, Mapping[str, object]] | Reject
Outcome = Literal["ok", "unchanged", "partial", "failed", "waiting"]

_SEEN_KEPT = 3_000  # more than any feed lists; what left the list long ago does not come back


@dataclass(frozen=True, slots=True)
class SourceState:
    """One row of `log.source_state`; times are aware UTC.

    Attributes:
        source_id: the source.
        etag: validator of the last body, sent back to ask for changes only.
        last_modified: the other validator.
        body_hash: the last body, for servers without validators.
        seen: items already brought home, by key, with the fingerprint of what they said.
        cursor: how far a source asked by time, or GDELT's list of files, has been read.
        shift_minutes: what is added to its dates because it writes local time as UTC.
        last_attempt_at: when it was last asked.
        last_success_at: when it last answered.
        last_article_at: when it last brought something new.
        failure_count: failures since the last success.
        last_error: the last failure, empty after a success.
        not_before: until when it asked to be left alone.
        item_count: items it listed when it last answered with a body.
    """

    source_id: str
    etag: str = ""
    last_modified: str = ""
    body_hash: str = ""
    seen: Mapping[str, str] = field(default_factory=dict)
    cursor: datetime | None = None
    shift_minutes: int = 0
    last_attempt_at: datetime | None = None
    last_success_at: datetime | None = None
    last_article_at: datetime | None = None
    failure_count: int = 0
    last_error: str = ""
    not_before: datetime | None = None
    item_count: int | None = None

    def failed(self, error: str, now: datetime, not_before: datetime | None = None) -> "SourceState":
        """The state after a failure."""
        return replace(
            self,
            last_attempt_at=now,
            failure_count=self.failure_count + 1,
            last_error=error,
            not_before=not_before,
        )

    def answered(self, now: datetime, *, brought: bool) -> "SourceState":
        """The state after an answer, with or without something new."""
        return replace(
            self,
            last_attempt_at=now,
            last_success_at=now,
            last_article_at=now if brought else self.last_article_at,
            failure_count=0,
            last_error="",
            not_before=None,
        )

    def remember(self, fingerprints: Mapping[str, str]) -> Mapping[str, str]:
        """The items seen so far with these on top, the oldest dropped past the limit."""
        older = {key: value for key, value in self.seen.items() if key not in fingerprints}
        room = max(0, _SEEN_KEPT - len(fingerprints))
        return {**dict(list(older.items())[len(older) - min(room, len(older)) :]), **fingerprints}


@dataclass(frozen=True, slots=True)
class SourceResult:
    """What one run brings from one source: to be stored in one transaction.

    Attributes:
        source: the source.
        outcome: `ok`, `unchanged`, `partial` (cut short, what came is kept), `failed`, or `waiting`
            (it asked to be left alone).
        message: one line for people, empty where there is nothing to say.
        state: the state to store with the articles.
        fetched_at: when it was read, aware UTC.
        items: raw records with their places, and rejections.
        events: rows for `gdelt_events`, None for sources of articles.
        mentions: rows for `gdelt_mentions`, None for sources of articles.
        fetches: the diary.
        notes: what was mended, skipped or left for later, counted.
        listed_count: items, articles or files that the source listed.
    """

    source: Source
    outcome: Outcome
    message: str
    state: SourceState
    fetched_at: datetime
    items: tuple[Item, ...] = ()
    events: pa.Table | None = None
    mentions: pa.Table | None = None
    fetches: tuple[FetchRow, ...] = ()
    notes: Mapping[str, int] = field(default_factory=dict)
    listed_count: int = 0

    @property
    def record_count(self) -> int:
        """Raw records brought, rejections not counted."""
        return sum(not isinstance(item, Reject) for item in self.items)
