"""Titles of pieces that tell no news: analyses, chronicles, reviews, questions put to the reader."""

import re

from tension.signals.text.hints import HintedPattern

_LABELLED = (
    r"^(?:analysis|editorial|comment|opinion|timeline|explainer|explained|column|essay|commentary|profile|"
    r"background|op-ed|q&a|factbox|chronology|long read|view|viewpoint|perspective|letters?|"
    r"(?:book |film |year |week )?review|obituary|archive|from the archives?|throwback|"
    r"retrospective|podcast|quiz)"
    r"\b\s*[:|\u2013\u2014-]"
)
# Only with the mark at the end: "Will Smith lands in Lahore" asks nothing.
_ASKING = (
    r"^(?:what|why|how|who|when|where|which|whose|is|are|was|were|do|does|did|has|have|had|can|could|will|"
    r"would|"
    r"shall|should|may|might|must)\b.*\?[\"'\u2019\u201d]?$"
)
_COUNTED = (
    r"^(?:the )?(?:two|three|four|five|six|seven|eight|nine|ten|\d{1,2}|some|key|a few) "
    r"(?:\w+ ){0,2}?(?:things|facts|questions|lessons|takeaways|charts|maps|ways|reasons)\b"
)
_LOOKING_BACK = (
    r"^(?:looking back|remembering|revisiting|recalling|reliving)\b"
    r"|^(?:a|one|two|three|four|five|six|seven|eight|nine|ten|\d{1,2}) (?:years?|months?|decades?) on\b"
)
_OPENING = re.compile(rf"{_LABELLED}|{_ASKING}|{_COUNTED}|{_LOOKING_BACK}", re.IGNORECASE)
_ANYWHERE = HintedPattern(
    r"\b(?:(?:year|decade|month|week)s? in review|in retrospect|revisited|looks? back|a look back|"
    r"lessons learn(?:ed|t)|timeline|explainer|explained|chronology)\b|(?:^|: )lessons (?:of|from)\b",
    "in review|in retrospect|revisited|look|lessons|timeline|explaine|chronology",
    re.IGNORECASE,
)


def retells(title: str) -> bool:
    """Whether a title announces what led to the present rather than what is new."""
    title = title.strip()
    return _OPENING.match(title) is not None or _ANYWHERE.search(title) is not None
