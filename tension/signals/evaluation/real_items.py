"""How labelled items of real news are read: titles and blurbs about many pairs, not part of the project.

`python -m tension.signals.evaluation.real_items ITEMS LABELS` prints JSON. ITEMS holds one item a line, title
and blurb parted by " . ", gzipped; LABELS know each by a digest of its line.
"""

import json
import re
import sys
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from tension.articles import Article
from tension.pairs import Pair
from tension.signals.evaluation.wires import Wire, judge_readings, read_wire
from tension.signals.real_lines import lines_by_digest, title_and_blurb
from tension.signals.score import Scorer, load_scorer, score_articles

HALVES = ("open", "held")
"""Errors were looked at in the first only, and what was chosen by figures was chosen on it."""
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WEEKDAY = re.compile(rf"\b(?:{'|'.join(_WEEKDAYS)})\b")
_DAY = re.compile(rf"\b({'|'.join(_MONTHS)})[a-z]*\.? (\d{{1,2}}),? 2023")
_SOME_MONDAY = date(2023, 11, 13)


def evaluate_real(items: Path, labels: Path, scorer: Scorer) -> dict[str, dict[str, Any]]:
    """Read the labelled items, each for its own pair, and compare.

    Args:
        items: gzipped lines of titles and blurbs.
        labels: JSON lines: `item`, the digest of a line; `half`, `pair`; `leanings` and `events` as of wires.
        scorer: from `load_scorer`.

    Returns:
        For each half the counts of `judge_readings`.

    Raises:
        InputError: an item that was labelled is not among the lines.
    """
    lines = lines_by_digest(items)
    found: dict[str, dict[str, Any]] = {}
    for half in HALVES:
        wires = [label for label in _read_labels(labels) if label["half"] == half]
        found[half] = judge_readings(
            (wire, score_articles([_article(wire, lines, items)], Pair.parse(wire["pair"]), scorer)[0])
            for wire in wires
        )
    return found


def _read_labels(labels: Path) -> Iterator[Wire]:
    return map(json.loads, labels.read_text(encoding="utf-8").splitlines())


def _article(wire: Wire, lines: Mapping[str, str], items: Path) -> Article:
    title, text = title_and_blurb(wire["item"], lines, items)
    return article_of_item(wire["item"], title, text)


def article_of_item(name: str, title: str, text: str) -> Article:
    """An item as an article, known by a name."""
    url = f"https://items.example/{name}"
    published = _printed(f"{title} {text}")
    return read_wire({"url": url, "title": title, "text": text, "published_at": published}, name)


def _printed(line: str) -> str:
    """The evening of the first day that an item names: when it was printed is not known."""
    lower = line.lower()
    day = _SOME_MONDAY
    if named := _DAY.search(lower):
        day = date(2023, 1 + _MONTHS.index(named[1]), min(int(named[2]), 28))
    if named := _WEEKDAY.search(lower):
        day += timedelta(days=(_WEEKDAYS.index(named[0]) - day.weekday()) % 7)
    return f"{day}T20:00:00Z"


def main(arguments: list[str]) -> None:
    """Print both halves as JSON.

    Args:
        arguments: the file of items and that of labels.
    """
    items, labels = map(Path, arguments)
    sys.stdout.write(json.dumps(evaluate_real(items, labels, load_scorer()), indent=1) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
