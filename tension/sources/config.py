"""Settings of sources and of fetching, as `[fetch]` and `[[sources]]` in `tension.toml`."""

import ipaddress
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

SourceKind = Literal["feed", "gdelt_docs", "gdelt_events", "archive"]

# Clock offsets of the pair's own outlets; Iran keeps no summer time since 2022, Pakistan since 2009.
_OFFSETS = {"PAK": 300, "IRN": 210}


class _Table(BaseModel):
    """A table of the configuration: unknown keys are refused, values do not change."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class FetchSettings(_Table):
    """How requests leave: who we say we are, how long we wait, how much we accept, how often we ask."""

    contact: str = ""
    connect_seconds: Annotated[float, Field(gt=0)] = 10.0
    read_seconds: Annotated[float, Field(gt=0)] = 20.0
    request_seconds: Annotated[float, Field(gt=0)] = 60.0
    run_seconds: Annotated[float, Field(gt=0)] = 900.0
    attempts: Annotated[int, Field(ge=1, le=10)] = 3
    retry_wait_seconds: Annotated[float, Field(ge=0)] = 1.0
    retry_after_max_seconds: Annotated[float, Field(ge=0)] = 30.0
    redirects: Annotated[int, Field(ge=0, le=20)] = 5
    workers: Annotated[int, Field(ge=1, le=64)] = 8
    host_delay_seconds: Annotated[float, Field(ge=0)] = 1.0
    host_connections: Annotated[int, Field(ge=1, le=8)] = 1
    feed_max_mb: Annotated[float, Field(gt=0)] = 8.0
    page_max_mb: Annotated[float, Field(gt=0)] = 4.0
    file_max_mb: Annotated[float, Field(gt=0)] = 64.0
    pages: bool = True
    pages_per_source: Annotated[int, Field(ge=0)] = 60
    blurb_chars: Annotated[int, Field(ge=0)] = 800
    resume_hours: Annotated[float, Field(ge=0)] = 2.0
    private_networks: tuple[str, ...] = ()

    @field_validator("private_networks")
    @classmethod
    def _networks(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for text in value:
            ipaddress.ip_network(text)
        return value

    @property
    def user_agent(self) -> str:
        """How the operator's log names us."""
        contact = f"; {self.contact}" if self.contact else ""
        return f"tension-index/0.1 (daily news index, fetches feeds and linked articles{contact})"


class Source(_Table):
    """One place articles come from.

    Attributes:
        id: short name, the `source_id` of every row it brings.
        kind: `feed` (RSS or Atom), `gdelt_docs`, `gdelt_events` or `archive` (a local WARC file or folder).
        url: the feed, the API's endpoint, or GDELT's file list.
        path: for `archive`, the file or folder.
        query: for `gdelt_docs`, the words asked for.
        outlet: name of the outlet; empty for aggregators, whose items name their own.
        outlet_country: ISO alpha-3 of the outlet; empty where items come from many countries.
        language: ISO 639-1 the outlet writes in, used where a text is too short to tell.
        utc_offset_minutes: the outlet's own clock; event days are counted in it.
        pages: whether linked articles are fetched for items that carry only a blurb.
        hosts: other hosts of the outlet, subdomains included, that its links and redirects may lead to.
        delay_seconds: pause between two requests to its host, where it must be longer than the general one.
        first_hours: how far back the first run asks, for sources asked by time.
        mentions: for `gdelt_events`, whether the mention files are read too.
        max_files: most GDELT files taken in one run; the next run goes on from there.
        tried: false where the feed could not be tried when the list was written.
    """

    id: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,39}$")]
    kind: SourceKind = "feed"
    url: str = ""
    path: str = ""
    query: str = ""
    outlet: str = ""
    outlet_country: Annotated[str, Field(pattern=r"^([A-Z]{3})?$")] = ""
    language: Annotated[str, Field(pattern=r"^[a-z]{2}$")] = "en"
    utc_offset_minutes: Annotated[int, Field(ge=-720, le=840)] | None = None
    enabled: bool = True
    pages: bool = True
    hosts: tuple[str, ...] = ()
    delay_seconds: Annotated[float, Field(ge=0)] = 0.0
    first_hours: Annotated[float, Field(gt=0)] = 24.0
    mentions: bool = True
    max_files: Annotated[int, Field(ge=1)] = 200
    tried: bool = True

    @model_validator(mode="after")
    def _address(self) -> "Source":
        if self.kind == "archive":
            if not self.path:
                raise ValueError(f"source {self.id!r} is an archive without a path")
            return self
        parts = urlsplit(self.url)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.username:
            raise ValueError(f"source {self.id!r}: url {self.url!r} is not an http or https address")
        if self.kind == "gdelt_docs" and not self.query:
            raise ValueError(f"source {self.id!r} asks GDELT for articles without a query")
        return self

    @property
    def offset_minutes(self) -> int:
        """The outlet's clock: as set, else its country's, else UTC."""
        if self.utc_offset_minutes is not None:
            return self.utc_offset_minutes
        return _OFFSETS.get(self.outlet_country, 0)

    @property
    def host(self) -> str:
        """The host it is fetched from; empty for archives."""
        return (urlsplit(self.url).hostname or "").lower()


def check_sources(sources: tuple[Source, ...]) -> tuple[Source, ...]:
    """Refuse two sources under one id.

    Raises:
        ValueError: an id stands twice.
    """
    seen: set[str] = set()
    for source in sources:
        if source.id in seen:
            raise ValueError(f"two sources are called {source.id!r}")
        seen.add(source.id)
    return sources


def outlet_countries(sources: tuple[Source, ...]) -> dict[str, str]:
    """The country of each outlet that a source names, ISO alpha-3 by domain."""
    return {
        source.outlet: source.outlet_country for source in sources if source.outlet and source.outlet_country
    }
