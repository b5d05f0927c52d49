"""Headings and phrases that paper and mail share."""

from datetime import date

CARRIES = "What carries it: {points:.1f} points in all"
SET_ASIDE = "Read that day and not counted: {count}, such as"
SHADED = "Shaded: the 90 % interval."
HOLLOW = " Hollow points: days of which too little was read."
NO_EVENT = "No event is in force."
NOTHING_ASIDE = "Nothing that was read that day was left uncounted"
SURE = "How sure"
OPEN = "Alerts open"
COLOPHON = (
    "{pair} {day}, as known at {as_of} UTC. Scale 0 to 100: calm below 20, guarded below 40, "
    "elevated below 60, high below 80, then severe. Points are parts of the level behind it. "
    "More: tension explain {day} --pair {pair}"
)


def day_words(day: date) -> str:
    """As Thursday 18 January 2024."""
    return f"{day:%A} {day.day} {day:%B %Y}"


def legend(any_unsure: bool) -> str:
    """What the picture shows beside the curve."""
    return SHADED + (HOLLOW if any_unsure else "")


def signed(points: float) -> str:
    """Points with their sign, and a proper minus."""
    return f"{points:+.1f}".replace("-", "\u2212")


def sentences(count: int) -> str:
    """How many sentences."""
    return f"{count} sentence{'' if count == 1 else 's'}"


def others(count: int, points: float) -> str:
    """What the events that are not shown add up to; empty where all are."""
    if not count:
        return ""
    return f"{count} other event{'' if count == 1 else 's'} together {signed(points)}"
