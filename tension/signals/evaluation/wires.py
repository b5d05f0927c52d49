"""How wires are read that were written together with what a careful reader finds in them."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tension.articles import Article
from tension.config import InputSettings
from tension.pairs import Pair
from tension.records import article_from_record
from tension.signals.evidence import Evidence, ScoredArticle
from tension.signals.points import polarity
from tension.signals.score import Scorer, score_articles
from tension.signals.table import MUTUAL, NEWS

Wire = Mapping[str, Any]
WIRES = ("open", "held", "fresh")
"""Two halves of a set, parted at random, and another: errors were looked at in the first only."""
_SIDES = frozenset(("escalation", "deescalation"))
_READ_AT = datetime(2026, 1, 1, tzinfo=UTC)


def evaluate_wires(file: Path, pair: Pair, scorer: Scorer) -> dict[str, Any]:
    """Read a set of wires and compare with what is expected of each.

    Args:
        file: JSON lines: an article, `group`, the `leanings` that are right, and `events`: the `signals` that
            name it, `statuses`, `roles` as `PAK>IRN`, `killed`, `wounded`, `optional` where it may be missed.
        pair: the pair the expectations are about.
        scorer: from `load_scorer`.

    Returns:
        `leaning_right` of `articles`, by `groups` too; of `events` those `found`, then right in `roles` and
        in `statuses`; `tolls_right` of `tolls`; of the `neutral` articles `neutral_right`, and `leaks`, those
        with any point; of the `sided`, which lean one way, `sided_right` and `sided_turned`;
        `invented_points`: points of events that are not expected, or expected as history or the other way.
    """
    wires = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    scored = score_articles([read_wire(wire, file.name) for wire in wires], pair, scorer)
    return judge_readings(zip(wires, scored, strict=True))


def judge_readings(readings: Iterable[tuple[Wire, ScoredArticle]]) -> dict[str, Any]:
    """What is right of some items, as `evaluate_wires` gives it; `groups` of those that have one."""
    counts: Counter[str] = Counter()
    invented_points = 0.0
    groups: dict[str, Counter[str]] = {}
    for wire, article in readings:
        leaning = polarity(article.escalation, article.deescalation)
        is_right = leaning in wire["leanings"]
        counts.update(articles=1, leaning_right=is_right)
        if "group" in wire:
            groups.setdefault(wire["group"], Counter()).update(articles=1, leaning_right=is_right)
        for event in wire["events"]:
            if not event.get("optional"):
                counts.update(_found(event, article.evidence))
        invented = sum(row.points for row in _invented(wire["events"], article))
        invented_points += invented
        counts.update(_of_one_leaning(wire["leanings"], leaning, leaks=invented > 0))
    return {
        **counts,
        "invented_points": round(invented_points, 1),
        "groups": {name: dict(of) for name, of in sorted(groups.items())},
    }


def _of_one_leaning(expected: Sequence[str], leaning: str, *, leaks: bool) -> dict[str, int]:
    """Of items that can only be neutral, or only lean one way."""
    if expected == ["neutral"]:
        return {"neutral": 1, "neutral_right": leaning == "neutral", "leaks": leaks}
    if len(expected) == 1 and expected[0] in _SIDES:
        turned = leaning in _SIDES and leaning != expected[0]
        return {"sided": 1, "sided_right": leaning == expected[0], "sided_turned": turned}
    return {}


def read_wire(wire: Wire, place: str) -> Article:
    """An item as an article; `place` is named where it cannot be read."""
    return article_from_record(
        {name: wire[name] for name in ("url", "title", "text", "published_at")},
        source_id="wires",
        place=place,
        fetched_at=_READ_AT,
        settings=InputSettings(),
        archive=True,
    )


def _found(event: Wire, evidence: Sequence[Evidence]) -> dict[str, int]:
    """What is right of one expected event: it is found; then between whom; then on what standing."""
    rows = [row for row in evidence if row.signal in event["signals"]]
    right = [row for row in rows if _role(row) in _roles(event)]
    figures = [name for name in ("killed", "wounded") if name in event]
    tolls = [row for row in evidence if row.signal == "casualties"]
    return {
        "events": 1,
        "found": bool(rows),
        "roles": bool(right),
        "statuses": any(row.status in event["statuses"] for row in right or rows),
        "tolls": bool(figures),
        "tolls_right": bool(figures)
        and any(all(getattr(row, name) == event[name] for name in figures) for row in tolls),
    }


def _invented(events: Sequence[Wire], article: ScoredArticle) -> Iterator[Evidence]:
    """The rows that count as news of an event that nobody expects as news between the same two."""
    for row in article.evidence:
        expected = (
            row.signal in event["signals"] and _role(row) in _roles(event) and NEWS & set(event["statuses"])
            for event in events
        )
        if row.points > 0 and row.status in NEWS and not any(expected):
            yield row


def _role(row: Evidence) -> str:
    return f"{row.source}>{row.target}"


def _roles(event: Wire) -> set[str]:
    """The roles that are right; of what two do together either may come first."""
    roles = set(event["roles"])
    return roles | {">".join(role.split(">")[::-1]) for role in roles if MUTUAL & set(event["signals"])}
