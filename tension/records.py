"""From a raw record, as any source brings it, to an Article or a rejection that says why."""

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import cast
from urllib.parse import urlsplit

from courlan import normalize_url, scrub_url

from tension.articles import Article, PublishedConfidence, digest
from tension.config import InputSettings

_SPACES = re.compile(r"[ \t\r\f\v]+")
_BLANK_LINES = re.compile(r"\n\s*\n+")
_TAG = re.compile(r"<[a-zA-Z/!][^<>]{0,2000}>")
_HALF_PAIR = re.compile("[\ud800-\udfff]")
_VALUE_SHOWN = 80


@dataclass(frozen=True, slots=True)
class Reject:
    """One input that could not be used: where, what was wrong, the value and the remedy."""

    source_id: str
    place: str
    reason: str
    value: str
    remedy: str

    @property
    def reject_id(self) -> str:
        """The same fault at the same place has the same id."""
        return digest(self.source_id, self.place, self.reason, self.value)

    def __str__(self) -> str:
        return f"{self.place}: {self.reason} ({self.value}); {self.remedy}"


class RejectedError(Exception):
    """Raised by the reader of one record; carries the Reject."""

    def __init__(self, reject: Reject) -> None:
        super().__init__(str(reject))
        self.reject = reject


def shown(value: object) -> str:
    """A value cut to one short line for messages."""
    text = " ".join(repr(value).split())
    return text if len(text) <= _VALUE_SHOWN else f"{text[: _VALUE_SHOWN - 1]}…"


def article_from_record(
    record: Mapping[str, object],
    *,
    source_id: str,
    place: str,
    fetched_at: datetime,
    settings: InputSettings,
    archive: bool,
) -> Article:
    """Read one raw record.

    Args:
        record: `title`, `text`, `published_at` (ISO 8601, any offset), and where known `url`, `source` or
            `outlet`, `outlet_country`, `language`, `published_confidence`.
        source_id: the source or input it comes from.
        place: the file and line, or the URL, for messages.
        fetched_at: when it was read, aware UTC.
        settings: limits on size and dates.
        archive: archives are known from their publication (and count as fetched then, so that reading one
            twice gives the same article), live sources from their fetching.

    Raises:
        RejectedError: the record has no words, is too large, or its date is missing or impossible.
    """

    def reject(reason: str, value: object, remedy: str) -> RejectedError:
        return RejectedError(Reject(source_id, place, reason, shown(value), remedy))

    title, text = _plain(record.get("title")), _plain(record.get("text"))
    if not title and not text:
        raise reject("no words", record.get("text"), "give the record a title or a text")
    size_mb = (len(title) + len(text)) / 1e6
    if size_mb > settings.max_article_mb:
        raise reject(
            "too large",
            f"{size_mb:.1f} MB",
            f"split it, or raise [input] max_article_mb above {settings.max_article_mb:g}",
        )
    stated = record.get("published_at")
    if stated in (None, ""):
        raise reject("no publication date", stated, "give published_at as 2024-01-18T09:30:00+05:00")
    local = _moment(stated)
    if local is None:
        raise reject("unreadable date", stated, "write published_at as 2024-01-18T09:30:00+05:00")
    published = _utc(local)
    latest = fetched_at + timedelta(hours=settings.future_hours)
    if published is None or published < earliest(settings) or published > latest:
        raise reject(
            "impossible date", stated, f"dates run from {settings.earliest} to {latest:%Y-%m-%d %H:%M} UTC"
        )
    url = canonical_url(_string(record.get("url")))
    content_hash = digest(folded(title), folded(text))
    outlet = _string(record.get("outlet") or record.get("source")) or host(url) or source_id
    return Article(
        article_id=digest(url_identity(url)) if url else digest(outlet.lower(), content_hash),
        url=url,
        outlet=outlet.lower(),
        outlet_country=_string(record.get("outlet_country")).upper() or None,
        source_id=source_id,
        title=title,
        text=text,
        language=_string(record.get("language")).lower()[:2] or "und",
        published_at=published,
        published_confidence=_confidence(record.get("published_confidence")),
        utc_offset_minutes=int((local.utcoffset() or timedelta()).total_seconds() // 60),
        fetched_at=published if archive else fetched_at,
        known_at=published if archive else fetched_at,
        content_hash=content_hash,
    )


@lru_cache(maxsize=8)
def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def earliest(settings: InputSettings) -> datetime:
    """The first moment an article may carry."""
    return _midnight(settings.earliest)


# No port, no query, nothing to unquote or to cut.
_PLAIN_URL = re.compile(r"https?://([a-z0-9](?:[a-z0-9.-]*[a-z0-9])?)((?:/[A-Za-z0-9_][A-Za-z0-9_.-]*)+)")


def canonical_url(url: str) -> str:
    """The address without tracking parameters and fragment; empty if it is none."""
    return url if is_plain_url(url) else tidied_url(url)


def is_plain_url(url: str) -> bool:
    """Whether an address is canonical as it stands, as most are, so that nothing need be taken apart."""
    return bool(_PLAIN_URL.fullmatch(url)) and "xn--" not in url


def tidied_url(url: str) -> str:
    """What `canonical_url` makes of any address."""
    if not url.startswith(("http://", "https://")):
        return ""
    try:
        parts = urlsplit(normalize_url(scrub_url(url), strict=False, trailing_slash=False))
    except ValueError:
        return ""
    if not parts.hostname:
        return ""
    query = "&".join(part for part in parts.query.split("&") if part and not _TRACKING.match(part))
    return f"{parts.scheme}://{parts.netloc.lower()}{parts.path}" + (f"?{query}" if query else "")


def url_identity(url: str) -> str:
    """What is the same for all variants of one article: http and https, www, mobile and AMP."""
    place, path, query = _parts(url)
    name = _VARIANT_HOST.sub("", place)
    return f"{name}{_VARIANT_PATH.sub('', path).rstrip('/')}?{query}"


def _parts(url: str) -> tuple[str, str, str]:
    """Host with port, path and query of an address."""
    plain = _PLAIN_URL.fullmatch(url)
    if plain:
        return plain[1], plain[2], ""
    parts = urlsplit(url)
    return parts.netloc, parts.path, parts.query


_VARIANT_HOST = re.compile(r"^(?:www|m|amp|mobile)\.")
_VARIANT_PATH = re.compile(r"(?:/amp|\.amp)(?=/|\.html|$)")
_TRACKING = re.compile(
    r"^(?:utm_|at_|fbclid|gclid|igshid|cmpid|ocid|ns_|ref=|ref_|traffic_source|outputtype=amp|amp=|amp$|feed=)",
    re.IGNORECASE,
)


def host(url: str) -> str:
    """The host of an address without `www.`; empty without an address."""
    plain = _PLAIN_URL.fullmatch(url)
    return (plain[1] if plain else urlsplit(url).hostname or "").removeprefix("www.")


def _plain(value: object) -> str:
    """Plain text: tags and entities gone, spaces folded, paragraphs kept."""
    text = _string(value)
    if "<" in text:
        text = _TAG.sub(" ", text)
    if "&" in text:
        text = html.unescape(text)
    if is_plain_line(text):
        return text.strip()
    lines = (
        (line if is_plain_line(line) else _SPACES.sub(" ", line)).strip()
        for line in text.replace("\x00", "").splitlines()
    )
    return _BLANK_LINES.sub("\n\n", "\n".join(lines)).strip()


def is_plain_line(text: str) -> bool:
    """Whether a text is surely one line of words with single spaces: nothing to fold in it."""
    return "  " not in text and text.isprintable()


def folded(text: str) -> str:
    """The text with every run of white space as one space."""
    return text.strip() if is_plain_line(text) else " ".join(text.split())


def _string(value: object) -> str:
    """A cell as text; None and NaN are empty."""
    if value is None or value != value:  # noqa: PLR0124 - NaN is the value unequal to itself
        return ""
    text = value.strip() if isinstance(value, str) else str(value)
    try:
        text.encode()
    except UnicodeEncodeError:
        return _HALF_PAIR.sub("\ufffd", text)
    return text


def _moment(value: object) -> datetime | None:
    """A date as the record gives it, with its own offset; UTC where it names none."""
    if isinstance(value, datetime):
        moment = value
    elif isinstance(value, date):
        moment = datetime.combine(value, time())
    else:
        try:
            moment = datetime.fromisoformat(_string(value))
        except ValueError:
            return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _utc(moment: datetime) -> datetime | None:
    """The moment in UTC, None where the calendar ends."""
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        return None


def _confidence(value: object) -> PublishedConfidence:
    text = _string(value) or "stated"
    if text not in ("stated", "inferred", "fetched"):
        raise ValueError(f"published_confidence {text!r} is not stated, inferred or fetched")
    return cast("PublishedConfidence", text)
