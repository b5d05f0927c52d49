"""GDELT DOC 2.0: articles that answer a query, window by window, split where a list is full."""

import json
import re
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from urllib.parse import urlencode

from tension.records import Reject, shown
from tension.sources.answers import Ask, FetchError
from tension.sources.config import Source
from tension.sources.countries import alpha3
from tension.sources.fetch import Fetcher
from tension.sources.pages import NoPage, Page, PageReader
from tension.sources.state import Item, Outcome, SourceResult, SourceState

CAP = 250  # the API lists no more articles for one request
_SHORTEST = timedelta(minutes=15)  # GDELT's own resolution
_BAD_ESCAPE = re.compile(r'\\(?!["\\/bfnrtu])')
_LANGUAGES = {
    "english": "en", "urdu": "ur", "persian": "fa", "arabic": "ar", "hindi": "hi", "pashto": "ps",
    "turkish": "tr", "french": "fr", "german": "de", "spanish": "es", "russian": "ru", "chinese": "zh",
}  # fmt: skip


def collect_docs(
    source: Source,
    state: SourceState,
    fetcher: Fetcher,
    pages: PageReader,
    now: datetime,
    until: datetime | None = None,
) -> SourceResult:
    """Ask for the articles seen since the last run.

    Args:
        source: its `query` and `url` (the API's endpoint).
        state: its cursor is the end of the last window.
        fetcher: the run's fetcher.
        pages: the run's reader of pages; only hosts that the source names are read.
        now: the run's present, aware UTC.
        until: the end of the window where it is not the present, aware UTC.
    """
    end = _floor(until or now)
    start = state.cursor or _floor(now - timedelta(hours=source.first_hours))
    if start >= end:
        state = state.answered(now, brought=False)
        return SourceResult(source, "unchanged", "nothing due before the next quarter of an hour", state, now)
    asking = _Asking(source, fetcher)
    reached = asking.walk(start, end)
    records: list[Item] = []
    seen: dict[str, str] = {}
    for article in asking.articles:
        url = str(article.get("url") or "")
        if url and url not in seen:
            seen[url] = ""
            records.append(_record(article, source, pages, state, asking.notes, now))
    fault = str(asking.fault) if asking.fault else ""
    if asking.fault and reached == start:
        return SourceResult(source, "failed", fault, state.failed(fault, now), now, notes=dict(asking.notes))
    after = replace(
        state.answered(now, brought=bool(records)), cursor=reached, last_error=fault, item_count=len(seen)
    )
    outcome: Outcome = "partial" if fault else "ok" if records else "unchanged"
    return SourceResult(
        source, outcome, fault, after, now, tuple(records), notes=dict(asking.notes), listed_count=len(seen)
    )


def _floor(moment: datetime) -> datetime:
    return moment.replace(minute=moment.minute // 15 * 15, second=0, microsecond=0)


class _Asking:
    """Walks a span of time from its beginning and stops where an answer fails."""

    def __init__(self, source: Source, fetcher: Fetcher) -> None:
        self._source, self._fetcher = source, fetcher
        self.articles: list[dict[str, Any]] = []
        self.notes: Counter[str] = Counter()
        self.fault: FetchError | None = None

    def walk(self, start: datetime, end: datetime) -> datetime:
        """Ask for the span, halving it as long as its list is full; returns how far it came."""
        spans = [(start, end)]
        while spans:
            begins, ends = spans.pop()
            try:
                found = self._window(begins, ends)
            except FetchError as error:
                self.fault = error
                return begins
            if len(found) >= CAP and ends - begins >= 2 * _SHORTEST:
                middle = _floor(begins + (ends - begins) / 2)
                spans += [(middle, ends), (begins, middle)]
                self.notes["windows split"] += 1
                continue
            if len(found) >= CAP:
                self.notes["windows over the cap"] += 1
            self.articles += found
        return end

    def _window(self, begins: datetime, ends: datetime) -> list[dict[str, Any]]:
        """The articles seen from `begins` up to the second before `ends`."""
        until = ends - timedelta(seconds=1)
        query = urlencode(
            {
                "query": self._source.query,
                "mode": "artlist",
                "format": "json",
                "maxrecords": CAP,
                "sort": "dateasc",
                "startdatetime": f"{begins:%Y%m%d%H%M%S}",
                "enddatetime": f"{until:%Y%m%d%H%M%S}",
            }
        )
        url = f"{self._source.url}?{query}"
        ask = Ask(url, self._source.id, "json", delay_seconds=self._source.delay_seconds)
        answer = self._fetcher.get(ask)
        return read_articles(answer.body, url)


def read_articles(body: bytes, url: str) -> list[dict[str, Any]]:
    """The articles of one answer; the API reports its errors as text with status 200.

    Raises:
        FetchError: the answer is no list of articles.
    """
    text = body.decode("utf-8", "replace").strip()
    if text in ("", "{}"):
        return []
    try:
        data = json.loads(_BAD_ESCAPE.sub(r"\\\\", text), strict=False)
    except (ValueError, RecursionError) as error:
        raise FetchError("type", f"{url} answered {text[:80]!r}", "mend the source's query") from error
    articles = data.get("articles", []) if isinstance(data, dict) else None
    if not isinstance(articles, list):
        raise FetchError("type", f"{url} lists no articles", "see whether the API has changed")
    return [article for article in articles if isinstance(article, dict)]


def _record(
    article: dict[str, Any],
    source: Source,
    pages: PageReader,
    state: SourceState,
    notes: Counter[str],
    now: datetime,
) -> Item:
    """One listed article; the API gives title and time seen, never the words."""
    url = str(article.get("url") or "")
    stated = str(article.get("seendate") or "")
    try:
        seen_at = datetime.strptime(stated, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    except ValueError:
        return Reject(source.id, url, "unreadable date", shown(stated), "GDELT writes 20240118T043000Z")
    country = alpha3(str(article.get("sourcecountry") or ""))
    page = _page(url, source, pages, state, notes)
    published = page.published_at if page and page.published_at else min(seen_at, now)
    published = published.astimezone(timezone(timedelta(minutes=source.offset_minutes)))
    return url, {
        "url": url,
        "title": str(article.get("title") or "") or (page.title if page else ""),
        "text": page.text if page else "",
        "published_at": published.isoformat(),
        "published_confidence": "inferred",
        "language": _LANGUAGES.get(str(article.get("language") or "").lower(), ""),
        "outlet": str(article.get("domain") or "").lower().removeprefix("www."),
        "outlet_country": country,
    }


def _page(
    url: str, source: Source, pages: PageReader, state: SourceState, notes: Counter[str]
) -> Page | None:
    if not source.pages or not source.hosts:
        return None
    page = pages.read(url, source.id, source.offset_minutes, state.last_success_at)
    if isinstance(page, NoPage):
        notes[page.why] += 1
        return None
    return page
