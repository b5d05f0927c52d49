"""How fast articles are scored: beside the usual tools on the same text, by stage, in one process and two."""

import statistics
import time
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from sklearn.pipeline import Pipeline

from tension.article_rows import article_from_row
from tension.bench.articles import PAIR, mixed
from tension.bench.clock import Clock
from tension.bench.peers import fit_usual_classifier, usual_script, vader
from tension.bench.stages import SEED, rows_to_score
from tension.config import ScoringSettings
from tension.engines import Engine, cached_scorer, score_batch
from tension.engines.local import LocalEngine
from tension.relevance import judge
from tension.sentences import split_sentences
from tension.signals.score import load_scorer, score_articles
from tension.signals.text.tone import ToneAnalyzer
from tension.workers import open_workers

RELEVANT_SHARE = 0.02
SLICES = 3
"""What is compared is timed by turns, slice by slice: a machine changes its pace within a run."""
_BATCHES = 8
# VADER runs where signals are found, and its tones are looked up again afterwards.
_STAGES = {"signals": "signals, with tone", "tone": "tone, looked up again"}


def scoring(models: Path, relevant: int, mixed_count: int) -> dict[str, Any]:
    """One process: relevant and mixed news, beside VADER and the usual script on the same text.

    Args:
        models: the folder of the trained artefact.
        relevant: articles that are all about the pair.
        mixed_count: articles of which 2 % are.

    Returns:
        Ratios of CPU seconds, rates per CPU second, and each stage's share of scoring relevant articles.
        Sentences are read where they stand in an article about the pair, scored where they concern it.
    """
    clock = Clock()
    about = rows_to_score(mixed(relevant, 1.0, SEED))
    news = rows_to_score(mixed(mixed_count, RELEVANT_SHARE, SEED + 1))
    texts, mixed_texts = texts_of(about), texts_of(news)
    classifier = fit_usual_classifier(texts, [number % 2 for number in range(len(texts))])
    score_batch(models, PAIR, rows_to_score(mixed(40, 1.0, SEED + 3)))
    usual_script(texts[:5], classifier)
    found_about, found_news, scored = [], [], []
    for part, mixed_part in zip(slices(about, SLICES), slices(news, SLICES), strict=True):
        found_about.append(_beside_script(clock, "relevant", models, part, classifier))
        sentences = concerned_sentences(models, part)
        scored += sentences
        with clock.time("vader_articles"):
            vader(texts_of(part))
        with clock.time("vader_sentences"):
            vader(sentences)
        found_news.append(_beside_script(clock, "mixed", models, mixed_part, classifier))
    cpu = clock.cpu_seconds
    found = pa.concat_tables(found_about, promote_options="default")
    read = pc.sum(found["sentence_count"]).as_py()
    return {
        "relevant_vs_script": cpu["script_relevant"] / cpu["relevant"],
        "mixed_vs_script": cpu["script_mixed"] / cpu["mixed"],
        "vader_share": cpu["vader_sentences"] / cpu["relevant"],
        "sentences_per_second": len(scored) / cpu["relevant"],
        "sentences_read_per_article": read / found.num_rows,
        "sentences_scored_per_article": len(scored) / found.num_rows,
        "relevant_articles_per_second": about.num_rows / cpu["relevant"],
        "mixed_articles_per_second": news.num_rows / cpu["mixed"],
        "mixed_megabytes_per_second": sum(map(len, mixed_texts)) / 1e6 / cpu["mixed"],
        "script_articles_per_second": len(texts) / cpu["script_relevant"],
        "script_mixed_articles_per_second": news.num_rows / cpu["script_mixed"],
        "vader_articles_per_second": len(texts) / cpu["vader_articles"],
        "vader_sentences_per_second": len(scored) / cpu["vader_sentences"],
        "relevant_found": found.num_rows / about.num_rows,
        "mixed_found_relevant": sum(part.num_rows for part in found_news) / news.num_rows,
        **_shares(models, rows_to_score(mixed(relevant, 1.0, SEED + 4))),
        "load_milliseconds": _load_milliseconds(models),
    }


def _beside_script(clock: Clock, name: str, models: Path, part: pa.Table, classifier: Pipeline) -> pa.Table:
    """Time both over a slice; gives the articles that were found to be about the pair."""
    with clock.time(name):
        found = score_batch(models, PAIR, part)
    with clock.time(f"script_{name}"):
        usual_script(texts_of(part), classifier)
    return found.articles


def slices(rows: pa.Table, count: int) -> list[pa.Table]:
    """A table in so many pieces, of one size but for the last."""
    size = -(-rows.num_rows // count)
    return [rows.slice(start, size) for start in range(0, rows.num_rows, size)]


def texts_of(articles: pa.Table) -> list[str]:
    """Title and text of each article."""
    texts = zip(articles["title"].to_pylist(), articles["text"].to_pylist(), strict=True)
    return [f"{title}\n{text}" for title, text in texts]


def concerned_sentences(models: Path, articles: pa.Table) -> list[str]:
    """The titles and sentences that are scored: in articles about the pair, those that concern it."""
    gazetteer = cached_scorer(models).gazetteer
    sentences: list[str] = []
    for title, text in zip(articles["title"].to_pylist(), articles["text"].to_pylist(), strict=True):
        texts = [title, *split_sentences(text)]
        # No contexts at all where the article is not about the pair.
        contexts = judge(title, texts[1:], PAIR, gazetteer).sentences
        sentences += [text for text, context in zip(texts, contexts, strict=False) if context.in_pair]
    return sentences


def _shares(models: Path, rows: pa.Table) -> dict[str, Any]:
    """Each stage's share of the CPU seconds of scoring; that of tone, a part of signals, measured apart."""
    clock, tone = Clock(), Clock()
    score_articles(list(map(article_from_row, rows.to_pylist())), PAIR, load_scorer(models), clock.time)
    analyzer = ToneAnalyzer()
    sentences = concerned_sentences(models, rows)
    with tone.time("tone"):
        analyzer.compounds(sentences)
    total = sum(clock.cpu_seconds.values())
    shares = {_STAGES.get(name, name): seconds / total for name, seconds in clock.cpu_seconds.items()}
    return {"scoring_share": shares, "tone_share": tone.cpu_seconds["tone"] / total}


def _load_milliseconds(models: Path) -> float:
    """The second loading: what the process must import is not part of it."""
    start = time.process_time()
    load_scorer(models)
    return 1000 * (time.process_time() - start)


def two_processes(models: Path, articles: int) -> dict[str, Any]:
    """Clock seconds to score relevant articles with one process and with two that are up and warm, by turns.

    Args:
        models: the folder of the trained artefact.
        articles: how many in all, all about the pair; each turn has a slice of its own.

    Returns:
        The median of the turns' ratios, each of them, and the seconds of all turns.
    """
    # Each process meets most words of the language first, as it has in a run after some batches.
    warm = [(0, rows_to_score(mixed(300, 1.0, SEED + 6)))] * 2
    with open_workers(ScoringSettings(engine="processes", workers=2)) as workers:
        local, processes = LocalEngine(models, PAIR), LocalEngine(models, PAIR, workers)
        _seconds(local, warm)
        _seconds(processes, warm)
        return by_turns(local, processes, rows_to_score(mixed(articles, 1.0, SEED + 5)))


def by_turns(local: Engine, processes: Engine, rows: pa.Table) -> dict[str, Any]:
    """Clock seconds of two engines that are warm, in turns; see `two_processes`."""
    one, two = [], []
    for part in slices(rows, SLICES):
        batches = list(enumerate(slices(part, _BATCHES)))
        one.append(_seconds(local, batches))
        two.append(_seconds(processes, batches))
    ratios = [alone / together for alone, together in zip(one, two, strict=True)]
    return {
        "two_processes": statistics.median(ratios),
        "two_processes_turns": ratios,
        "one_process_seconds": sum(one),
        "two_process_seconds": sum(two),
    }


def _seconds(engine: Engine, batches: list[tuple[int, pa.Table]]) -> float:
    start = time.perf_counter()
    list(engine.score(batches))
    return time.perf_counter() - start
