"""What others would have measured from the same articles: tone, keywords, attention, a Goldstein sum."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

import pandas as pd

from tension.articles import Article
from tension.signals.table import SignalRow

KEYWORDS: Final = re.compile(
    r"\b(?:attack\w*|strikes?|struck|missiles?|drones?|killed|dead|deaths?|war|troops|military|threat\w*|"
    r"retaliat\w*|condemn\w*|violat\w*|sovereignty|recall\w*|expel\w*|tensions?|crisis|escalat\w*|terror\w*|militants?)\b",
    re.IGNORECASE,
)
"""Words a keyword monitor of conflict would count."""
SMOOTH_DAYS: Final = 3
"""Baselines are also given as trailing means, and the better of the two is what we compare with."""


def baselines(
    articles: Sequence[Article],
    relevant: Sequence[bool],
    tones: Sequence[float],
    evidence: pd.DataFrame,
    table: Mapping[str, SignalRow],
    days: Sequence[date],
) -> pd.DataFrame:
    """Daily series of each baseline, higher meaning tenser; an empty day counts 0 (tone: as before).

    Args:
        articles: all articles read.
        relevant: which of them concern the pair.
        tones: VADER tone of each.
        evidence: all mentions found, of whatever status.
        table: Goldstein-like weights.
        days: the days wanted.

    Returns:
        Columns vader_mean, keyword_count, attention_share, goldstein_sum, by day.
    """
    read = pd.DataFrame(
        {
            "day": [pd.Timestamp(article.known_at).tz_convert(None).normalize() for article in articles],
            "relevant": [bool(value) for value in relevant],
            "tone": list(tones),
            "keywords": [len(KEYWORDS.findall(f"{a.title} {a.text}")) for a in articles],
        }
    )
    about = read[read["relevant"]].groupby("day")
    index = pd.DatetimeIndex([pd.Timestamp(day) for day in days])
    share = read.groupby("day")["relevant"].mean()
    return pd.DataFrame(
        {
            "vader_mean": -about["tone"].mean().reindex(index).ffill().fillna(0.0),
            "keyword_count": about["keywords"].sum().reindex(index).fillna(0.0),
            "attention_share": share.reindex(index).fillna(0.0),
            "goldstein_sum": _goldstein(evidence, table).reindex(index).fillna(0.0),
        }
    )


def _goldstein(evidence: pd.DataFrame, table: Mapping[str, SignalRow]) -> pd.Series:
    """The signed weights of all mentions by the day they were read, as event databases sum them."""
    sign = {name: row.weight if row.polarity == "escalation" else -row.weight for name, row in table.items()}
    value = evidence["signal"].map(sign).astype(float)
    return value.groupby(evidence["known_at"].dt.normalize()).sum()


def rank_correlations(series: pd.DataFrame, expected: pd.Series) -> dict[str, float]:
    """Spearman with the expected days, of the plain or the smoothed series, whichever is better."""
    smooth = series.rolling(SMOOTH_DAYS, min_periods=1).mean()
    plain = series.corrwith(expected, method="spearman")
    return {
        name: float(max(plain[name], smooth[name].corr(expected, method="spearman")))
        for name in series.columns
    }
