"""How fast articles are scored: beside the usual tools on the same text, by stage, in one process and two."""

import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from tension.articles import Article
from tension.bench.articles import PAIR, mixed
from tension.bench.clock import Clock
from tension.bench.peers import fit_usual_classifier, usual_script, vader
from tension.bench.stages import SEED, articles_of, rows_to_score
from tension.config import ScoringSettings
from tension.engines import score_batch
from tension.engines.local import LocalEngine
from tension.sentences import split_sentences
from tension.signals.score import load_scorer, score_articles
from tension.workers import open_workers

RELEVANT_SHARE = 0.02
_BATCHES = 12


def scoring(models: Path, relevant: int, mixed_count: int) -> dict[str, Any]:
    """One process: relevant and mixed news, beside VADER and the usual script on the same text.

    Args:
        models: the folder of the trained artefact.
        relevant: articles that are all about the pair.
        mixed_count: articles of which 2 % are.

    Returns:
        Ratios of CPU seconds, rates per CPU second, and each stage's share of scoring relevant articles.
    """
    clock = Clock()
    about = rows_to_score(mixed(relevant, 1.0, SEED))
    news = rows_to_score(mixed(mixed_count, RELEVANT_SHARE, SEED + 1))
    texts, mixed_texts = _texts(about), _texts(news)
    sentences = [sentence for text in about["text"].to_pylist() for sentence in split_sentences(text)]
    classifier = fit_usual_classifier(texts, [number % 2 for number in range(len(texts))])
    score_batch(models, PAIR, rows_to_score(mixed(40, 1.0, SEED + 3)))
    with clock.time("relevant"):
        scored = score_batch(models, PAIR, about)
    with clock.time("mixed"):
        found = score_batch(models, PAIR, news)
    for name, run in (
        ("vader_articles", lambda: vader(texts)),
        ("vader_sentences", lambda: vader(sentences)),
        ("script_relevant", lambda: usual_script(texts, classifier)),
        ("script_mixed", lambda: usual_script(mixed_texts, classifier)),
    ):
        with clock.time(name):
            run()
    cpu = clock.cpu_seconds
    read = pc.sum(scored.articles["sentence_count"]).as_py()
    return {
        "relevant_vs_script": cpu["script_relevant"] / cpu["relevant"],
        "mixed_vs_script": cpu["script_mixed"] / cpu["mixed"],
        "vader_share": cpu["vader_sentences"] / cpu["relevant"],
        "sentences_per_second": read / cpu["relevant"],
        "sentences_per_article": read / about.num_rows,
        "relevant_articles_per_second": about.num_rows / cpu["relevant"],
        "mixed_articles_per_second": news.num_rows / cpu["mixed"],
        "mixed_megabytes_per_second": sum(map(len, mixed_texts)) / 1e6 / cpu["mixed"],
        "script_articles_per_second": len(texts) / cpu["script_relevant"],
        "script_mixed_articles_per_second": news.num_rows / cpu["script_mixed"],
        "vader_articles_per_second": len(texts) / cpu["vader_articles"],
        "vader_sentences_per_second": len(sentences) / cpu["vader_sentences"],
        "relevant_found": scored.articles.num_rows / about.num_rows,
        "mixed_found_relevant": found.articles.num_rows / news.num_rows,
        "scoring_share": _shares(models, articles_of(mixed(relevant, 1.0, SEED + 4))),
        "load_milliseconds": _load_milliseconds(models),
    }


def _texts(articles: pa.Table) -> list[str]:
    texts = zip(articles["title"].to_pylist(), articles["text"].to_pylist(), strict=True)
    return [f"{title}\n{text}" for title, text in texts]


def _shares(models: Path, articles: Sequence[Article]) -> dict[str, float]:
    """Each stage's share of the CPU seconds of scoring."""
    clock = Clock()
    score_articles(articles, PAIR, load_scorer(models), clock.time)
    total = sum(clock.cpu_seconds.values())
    return {name: seconds / total for name, seconds in clock.cpu_seconds.items()}


def _load_milliseconds(models: Path) -> float:
    """The second loading: what the process must import is not part of it."""
    start = time.process_time()
    load_scorer(models)
    return 1000 * (time.process_time() - start)


def two_processes(models: Path, articles: int) -> dict[str, float]:
    """Clock seconds to score relevant articles with one process and with two that are up and warm.

    Args:
        models: the folder of the trained artefact.
        articles: how many, all about the pair.
    """
    batches = _batches(rows_to_score(mixed(articles, 1.0, SEED + 5)))
    warm = [(0, rows_to_score(mixed(20, 1.0, SEED + 6)))] * 2
    local = LocalEngine(models, PAIR)
    list(local.score(warm))
    start = time.perf_counter()
    list(local.score(batches))
    one = time.perf_counter() - start
    with open_workers(ScoringSettings(engine="processes", workers=2)) as workers:
        engine = LocalEngine(models, PAIR, workers)
        list(engine.score(warm))
        start = time.perf_counter()
        list(engine.score(batches))
        two = time.perf_counter() - start
    return {"two_processes": one / two, "one_process_seconds": one, "two_process_seconds": two}


def _batches(articles: pa.Table) -> list[tuple[int, pa.Table]]:
    size = -(-articles.num_rows // _BATCHES)
    return [(start, articles.slice(start, size)) for start in range(0, articles.num_rows, size)]
