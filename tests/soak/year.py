"""A year of made-up reading: articles put together from the sentences of the January 2024 sample."""

import gzip
import json
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from tension.sentences import split_sentences

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "warehouse/samples/january-2024.jsonl.gz"
GOLD = ROOT / "tests/data/january-2024-gold.jsonl"
OUTLETS = 12
RELEVANT_SHARE = 0.1


def write_year(path: Path, first: datetime, days: int, articles_a_day: int, seed: int = 1) -> int:
    """Write the articles as JSON Lines; returns how many."""
    with gzip.open(path, "wt", encoding="utf-8", compresslevel=1) as file:
        count = 0
        for record in records(first, days, articles_a_day, seed):
            file.write(json.dumps(record) + "\n")
            count += 1
    return count


def records(first: datetime, days: int, articles_a_day: int, seed: int) -> Iterator[dict[str, Any]]:
    """Articles of every day; a tenth is about the pair."""
    chance = random.Random(seed)
    about, other = _pools()
    for number in range(days * articles_a_day):
        day, place = divmod(number, articles_a_day)
        pool = about if place < RELEVANT_SHARE * articles_a_day else other
        title, sentences = pool[0], pool[1]
        yield {
            "url": f"https://outlet{place % OUTLETS}.example/{number}",
            "source": f"outlet{place % OUTLETS}.example",
            "title": f"{chance.choice(title)} ({number})",
            "text": " ".join(chance.sample(sentences, chance.randint(6, 12))),
            "published_at": (first + timedelta(days=day, minutes=10 * place)).astimezone(UTC).isoformat(),
            "language": "en",
        }


def _pools() -> tuple[tuple[list[str], list[str]], tuple[list[str], list[str]]]:
    """Titles and sentences of the articles about the pair, and of the others."""
    relevant = {
        row["url"]: bool(row["relevant"]) for row in map(json.loads, GOLD.read_text("utf-8").splitlines())
    }
    pools: dict[bool, tuple[list[str], list[str]]] = {True: ([], []), False: ([], [])}
    with gzip.open(SAMPLE, "rt", encoding="utf-8") as file:
        for row in map(json.loads, file):
            titles, sentences = pools[relevant[row["url"]]]
            titles.append(row["title"])
            sentences.extend(split_sentences(row["text"]))
    return pools[True], pools[False]
