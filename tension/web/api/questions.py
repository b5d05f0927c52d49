"""What may be asked: one model an endpoint, so that a misspelt or impossible parameter is refused by name."""

import re
from datetime import UTC, date, datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

ROWS_UNASKED = 1000
ROWS_AT_MOST = 10_000
OFFSET_AT_MOST = 1_000_000
CURSOR_CHARACTERS = 400
_DAY = re.compile(r"^\d{4}-\d{2}-\d{2}$")
_MOMENT = re.compile(r"^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[+-]\d{2}:?\d{2})?)?$")


def _written_as_day(value: object) -> object:
    """Refuse numbers, which would be read as seconds since 1970."""
    if isinstance(value, str) and not _DAY.match(value):
        raise ValueError("write a calendar day as 2024-01-18")
    return value


def _written_as_moment(value: object) -> object:
    if isinstance(value, str) and not _MOMENT.match(value):
        raise ValueError("write a UTC moment as 2024-01-18T06:00:00Z or 2024-01-18; write + as %2B")
    return value


def _in_utc(value: datetime) -> datetime:
    """As naive UTC, which is how the database has it."""
    try:
        return value.astimezone(UTC).replace(tzinfo=None) if value.tzinfo else value
    except OverflowError as error:
        raise ValueError("this moment lies outside the calendar") from error


Day = Annotated[date, BeforeValidator(_written_as_day)]
Moment = Annotated[datetime, BeforeValidator(_written_as_moment), AfterValidator(_in_utc)]
Code = Annotated[str, Field(pattern=r"^[0-9A-Za-z_-]{1,64}$")]
PairName = Annotated[
    str, Field(pattern=r"^[A-Z]{3}-[A-Z]{3}$", description="Two states as ISO 3166 alpha-3, as PAK-IRN.")
]


class Question(BaseModel):
    """Paging, order and format, which every endpoint knows."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    limit: Annotated[int, Field(ge=1, le=ROWS_AT_MOST, description="Rows at most.")] = ROWS_UNASKED
    offset: Annotated[
        int, Field(ge=0, le=OFFSET_AT_MOST, description="Rows to skip; a cursor is faster and steadier.")
    ] = 0
    cursor: Annotated[
        str | None,
        Field(max_length=CURSOR_CHARACTERS, description="Where a page goes on; taken from the Link header."),
    ] = None
    order: Annotated[
        Literal["asc", "desc"], Field(description="By the columns named above, or the exact reverse.")
    ] = "asc"
    format: Annotated[
        Literal["json", "csv", "parquet"] | None, Field(description="Goes before the Accept header.")
    ] = None

    @model_validator(mode="after")
    def _one_start(self) -> "Question":
        if self.cursor and self.offset:
            raise ValueError("offset and cursor both say where to start; give one")
        return self


class OfPair(Question):
    """About one pair, or all."""

    pair: PairName | None = None


class Span(OfPair):
    """Between two days, both included."""

    first: Annotated[Day | None, Field(alias="from", description="First day, as 2024-01-18.")] = None
    last: Annotated[Day | None, Field(alias="to", description="Last day, included.")] = None

    @model_validator(mode="after")
    def _in_order(self) -> "Span":
        if self.first and self.last and self.first > self.last:
            raise ValueError(f"from {self.first} lies after to {self.last}; swap them")
        return self


class OfEvent(Span):
    """Of one event, or all."""

    event_id: Annotated[Code | None, Field(description="The event, as tension_events has it.")] = None


class Events(OfEvent):
    """Events."""

    signal: Annotated[Code | None, Field(description="One of the twenty signals, as strike.")] = None
    status: Annotated[Code | None, Field(description="As reported or planned.")] = None


class Alerts(Span):
    """Alerts."""

    state: Annotated[Code | None, Field(description="As raised, acknowledged or cleared.")] = None


class AsOf(Span):
    """The index at a moment."""

    moment: Annotated[Moment, Field(description="UTC; the values use nothing known after it.")]
