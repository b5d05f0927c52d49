"""What was read each day: counts, attention, tone and whether it was enough to speak."""

from typing import Final

import numpy as np
import pandas as pd

from tension.events.mentions import IntArray, day_numbers
from tension.index.curve import FloatArray

THIN_SHARE: Final = 0.25
"""A day is thin when it brought less than this share of the usual number of articles."""
USUAL_DAYS: Final = 28
"""The usual number is the median over so many days before it."""
LEAST_OUTLETS: Final = 2
"""A day that fewer outlets wrote for is thin: nothing could be confirmed."""
UNHEALTHY_SHARE: Final = 0.5
"""A day on which this share of the sources asked could not be relied on is thin."""
ATTENTION_DAYS: Final = 90
"""Attention is 100 on average over so many days up to the day itself."""

_RELEVANT: Final = ("relevant_article_count", "relevant_story_count")


def daily_reads(
    reads: pd.DataFrame, evidence: pd.DataFrame, first: int, last: int, start: int | None = None
) -> pd.DataFrame:
    """Counts, tone, attention and coverage of each day from `first` to `last` (day numbers).

    Args:
        reads: one row a known day and outlet: known_date, outlet, article_count, story_count of all
        read articles
            and, where the caller knows them, relevant_article_count, relevant_story_count and tone_sum
            (sum of the relevant articles' mean tone). Without these they are taken from the evidence. Where
            live sources were asked, unhealthy_share as in the view `source_days`.
        evidence: rows joined to their articles, for counts of relevant articles where `reads` lacks them.
        first: the first day wanted.
        last: the last day wanted.
        start: the day from which on reading is expected, where it lies before both `first` and all reads.

    Returns:
        Columns day, tone, attention, article_count, story_count, outlet_count, coverage, days_since_ok;
        one row a day. Counts are of relevant articles by the day they became known; nothing later takes part.
    """
    known = day_numbers(reads["known_date"])
    begin = min(first, int(known.min(initial=first)), first if start is None else start)
    days = np.arange(begin, last + 1)
    total = _totals(reads, days)
    lately = day_numbers(evidence["known_at"]) > first - ATTENTION_DAYS
    relevant = _relevant(reads, evidence[lately], days)
    frame = relevant.assign(
        coverage=_coverage(total),
        attention=_attention(relevant["story_count"].to_numpy(), total["story_count"].to_numpy()),
    )
    frame["days_since_ok"] = _days_since(frame["coverage"].eq("ok").to_numpy())
    return frame[frame["day"] >= first].reset_index(drop=True)


def _totals(reads: pd.DataFrame, days: IntArray) -> pd.DataFrame:
    by_day = reads.assign(day=day_numbers(reads["known_date"])).query("article_count > 0").groupby("day")
    frame = pd.DataFrame(
        {
            "article_count": by_day["article_count"].sum(),
            "story_count": by_day["story_count"].sum(),
            "outlet_count": by_day["outlet"].nunique(),
        }
    )
    if "unhealthy_share" in reads.columns:
        frame["unhealthy_share"] = by_day["unhealthy_share"].max()
    return frame.reindex(days, fill_value=0)


def _relevant(reads: pd.DataFrame, evidence: pd.DataFrame, days: IntArray) -> pd.DataFrame:
    """Counts and tone of the articles about the pair, by known day."""
    if all(name in reads.columns for name in _RELEVANT):
        chosen = reads.assign(day=day_numbers(reads["known_date"])).query("relevant_article_count > 0")
        by_day = chosen.groupby("day")
        tones = by_day["tone_sum"].sum() if "tone_sum" in reads.columns else np.nan
        frame = pd.DataFrame(
            {
                "article_count": by_day["relevant_article_count"].sum(),
                "story_count": by_day["relevant_story_count"].sum(),
                "outlet_count": by_day["outlet"].nunique(),
            }
        )
        frame["tone"] = tones / frame["article_count"]
    else:
        frame = _from_evidence(evidence)
    tone = frame["tone"].reindex(days)
    counts = frame.drop(columns="tone").reindex(days, fill_value=0).astype(np.int64)
    return counts.assign(tone=tone, day=days).reset_index(drop=True)


def _from_evidence(evidence: pd.DataFrame) -> pd.DataFrame:
    """Articles with at least one signal, where the caller counts no others."""
    rows = evidence.assign(day=day_numbers(evidence["known_at"]))
    tone = rows.groupby(["day", "article_id"])["tone"].mean().groupby("day").mean()
    by_day = rows.groupby("day")
    stories = rows.drop_duplicates(["day", "outlet", "story_id"]).groupby("day").size()
    return pd.DataFrame(
        {
            "article_count": by_day["article_id"].nunique(),
            "story_count": stories,
            "outlet_count": by_day["outlet"].nunique(),
            "tone": tone,
        }
    )


def _coverage(total: pd.DataFrame) -> pd.Series:
    """`none` without articles, `thin` with few, one outlet or half the sources in trouble, else `ok`."""
    count = total["article_count"]
    usual = count.shift().rolling(USUAL_DAYS, min_periods=1).median().fillna(0.0)
    thin = (count < THIN_SHARE * usual) | (total["outlet_count"] < LEAST_OUTLETS)
    if "unhealthy_share" in total.columns:
        thin |= total["unhealthy_share"] >= UNHEALTHY_SHARE
    labels = np.select([count.eq(0), thin], ["none", "thin"], "ok")
    return pd.Series(labels)


def _attention(relevant: IntArray, read: IntArray) -> FloatArray:
    """The share of read stories about the pair, in percent of its trailing mean; NaN if none read."""
    about = pd.Series(relevant, dtype=np.float64).rolling(ATTENTION_DAYS, min_periods=1).sum().to_numpy()
    of_all = pd.Series(read, dtype=np.float64).rolling(ATTENTION_DAYS, min_periods=1).sum().to_numpy()
    with np.errstate(invalid="ignore", divide="ignore"):
        usual = about / of_all
        share = relevant / np.where(read > 0, read, np.nan)
        result: FloatArray = np.where(usual > 0, 100.0 * share / usual, np.where(read > 0, 0.0, np.nan))
    return result


def _days_since(ok: np.typing.NDArray[np.bool_]) -> IntArray:
    """Days since coverage was last ok, 0 on such a day; days before the first count from the start."""
    position = np.arange(len(ok))
    last_ok = np.maximum.accumulate(np.where(ok, position, -1))
    return (position - last_ok).astype(np.int64)
