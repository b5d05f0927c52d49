"""Histories of the index that alerts are tried on."""

from datetime import date, datetime, timedelta

import pandas as pd

from tension.warehouse import Writer

PAIR = "PAK-IRN"
START = date(2024, 1, 8)
# The replay's expected tension a day (an ordinal judgement, 0-10), from 2024-01-08, eight points a grade.
GOLD = [
    *[1.0] * 8,
    6, 8, 10, 7, 5.5, 5, 4, 3.5, 3.5, 3, 2.5, 4, 3.5, 2.5, 2, 2, 1.5, 1.5, 1.5, *[1.0] * 7,
]  # fmt: skip


def day(number: int) -> date:
    return START + timedelta(days=number)


def close_of(number: int) -> datetime:
    return datetime.combine(day(number + 1), datetime.min.time())


def history(tension: list[float], *, width: float = 4.0, coverage: list[str] | None = None) -> pd.DataFrame:
    """A first publication of each day at its own close."""
    return pd.DataFrame(
        {
            "date": [pd.Timestamp(day(number)) for number in range(len(tension))],
            "tension": tension,
            "tension_low": [value - width for value in tension],
            "tension_high": [value + width for value in tension],
            "coverage": coverage or ["ok"] * len(tension),
            "as_of": [pd.Timestamp(close_of(number)) for number in range(len(tension))],
            "provisional": [False] * len(tension),
        }
    )


def publish(writer: Writer, values: pd.DataFrame) -> None:
    """Write values as a run does; columns the rules do not read are filled in."""
    filled = dict.fromkeys(
        (
            "level_points",
            "escalation_points",
            "deescalation_points",
            "standing_points",
            "pressure_a_to_b",
            "pressure_b_to_a",
        ),
        0.0,
    ) | dict.fromkeys(("article_count", "story_count", "outlet_count", "event_count"), 1)
    writer.append_revisions(PAIR, values.assign(**filled))


def january() -> pd.DataFrame:
    return history([8 * grade for grade in GOLD])
