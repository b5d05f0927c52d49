"""Raw records, as files and sources bring them, to articles in a known language, without any warehouse."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import NamedTuple

import pyarrow as pa

from tension.article_rows import rows_of
from tension.articles import Article
from tension.config import InputSettings
from tension.language import detect_language
from tension.memory import collector_paused
from tension.records import Reject, RejectedError, article_from_record
from tension.sources.files import Line, Raw, decoded


@dataclass(frozen=True, slots=True)
class Origin:
    """Where records come from.

    Attributes:
        source_id: the source or input.
        fetched_at: when it was read, aware UTC.
        settings: limits on size and dates, and the languages to tell apart.
        archive: whether articles are known from their publication, not from their fetching.
        countries: the country (ISO alpha-3) of outlets, for records that do not name it.
    """

    source_id: str
    fetched_at: datetime
    settings: InputSettings
    archive: bool
    countries: Mapping[str, str] = field(default_factory=dict)


class Block(NamedTuple):
    """Some readings: the articles as rows, and the rejections."""

    articles: pa.Table
    rejects: list[Reject]


def read_articles(
    items: Iterable[Raw],
    *,
    source_id: str,
    fetched_at: datetime,
    settings: InputSettings,
    archive: bool,
    countries: Mapping[str, str] | None = None,
) -> Iterator[Article | Reject]:
    """Each raw record as an article in a known language, or the reason why not; see `Origin`."""
    origin = Origin(source_id, fetched_at, settings, archive, countries or {})
    return (_read(origin, item) for item in items)


def _read(origin: Origin, raw: Raw) -> Article | Reject:
    item = decoded(raw) if isinstance(raw, Line) else raw
    if isinstance(item, Reject):
        return item
    place, record = item
    try:
        article = article_from_record(
            record,
            source_id=origin.source_id,
            place=place,
            fetched_at=origin.fetched_at,
            settings=origin.settings,
            archive=origin.archive,
        )
    except RejectedError as error:
        return error.reject
    words = f"{article.title} {article.text}" if len(article.title) < len(article.text) else article.title
    hint = "" if article.language == "und" else article.language
    language = detect_language(words, origin.settings.languages, hint)
    country = article.outlet_country or origin.countries.get(article.outlet)
    if language == article.language and country == article.outlet_country:
        return article
    return replace(article, language=language, outlet_country=country)


def read_block(origin: Origin, items: Sequence[Raw]) -> Block:
    """Some raw records at once."""
    with collector_paused():
        return block_of([_read(origin, item) for item in items])


def block_of(readings: Sequence[Article | Reject]) -> Block:
    """Articles and rejections apart."""
    articles = [item for item in readings if isinstance(item, Article)]
    return Block(rows_of(articles), [item for item in readings if isinstance(item, Reject)])
