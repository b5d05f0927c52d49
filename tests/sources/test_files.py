"""Files of articles: every record is read or its fault named."""

import csv
import gzip
import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tension.config import InputSettings
from tension.errors import InputError
from tension.records import Reject
from tension.sources.files import read_path

RECORD = {"title": "T", "text": "Words.", "published_at": "2024-01-18", "url": "https://a.example/1"}


def read(path: Path, **settings: float) -> tuple[list[dict[str, object]], list[Reject]]:
    items = list(read_path(path, InputSettings(**settings)))
    records = [dict(item[1]) for item in items if not isinstance(item, Reject)]
    return records, [item for item in items if isinstance(item, Reject)]


def test_jsonl_plain_and_gzipped(tmp_path: Path) -> None:
    line = json.dumps(RECORD) + "\n"
    (tmp_path / "a.jsonl").write_text("\ufeff" + line + "\n" + line, encoding="utf-8")
    with gzip.open(tmp_path / "b.jsonl.gz", "wt") as file:
        file.write(line)
    records, rejects = read(tmp_path)
    assert records == [RECORD] * 3
    assert rejects == []


def test_csv_and_parquet(tmp_path: Path) -> None:
    with (tmp_path / "a.csv").open("w", newline="") as file:
        writer = csv.DictWriter(file, list(RECORD))
        writer.writeheader()
        writer.writerow({**RECORD, "text": 'Two\nlines, "quoted"'})
    pq.write_table(pa.Table.from_pylist([RECORD]), tmp_path / "b.parquet")
    records, rejects = read(tmp_path)
    assert [record["text"] for record in records] == ['Two\nlines, "quoted"', "Words."]
    assert rejects == []


def test_folder_of_texts_and_pages(tmp_path: Path) -> None:
    (tmp_path / "2024-01-18-strike.txt").write_text("Title line\n\nBody.")
    page = (
        "<html><head><title>Page</title></head><body><article><p>"
        + "Envoys met. " * 40
        + "</p></article></body></html>"
    )
    (tmp_path / "2024-01-19-envoys.html").write_text(page)
    records, rejects = read(tmp_path)
    assert [record["published_at"] for record in records] == ["2024-01-18", "2024-01-19"]
    assert records[0]["title"] == "Title line"
    assert "Envoys met." in str(records[1]["text"])
    assert rejects == []


@pytest.mark.parametrize(
    ("name", "data", "reason", "place"),
    [
        ("a.jsonl", b'{"title": "x"\n' + json.dumps(RECORD).encode(), "broken JSON", ":1"),
        ("a.jsonl", b"[1]\n" + json.dumps(RECORD).encode(), "not an object", ":1"),
        ("a.jsonl", b'{"title": "caf\xe9"}\n' + json.dumps(RECORD).encode(), "not UTF-8", ":1"),
        ("a.csv", b"title,published_at\nT,2024-01-18\n", "missing column", "a.csv"),
        ("a.csv", b"title,text,published_at\nT,caf\xe9,2024-01-18\nT,W,2024-01-18\n", "not UTF-8", ":2"),
        ("a.csv", b"title,text,published_at\nT,W\nT,W,2024-01-18\n", "broken row", ":2"),
        ("a.jsonl", b"", "no articles", "a.jsonl"),
        ("a.csv", b"", "no articles", "a.csv"),
        ("a.parquet", b"PAR1 no", "unreadable file", "a.parquet"),
        ("a.parquet", b"", "unreadable file", "a.parquet"),
        ("a.jsonl.gz", b"not gzip", "damaged gzip", "a.jsonl.gz"),
        (
            "a.jsonl.gz",
            gzip.compress(json.dumps(RECORD).encode() * 50, mtime=0)[:40],
            "damaged gzip",
            "a.jsonl.gz",
        ),
        ("a.docx", b"x", "unknown kind of file", "a.docx"),
        ("a.txt", b"Title\nwords", "no publication date", "a.txt"),
        ("2024-01-18.txt", b"caf\xe9", "not UTF-8", "2024-01-18.txt"),
        ("2024-01-18.txt", b"", "no words", "2024-01-18.txt"),
    ],
)
def test_a_fault_is_named_with_its_place(
    tmp_path: Path, name: str, data: bytes, reason: str, place: str
) -> None:
    (tmp_path / name).write_bytes(data)
    _, rejects = read(tmp_path / name)
    assert [reject.reason.split(":")[0] for reject in rejects] == [reason]
    assert rejects[0].place.endswith(place)
    assert rejects[0].remedy


def test_what_follows_a_bad_line_is_read(tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl"
    file.write_bytes(json.dumps(RECORD).encode() + b"\n{oops\n" + json.dumps(RECORD).encode())
    records, rejects = read(file)
    assert len(records) == 2
    assert len(rejects) == 1


def test_a_line_over_the_limit_is_passed_over(tmp_path: Path) -> None:
    """The limit holds before the line is read whole."""
    file = tmp_path / "a.jsonl"
    long = json.dumps({**RECORD, "text": "x" * 2_000_000})
    file.write_text(long + "\n" + json.dumps(RECORD) + "\n")
    records, rejects = read(file, max_article_mb=0.1)
    assert records == [RECORD]
    assert [(reject.reason, reject.place) for reject in rejects] == [("too large", f"{file}:1")]


def test_a_text_file_over_the_limit_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "2024-01-18.txt").write_text("x" * 200_000)
    assert [reject.reason for reject in read(tmp_path, max_article_mb=0.1)[1]] == ["too large"]


def test_a_folder_without_articles_says_so(tmp_path: Path) -> None:
    assert [reject.reason for reject in read(tmp_path)[1]] == ["no articles"]


def test_nothing_at_the_path_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"no such input.*give a file"):
        list(read_path(tmp_path / "absent.jsonl", InputSettings()))
