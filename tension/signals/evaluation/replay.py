"""How well whole articles are read, against gold: relevance, leaning, history rejected, events found.

The rules that settle status and parties over an article (`history`, `parties`) were developed on the January
2024 replay, and their weights chosen by hand while looking at it, so its scores show what the rules can do
there, not what unseen articles will get. Third parties' appeals carry no points by the method, so articles
about nothing else come out neutral.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from tension.articles import Article
from tension.pairs import Pair
from tension.signals.evidence import Evidence, ScoredArticle
from tension.signals.points import VIOLENT, polarity
from tension.signals.score import Scorer, score_articles
from tension.signals.table import MUTUAL, NEWS

LEANINGS = ("escalation", "deescalation", "mixed", "neutral")

Gold = Mapping[str, Any]
Key = tuple[str, str, str]


def evaluate_replay(
    articles: Sequence[Article], golds: Sequence[Gold], pair: Pair, scorer: Scorer
) -> dict[str, Any]:
    """Read articles and compare with their gold.

    Args:
        articles: the replay's articles.
        golds: aligned to them: `relevant`, `polarity`, `new_events` (signal, status, source, target, ...).
        pair: the pair the gold is about.
        scorer: from `load_scorer`.

    Returns:
        Plain numbers: `relevance`, `polarity`, `background`, `events`, each a dictionary.
    """
    scored = score_articles(articles, pair, scorer)
    both = list(zip(scored, golds, strict=True))
    relevant = [(article, gold) for article, gold in both if gold["relevant"]]
    return {
        "articles": len(articles),
        "relevance": _relevance(both),
        "polarity": _polarity(relevant),
        "background": _background(relevant),
        "events": _events(relevant),
    }


def _relevance(both: Iterable[tuple[ScoredArticle, Gold]]) -> dict[str, float]:
    counts = Counter((article.relevant, bool(gold["relevant"])) for article, gold in both)
    hits, extra, missed = counts[True, True], counts[True, False], counts[False, True]
    return {
        "precision": _ratio(hits, hits + extra),
        "recall": _ratio(hits, hits + missed),
        "irrelevant_taken": extra,
        "relevant_missed": missed,
    }


def _polarity(relevant: Sequence[tuple[ScoredArticle, Gold]]) -> dict[str, Any]:
    told = [(gold["polarity"], polarity(a.escalation, a.deescalation)) for a, gold in relevant]
    one_sided = [(gold, found) for gold, found in told if gold in LEANINGS[:2]]
    scores = {name: _f1(told, name) for name in LEANINGS}
    sides = [_f1(one_sided, name) for name in LEANINGS[:2]]
    return {
        "macro_f1_four_way": sum(scores.values()) / len(scores),
        "macro_f1_two_way": sum(sides) / 2,
        "accuracy": _ratio(sum(gold == found for gold, found in told), len(told)),
        "f1": scores,
        "support": dict(Counter(gold for gold, _ in told)),
        "confusion": {f"{gold}>{found}": count for (gold, found), count in sorted(Counter(told).items())},
    }


def _f1(told: Sequence[tuple[str, str]], name: str) -> float:
    hits = sum(gold == found == name for gold, found in told)
    return _ratio(2 * hits, sum(gold == name for gold, _ in told) + sum(found == name for _, found in told))


def _background(relevant: Sequence[tuple[ScoredArticle, Gold]]) -> dict[str, Any]:
    """Violence retold in stories whose news is peace: how much of it is kept out of the sums."""
    rows = rejected = stories = clean = 0
    for article, gold in relevant:
        news = {event["signal"] for event in gold["new_events"] if event["status"] in NEWS}
        if gold["polarity"] != "deescalation" or news & VIOLENT:
            continue
        retold = [row for row in article.evidence if row.signal in VIOLENT]
        out = [row for row in retold if row.status not in NEWS]
        rows, rejected = rows + len(retold), rejected + len(out)
        stories += bool(retold)
        clean += bool(retold) and len(out) == len(retold)
    return {
        "mentions": rows,
        "rejected": _ratio(rejected, rows),
        "stories": stories,
        "stories_clean": _ratio(clean, stories),
    }


def _events(relevant: Sequence[tuple[ScoredArticle, Gold]]) -> dict[str, Any]:
    """Of the gold's new events, how many are found in the article with status and actors."""
    support: Counter[str] = Counter()
    found: Counter[str] = Counter()
    named = told = right = 0
    for article, gold in relevant:
        keys = {(row.status, *_key(row)) for row in article.evidence if row.status in NEWS}
        signals = {row.signal for row in article.evidence if row.status in NEWS}
        wanted = {(e["status"], *_gold_key(e)) for e in gold["new_events"] if e["status"] in NEWS}
        for key in wanted:
            support[key[1]] += 1
            found[key[1]] += key in keys
            named += key[1] in signals
        counted = {(row.status, *_key(row)) for row in article.evidence if row.points > 0}
        told += len(counted)
        right += len(counted & wanted)
    total = sum(support.values())
    return {
        "recall": _ratio(sum(found.values()), total),
        "recall_signal_only": _ratio(named, total),
        "precision_counted": _ratio(right, told),
        "recall_by_signal": {name: _ratio(found[name], count) for name, count in sorted(support.items())},
        "support": dict(sorted(support.items())),
    }


def _key(row: Evidence) -> Key:
    return _ordered(row.signal, row.source, row.target)


def _gold_key(event: Mapping[str, Any]) -> Key:
    return _ordered(event["signal"], event["source"], event["target"])


def _ordered(signal: str, source: str, target: str) -> Key:
    """Which of two states is named first in what they do together is the reporter's choice."""
    if signal in MUTUAL and source > target:
        source, target = target, source
    return signal, source, target


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole else 0.0
