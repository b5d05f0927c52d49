"""Articles as rows of the table `articles`, and back."""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import UTC
from typing import Any

import pyarrow as pa

from tension.articles import Article

ARTICLE_FIELDS = [field.name for field in fields(Article)]
_MOMENTS = ("published_at", "fetched_at", "known_at")
_AWARE, _NAIVE = pa.timestamp("us", "UTC"), pa.timestamp("us")
_TYPES = dict.fromkeys(_MOMENTS, _AWARE) | {"utc_offset_minutes": pa.int32()}


def rows_of(articles: Sequence[Article]) -> pa.Table:
    """A column for each field of an article; moments are naive UTC, as tables hold them."""
    columns = {}
    for name in ARTICLE_FIELDS:
        values = pa.array([getattr(article, name) for article in articles], _TYPES.get(name, pa.string()))
        columns[name] = values.cast(_NAIVE) if name in _MOMENTS else values
    return pa.table(columns)


def article_from_row(row: Mapping[str, Any]) -> Article:
    """A row of the table `articles` as an article."""
    times = {name: row[name].replace(tzinfo=UTC) for name in _MOMENTS}
    return Article(**{name: row[name] for name in ARTICLE_FIELDS} | times)
