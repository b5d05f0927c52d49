"""All sources of a run: one result each, whatever the others do, within the run's deadline."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Self

from tension.errors import ConfigError, TensionError
from tension.pairs import Pair
from tension.sources.allowed import allow_list
from tension.sources.archives import collect_archive
from tension.sources.config import FetchSettings, Source
from tension.sources.feed_source import collect_feed
from tension.sources.fetch import Fetcher
from tension.sources.gdelt_docs import collect_docs
from tension.sources.gdelt_history import GdeltDay, read_day
from tension.sources.gdelt_source import collect_events
from tension.sources.guard import Resolver, resolve
from tension.sources.pages import PageReader
from tension.sources.spool import Spool
from tension.sources.state import SourceResult, SourceState


def check_past(source: Source) -> None:
    """Whether days of the past can be asked of a source.

    Raises:
        ConfigError: they cannot, and what to use instead.
    """
    if source.kind == "feed":
        raise ConfigError(
            f"source {source.id!r} is a feed, which holds only what is new",
            "give a source of kind gdelt_docs or archive, or files with --input",
        )
    if source.kind == "gdelt_events":
        raise ConfigError(
            f"source {source.id!r} brings events, not articles", "use: tension sources gdelt --from --to"
        )


class Collector:
    """Collects sources with one fetcher: shared pace, deadline and robots.txt; safe to share by threads."""

    def __init__(
        self,
        sources: Sequence[Source],
        settings: FetchSettings,
        now: datetime,
        *,
        pairs: Sequence[Pair] = (),
        spool_folder: Path | None = None,
        resolver: Resolver = resolve,
    ) -> None:
        """Open the collector; the run's deadline starts to run.

        Args:
            sources: all configured sources; the enabled ones make the allow-list.
            settings: how to fetch.
            now: the run's present, aware UTC.
            pairs: the pairs whose events are kept from GDELT's files.
            spool_folder: where bodies are kept until committed, None to keep none.
            resolver: names to addresses; the system's unless a test brings its own.
        """
        self.sources = tuple(source for source in sources if source.enabled)
        self.now = now
        self._pairs = tuple(pairs)
        self.spool = Spool(spool_folder, timedelta(hours=settings.resume_hours)) if spool_folder else None
        allowed = allow_list(self.sources, settings)
        self._fetcher = Fetcher(settings, allowed, now, spool=self.spool, resolver=resolver)
        self._pages = PageReader(self._fetcher)
        self._workers = settings.workers

    def __enter__(self) -> Self:
        """Use as a context manager: connections are closed at the end."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close all connections."""
        self._fetcher.close()

    def collect(self, source: Source, state: SourceState | None) -> SourceResult:
        """What one source brings; a failure is a result, not an exception."""
        known = state or SourceState(source.id)
        if known.not_before and known.not_before > self.now:
            message = f"asked to be left alone until {known.not_before:%Y-%m-%d %H:%M} UTC"
            return SourceResult(source, "waiting", message, known, self.now)
        try:
            result = self._dispatch(source, known)
        except TensionError as error:
            result = self._failure(source, known, str(error))
        except Exception as error:  # noqa: BLE001 - what one source's content breaks must not end the others
            result = self._failure(source, known, f"{source.id}: unexpected {error!r}; please report it")
        return replace(result, fetches=self._fetcher.take_rows(source.id))

    def collect_past(self, source: Source, first: date, last: date) -> SourceResult:
        """What a source brings of days of the past; what it remembers of the present takes no part.

        Raises:
            ConfigError: the source has no past to ask for, see `check_past`.
        """
        check_past(source)
        if source.kind == "archive":
            return self.collect(source, None)
        begin = datetime.combine(first, time(), UTC)
        until = min(self.now, datetime.combine(last + timedelta(days=1), time(), UTC))
        state = SourceState(source.id, cursor=begin)
        result = collect_docs(source, state, self._fetcher, self._pages, self.now, until)
        return replace(result, fetches=self._fetcher.take_rows(source.id))

    def collect_gdelt_day(self, source: Source, day: date, ids: Iterable[int]) -> GdeltDay:
        """GDELT's files of a day of the past; `ids` are earlier events whose mentions are wanted too."""
        return read_day(source, self._fetcher, self._pairs, day, ids)

    def _failure(self, source: Source, state: SourceState, message: str) -> SourceResult:
        return SourceResult(source, "failed", message, state.failed(message, self.now), self.now)

    def collect_all(self, states: Mapping[str, SourceState]) -> Iterator[SourceResult]:
        """Results as they come; each may be stored before the next is there."""
        pool = ThreadPoolExecutor(self._workers, thread_name_prefix="source")
        try:
            waiting = [pool.submit(self.collect, source, states.get(source.id)) for source in self.sources]
            for done in as_completed(waiting):
                yield done.result()
        finally:
            pool.shutdown(wait=True, cancel_futures=True)

    def _dispatch(self, source: Source, state: SourceState) -> SourceResult:
        if source.kind == "feed":
            return collect_feed(source, state, self._fetcher, self._pages, self.now)
        if source.kind == "gdelt_docs":
            return collect_docs(source, state, self._fetcher, self._pages, self.now)
        if source.kind == "gdelt_events":
            return collect_events(source, state, self._fetcher, self._pairs, self.now)
        return collect_archive(source, state, self.now)
