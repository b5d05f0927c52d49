"""Articles from files: .jsonl, .csv, .parquet (optionally gzipped) and folders of .txt and .html."""

import csv
import gzip
import json
import re
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO, NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

from tension.config import InputSettings
from tension.errors import InputError
from tension.records import Reject, shown

Item = tuple[str, Mapping[str, object]] | Reject
"""A raw record with its place (file and line), or what was wrong there."""


class Line(NamedTuple):
    """A line of JSON as it stands in its file, to be decoded where there is time for it; see `decoded`."""

    path: Path
    number: int
    data: bytes


Raw = Item | Line

NEEDED = ("title", "text", "published_at")
KINDS = (".jsonl", ".ndjson", ".csv", ".parquet", ".txt", ".html", ".htm")
_DAY_IN_NAME = re.compile(r"(\d{4}-\d{2}-\d{2})")
_JSON_ESCAPE_GROWTH = 6
_NOT_UTF8 = re.compile("[\udc80-\udcff]")


def read_path(path: Path, settings: InputSettings) -> Iterator[Item]:
    """Every record below a file or folder, in the order of file names.

    Raises:
        InputError: there is nothing at the path.
    """
    return (decoded(item) if isinstance(item, Line) else item for item in raw_path(path, settings))


def raw_path(path: Path, settings: InputSettings) -> Iterator[Raw]:
    """As `read_path`, with lines of JSON left as they stand.

    Raises:
        InputError: there is nothing at the path.
    """
    require(path)
    found = False
    for file in _files(path):
        for item in _read_file(file, settings):
            found = True
            yield item
    if not found:
        yield Reject(source_id(path), str(path), "no articles", _contents(path), f"give {', '.join(KINDS)}")


def require(path: Path) -> None:
    """Refuse a path with nothing at it.

    Raises:
        InputError: there is nothing at the path.
    """
    if not path.exists():
        raise InputError(f"no such input: {path}", "give a file or a folder of articles")


def source_id(path: Path) -> str:
    """The name under which a file's articles are stored."""
    return f"file:{path.name}"


def is_empty_file(path: Path) -> bool:
    """Whether the path is a file without a byte."""
    return path.is_file() and path.stat().st_size == 0


def _contents(path: Path) -> str:
    if path.is_dir():
        return f"{sum(1 for _ in path.rglob('*'))} files, none readable"
    return "empty file" if is_empty_file(path) else f"{path.stat().st_size} bytes"


def _files(path: Path) -> Iterator[Path]:
    """The file itself, or the visible files below a folder."""
    if path.is_file():
        yield path
        return
    for file in sorted(path.rglob("*")):
        hidden = any(part.startswith(".") for part in file.relative_to(path).parts)
        if file.is_file() and not hidden:
            yield file


def kind_of(path: Path) -> str:
    """The suffix that tells how to read it, `.gz` set aside."""
    return (path.with_suffix("") if path.suffix.lower() == ".gz" else path).suffix.lower()


def _read_file(path: Path, settings: InputSettings) -> Iterator[Raw]:
    """Records of one file; a fault that ends the file is its last item."""
    kind = kind_of(path)
    try:
        if kind in (".jsonl", ".ndjson"):
            yield from _read_jsonl(path, settings)
        elif kind == ".csv":
            yield from _read_csv(path, settings)
        elif kind == ".parquet":
            yield from _read_parquet(path)
        elif kind in (".txt", ".html", ".htm"):
            yield _read_document(path, settings)
        else:
            yield _reject(path, "unknown kind of file", path.suffix or path.name, f"give {', '.join(KINDS)}")
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        yield _reject(path, "damaged gzip", str(error), "compress the file again; lines before it were read")
    except (OSError, pa.ArrowException) as error:
        yield _reject(path, "unreadable file", str(error), "check that the file is whole and may be read")


def _reject(path: Path, reason: str, value: object, remedy: str, line: int | None = None) -> Reject:
    place = f"{path}:{line}" if line else str(path)
    return Reject(source_id(path), place, reason, value if isinstance(value, str) else shown(value), remedy)


def _open(path: Path) -> IO[bytes]:
    return gzip.open(path, "rb") if path.suffix.lower() == ".gz" else path.open("rb")  # type: ignore[return-value]  # GzipFile is binary IO


def _lines(path: Path, settings: InputSettings) -> Iterator[tuple[int, bytes | None]]:
    """Numbered lines; None for one over the size limit."""
    limit = int(settings.max_article_mb * 1e6 * _JSON_ESCAPE_GROWTH)
    with _open(path) as stream:
        number = 0
        while line := stream.readline(limit):
            number += 1
            whole = len(line) < limit or line.endswith(b"\n")
            while not whole:
                rest = stream.readline(limit)
                whole = len(rest) < limit or rest.endswith(b"\n")
                line = b""
            yield number, line or None


def _text(number: int, data: bytes) -> str:
    """A line decoded as UTF-8, with strays kept as surrogates."""
    return data.decode("utf-8-sig" if number == 1 else "utf-8", "surrogateescape")


def _too_long(path: Path, line: int, settings: InputSettings) -> Reject:
    return _reject(
        path,
        "too large",
        f"a line over {settings.max_article_mb * _JSON_ESCAPE_GROWTH:g} MB",
        f"split it, or raise [input] max_article_mb above {settings.max_article_mb:g}",
        line,
    )


def _wrong_encoding(path: Path, text: str, line: int) -> Reject:
    found = _NOT_UTF8.search(text)
    at = found.start() if found else 0
    piece = text[max(0, at - 12) : at + 12].encode("utf-8", "surrogateescape")
    return _reject(path, "not UTF-8", piece, "save the file as UTF-8", line)


def _read_jsonl(path: Path, settings: InputSettings) -> Iterator[Raw]:
    """One object a line."""
    for number, data in _lines(path, settings):
        if data is None:
            yield _too_long(path, number, settings)
        elif data.startswith(b"{") or _text(number, data).strip():
            yield Line(path, number, data)


def decoded(line: Line) -> Item:
    """The object of a line, or what is wrong with it."""
    try:
        text = line.data.decode("utf-8-sig" if line.number == 1 else "utf-8")
    except UnicodeDecodeError:
        return _wrong_encoding(line.path, _text(line.number, line.data), line.number)
    return _json_record(line.path, line.number, text)


def _json_record(path: Path, number: int, line: str) -> Item:
    try:
        record = json.loads(line)
    except (ValueError, RecursionError) as error:
        return _reject(path, f"broken JSON: {error}", line, "write one JSON object a line", number)
    if not isinstance(record, dict):
        return _reject(path, "not an object", record, "write one JSON object a line", number)
    return f"{path}:{number}", record


def _read_csv(path: Path, settings: InputSettings) -> Iterator[Item]:
    """Rows under a header that names the needed columns."""
    csv.field_size_limit(int(settings.max_article_mb * 1e6))
    numbered = _lines(path, settings)
    reader = csv.reader(_text(number, data) if data is not None else "\n" for number, data in numbered)
    header = [name.strip().lower() for name in next(reader, [])]
    missing = [name for name in NEEDED if name not in header]
    if missing:
        if header:
            yield _reject(path, "missing column", ", ".join(missing), f"the header needs {', '.join(NEEDED)}")
        return
    while True:
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield _reject(path, f"broken row: {error}", "", "quote the fields of this row", reader.line_num)
            continue
        yield from _csv_record(path, reader.line_num, header, row)


def _csv_record(path: Path, number: int, header: list[str], row: list[str]) -> Iterator[Item]:
    if not any(cell.strip() for cell in row):
        return
    if len(row) != len(header):
        counted = f"{len(row)} cells under {len(header)} columns"
        yield _reject(path, "broken row", counted, "quote the fields of this row", number)
    elif _NOT_UTF8.search("".join(row)):
        yield _wrong_encoding(path, "".join(row), number)
    else:
        yield f"{path}:{number}", dict(zip(header, row, strict=True))


def _read_parquet(path: Path) -> Iterator[Item]:
    """Rows of a Parquet file with the needed columns."""
    if path.suffix.lower() == ".gz":
        yield _reject(path, "gzipped Parquet", path.name, "Parquet is compressed inside: gunzip it first")
        return
    with pq.ParquetFile(path) as file:
        missing = [name for name in NEEDED if name not in file.schema_arrow.names]
        if missing:
            yield _reject(path, "missing column", ", ".join(missing), f"it needs {', '.join(NEEDED)}")
            return
        number = 0
        for batch in file.iter_batches(batch_size=2000):
            for record in batch.to_pylist():
                number += 1
                yield f"{path}:{number}", record


def _read_document(path: Path, settings: InputSettings) -> Item:
    """One article a file: the day in the file's name, the title in its first line or its page."""
    size_mb = path.stat().st_size / 1e6
    if size_mb > settings.max_article_mb:
        remedy = f"split it, or raise [input] max_article_mb above {settings.max_article_mb:g}"
        return _reject(path, "too large", f"{size_mb:.1f} MB", remedy)
    with _open(path) as stream:
        data = stream.read(int(settings.max_article_mb * 1e6))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return _reject(path, "not UTF-8", data[error.start : error.start + 12], "save the file as UTF-8")
    if not text.strip():
        return _reject(path, "no words", "empty file", "put the title on the first line, the text below it")
    record = _html_record(text) if kind_of(path) != ".txt" else _text_record(text)
    day = _DAY_IN_NAME.search(str(path.name))
    if day:
        record["published_at"] = day[1]
    elif not record.get("published_at"):
        return _reject(path, "no publication date", path.name, "name the file as 2024-01-18-title.txt")
    return str(path), {"published_confidence": "inferred", **record}


def _text_record(text: str) -> dict[str, object]:
    title, _, body = text.strip().partition("\n")
    return {"title": title, "text": body}


def _html_record(text: str) -> dict[str, object]:
    """Title, words, date and address of a saved page."""
    from trafilatura import bare_extraction  # noqa: PLC0415 - half a second that other inputs do not need

    found = bare_extraction(text, fast=True, with_metadata=True, include_comments=False)
    if found is None:
        return {"title": "", "text": ""}
    page = found if isinstance(found, dict) else found.as_dict()
    return {
        "title": page.get("title") or "",
        "text": page.get("text") or "",
        "url": page.get("url") or "",
        "published_at": page.get("date"),
    }
