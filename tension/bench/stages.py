"""How long each stage takes, in CPU seconds of this process and in seconds on the clock."""

import resource
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tension.articles import Article
from tension.bench.articles import mixed, write_mixed
from tension.bench.peers import fit_usual_classifier, usual_script, vader
from tension.config import InputSettings, Settings
from tension.indexing import write_index
from tension.ingest import ingest, read_articles
from tension.pairs import Pair
from tension.scoring import score_new
from tension.sentences import split_sentences
from tension.signals.score import load_scorer, score_articles
from tension.sources.files import read_path, source_id
from tension.stories import place_stories
from tension.warehouse import open_reader, open_writer

PAIR = Pair("PAK", "IRN")
SEED = 11
NOW = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(slots=True)
class Clock:
    """Seconds on the clock and of this process's CPU, by name."""

    seconds: dict[str, float] = field(default_factory=dict)
    cpu_seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def time(self, name: str) -> Iterator[None]:
        """Add what the block takes."""
        clock, cpu = time.perf_counter(), time.process_time()
        yield
        self.seconds[name] = self.seconds.get(name, 0.0) + time.perf_counter() - clock
        self.cpu_seconds[name] = self.cpu_seconds.get(name, 0.0) + time.process_time() - cpu


def articles_of(records: Iterator[dict[str, str]]) -> list[Article]:
    """Records as articles, without the warehouse."""
    items = ((f"bench:{number}", record) for number, record in enumerate(records, start=1))
    settings = InputSettings()
    read = read_articles(items, source_id="bench", fetched_at=NOW, settings=settings, archive=True)
    return [item for item in read if isinstance(item, Article)]


def scoring(models: Path, relevant: int, mixed_count: int) -> dict[str, Any]:
    """One process: relevant and mixed news, beside VADER and the usual script on the same text."""
    clock = Clock()
    scorer = load_scorer(models)
    about = articles_of(mixed(relevant, 1.0, SEED))
    news = articles_of(mixed(mixed_count, 0.02, SEED + 1))
    texts = [f"{article.title}\n{article.text}" for article in about]
    mixed_texts = [f"{article.title}\n{article.text}" for article in news]
    sentences = [sentence for article in about for sentence in split_sentences(article.text)]
    classifier = fit_usual_classifier(texts, [number % 2 for number in range(len(texts))])
    score_articles(about[:5], PAIR, scorer)
    with clock.time("relevant"):
        scored = score_articles(about, PAIR, scorer)
    with clock.time("mixed"):
        score_articles(news, PAIR, scorer)
    with clock.time("vader_articles"):
        vader(texts)
    with clock.time("vader_sentences"):
        vader(sentences)
    with clock.time("script_relevant"):
        usual_script(texts, classifier)
    with clock.time("script_mixed"):
        usual_script(mixed_texts, classifier)
    cpu = clock.cpu_seconds
    read = sum(article.sentence_count for article in scored)
    return {
        "relevant_articles": len(about),
        "relevant_found": sum(article.relevant for article in scored),
        "sentences_per_article": read / len(about),
        "relevant_articles_per_second": len(about) / cpu["relevant"],
        "sentences_per_second": read / cpu["relevant"],
        "vader_sentences_per_second": len(sentences) / cpu["vader_sentences"],
        "vader_articles_per_second": len(texts) / cpu["vader_articles"],
        "mixed_articles_per_second": len(news) / cpu["mixed"],
        "script_articles_per_second": len(texts) / cpu["script_relevant"],
        "relevant_vs_script": cpu["script_relevant"] / cpu["relevant"],
        "mixed_vs_script": cpu["script_mixed"] / cpu["mixed"],
        "vader_share": cpu["vader_sentences"] / cpu["relevant"],
    }


def whole_path(models: Path, count: int, workers: int) -> dict[str, Any]:
    """From a gzipped file of mixed news to the published index, each stage timed."""
    clock = Clock()
    with tempfile.TemporaryDirectory() as folder:
        path = write_mixed(Path(folder) / "mixed.jsonl.gz", count, 0.02, SEED + 2)
        settings = Settings(models=models).model_copy(
            update={"scoring": Settings().scoring.model_copy(update={"workers": workers})}
        )
        db = Path(folder) / "bench.duckdb"
        with open_writer(db, wait_seconds=0, recorded_at=NOW) as writer:
            stages: list[tuple[str, Callable[[], Any]]] = [
                ("read_and_store", lambda: ingest(writer, _readings(path, settings))),
                ("stories", lambda: place_stories(writer, settings.stories)),
                ("score", lambda: score_new(writer, PAIR, models, settings.scoring)),
                ("index", lambda: write_index(writer, PAIR, settings, now=NOW, live=False)),
                ("publish", writer.publish),
            ]
            for name, stage in stages:
                with clock.time(name):
                    stage()
        with clock.time("latest_value_sql"), open_reader(db) as reader:
            reader.query("select * from tension_index where pair = ? order by date desc limit 1", [PAIR.key])
    total = sum(clock.seconds.values())
    return {
        "articles": count,
        "workers": workers,
        "seconds": total,
        "articles_per_second": count / total,
        "peak_memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "stage_seconds": clock.seconds,
        "stage_share": {name: seconds / total for name, seconds in clock.seconds.items()},
    }


def _readings(path: Path, settings: Settings) -> Any:
    return read_articles(
        read_path(path, settings.input),
        source_id=source_id(path),
        fetched_at=NOW,
        settings=settings.input,
        archive=True,
    )
