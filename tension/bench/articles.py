"""Articles to measure with: this project's own prose, shuffled by a seed into new articles."""

import gzip
import json
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path

from tension.gazetteer import load_gazetteer
from tension.pairs import Pair
from tension.sentences import split_sentences

SAMPLE = Path("warehouse/samples/january-2024.jsonl.gz")
CORPUS = Path("models/corpus/corpus.jsonl")
PAIR = Pair("PAK", "IRN")
WORDS = 400
START = datetime(2024, 1, 1, tzinfo=UTC)
A_DAY = 2000
# One article in ten that is not about the pair names one of its sides in every fourth sentence.
_SIDE_SHARE, _SIDE_SENTENCES = 0.1, 0.25
_WORD = re.compile(r"\b[a-z]{4,}\b")


@dataclass(frozen=True, slots=True)
class Prose:
    """Sentences to draw from.

    Attributes:
        relevant: of sample articles that name both states.
        sides: of the corpus, naming one of them, for each.
        other: of the corpus, naming neither.
        words: lower-case words of the relevant sentences, to exchange.
    """

    relevant: tuple[str, ...]
    sides: tuple[tuple[str, ...], tuple[str, ...]]
    other: tuple[str, ...]
    words: tuple[str, ...]


@lru_cache(maxsize=1)
def prose() -> Prose:
    """Read the sample and the corpus."""
    gazetteer = load_gazetteer()
    relevant: list[str] = []
    with gzip.open(SAMPLE, "rt", encoding="utf-8") as file:
        for line in file:
            article = json.loads(line)
            if gazetteer.actors(f"{article['title']}\n{article['text']}") >= PAIR.states:
                relevant += split_sentences(article["text"])
    named: dict[frozenset[str], list[str]] = {}
    with CORPUS.open(encoding="utf-8") as file:
        for line in file:
            text = json.loads(line)["text"]
            named.setdefault(gazetteer.actors(text) & PAIR.states, []).append(text)
    sides = (tuple(named[frozenset({PAIR.a})]), tuple(named[frozenset({PAIR.b})]))
    words = sorted({word for sentence in relevant for word in _WORD.findall(sentence)})
    return Prose(tuple(relevant), sides, tuple(named[frozenset()]), tuple(words))


def mixed(count: int, share_relevant: float, seed: int) -> Iterator[dict[str, str]]:
    """Records of about 400 words, of which a share is about the pair; the same seed gives the same records.

    In sentences about the pair one word is exchanged for another, so that hardly any is ever read twice.

    Args:
        count: how many.
        share_relevant: 0 to 1.
        seed: of the shuffling.
    """
    generator = random.Random(seed)  # noqa: S311 - repeatable prose, not a secret
    source = prose()
    for number in range(count):
        relevant = generator.random() < share_relevant
        sentences = _about_the_pair(source, generator) if relevant else _about_others(source, generator)
        title = "Pakistan and Iran: " + sentences[0] if relevant else sentences[0]
        moment = START + timedelta(days=number / A_DAY)
        yield {
            "url": f"https://outlet-{number % 200}.example/{seed}/{number}",
            "title": title,
            "text": " ".join(sentences[1:]),
            "published_at": moment.isoformat(),
            "language": "en",
        }


def _about_the_pair(source: Prose, generator: random.Random) -> list[str]:
    return [_varied(sentence, source.words, generator) for sentence in _draw(source.relevant, generator)]


def _about_others(source: Prose, generator: random.Random) -> list[str]:
    drawn = _draw(source.other, generator)
    if generator.random() < _SIDE_SHARE:
        side = generator.choice(source.sides)
        drawn = [generator.choice(side) if generator.random() < _SIDE_SENTENCES else each for each in drawn]
    return drawn


def _draw(sentences: Sequence[str], generator: random.Random) -> list[str]:
    drawn: list[str] = []
    words = 0
    while words < WORDS:
        sentence = generator.choice(sentences)
        drawn.append(sentence)
        words += sentence.count(" ") + 1
    return drawn


def _varied(sentence: str, words: Sequence[str], generator: random.Random) -> str:
    places = list(_WORD.finditer(sentence))
    if not places:
        return sentence
    place = generator.choice(places)
    return sentence[: place.start()] + generator.choice(words) + sentence[place.end() :]


def write_mixed(path: Path, count: int, share_relevant: float, seed: int) -> Path:
    """The records as gzipped JSON Lines."""
    with gzip.open(path, "wt", encoding="utf-8", compresslevel=1) as file:
        for record in mixed(count, share_relevant, seed):
            file.write(json.dumps(record) + "\n")
    return path
