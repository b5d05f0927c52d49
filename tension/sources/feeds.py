"""RSS and Atom: the items of a feed as it came, well-formed or not."""

import calendar
import io
import json
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urljoin, urlsplit

from tension.articles import digest
from tension.errors import TensionError
from tension.records import canonical_url, url_identity
from tension.sources.words import plain_text

_QUICK_BYTES = 262_144  # what the parser reads in at most a few seconds, however ill-formed
MAX_ITEMS = 2_000


class FeedError(TensionError):
    """The body is no feed that can be read."""


@dataclass(frozen=True, slots=True)
class FeedItem:
    """One item of a feed, its texts plain.

    Attributes:
        url: absolute address of the article, empty where the item links nowhere.
        title: headline.
        text: the longest of content and summary.
        stated: the date as the feed writes it, empty where it writes none.
        moment: the same as read, taken for UTC where it names no zone; None where it cannot be read.
        outlet: the outlet an aggregator names for the item.
        outlet_url: that outlet's address.
    """

    url: str
    title: str
    text: str
    stated: str
    moment: datetime | None
    outlet: str
    outlet_url: str

    @property
    def key(self) -> str:
        """The same item has the same key in every fetch, whatever trackers hang on its address."""
        canonical = canonical_url(self.url)
        return digest(url_identity(canonical) if canonical else self.url or self.title or self.text)[:16]

    @property
    def fingerprint(self) -> str:
        """Changes when the outlet changes the item."""
        return digest(self.title, self.text, self.stated)[:16]


@dataclass(frozen=True, slots=True)
class FeedReading:
    """What a feed holds: items, and the numbers of entries that hold nothing to keep."""

    items: tuple[FeedItem, ...]
    empty_entries: tuple[int, ...]
    left_out: int
    broken: str


def read_feed(body: bytes, url: str, content_type: str, seconds: float) -> FeedReading:
    """Parse a feed within a time.

    Args:
        body: as fetched, within its size cap.
        url: where it came from; relative links are resolved against it.
        content_type: the header, whose charset is heeded.
        seconds: what a large feed may take; small ones cannot take long.

    Raises:
        FeedError: it is empty, a web page, no feed at all, or took too long.
    """
    if not body.strip():
        raise FeedError(f"{url} is empty", "see whether the feed has moved")
    if len(body) <= _QUICK_BYTES:
        return parse_feed(body, url, content_type)
    command = [sys.executable, "-m", "tension.sources.feeds", url, content_type]
    try:
        done = subprocess.run(command, input=body, capture_output=True, timeout=seconds, check=False)
    except subprocess.TimeoutExpired as error:
        raise FeedError(
            f"{url} took more than {seconds:g} s to parse", "lower [fetch] feed_max_mb, or drop the source"
        ) from error
    if done.returncode:
        last = done.stderr.decode("utf-8", "replace").strip().splitlines()[-1:]
        raise FeedError(f"{url} cannot be parsed: {''.join(last)}", "see whether the feed has moved")
    return _reading_from(json.loads(done.stdout))


def parse_feed(body: bytes, url: str, content_type: str) -> FeedReading:
    """Parse a feed here and now.

    Raises:
        FeedError: it is a web page or no feed at all.
    """
    import feedparser  # noqa: PLC0415 - a third of a second that other sources do not need

    headers = {"content-location": url}
    if content_type:
        headers["content-type"] = content_type
    try:
        parsed = feedparser.parse(io.BytesIO(body), response_headers=headers)
    except (ValueError, TypeError, AttributeError, LookupError, AssertionError, RecursionError) as error:
        raise FeedError(f"{url} breaks the parser: {error!r}", "report the feed; it is left out") from error
    entries: list[Any] = list(parsed.entries)
    if not entries and not parsed.get("version"):
        raise FeedError(*_no_feed(body, url))
    kept, empty = [], []
    for number, entry in enumerate(entries[:MAX_ITEMS], start=1):
        item = _item(entry, url)
        if item.url or item.title or item.text:
            kept.append(item)
        else:
            empty.append(number)
    broken = str(parsed.get("bozo_exception", "")) if parsed.get("bozo") else ""
    return FeedReading(tuple(kept), tuple(empty), max(0, len(entries) - MAX_ITEMS), broken)


def _no_feed(body: bytes, url: str) -> tuple[str, str]:
    start = body[:4096].lower()
    if b"<html" in start or b"<!doctype html" in start:
        return f"{url} is a web page, not a feed", "look for the feed's address on it"
    return f"{url} is not a feed: it starts {body[:40]!r}", "see whether the feed has moved"


def _item(entry: Any, base: str) -> FeedItem:
    source = entry.get("source") or {}
    stated, moment = _date(entry)
    title = plain_text(_text(entry.get("title")))
    text = plain_text(_longest(entry))
    outlet = plain_text(_text(source.get("title")))
    if outlet:
        title = title.removesuffix(f" - {outlet}")
        # A search engine's summary is its list of headlines, this one first: no words of the article.
        text = "" if text.startswith(title) else text
    return FeedItem(
        url=_link(entry, base),
        title=title,
        text=text,
        stated=stated,
        moment=moment,
        outlet=outlet,
        outlet_url=_text(source.get("href")),
    )


def _link(entry: Any, base: str) -> str:
    """The article's address: as the outlet gives it rather than as a tracker does."""
    links = [link.get("href") for link in entry.get("links") or [] if link.get("rel") == "alternate"]
    found = [entry.get("feedburner_origlink"), entry.get("link"), *links, entry.get("id")]
    for value in found:
        text = _text(value).strip()
        if not text or (value is entry.get("id") and "://" not in text):
            continue
        try:
            absolute = urljoin(base, text)
            if urlsplit(absolute).scheme in ("http", "https") and urlsplit(absolute).hostname:
                return absolute
        except ValueError:
            continue
    return ""


def _longest(entry: Any) -> str:
    values = [_text(part.get("value")) for part in entry.get("content") or []]
    return max([*values, _text(entry.get("summary"))], key=len)


def _date(entry: Any) -> tuple[str, datetime | None]:
    """The first date of publication, else of update, that can be read; what is written if none can."""
    written = ""
    for name in ("published", "updated", "created"):
        stated = _text(entry.get(name)) if name in entry else ""
        written = written or stated
        parsed = entry.get(f"{name}_parsed") if stated else None
        if parsed:
            try:
                return stated, datetime.fromtimestamp(calendar.timegm(parsed), UTC)
            except (ValueError, OverflowError, OSError):
                continue
    return written, None


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _reading_from(data: dict[str, Any]) -> FeedReading:
    items = (
        FeedItem(**{**item, "moment": datetime.fromisoformat(item["moment"]) if item["moment"] else None})
        for item in data["items"]
    )
    return FeedReading(tuple(items), tuple(data["empty_entries"]), data["left_out"], data["broken"])


def _main(arguments: Iterable[str]) -> None:
    """Parse what stands on the standard input, for a parent that keeps the time."""
    url, content_type = arguments
    reading = asdict(parse_feed(sys.stdin.buffer.read(), url, content_type))
    json.dump(reading, sys.stdout, default=datetime.isoformat)


if __name__ == "__main__":
    _main(sys.argv[1:])
