"""GDELT 2.0 event and mention files: streamed from their zip, filtered, malformed rows told apart."""

import io
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv

from tension.pairs import Pair
from tension.records import Reject, shown
from tension.sources.gdelt_codes import CameoCodes
from tension.sources.gdelt_columns import EVENT_COLUMNS, EVENT_NEEDED, MENTION_COLUMNS, MENTION_NEEDED

_BLOCK_BYTES = 4_194_304
_MAX_UNZIPPED = 1_000_000_000
_TEXT_LIMIT = 2_000

Row = dict[str, Any]
Keep = Callable[[pa.RecordBatch], pa.BooleanArray]


@dataclass
class GdeltFile:
    """What one file held: its rows for the pair, how many rows in all, and what was malformed."""

    name: str
    row_count: int = 0
    rows: list[Row] = field(default_factory=list)
    rejects: list[Reject] = field(default_factory=list)


def read_events(
    data: bytes, name: str, pairs: Sequence[Pair], codes: CameoCodes, source_id: str
) -> GdeltFile:
    """Events between the two states of a pair, in either direction.

    Args:
        data: the zip file.
        name: its name, kept with every row.
        pairs: the pairs wanted; CAMEO country codes equal ISO alpha-3 for the states we index.
        codes: CAMEO codes to signals.
        source_id: for rejections.
    """
    found = GdeltFile(name)
    by_codes = {(a, b): pair.key for pair in pairs for a, b in ((pair.a, pair.b), (pair.b, pair.a))}

    def keep(batch: pa.RecordBatch) -> pa.BooleanArray:
        first, second = batch.column("Actor1CountryCode"), batch.column("Actor2CountryCode")
        masks = [
            pc.and_(pc.equal(first, pa.scalar(a.encode())), pc.equal(second, pa.scalar(b.encode())))
            for a, b in by_codes
        ]
        mask = masks[0]
        for other in masks[1:]:
            mask = pc.or_(mask, other)
        return mask

    for raw in _stream(data, found, EVENT_COLUMNS, EVENT_NEEDED, keep if by_codes else None, source_id):
        try:
            found.rows.append(_event(raw, name, by_codes, codes))
        except ValueError as error:
            found.rejects.append(_malformed(source_id, name, raw, error))
    return found


def read_mentions(data: bytes, name: str, wanted: Iterable[int], source_id: str) -> GdeltFile:
    """Mentions of the events wanted."""
    found = GdeltFile(name)
    ids = pa.array([str(number).encode() for number in wanted], pa.binary())

    def keep(batch: pa.RecordBatch) -> pa.BooleanArray:
        return pc.is_in(batch.column("GLOBALEVENTID"), value_set=ids)

    for raw in _stream(data, found, MENTION_COLUMNS, MENTION_NEEDED, keep, source_id):
        try:
            found.rows.append(_mention(raw))
        except ValueError as error:
            found.rejects.append(_malformed(source_id, name, raw, error))
    return found


def _stream(
    data: bytes,
    found: GdeltFile,
    columns: Sequence[str],
    needed: Sequence[str],
    keep: Keep | None,
    source_id: str,
) -> Iterator[dict[str, str]]:
    """Kept rows of a zipped file as text; rows of a wrong width and broken files are rejected."""

    def skip(row: csv.InvalidRow) -> str:
        counted = f"{row.actual_columns} columns, not {row.expected_columns}: {row.text[:60]!r}"
        found.rejects.append(Reject(source_id, found.name, "malformed row", shown(counted), "it is left out"))
        found.row_count += 1
        return "skip"

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for member in archive.infolist():
                if member.file_size == 0:
                    continue
                if member.file_size > _MAX_UNZIPPED:
                    raise zipfile.BadZipFile(f"{member.filename} unzips to {member.file_size} bytes")  # noqa: TRY301
                with (
                    archive.open(member) as stream,
                    csv.open_csv(stream, **_options(columns, needed, skip)) as reader,
                ):
                    for batch in reader:
                        found.row_count += batch.num_rows
                        if keep is not None:
                            yield from _texts(batch.filter(keep(batch)))
    except (
        zipfile.BadZipFile,
        zlib.error,
        pa.ArrowInvalid,
        NotImplementedError,
        RuntimeError,
        EOFError,
    ) as error:
        found.rejects.append(
            Reject(source_id, found.name, "broken file", shown(str(error)), "rows before the break were read")
        )


def _options(columns: Sequence[str], needed: Sequence[str], skip: Callable[[Any], str]) -> dict[str, Any]:
    """How Arrow reads: bytes as they are, nothing quoted, a row of a wrong width handed to `skip`."""
    return {
        "read_options": csv.ReadOptions(column_names=columns, block_size=_BLOCK_BYTES),
        "parse_options": csv.ParseOptions(delimiter="\t", quote_char=False, invalid_row_handler=skip),
        "convert_options": csv.ConvertOptions(
            include_columns=needed, column_types=dict.fromkeys(needed, pa.binary()), strings_can_be_null=False
        ),
    }


def _texts(batch: pa.RecordBatch) -> Iterator[dict[str, str]]:
    for row in batch.to_pylist():
        yield {name: value.decode("utf-8", "replace")[:_TEXT_LIMIT].strip() for name, value in row.items()}


def _event(raw: dict[str, str], name: str, pairs: dict[tuple[str, str], str], codes: CameoCodes) -> Row:
    source, target = raw["Actor1CountryCode"], raw["Actor2CountryCode"]
    code = raw["EventCode"]
    if not code.isdigit() or not 2 <= len(code) <= 4:  # noqa: PLR2004 - CAMEO codes have two to four digits
        raise ValueError(f"event code {code!r}")
    quad_class = int(raw["QuadClass"])
    if quad_class not in (1, 2, 3, 4):
        raise ValueError(f"quad class {quad_class}")
    coded = codes.coded(code, raw["Actor1Type1Code"])
    added_at = _moment(raw["DATEADDED"])
    event_date = _moment(raw["SQLDATE"] + "000000").date()
    if event_date > added_at.date():
        raise ValueError(f"event of {event_date} added on {added_at:%Y-%m-%d}")
    return {
        "pair": pairs[source, target],
        "global_event_id": int(raw["GLOBALEVENTID"]),
        "origin": "gdelt",
        "event_date": event_date,
        "added_at": added_at,
        "source": source,
        "target": target,
        "source_name": raw["Actor1Name"],
        "target_name": raw["Actor2Name"],
        "cameo_code": code,
        "signal": coded.signal if coded else None,
        "status": coded.status if coded else None,
        "quad_class": quad_class,
        "goldstein": float(raw["GoldsteinScale"]) if raw["GoldsteinScale"] else None,
        "mention_count": int(raw["NumMentions"]),
        "source_count": int(raw["NumSources"]),
        "article_count": int(raw["NumArticles"]),
        "tone": float(raw["AvgTone"]),
        "is_root": raw["IsRootEvent"] == "1",
        "place": raw["ActionGeo_FullName"] or None,
        "place_country": raw["ActionGeo_CountryCode"] or None,
        "url": raw["SOURCEURL"],
        "file": name,
    }


def _mention(raw: dict[str, str]) -> Row:
    return {
        "global_event_id": int(raw["GLOBALEVENTID"]),
        "mentioned_at": _moment(raw["MentionTimeDate"]),
        "outlet": raw["MentionSourceName"],
        "url": raw["MentionIdentifier"],
        "sentence_no": int(raw["SentenceID"]) if raw["SentenceID"] else None,
        "confidence_percent": int(raw["Confidence"]) if raw["Confidence"] else None,
        "tone": float(raw["MentionDocTone"]) if raw["MentionDocTone"] else None,
    }


def _moment(text: str) -> datetime:
    try:
        return datetime.strptime(text, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    except ValueError as error:
        raise ValueError(f"date {text!r}") from error


def _malformed(source_id: str, name: str, raw: dict[str, str], error: ValueError) -> Reject:
    place = f"{name} event {raw['GLOBALEVENTID']}"
    return Reject(source_id, place, "malformed event", shown(str(error)), "it is left out")
