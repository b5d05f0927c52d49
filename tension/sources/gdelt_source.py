"""GDELT's 15-minute files, from where the last run stopped: events of the pair and who mentions them."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from urllib.parse import urljoin

import pyarrow as pa

from tension.pairs import Pair
from tension.records import Reject, shown
from tension.sources.answers import Ask, Fetched, FetchError
from tension.sources.config import Source
from tension.sources.fetch import Fetcher
from tension.sources.gdelt_codes import CameoCodes, load_cameo
from tension.sources.gdelt_files import Row, read_events, read_mentions
from tension.sources.state import Outcome, SourceResult, SourceState

_STEP = timedelta(minutes=15)
_LINE = re.compile(rb"(?m)^\d+ ([0-9a-f]{32}) \S*/((\d{14})\.(export|mentions)\.CSV\.zip)\s*$")
_FULL_LIST_LINES = 1_000  # lastupdate.txt has three lines, the master list hundreds of thousands


@dataclass(frozen=True, slots=True)
class Listed:
    """One file: its name and, where the list gives it, its MD5."""

    name: str
    md5: str


def collect_events(
    source: Source, state: SourceState, fetcher: Fetcher, pairs: Sequence[Pair], now: datetime
) -> SourceResult:
    """Read the event files published since the last run, oldest first.

    Args:
        source: its `url` is `lastupdate.txt` or `masterfilelist.txt`; the files lie beside it.
        state: its cursor is the last quarter of an hour read.
        fetcher: the run's fetcher.
        pairs: the pairs whose events are kept.
        now: the run's present, aware UTC.
    """
    try:
        answer = fetcher.get(
            Ask(source.url, source.id, "list", etag=state.etag, last_modified=state.last_modified)
        )
    except FetchError as error:
        return SourceResult(source, "failed", str(error), state.failed(str(error), now), now)
    if answer.unchanged:
        return SourceResult(source, "unchanged", "no new files", state.answered(now, brought=False), now)
    after = state.cursor or now - timedelta(hours=source.first_hours)
    wanted = files_after(answer.body, after, mentions=source.mentions)
    if not wanted and not _LINE.search(answer.body):
        message = f"{source.url} is not a list of GDELT files: it starts {answer.body[:40]!r}"
        return SourceResult(source, "failed", message, state.failed(message, now), now)
    ids = {int(key) for key in state.seen if key.isdigit()}
    reading = Reading(source, fetcher, pairs, load_cameo(), ids)
    moments = sorted(wanted)
    read = reading.run({moment: wanted[moment] for moment in moments[: source.max_files]})
    return _result(source, state, reading, answer, read, len(moments), now)


def _result(
    source: Source,
    state: SourceState,
    reading: "Reading",
    answer: Fetched,
    read: Sequence[datetime],
    listed: int,
    now: datetime,
) -> SourceResult:
    left = listed - len(read)
    after = replace(
        state.answered(now, brought=bool(reading.events)),
        cursor=read[-1] if read else state.cursor,
        seen=state.remember({str(row["global_event_id"]): "" for row in reading.events}),
        item_count=len(read),
        last_error=reading.fault,
        etag="" if left else answer.headers.get("etag", ""),
        last_modified="" if left else answer.headers.get("last-modified", ""),
    )
    if reading.fault and not read:
        return SourceResult(source, "failed", reading.fault, state.failed(reading.fault, now), now)
    message = reading.fault or (f"{left} quarters of an hour left for the next run" if left else "")
    outcome: Outcome = "partial" if reading.fault else "ok" if read else "unchanged"
    return SourceResult(
        source,
        outcome,
        message,
        after,
        now,
        items=tuple(reading.rejects),
        events=pa.Table.from_pylist(reading.events) if reading.events else None,
        mentions=pa.Table.from_pylist(reading.mentions) if reading.mentions else None,
        notes=dict(reading.notes),
        listed_count=listed,
    )


def files_after(body: bytes, after: datetime, *, mentions: bool) -> dict[datetime, list[Listed]]:
    """The files to read, by their quarter of an hour.

    A full list names them with their MD5; from the short one, which names only the newest, the quarters in
    between follow, as GDELT publishes one every fifteen minutes.

    Args:
        body: `lastupdate.txt` or `masterfilelist.txt`.
        after: quarters up to this one are left out.
        mentions: whether mention files are wanted too.
    """
    kinds = ("export", "mentions") if mentions else ("export",)
    found: dict[datetime, list[Listed]] = {}
    lines = 0
    stamp = f"{after:%Y%m%d%H%M%S}".encode()
    for match in _LINE.finditer(body):
        lines += 1
        if match[3] <= stamp or match[4].decode() not in kinds:
            continue
        moment = _moment(match[3].decode())
        if moment is not None:
            found.setdefault(moment, []).append(Listed(match[2].decode(), match[1].decode()))
    if found and lines < _FULL_LIST_LINES:
        for moment in _quarters(after, max(found)):
            names = [Listed(f"{moment:%Y%m%d%H%M%S}.{kind}.CSV.zip", "") for kind in kinds]
            found.setdefault(moment, names)
    return {moment: sorted(files, key=lambda file: file.name) for moment, files in found.items()}


def _quarters(after: datetime, until: datetime) -> Iterator[datetime]:
    """Quarters of an hour later than `after`, before `until`."""
    moment = until - _STEP
    while moment > after:
        yield moment
        moment -= _STEP


def _moment(text: str) -> datetime | None:
    try:
        return datetime.strptime(text, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        return None


class Reading:
    """Reads files one after the other and stops at the first that may be had later."""

    def __init__(
        self,
        source: Source,
        fetcher: Fetcher,
        pairs: Sequence[Pair],
        codes: CameoCodes,
        ids: Iterable[int],
    ) -> None:
        """Prepare to read.

        Args:
            source: names the folder of the files.
            fetcher: the run's fetcher.
            pairs: the pairs whose events are kept.
            codes: CAMEO codes to signals.
            ids: events read before, whose mentions are wanted too.
        """
        self._source, self._fetcher, self._pairs, self._codes = source, fetcher, pairs, codes
        self._ids = set(ids)
        self.events: list[Row] = []
        self.mentions: list[Row] = []
        self.rejects: list[Reject] = []
        self.notes: Counter[str] = Counter()
        self.fault = ""

    def run(self, wanted: Mapping[datetime, Sequence[Listed]]) -> list[datetime]:
        """The quarters read; the run stops where the network does, so that none is left out."""
        done = []
        for moment, files in wanted.items():
            try:
                for listed in files:
                    self._read(listed)
            except FetchError as error:
                self.fault = str(error)
                break
            done.append(moment)
        return done

    def _read(self, listed: Listed) -> None:
        url = urljoin(self._source.url, listed.name)
        ask = Ask(url, self._source.id, "zip", delay_seconds=self._source.delay_seconds)
        try:
            data = self._fetcher.get(ask).body
        except FetchError as error:
            if error.fault in ("status", "type", "too_large"):
                self.notes[f"missing files: {error.fault}"] += 1
                return
            raise
        if listed.md5 and hashlib.md5(data, usedforsecurity=False).hexdigest() != listed.md5:
            self.rejects.append(
                Reject(
                    self._source.id, url, "wrong checksum", shown(listed.md5), "it is read as far as it goes"
                )
            )
        if ".mentions." in listed.name:
            found = read_mentions(data, listed.name, self._ids, self._source.id)
            self.mentions += found.rows
        else:
            found = read_events(data, listed.name, self._pairs, self._codes, self._source.id)
            self.events += found.rows
            self._ids.update(row["global_event_id"] for row in found.rows)
        self.notes["rows read"] += found.row_count
        self.rejects += found.rejects
