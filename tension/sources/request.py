"""One request: checked before it leaves, bounded in time and size while it is answered."""

import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urljoin

import httpx

from tension.sources.answers import Ask, Fault, FetchError, Want
from tension.sources.body import BadEncodingError, TooLargeError, read_body
from tension.sources.config import FetchSettings
from tension.sources.guard import AddressRule, AllowList, Deadline, GuardedTransport, RefusedError, Resolver

_ACCEPT: Mapping[Want, str] = {
    "feed": "application/rss+xml, application/atom+xml, application/xml;q=0.9, text/xml;q=0.9, */*;q=0.1",
    "page": "text/html, application/xhtml+xml;q=0.9",
    "json": "application/json",
    "list": "text/plain, */*;q=0.1",
    "zip": "application/zip, application/octet-stream;q=0.9, */*;q=0.1",
    "robots": "text/plain, */*;q=0.1",
}
# Servers name feeds and lists in many wrong ways: only what can hold no text at all is refused for them.
_MEDIA = r"image/.*|video/.*|audio/.*|font/.*|application/(?:pdf|msword|vnd\.ms.*|x-shockwave-flash)"
_PACKED = r"application/(?:zip|gzip|x-gzip|x-zip-compressed|x-tar|octet-stream)"
_REFUSED_TYPES: Mapping[Want, re.Pattern[str]] = {
    "feed": re.compile(rf"{_MEDIA}|application/(?:zip|gzip|x-gzip|x-tar)"),
    "page": re.compile(r"(?!text/html|application/xhtml\+xml|text/plain).+"),
    "json": re.compile(rf"{_MEDIA}|{_PACKED}"),
    "list": re.compile(_MEDIA),
    "zip": re.compile(rf"{_MEDIA}|text/html"),
    "robots": re.compile(rf"{_MEDIA}|{_PACKED}"),
}
_BUSY_STATUSES = frozenset((408, 425, 429, 500, 502, 503, 504))
_REDIRECTS = frozenset((301, 302, 303, 307, 308))
_SECONDS = re.compile(r"[0-9]{1,12}")
_LONGEST_WAIT_SECONDS = 7 * 86_400.0  # a source that asks for more is asked again after a week
_ROBOTS_MAX_MB = 0.5  # RFC 9309 lets crawlers stop reading after 500 KiB


@dataclass
class Tally:
    """What one ask has cost so far and may still cost.

    Attributes:
        started_at: when it began, UTC.
        began: the same on the monotonic clock.
        seconds_left: time its servers may still take in this attempt.
        attempts: attempts begun.
        status: the last HTTP status, 0 before the first.
        buffer: the body as far as it came.
    """

    started_at: datetime
    began: float = field(default_factory=time.monotonic)
    seconds_left: float = 0.0
    attempts: int = 0
    status: int = 0
    buffer: bytearray = field(default_factory=bytearray)


@dataclass(frozen=True, slots=True)
class Answer:
    """What one request brought: a usable body, a 304, or the address to go on to."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    next_url: str = ""


class Requester:
    """Sends single requests. Keeps connections only: no cookies, credentials, proxy or environment."""

    def __init__(
        self, settings: FetchSettings, allowed: AllowList, resolver: Resolver, private_networks: list[str]
    ) -> None:
        self._settings = settings
        self._allowed = allowed
        self._deadline = Deadline()
        self._transport = GuardedTransport(
            allowed, AddressRule(private_networks), self._deadline, resolver, settings.workers * 2
        )

    def close(self) -> None:
        """Close all connections."""
        self._transport.close()

    def check(self, url: str) -> None:
        """Refuse an address outside the allow-list.

        Raises:
            FetchError: it is outside.
        """
        try:
            self._allowed.check(url)
        except RefusedError as error:
            raise FetchError("refused", error.what, error.remedy) from error

    def send(self, ask: Ask, url: str, tally: Tally, now: datetime) -> Answer:
        """One request to `url` on behalf of `ask`.

        Raises:
            FetchError: it was refused, failed, or its answer cannot be used.
        """
        self.check(url)
        began = time.monotonic()
        self._deadline.at = began + tally.seconds_left
        tally.buffer = bytearray()
        try:
            return self._answer(ask, url, tally, now)
        except RefusedError as error:
            raise FetchError("refused", error.what, error.remedy) from error
        except TooLargeError as error:
            limit = f"{self._limit_mb(ask.want):g} MB"
            raise FetchError(
                "too_large", f"{url} is larger than {limit}", "raise its cap in [fetch]"
            ) from error
        except BadEncodingError as error:
            raise self._broken("encoding", f"{url}: {error}", tally) from error
        except httpx.TimeoutException as error:
            raise self._broken("timeout", f"{url} did not answer in time", tally) from error
        except (httpx.TransportError, httpx.InvalidURL) as error:
            raise self._broken("network", f"{url}: {error or type(error).__name__}", tally) from error
        finally:
            self._deadline.at = None
            tally.seconds_left -= time.monotonic() - began

    def _broken(self, fault: Fault, what: str, tally: Tally) -> FetchError:
        return FetchError(fault, what, "see whether the host is well", partial=bytes(tally.buffer))

    def _answer(self, ask: Ask, url: str, tally: Tally, now: datetime) -> Answer:
        settings = self._settings
        timeout = httpx.Timeout(settings.read_seconds, connect=settings.connect_seconds)
        request = httpx.Request(
            "GET", url, headers=self._headers(ask, url), extensions={"timeout": timeout.as_dict()}
        )
        response = self._transport.handle_request(request)
        try:
            tally.status = response.status_code
            return self._judge(ask, url, response, tally, now)
        finally:
            response.close()

    def _headers(self, ask: Ask, url: str) -> dict[str, str]:
        headers = {
            "User-Agent": self._settings.user_agent,
            "Accept": _ACCEPT[ask.want],
            "Accept-Encoding": "gzip, deflate",
        }
        if ask.etag and url == ask.url:
            headers["If-None-Match"] = ask.etag
        if ask.last_modified and url == ask.url:
            headers["If-Modified-Since"] = ask.last_modified
        return headers

    def _judge(self, ask: Ask, url: str, response: httpx.Response, tally: Tally, now: datetime) -> Answer:
        """Turn a response into an answer, reading its body only if it can be used."""
        status, headers = response.status_code, dict(response.headers)
        location = headers.get("location", "")
        if status in _REDIRECTS and location:
            return Answer(status, headers, b"", urljoin(url, location))
        if status == httpx.codes.NOT_MODIFIED:
            return Answer(status, headers, b"")
        if status in _BUSY_STATUSES:
            wait = retry_after(headers.get("retry-after", ""), now)
            asked = f" and asks to wait {wait:.0f} s" if wait is not None else ""
            raise FetchError(
                "busy",
                f"{url} answered {status}{asked}",
                "try later",
                status=status,
                retry_after_seconds=wait,
            )
        if status != httpx.codes.OK:
            raise FetchError("status", f"{url} answered {status}", "see whether it has moved", status=status)
        kind = headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind and _REFUSED_TYPES[ask.want].fullmatch(kind):
            raise FetchError("type", f"{url} is {kind}, not a {ask.want}", "look where the address leads")
        limit_bytes = int(self._limit_mb(ask.want) * 1e6)
        length = headers.get("content-length", "")
        if length.isdigit() and int(length) > limit_bytes:
            raise TooLargeError
        encoding = headers.get("content-encoding", "").strip().lower()
        read_body(response.iter_raw(), encoding, limit_bytes, tally.buffer)
        return Answer(status, headers, bytes(tally.buffer))

    def _limit_mb(self, want: Want) -> float:
        if want == "robots":
            return _ROBOTS_MAX_MB
        settings = self._settings
        limits = {"feed": settings.feed_max_mb, "page": settings.page_max_mb}
        return limits.get(want, settings.file_max_mb)


def retry_after(value: str, now: datetime) -> float | None:
    """Seconds a Retry-After header asks for, as a number or a date; None where it says nothing usable."""
    text = value.strip()
    if _SECONDS.fullmatch(text):
        return min(float(text), _LONGEST_WAIT_SECONDS)
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return min(max(0.0, (aware - now).total_seconds()), _LONGEST_WAIT_SECONDS)
