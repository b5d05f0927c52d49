"""Archives on disk: web pages kept in WARC files, and files of articles."""

import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from tension.config import InputSettings
from tension.records import Reject, shown
from tension.sources.config import Source
from tension.sources.files import read_path
from tension.sources.pages import Page, extract_page
from tension.sources.state import Item, SourceResult, SourceState

SUFFIXES = (".warc", ".warc.gz")
_PAGE_TYPES = ("text/html", "application/xhtml+xml")
_MAX_PAGE_BYTES = 4_000_000


def is_warc(path: Path) -> bool:
    """Whether the name is that of a WARC file."""
    return path.name.lower().endswith(SUFFIXES)


def collect_archive(source: Source, state: SourceState, now: datetime) -> SourceResult:
    """Read a configured archive, unless it is as it was at the last run.

    Args:
        source: its `path` is a WARC file, a file of articles, or a folder of either.
        state: remembers size and time of every file.
        now: the run's present, aware UTC.
    """
    path = Path(source.path)
    if not path.exists():
        message = f"no such archive: {path}"
        return SourceResult(source, "failed", message, state.failed(message, now), now)
    stamp = _stamp(path)
    if stamp == state.body_hash:
        return SourceResult(source, "unchanged", "same files", state.answered(now, brought=False), now)
    items = tuple(read_archive(path, source, now))
    after = replace(state.answered(now, brought=bool(items)), body_hash=stamp, item_count=len(items))
    return SourceResult(source, "ok", "", after, now, items, listed_count=len(items))


def _stamp(path: Path) -> str:
    files = [path] if path.is_file() else sorted(file for file in path.rglob("*") if file.is_file())
    return ";".join(f"{file}:{file.stat().st_size}:{file.stat().st_mtime_ns}" for file in files)


def read_archive(path: Path, source: Source, now: datetime) -> Iterator[Item]:
    """Every record of an archive: pages of WARC files, then whatever article files lie beside them."""
    files = [path] if path.is_file() else sorted(file for file in path.rglob("*") if file.is_file())
    for file in files:
        if is_warc(file):
            yield from read_warc(file, source, now)
        else:
            yield from read_path(file, InputSettings())


def read_warc(path: Path, source: Source, now: datetime) -> Iterator[Item]:
    """The articles on the pages of a WARC file.

    A page's date is its own, else the day it was archived. Damaged records are told and the rest is read.

    Args:
        path: the file, gzipped or not.
        source: names language, country and clock of the outlets.
        now: the present, aware UTC.
    """
    from warcio.archiveiterator import ArchiveIterator  # noqa: PLC0415 - few runs read WARC files
    from warcio.exceptions import ArchiveLoadFailed  # noqa: PLC0415 - the same

    with path.open("rb") as stream:
        try:
            for number, record in enumerate(ArchiveIterator(stream), start=1):
                if record.rec_type == "response":
                    yield from _page_record(record, f"{path}:{number}", source, now)
        except (ArchiveLoadFailed, EOFError, OSError, ValueError) as error:
            yield Reject(
                source.id, str(path), "damaged archive", shown(str(error)), "records before it were read"
            )


def _page_record(record: Any, place: str, source: Source, now: datetime) -> Iterator[Item]:
    """One archived response; only whole web pages are articles."""
    headers = record.http_headers
    kind = (headers.get_header("Content-Type") or "").partition(";")[0].strip().lower() if headers else ""
    if not headers or headers.get_statuscode() != "200" or kind not in _PAGE_TYPES:
        return
    url = record.rec_headers.get_header("WARC-Target-URI") or ""
    body = _read(record.content_stream())
    if len(body) > _MAX_PAGE_BYTES:
        yield Reject(source.id, place, "too large", f"over {_MAX_PAGE_BYTES / 1e6:g} MB", "no article is")
        return
    page = extract_page(body, url, source.offset_minutes, now)
    archived = _archived_at(record.rec_headers.get_header("WARC-Date") or "")
    if page is None or (page.published_at is None and archived is None):
        yield Reject(source.id, place, "no article on the page", shown(url), "menus and lists are left out")
        return
    yield place, _fields(page, url, source, archived)


def _fields(page: Page, url: str, source: Source, archived: datetime | None) -> dict[str, object]:
    moment = page.published_at or archived
    return {
        "url": url,
        "title": page.title,
        "text": page.text,
        "published_at": moment.isoformat() if moment else "",
        "published_confidence": page.confidence,
        "language": source.language,
        "outlet": source.outlet,
        "outlet_country": source.outlet_country,
    }


def _read(stream: IO[bytes]) -> bytes:
    """At most one byte more than a page may have, whatever the record inflates to."""
    out = io.BytesIO()
    while out.tell() <= _MAX_PAGE_BYTES and (chunk := stream.read(65_536)):
        out.write(chunk)
    return out.getvalue()


def _archived_at(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except ValueError:
        return None
