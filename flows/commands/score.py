"""`tension score`: a filter, articles in as JSON Lines, one JSON object a line out."""

import json
import re
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from flows.commands.options import ConfigOption, settings_from
from flows.commands.output import safe, talk

if TYPE_CHECKING:
    from tension.config import InputSettings
    from tension.pairs import Pair
    from tension.records import Reject
    from tension.signals.evidence import Evidence, ScoredArticle
    from tension.signals.score import Scorer
    from tension.sources.files import Item

ANY_PAIR = "any"
BATCH_ARTICLES = 500
EXPLAINED_WORDS = 8
STDIN = "-"
_FILE_ENDING = re.compile(r"\.[A-Za-z]{2,7}$")


def register(app: typer.Typer) -> None:
    """Add `score`."""
    app.command("score")(score)


def score(
    file: Annotated[
        str,
        typer.Argument(
            help="Articles (.jsonl .csv .parquet, gzipped or not), - for JSON Lines, or a sentence in quotes."
        ),
    ],
    pair: Annotated[
        str | None,
        typer.Option(
            "--pair",
            help="PAK-IRN, or `any` for every sentence; the first configured, for a sentence in quotes the "
            "one it is about, else any.",
        ),
    ] = None,
    explain: Annotated[
        bool,
        typer.Option(
            "--explain",
            help="Add why: phrases, and features with weights (c1, f1: groups of like words).",
        ),
    ] = False,
    config: ConfigOption = None,
) -> None:
    """Score articles: tone, points and the signal in each sentence, one JSON object a line, in order.

    A line that cannot be read is told on stderr and left out; the rest goes through, and the exit code is 1.
    """
    from tension.errors import InputError
    from tension.pairs import Pair
    from tension.signals.score import load_scorer

    if not file.strip():
        raise InputError(f"nothing to score: {file!r}", "give a file, - for standard input, or a sentence")
    settings = settings_from(config)
    wanted = Pair.parse(pair) if pair and pair.lower() != ANY_PAIR else None
    scorer = load_scorer(settings.models)
    if not pair:
        pairs = settings.parsed_pairs
        wanted = _pair_of_sentence(file, pairs, scorer) if _is_sentence(file) else pairs[0]
    rejected = 0
    items = _items(file, settings.input)
    while batch := list(islice(items, BATCH_ARTICLES)):
        for line in _score_batch(batch, file, settings.input, wanted, scorer, explain=explain):
            if isinstance(line, str):
                sys.stdout.write(line + "\n")
            else:
                rejected += 1
                talk.print(f"[bold red]error:[/] {safe(str(line))}", soft_wrap=True)
        sys.stdout.flush()
    if rejected:
        raise typer.Exit(1)


def _is_sentence(argument: str) -> bool:
    """Whether the words to be scored stand in the argument itself; what ends as a file's name is one."""
    return " " in argument.strip() and not _FILE_ENDING.search(argument) and not Path(argument).exists()


def _pair_of_sentence(text: str, pairs: "Sequence[Pair]", scorer: "Scorer") -> "Pair | None":
    """The configured pair that a sentence is about; None for any."""
    from tension.relevance import judge

    return next((pair for pair in pairs if judge("", [text], pair, scorer.gazetteer).relevant), None)


def _items(file: str, settings: "InputSettings") -> Iterator["Item"]:
    """Raw records of a file, of standard input, or of a sentence told today."""
    from tension.sources.files import read_path

    if _is_sentence(file):
        yield "the sentence", {"url": "sentence:", "text": file, "published_at": _now().isoformat()}
        return
    if file != STDIN:
        yield from read_path(Path(file), settings)
        return
    for number, line in enumerate(sys.stdin.buffer, 1):
        if line.strip():
            yield _from_line(f"stdin:{number}", line)


def _now() -> datetime:
    return datetime.now(UTC)


def _from_line(place: str, line: bytes) -> "Item":
    from tension.records import Reject, shown

    try:
        record = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        return Reject("stdin", place, "not UTF-8", shown(line[error.start : error.end]), "send UTF-8")
    except (ValueError, RecursionError) as error:
        return Reject("stdin", place, f"broken JSON: {error}", shown(line), "write one JSON object a line")
    if not isinstance(record, dict):
        return Reject("stdin", place, "not an object", shown(record), "write one JSON object a line")
    return place, record


def _score_batch(
    items: list["Item"],
    file: str,
    settings: "InputSettings",
    pair: "Pair | None",
    scorer: "Scorer",
    *,
    explain: bool,
) -> Iterator["str | Reject"]:
    """Each item's line of output, or why there is none, in order."""
    from tension.articles import Article
    from tension.reading import read_articles
    from tension.signals.score import score_articles

    source = "stdin" if file == STDIN else f"file:{Path(file).name}"
    read = list(read_articles(items, source_id=source, fetched_at=_now(), settings=settings, archive=True))
    articles = [article for article in read if isinstance(article, Article)]
    scored = iter(score_articles(articles, pair, scorer))
    for item, article in zip(items, read, strict=True):
        if not isinstance(article, Article):
            yield article
            continue
        url = item[1].get("url") if isinstance(item, tuple) else None
        yield json.dumps(_line(url or article.url, next(scored), scorer, explain=explain), allow_nan=False)


def _line(url: object, article: "ScoredArticle", scorer: "Scorer", *, explain: bool) -> dict[str, Any]:
    line: dict[str, Any] = {
        "url": str(url),
        "relevant": article.relevant,
        "tone": round(article.tone, 4),
        "escalation": round(article.escalation, 4),
        "deescalation": round(article.deescalation, 4),
        "signals": [_signal(row) for row in article.evidence],
    }
    if explain:
        line["reason"] = article.reason
        for number, row in enumerate(article.evidence):
            line["signals"][number] |= _explained(row, scorer)
    return line


def _signal(row: "Evidence") -> dict[str, Any]:
    return {
        "sentence_no": row.sentence_no,
        "sentence": row.sentence,
        "signal": row.signal,
        "plover": row.plover,
        "status": row.status,
        "probability": round(row.probability, 4),
        "source": row.source,
        "target": row.target,
        "killed": row.killed,
        "wounded": row.wounded,
        "event_date": row.event_date.isoformat(),
        "points": round(row.points, 4),
    }


def _explained(row: "Evidence", scorer: "Scorer") -> dict[str, Any]:
    """What carried the decision: phrases, features with weights in log-odds, and what settled the rest."""
    why: dict[str, Any] = json.loads(row.why) if row.why else {}
    features = scorer.model.explain(row.sentence, row.signal, EXPLAINED_WORDS)
    why["features"] = [[name, round(weight, 3)] for name, weight in features]
    return {
        "measure": row.measure,
        "status_probability": round(row.status_probability, 4),
        "tone": round(row.tone, 4),
        "why": why,
    }
