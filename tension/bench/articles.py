"""Articles to measure with: this project's own prose, shuffled by a seed into new articles."""

import gzip
import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path

from tension.sentences import split_sentences

SAMPLE = Path("warehouse/samples/january-2024.jsonl.gz")
CORPUS = Path("models/corpus/corpus.jsonl")
ABOUT_THE_PAIR = ("Iran", "Pakistan")
WORDS = 400
START = datetime(2024, 1, 1, tzinfo=UTC)
A_DAY = 2000


@dataclass(frozen=True, slots=True)
class Prose:
    """Sentences to draw from: of articles about the pair, and of others."""

    relevant: tuple[str, ...]
    other: tuple[str, ...]


@lru_cache(maxsize=1)
def prose() -> Prose:
    """Sentences of sample articles that name both states, and corpus rows that name neither."""
    relevant: list[str] = []
    with gzip.open(SAMPLE, "rt", encoding="utf-8") as file:
        for line in file:
            article = json.loads(line)
            if all(name in article["title"] + article["text"] for name in ABOUT_THE_PAIR):
                relevant += split_sentences(article["text"])
    other = []
    with CORPUS.open(encoding="utf-8") as file:
        for line in file:
            text = json.loads(line)["text"]
            if not any(name in text for name in ABOUT_THE_PAIR):
                other.append(text)
    return Prose(tuple(relevant), tuple(other))


def mixed(count: int, share_relevant: float, seed: int) -> Iterator[dict[str, str]]:
    """Records of about 400 words, of which a share is about the pair; the same seed gives the same records.

    Args:
        count: how many.
        share_relevant: 0 to 1.
        seed: of the shuffling.
    """
    generator = random.Random(seed)  # noqa: S311 - repeatable prose, not a secret
    source = prose()
    for number in range(count):
        relevant = generator.random() < share_relevant
        sentences = _draw(source.relevant if relevant else source.other, generator)
        title = "Pakistan and Iran: " + sentences[0] if relevant else sentences[0]
        moment = START + timedelta(days=number / A_DAY)
        yield {
            "url": f"https://outlet-{number % 200}.example/{seed}/{number}",
            "title": title,
            "text": " ".join(sentences[1:]),
            "published_at": moment.isoformat(),
            "language": "en",
        }


def _draw(sentences: tuple[str, ...], generator: random.Random) -> list[str]:
    drawn: list[str] = []
    words = 0
    while words < WORDS:
        sentence = generator.choice(sentences)
        drawn.append(sentence)
        words += sentence.count(" ") + 1
    return drawn


def write_mixed(path: Path, count: int, share_relevant: float, seed: int) -> Path:
    """The records as gzipped JSON Lines."""
    with gzip.open(path, "wt", encoding="utf-8", compresslevel=1) as file:
        for record in mixed(count, share_relevant, seed):
            file.write(json.dumps(record) + "\n")
    return path
