"""Fetching over the web: polite, bounded in time and size, and only where it is allowed to go."""

import threading
import time
from datetime import datetime, timedelta
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

import stamina

from tension.retries import quieten_retries
from tension.sources.answers import Ask, Fault, Fetched, FetchError, FetchRow
from tension.sources.config import FetchSettings
from tension.sources.guard import AllowList, Resolver, resolve
from tension.sources.pace import OutOfTimeError, Pace
from tension.sources.request import Answer, Requester, Tally
from tension.sources.spool import Kept, Spool

_RETRIED: frozenset[Fault] = frozenset(("busy", "network", "timeout", "encoding"))


class Fetcher:
    """Fetches for one run; shared by its threads. Its deadline runs from its opening."""

    def __init__(
        self,
        settings: FetchSettings,
        allowed: AllowList,
        now: datetime,
        *,
        spool: Spool | None = None,
        resolver: Resolver = resolve,
    ) -> None:
        """Open the fetcher.

        Args:
            settings: time-outs, caps, pace.
            allowed: where requests may go, redirects included.
            now: the present, aware UTC.
            spool: where bodies are kept until they are committed; None keeps nothing.
            resolver: names to addresses; the system's unless a test brings its own.
        """
        quieten_retries()
        self.settings = settings
        self._now = now
        self._spool = spool
        self._started = time.monotonic()
        self._requester = Requester(settings, allowed, resolver, list(settings.private_networks))
        self.pace = Pace(
            settings.host_delay_seconds, settings.host_connections, self._started + settings.run_seconds
        )
        self._rows: list[FetchRow] = []
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        """Use as a context manager: connections are closed at the end."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close all connections."""
        self.close()

    def close(self) -> None:
        """Close all connections."""
        self._requester.close()

    @property
    def now(self) -> datetime:
        """The present, counted from the moment the run was given."""
        return self._now + timedelta(seconds=time.monotonic() - self._started)

    def take_rows(self, source_id: str) -> tuple[FetchRow, ...]:
        """The diary of one source, handed over once."""
        with self._lock:
            mine = tuple(row for row in self._rows if row.source_id == source_id)
            self._rows = [row for row in self._rows if row.source_id != source_id]
        return mine

    def check(self, url: str) -> None:
        """Refuse an address outside the allow-list.

        Raises:
            FetchError: it is outside.
        """
        self._requester.check(url)

    def get(self, ask: Ask) -> Fetched:
        """Fetch one address, following allowed redirects and retrying what may pass.

        Raises:
            FetchError: nothing usable came; it says what, and what to do.
        """
        tally = Tally(started_at=self.now)
        kept = self._spool.get(ask.source_id, ask.url, self.now, ask.fresh_after) if self._spool else None
        if kept:
            fetched = Fetched(ask.url, kept.url, 200, kept.headers, kept.body, kept.fetched_at, resumed=True)
            self._note(ask, tally, "resumed", len(kept.body), message="kept by an interrupted run")
            return fetched
        try:
            fetched = self._retry(ask, tally)
        except FetchError as error:
            self._note(ask, tally, error.fault, len(tally.buffer), message=str(error))
            raise
        if self._spool and not fetched.unchanged:
            kept = Kept(fetched.url, fetched.headers, fetched.body, fetched.fetched_at)
            self._spool.put(ask.source_id, ask.url, kept)
        outcome = "unchanged" if fetched.unchanged else "ok"
        self._note(ask, tally, outcome, len(fetched.body))
        return fetched

    def _retry(self, ask: Ask, tally: Tally) -> Fetched:
        settings = self.settings
        attempts = stamina.retry_context(
            on=self._pause,
            attempts=settings.attempts,
            timeout=None,
            wait_initial=settings.retry_wait_seconds,
            wait_max=settings.retry_wait_seconds * 8,
            wait_jitter=settings.retry_wait_seconds,
        )
        for attempt in attempts:
            with attempt:
                tally.attempts += 1
                return self._follow(ask, tally)
        raise AssertionError("stamina returns or raises")  # pragma: no cover

    def _pause(self, error: Exception) -> bool | float:
        """Whether to try again, or the seconds the server asked us to wait."""
        if not isinstance(error, FetchError) or error.fault not in _RETRIED:
            return False
        wait = error.retry_after_seconds
        left = self.pace.seconds_left
        if wait is None:
            return left > self.settings.retry_wait_seconds * 2
        return wait if wait <= min(self.settings.retry_after_max_seconds, left) else False

    def _follow(self, ask: Ask, tally: Tally) -> Fetched:
        """One attempt, hop by hop; every hop is checked, and one time budget serves them all."""
        url = ask.url
        tally.seconds_left = self.settings.request_seconds
        for _ in range(self.settings.redirects + 1):
            answer = self._hop(ask, url, tally)
            if not answer.next_url:
                return Fetched(ask.url, url, answer.status, answer.headers, answer.body, self.now)
            if url.startswith("https:") and answer.next_url.startswith("http:"):
                raise FetchError(
                    "refused",
                    f"{url} leads from https to {answer.next_url}",
                    "set the address it should lead to",
                )
            url = answer.next_url
        raise FetchError(
            "redirects",
            f"{ask.url} was redirected more than {self.settings.redirects} times",
            "set the address it ends at",
            status=tally.status,
        )

    def _hop(self, ask: Ask, url: str, tally: Tally) -> Answer:
        """One request in its turn; waiting for the turn takes nothing from the server's time."""
        self.check(url)
        try:
            with self.pace.turn(urlsplit(url).hostname or "", ask.delay_seconds):
                tally.seconds_left = min(tally.seconds_left, self.pace.seconds_left)
                return self._requester.send(ask, url, tally, self.now)
        except OutOfTimeError as error:
            what = f"{url}: the run's time ended before its turn came"
            raise FetchError("out_of_time", what, "raise [fetch] run_seconds") from error

    def _note(self, ask: Ask, tally: Tally, outcome: str, size: int, *, message: str = "") -> None:
        row = FetchRow(
            source_id=ask.source_id,
            url=ask.url,
            started_at=tally.started_at,
            seconds=round(time.monotonic() - tally.began, 3),
            attempts=tally.attempts,
            conditional=ask.conditional,
            status=tally.status,
            byte_count=size,
            outcome=outcome,
            message=message,
        )
        with self._lock:
            self._rows.append(row)
