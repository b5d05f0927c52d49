"""The day an event happened, from the sentence's own words, on the calendar of the outlet's place."""

import re
import string
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

from tension.signals.past.dated_nouns import MONTH_OF_NOUN, dated_signals
from tension.signals.text.hints import Hints


class EventDay(NamedTuple):
    """A day and whether the sentence named it (else it is the day of publication)."""

    day: date
    explicit: bool


_WEEKDAYS = {"Mon": 0, "Tues": 1, "Wednes": 2, "Thurs": 3, "Fri": 4, "Satur": 5, "Sun": 6}
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH_NAMES = (
    r"Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|"
    r"Oct(?:ober)?|"
    r"Nov(?:ember)?|Dec(?:ember)?"
)
_COUNTS = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7}
_COUNTS |= {"eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "several": 4, "few": 3}
_UNIT_DAYS = {"day": 1, "week": 7, "fortnight": 14, "month": 30, "year": 365, "decade": 3650, "night": 1}
_YEAR = r"(?:19|20)\d\d"
_SMALL = r"an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|several|a few"
_EXPRESSION = re.compile(
    rf"(?P<month_day>\b(?:{_MONTH_NAMES})\.? (?P<md_day>[0-3]?\d)(?:st|nd|rd|th)?\b(?!:)"
    rf"(?:,? (?P<md_year>{_YEAR}))?)"
    rf"|(?P<day_month>\b(?P<dm_day>[0-3]?\d)(?:st|nd|rd|th)?(?: of)? (?P<dm_month>{_MONTH_NAMES})\b\.?"
    rf"(?:,? (?P<dm_year>{_YEAR}))?)"
    rf"|(?P<month>\b(?:(?i:in|last|since|of|early|late|mid-?|this|next|by|until|from)"
    rf"|the(?= (?:{_MONTH_NAMES})\b{MONTH_OF_NOUN})) "
    rf"(?P<m_month>{_MONTH_NAMES})\b(?!\.? \d{{1,2}}\b)(?:,? (?P<m_year>{_YEAR}))?)"
    r"|(?P<weekday>\b(?:(?P<wd_which>(?i:next|last|this|coming)) )?"
    r"(?P<wd_name>Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
    r"(?!'?s? (?:prayer|preacher|sermon|mosque|imam|congregation)))"
    r"|(?P<near>\b(?i:today|tonight|this (?:morning|afternoon|evening)|overnight|yesterday|"
    r"last (?:night|evening)|tomorrow)\b)"
    rf"|(?P<ago>\b(?P<a_count>(?i:\d{{1,3}}|{_SMALL})) "
    r"(?P<a_unit>day|night|week|fortnight|month|year|decade)s? (?P<a_word>ago|earlier|before that|"
    r"back|later)\b)"
    r"|(?P<span>\b(?P<s_which>(?i:last|next|previous|coming|following)) "
    r"(?P<s_unit>week|weekend|fortnight|month|year)\b)"
    r"|(?P<ordinal>\b(?:on|by|until|before|of|for|since) the "
    r"(?P<o_day>[0-3]?\d)(?:st|nd|rd|th)\b(?! [a-z]))"
    rf"|(?P<year>\b(?i:in|since|of|late|early|during|the) (?P<y_year>{_YEAR})\b(?! (?:people|men)\b))"
)
# Every expression holds a digit or one of these.
_HINT = re.compile(
    rf"\d|day|night|morning|evening|tomorrow|week|fortnight|month|year|decade|\b(?:{_MONTH_NAMES})\b",
    re.IGNORECASE,
)
# The same in plain letters, and so more often, for text in lower case; an expression begins this near to one.
_HINT_WORDS = (
    *("day", "night", "morning", "afternoon", "evening", "tomorrow"),
    *("week", "month", "year", "decade"),
)
_HINT_REACH = 20
# A word that an expression may begin with, for text in lower case.
_OPENING = re.compile(
    rf"\b(?=\d{{1,3}}(?:st|nd|rd|th)? [a-z]|(?:{'|'.join(map(str.lower, _WEEKDAYS))})day|"
    rf"(?:(?:{_MONTH_NAMES.lower()})(?=\.? \d)|the(?= (?:\d|{'|'.join(_MONTHS)}))|(?:on|before|for)(?= the )|"
    r"in|last|since|of|early|late|mid|this|next|by|until|from|coming|today|tonight|overnight|yesterday|"
    r"tomorrow|previous|following|during|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|"
    r"twelve|several)\b)"
)


_ANY_HINT = Hints("|".join((*_HINT_WORDS, *_MONTHS, *string.digits)))
_DATELINE = re.compile(
    rf"^[A-Z][A-Z/ .'-]+,? ?(?:(?:{_MONTH_NAMES})\.? \d{{1,2}})?(?: \([^)]{{2,40}}\))? ?"
    r"(?:[-:]|--|\u2013|\u2014) ?"
)
_SPOKEN = re.compile(
    r"\b(?:said|says|announced|told|confirmed|disclosed|revealed|reported|added|declared|stated|"
    r"briefing|statement)"
    r"(?: \w+){0,2} (?:on |late |early |late on |early on )?$"
)


class _Found(NamedTuple):
    """An expression of time, read on the day of publication, looking ahead or back."""

    match: re.Match[str]
    today: date
    forward: bool


_FORWARD = frozenset(("planned", "hypothetical"))
_AHEAD_DAYS = 120


def event_date(sentence: str, status: str, local_published: datetime, signal: str | None = None) -> EventDay:
    """The day of an event told in a sentence.

    Args:
        sentence: the sentence that tells of it.
        status: its status; what is planned or possible lies ahead, everything else behind.
        local_published: publication time on the outlet's own clock (naive).
        signal: what it is; dates that belong to another event's noun are not its own.

    Returns:
        The day named that fits the status and lies nearest to publication, else the day of publication; never
        a day after publication unless the event is planned or hypothetical.
    """
    today = local_published.date()
    forward = status in _FORWARD
    dating = _dating(sentence, signal)
    if not dating:
        return EventDay(today, explicit=False)
    days = list(_days(dating, today, forward=forward, background=status == "background"))
    if forward:
        ahead = [day for day in days if day > today]
        named_today = not ahead and today in days
        return EventDay(min(ahead, default=today), explicit=bool(ahead) or named_today)
    behind = [day for day in days if day <= today]
    if status == "background" and len(behind) > 1:
        behind = [day for day in behind if day < today] or behind
    return EventDay(max(behind), explicit=True) if behind else EventDay(today, explicit=False)


def _days(
    dating: Sequence[tuple[str, re.Match[str]]], today: date, *, forward: bool, background: bool
) -> Iterator[date]:
    for kind, match in dating:
        day = _READERS[kind](_Found(match, today, forward))
        if day is not None and (background or not _needs_anchor(match)):
            yield day


def _dating(sentence: str, signal: str | None) -> list[tuple[str, re.Match[str]]]:
    """The expressions that date the signal: those that its noun owns, else those that no noun owns."""
    found = _expressions(sentence)
    if not found or signal is None:
        return [(kind, match) for kind, match, _ in found]
    own = [(kind, match) for kind, match, signals in found if signals and signal in signals]
    return own or [(kind, match) for kind, match, signals in found if signals is None]


def is_dated_elsewhere(sentence: str, signal: str) -> bool:
    """Whether a date in the sentence belongs to the noun of another event than the signal's."""
    return any(signals is not None and signal not in signals for _, _, signals in _expressions(sentence))


@lru_cache(maxsize=2_000)
def _expressions(sentence: str) -> tuple[tuple[str, re.Match[str], frozenset[str] | None], ...]:
    """The expressions of time behind the dateline; each signal and status of a sentence asks for them."""
    dateline = _DATELINE.match(sentence)
    body = sentence[dateline.end() :] if dateline else sentence
    # The last group to close is the outermost, the expression's kind.
    found = [(str(match.lastgroup), match) for match in _near_hints(body)]
    if found and all(kind == "near" for kind, _ in found) and not _HINT.search(sentence):
        return ()  # "this afternoon" alone is no date
    return tuple((kind, match, dated_signals(body, *match.span())) for kind, match in found)


def _near_hints(body: str) -> Iterator[re.Match[str]]:
    """As `_EXPRESSION.finditer`, which tries nine alternatives at every letter, but only near a hint."""
    lower = body.lower()
    if len(lower) != len(body):
        yield from _EXPRESSION.finditer(body)
        return
    done = 0
    for first, end in _reaches(lower):
        for start in _OPENING.finditer(lower, first, end):
            match = _EXPRESSION.match(body, start.start()) if start.start() >= done else None
            if match:
                done = match.end()
                yield match


def _reaches(lower: str) -> Iterator[tuple[int, int]]:
    """Where an expression may begin; hints near to each other share one stretch."""
    first = end = 0
    for last, length in _ANY_HINT.places(lower):
        start = last + 1 - length - _HINT_REACH
        if start > end:
            yield first, end
            first = start
        end = last + 1
    yield first, end


def _needs_anchor(match: re.Match[str]) -> bool:
    """Whether it counts from another event, as "two days earlier", so it dates only history."""
    return bool(match["ago"]) and match["a_word"] not in ("ago", "back")


def _month_day(found: _Found) -> date | None:
    return _calendar(found, found.match["month_day"], int(found.match["md_day"]), found.match["md_year"])


def _day_month(found: _Found) -> date | None:
    return _calendar(found, found.match["dm_month"], int(found.match["dm_day"]), found.match["dm_year"])


def _month(found: _Found) -> date | None:
    return _calendar(found, found.match["m_month"], 1, found.match["m_year"])


def _calendar(found: _Found, month_name: str, day: int, year: str | None) -> date | None:
    """The named day; without a year the nearest that fits, None where that is just ahead of what happened."""
    today = found.today
    month = 1 + _MONTHS.index(month_name[:3].lower())
    if year:
        return _date(int(year), month, day)
    this_year = _date(today.year, month, day)
    if this_year is None:
        return None
    if found.forward:
        is_recent = (today - this_year).days < _AHEAD_DAYS
        return this_year if is_recent else _date(today.year + 1, month, day)
    if this_year <= today:
        return this_year
    return None if (this_year - today).days < _AHEAD_DAYS else _date(today.year - 1, month, day)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _weekday(found: _Found) -> date | None:
    match, today = found.match, found.today
    wanted = _WEEKDAYS[match["wd_name"]]
    which = (match["wd_which"] or "").lower()
    if which in ("next", "coming") or (found.forward and not _is_when_said(match)):
        ahead = (wanted - today.weekday()) % 7
        return today + timedelta(days=ahead or (7 if which == "next" else 0))
    behind = (today.weekday() - wanted) % 7
    return today - timedelta(days=behind or (7 if which == "last" else 0))


def _is_when_said(match: re.Match[str]) -> bool:
    return _SPOKEN.search(match.string[max(0, match.start() - 40) : match.start()]) is not None


def _near(found: _Found) -> date | None:
    word = found.match["near"].lower()
    if word in ("yesterday", "last night", "last evening"):
        return found.today - timedelta(days=1)
    return found.today + timedelta(days=1) if word == "tomorrow" else found.today


def _ago(found: _Found) -> date | None:
    match = found.match
    if match["a_word"] == "later":
        return None
    text = match["a_count"].lower().removeprefix("a ")
    count = int(text) if text.isdigit() else _COUNTS[text]
    return found.today - timedelta(days=count * _UNIT_DAYS[match["a_unit"]])


def _span(found: _Found) -> date | None:
    unit, today = found.match["s_unit"], found.today
    if found.match["s_which"].lower() in ("next", "coming", "following"):
        next_monday = today + timedelta(days=7 - today.weekday())
        return next_monday if unit == "week" else today + timedelta(days=_UNIT_DAYS.get(unit, 6))
    last_sunday = today.weekday() + 1
    return today - timedelta(days=_UNIT_DAYS.get(unit, last_sunday))


def _ordinal(found: _Found) -> date | None:
    today, day = found.today, int(found.match["o_day"])
    here = _date(today.year, today.month, day)
    if here is None or here == today or found.forward == (here > today):
        return here
    first = today.replace(day=1)
    other = first + timedelta(days=32) if found.forward else first - timedelta(days=1)
    return _date(other.year, other.month, day)


def _year(found: _Found) -> date | None:
    return _date(int(found.match["y_year"]), 1, 1)


_READERS: dict[str, Callable[[_Found], date | None]] = {
    "month_day": _month_day,
    "day_month": _day_month,
    "month": _month,
    "weekday": _weekday,
    "near": _near,
    "ago": _ago,
    "span": _span,
    "ordinal": _ordinal,
    "year": _year,
}
