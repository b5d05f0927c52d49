"""Articles in the warehouse: each once, changes kept, faults counted."""

import json
from collections import Counter
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tension.articles import Article
from tension.config import InputSettings
from tension.ingest import ingest
from tension.reading import read_articles
from tension.sources.files import read_path, source_id
from tension.warehouse import Writer, open_writer

NOW = datetime(2024, 2, 1, tzinfo=UTC)
URL = "https://a.example/1"


def row(text: str = "Envoys of the two neighbours met in Quetta.", **changes: Any) -> dict[str, Any]:
    return {"title": "T", "text": text, "published_at": "2024-01-18T08:00:00Z", "url": URL, **changes}


def load(writer: Writer, folder: Path, *rows: dict[str, Any] | str) -> Counter[str]:
    file = folder / "in.jsonl"
    file.write_text("".join((item if isinstance(item, str) else json.dumps(item)) + "\n" for item in rows))
    settings = InputSettings()
    readings = read_articles(
        read_path(file, settings),
        source_id=source_id(file),
        fetched_at=NOW,
        settings=settings,
        archive=True,
    )
    return ingest(writer, readings).counts


def table(writer: Writer) -> list[dict[str, Any]]:
    sql = "select * exclude (recorded_at, batch_id) from articles order by article_id, revision"
    return writer.query_arrow(sql).to_pylist()


def open_at(folder: Path) -> AbstractContextManager[Writer]:
    return open_writer(folder / "t.duckdb", wait_seconds=0, recorded_at=NOW)


def test_an_article_read_twice_is_one(tmp_path: Path) -> None:
    with open_at(tmp_path) as writer:
        first = load(writer, tmp_path, row(), row(url=URL + "?utm_source=x"))
        before = table(writer)
        again = load(writer, tmp_path, row())
        assert (first["new"], first["repeated"], again["repeated"], again["new"]) == (1, 1, 1, 0)
        assert table(writer) == before


def test_a_known_outlet_lends_its_country_to_records_that_name_none() -> None:
    readings = read_articles(
        [("1", row()), ("2", row(outlet_country="GBR")), ("3", row(url="https://b.example/1"))],
        source_id="t",
        fetched_at=NOW,
        settings=InputSettings(),
        archive=True,
        countries={"a.example": "PAK"},
    )
    assert [item.outlet_country for item in readings if isinstance(item, Article)] == ["PAK", "GBR", None]


def test_a_changed_article_keeps_its_history(tmp_path: Path) -> None:
    with open_at(tmp_path) as writer:
        load(writer, tmp_path, row("Seven were killed, officials said."))
        counts = load(
            writer, tmp_path, row("Nine were killed, officials said.", published_at="2024-01-18T12:00:00Z")
        )
        assert counts["changed"] == 1
        old, new = table(writer)
        assert (old["revision"], old["superseded_at"]) == (1, datetime(2024, 1, 18, 12))
        assert (new["revision"], new["superseded_at"]) == (2, None)


def test_the_history_does_not_depend_on_the_order(tmp_path: Path) -> None:
    rows = [
        row(f"Toll {number}, officials said.", published_at=f"2024-01-18T{8 + number:02}:00:00Z")
        for number in range(3)
    ]
    with open_at(tmp_path) as writer:
        load(writer, tmp_path, *rows)
        expected = table(writer)
    (tmp_path / "b").mkdir()
    with open_at(tmp_path / "b") as writer:
        for item in reversed(rows):
            load(writer, tmp_path, item)
        assert table(writer) == expected


def test_faults_are_counted_stored_once_and_harm_nothing(tmp_path: Path) -> None:
    with open_at(tmp_path) as writer:
        bad = ["{oops", row(text="", title=""), row(published_at="1024-01-18"), row()]
        counts = load(writer, tmp_path, *bad)
        assert (counts["read"], counts["new"], counts["rejected"]) == (4, 1, 3)
        assert counts["rejected broken JSON"] == 1
        load(writer, tmp_path, *bad)
        rejects = writer.query("select place, reason, value, remedy from rejects order by place")
        assert len(rejects) == 3
        assert list(rejects["place"]) == [f"{tmp_path / 'in.jsonl'}:{line}" for line in (1, 2, 3)]


def test_half_a_surrogate_pair_does_not_lose_the_batch(tmp_path: Path) -> None:
    with open_at(tmp_path) as writer:
        assert load(writer, tmp_path, row("Half \ud83d a pair."), row(url=URL + "2"))["new"] == 2


def test_a_text_in_another_language_is_kept_and_named(tmp_path: Path) -> None:
    with open_at(tmp_path) as writer:
        urdu = "پاکستان اور ایران کے درمیان سرحد پر کشیدگی میں اضافہ ہوا ہے، حکام نے بتایا۔"
        counts = load(writer, tmp_path, row(urdu, title="پاکستان اور ایران", language="en"))
        assert counts["unscored ur"] == 1
        assert [item["language"] for item in table(writer)] == ["ur"]
