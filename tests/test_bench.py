"""The bench measures what it says: text without repeats, ratios by name, tables between the markers."""

import os
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import pyarrow as pa
import pytest
from typer.testing import CliRunner

from flows.cli import build_app
from tension.article_rows import rows_of
from tension.bench.articles import mixed, prose
from tension.bench.memory import family, megabytes_of, share_mb
from tension.bench.report import BEGIN, END, write_markdown
from tension.bench.scoring import by_turns, concerned_sentences, scoring, slices
from tension.bench.stages import PAIR, articles_of, rows_to_score, whole_path
from tension.engines import Scored, Work, cached_scorer
from tension.engines.base import T
from tension.errors import InputError
from tension.gazetteer import load_gazetteer
from tension.relevance import may_concern
from tension.sentences import split_sentences
from tension.signals.score import score_articles

MODELS = Path("models")

FOUND = {
    "machine": "a machine",
    "bench_seconds": 75.2,
    **dict.fromkeys(("relevant_vs_script", "mixed_vs_script", "two_processes", "vader_share"), 1.5),
    **dict.fromkeys(("articles_per_second", "peak_memory_mb", "sentences_per_second"), 2000.0),
    **dict.fromkeys(("growth_vs_linear", "sentences_read_per_article", "sentences_scored_per_article"), 1.0),
    "scoring": {"scoring_share": {"status": 0.25}},
    "growth": [
        {
            "articles": 1000,
            "seconds": 2.0,
            "articles_per_second": 500.0,
            "megabytes_per_second": 1.0,
            "rows_stored_per_second": 600.0,
            "rows_inserted_per_second": 9000.0,
            "peak_memory_mb": 300.0,
            "stage_seconds": {"score": 2.0},
            "stage_share": {"score": 1.0},
            "floor_seconds": {"score": 0.1},
            "stage_peak_mb": {"score": 300.0},
        }
    ],
    "warehouse": {"milliseconds": {"latest value": 3.0}},
    "web": {"overview, alone, p50": 20.0},
    "readers": {"ratio": 1.1},
    "index": {"pairs": 20},
}


def test_text_is_the_same_for_a_seed_and_hardly_repeats_a_sentence() -> None:
    records = list(mixed(30, 1.0, 4))
    assert records == list(mixed(30, 1.0, 4))
    sentences = [sentence for record in records for sentence in split_sentences(record["text"])]
    assert len(set(sentences)) > 0.9 * len(sentences)


def test_other_news_never_names_both_sides() -> None:
    gazetteer = load_gazetteer()
    articles = articles_of(mixed(200, 0.0, 4))
    assert not any(may_concern(article.text, PAIR, gazetteer) for article in articles)
    assert any(gazetteer.actors(article.text) & PAIR.states for article in articles)
    assert prose().words


def test_slices_hold_every_row_once() -> None:
    rows = pa.table({"number": range(10)})
    parts = slices(rows, 3)
    assert [part.num_rows for part in parts] == [4, 4, 2]
    assert pa.concat_tables(parts).equals(rows)


def test_sentences_scored_are_those_that_concern_the_pair() -> None:
    scorer = cached_scorer(MODELS)
    articles = articles_of(mixed(4, 1.0, 4))
    seen: set[str] = set()
    for scored, article in zip(score_articles(articles, PAIR, scorer), articles, strict=True):
        told = concerned_sentences(MODELS, rows_of([article]))
        assert bool(told) == scored.relevant
        assert {item.sentence for item in scored.evidence} <= set(told)
        seen.update(told)
    assert seen
    assert not concerned_sentences(MODELS, rows_to_score(mixed(20, 0.0, 4)))


def test_scoring_is_compared_under_the_names_that_are_shown() -> None:
    found = scoring(MODELS, relevant=9, mixed_count=60)
    assert found["sentences_scored_per_article"] <= found["sentences_read_per_article"]
    assert sum(found["scoring_share"].values()) == pytest.approx(1)
    assert {"relevant_vs_script", "mixed_vs_script", "vader_share", "tone_share"} <= set(found)


class Listening:
    """An engine that notes what it was given."""

    def __init__(self, name: str, heard: list[tuple[str, int]]) -> None:
        self.name = name
        self.heard = heard

    def score(self, batches: Iterable[Work[T]]) -> Iterator[Scored[T]]:
        """See `Engine.score`."""
        self.heard.append((self.name, sum(rows.num_rows for _, rows in batches)))
        return iter(())


def test_two_processes_are_held_against_one_by_turns_over_the_same_text() -> None:
    heard: list[tuple[str, int]] = []
    rows = pa.table({"number": range(60)})
    found = by_turns(Listening("one", heard), Listening("two", heard), rows)
    assert heard == [("one", 20), ("two", 20)] * 3
    assert found["two_processes"] == sorted(found["two_processes_turns"])[1]


def test_every_stage_has_a_floor_and_inserting_is_a_part_of_storing() -> None:
    found = whole_path(MODELS, 120, 1)
    assert set(found["floor_seconds"]) == set(found["stage_seconds"]) - {"latest_value"}
    assert found["rows_inserted_per_second"] > found["rows_stored_per_second"]


def test_tables_stand_between_the_markers(tmp_path: Path) -> None:
    page = tmp_path / "performance.md"
    page.write_text(f"before\n{BEGIN}\nold\n{END}\nafter\n", encoding="utf-8")
    write_markdown(page, FOUND, "tension bench")
    text = page.read_text(encoding="utf-8")
    assert "| relevant_vs_script | 1.5 |" in text
    assert "| score | 2 | 1 | 0.1 |" in text
    assert "| 600 | 9,000 | 300 |" in text
    assert "in 75 s." in text
    assert "old" not in text
    assert text.startswith("before")
    assert text.endswith("after\n")


@pytest.mark.parametrize("beside", [["--full"], ["--markdown", "docs/performance.md"]])
def test_the_engines_are_compared_alone(beside: list[str]) -> None:
    result = CliRunner().invoke(build_app(), ["bench", "--engines", "5000", *beside])
    assert result.exit_code == 2
    assert "stands alone" in result.output


def test_a_page_without_markers_is_refused(tmp_path: Path) -> None:
    page = tmp_path / "performance.md"
    page.write_text("nothing", encoding="utf-8")
    with pytest.raises(InputError, match="bench: begin"):
        write_markdown(page, FOUND, "tension bench")


def test_megabytes_are_millions_of_bytes() -> None:
    assert megabytes_of(1_000_000) == pytest.approx(1024)


@pytest.mark.skipif(not Path("/proc/self/smaps_rollup").exists(), reason="reads Linux's /proc")
def test_memory_is_that_of_all_processes_that_were_started() -> None:
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as child:
        names = {process.name for process in family()}
        assert {str(os.getpid()), str(child.pid)} <= names
        assert share_mb(Path("/proc/self")) > 1
        child.communicate(b"\n")
    assert share_mb(Path(f"/proc/{child.pid}")) == 0
