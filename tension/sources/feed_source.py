"""One feed, once: its new and changed items as raw records, blurbs filled from their pages."""

import hashlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from tension.records import Reject, shown
from tension.sources.answers import Ask, FetchError
from tension.sources.config import Source
from tension.sources.dates import clock_shift_minutes, settle_date
from tension.sources.feeds import MAX_ITEMS, FeedError, FeedItem, FeedReading, read_feed
from tension.sources.fetch import Fetcher
from tension.sources.pages import NoPage, Page, PageReader
from tension.sources.state import Item, Outcome, SourceResult, SourceState

_PARSE_SECONDS = 30.0
_VALIDATOR_CHARS = 500


@dataclass(frozen=True, slots=True)
class _Body:
    """What came of the feed, whole or cut short."""

    data: bytes
    url: str
    headers: Mapping[str, str]
    fault: str = ""


def collect_feed(
    source: Source, state: SourceState, fetcher: Fetcher, pages: PageReader, now: datetime
) -> SourceResult:
    """Ask a feed for what is new.

    Args:
        source: the feed.
        state: what is remembered of it.
        fetcher: the run's fetcher.
        pages: the run's reader of pages.
        now: the run's present, aware UTC; `fetched_at` of all it brings.
    """
    body = _ask(source, state, fetcher)
    if isinstance(body, FetchError):
        wait = body.retry_after_seconds
        until = now + timedelta(seconds=wait) if wait else None
        return SourceResult(source, "failed", str(body), state.failed(str(body), now, until), now)
    if body is None:
        return _unchanged(source, state.answered(now, brought=False), now, "nothing changed")
    body_hash = hashlib.blake2b(body.data, digest_size=16).hexdigest()
    if body_hash == state.body_hash and not body.fault:
        return _unchanged(source, _validators(state, body).answered(now, brought=False), now, "same body")
    try:
        content_type = body.headers.get("content-type", "")
        seconds = min(_PARSE_SECONDS, 1.0 + fetcher.pace.seconds_left)
        reading = read_feed(body.data, body.url, content_type, seconds)
    except FeedError as error:
        message = body.fault or str(error)
        return SourceResult(source, "failed", message, state.failed(message, now), now)
    if body.fault and not reading.items[:-1]:
        return SourceResult(source, "failed", body.fault, state.failed(body.fault, now), now)
    return _Gathering(source, state, fetcher, pages, now).result(reading, body, body_hash)


def _ask(source: Source, state: SourceState, fetcher: Fetcher) -> _Body | FetchError | None:
    """The feed's body, None where it has not changed, or the failure."""
    ask = Ask(
        source.url,
        source.id,
        "feed",
        etag=state.etag,
        last_modified=state.last_modified,
        delay_seconds=source.delay_seconds,
        fresh_after=state.last_success_at,
    )
    try:
        answer = fetcher.get(ask)
    except FetchError as error:
        # A feed cut short still brings the items that came whole.
        return _Body(error.partial, source.url, {}, str(error)) if error.partial.strip() else error
    return None if answer.unchanged else _Body(answer.body, answer.url, answer.headers)


def _validators(state: SourceState, body: _Body) -> SourceState:
    return replace(
        state, etag=_sendable(body.headers, "etag"), last_modified=_sendable(body.headers, "last-modified")
    )


def _sendable(headers: Mapping[str, str], name: str) -> str:
    """A validator as it came, empty where it could not be sent back."""
    value = headers.get(name, "").strip()
    return value if value.isascii() and value.isprintable() and len(value) <= _VALIDATOR_CHARS else ""


def _unchanged(source: Source, state: SourceState, now: datetime, why: str) -> SourceResult:
    return SourceResult(source, "unchanged", why, state, now, listed_count=state.item_count or 0)


class _Gathering:
    """Turns one reading of a feed into records, counting all it leaves out."""

    def __init__(
        self, source: Source, state: SourceState, fetcher: Fetcher, pages: PageReader, now: datetime
    ) -> None:
        self._source, self._state, self._fetcher, self._pages, self._now = source, state, fetcher, pages, now
        self._notes: Counter[str] = Counter()
        self._settled: dict[str, str] = {}
        self._later = 0
        self._page_count = 0

    def result(self, reading: FeedReading, body: _Body, body_hash: str) -> SourceResult:
        """Records, rejections and the state after them."""
        source, state, now = self._source, self._state, self._now
        listed = reading.items[:-1] if body.fault else reading.items
        moments = [(item.stated, item.moment) for item in listed]
        shift = state.shift_minutes or clock_shift_minutes(moments, source.offset_minutes, now)
        items: list[Item] = [self._loss(number) for number in reading.empty_entries]
        items += [self._too_many(reading.left_out)] if reading.left_out else []
        fresh = self._fresh(listed)
        items += [self._record(item, shift) for item in fresh]
        whole = not body.fault and not self._later
        outcome: Outcome = (
            "partial" if body.fault else "ok" if fresh or reading.empty_entries else "unchanged"
        )
        answered = replace(
            state.answered(now, brought=bool(fresh)),
            seen=state.remember(self._settled),
            shift_minutes=shift,
            item_count=len(reading.items),
            body_hash=body_hash if whole else "",
            last_error=body.fault,
        )
        # Validators are kept only once all is home: a 304 must never hide what is still owed.
        after = _validators(answered, body) if whole else replace(answered, etag="", last_modified="")
        message = body.fault or reading.broken or ("" if reading.items else "the feed lists nothing")
        return SourceResult(
            source,
            outcome,
            message,
            after,
            now,
            tuple(items),
            notes=dict(self._notes),
            listed_count=len(listed),
        )

    def _fresh(self, listed: tuple[FeedItem, ...]) -> list[FeedItem]:
        """Items not yet brought home, or changed since; of two under one address the longer."""
        chosen: dict[str, FeedItem] = {}
        for item in listed:
            held = chosen.get(item.key)
            if held is not None:
                self._notes["listed twice"] += 1
            if held is None or len(item.text) > len(held.text):
                chosen[item.key] = item
        known = [key for key, item in chosen.items() if self._state.seen.get(key) == item.fingerprint]
        self._notes["known"] += len(known)
        self._settled.update({key: chosen[key].fingerprint for key in known})
        return [item for key, item in chosen.items() if key not in self._settled]

    def _record(self, item: FeedItem, shift: int) -> Item:
        source = self._source
        page = self._page(item)
        dated = settle_date(
            item.stated, item.moment, item.url, offset=source.offset_minutes, shift=shift, now=self._now
        )
        published, confidence = dated.at, dated.confidence
        if dated.confidence == "fetched" and page and page.published_at:
            published, confidence = page.published_at, page.confidence
        if dated.note:
            self._notes[f"dates: {dated.note.partition(chr(39))[0].strip()}"] += 1
        host = (urlsplit(item.outlet_url).hostname or "").removeprefix("www.")
        record = {
            "url": item.url,
            "title": item.title or (page.title if page else ""),
            "text": page.text if page and len(page.text) > len(item.text) else item.text,
            "published_at": published.isoformat(),
            "published_confidence": confidence,
            "language": source.language,
            "outlet": host or item.outlet or source.outlet,
            "outlet_country": source.outlet_country,
        }
        return item.url or f"{source.url} {item.title[:60]!r}", record

    def _page(self, item: FeedItem) -> Page | None:
        """The item's page where it is wanted and can be had; what may be had later is not marked as seen."""
        settings = self._fetcher.settings
        wanted = settings.pages and self._source.pages and item.url and len(item.text) < settings.blurb_chars
        if wanted and self._page_count >= settings.pages_per_source:
            self._later += 1
            self._notes["pages left for the next run"] += 1
            return None
        page: Page | NoPage | None = None
        if wanted:
            self._page_count += 1
            page = self._pages.read(
                item.url, self._source.id, self._source.offset_minutes, self._state.last_success_at
            )
        if isinstance(page, NoPage):
            self._notes[page.why] += 1
            if page.later:
                self._later += 1
                return None
        self._settled[item.key] = item.fingerprint
        return page if isinstance(page, Page) else None

    def _loss(self, number: int) -> Reject:
        place = f"{self._source.url} entry {number}"
        return Reject(self._source.id, place, "empty entry", "", "it has no link, title or text")

    def _too_many(self, count: int) -> Reject:
        return Reject(
            self._source.id,
            self._source.url,
            "too many items",
            shown(count),
            f"the first {MAX_ITEMS} were read; no news feed lists so many",
        )
