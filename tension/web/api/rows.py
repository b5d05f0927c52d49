"""The rows of the answers: columns and types of the stable views, described in the words of their SQL."""

from datetime import date, datetime
from typing import Any, ClassVar

from pydantic import BaseModel, Field, GetJsonSchemaHandler
from pydantic_core import CoreSchema

from tension.warehouse.comments import comments_of

# Rows have a column named date, which would hide the type.
Day = date


class Row(BaseModel):
    """A row of a view; the columns carry the comments of the view."""

    view: ClassVar[str]

    @classmethod
    def __get_pydantic_json_schema__(cls, core: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        """The schema, with what each column holds."""
        schema = handler.resolve_ref_schema(handler(core))
        said = comments_of(cls.view)
        schema["description"] = said[""]
        for name, field in schema["properties"].items():
            field["description"] = said[name]
        return schema


class IndexRow(Row):
    """A pair and day."""

    view = "tension_index"
    pair: str
    date: Day
    tension: float
    tension_low: float
    tension_high: float
    band: str
    level_points: float
    escalation_points: float
    deescalation_points: float
    standing_points: float
    pressure_a_to_b: float
    pressure_b_to_a: float
    tone: float | None
    attention: float | None
    article_count: int
    story_count: int
    outlet_count: int
    event_count: int
    coverage: str
    provisional: bool
    as_of: datetime
    recorded_at: datetime


class AsOfRow(IndexRow):
    """A pair and day as it stood."""

    view = "tension_as_of"


class DriverRow(Row):
    """An event's part in a day."""

    view = "tension_drivers"
    pair: str
    date: Day
    event_id: str
    signal: str
    source: str
    target: str
    event_date: Day
    points: float


class EventRow(Row):
    """An event."""

    view = "tension_events"
    event_id: str
    pair: str
    signal: str
    polarity: str
    status: str
    source: str
    target: str
    measure: str | None
    event_date: Day
    killed: int | None
    wounded: int | None
    confidence: float
    outlet_count: int
    story_count: int
    first_known_at: datetime
    headline: str


class EvidenceRow(Row):
    """A sentence behind an event."""

    view = "tension_evidence"
    event_id: str
    article_id: str
    sentence_no: int
    sentence: str
    signal: str
    status: str
    probability: float
    outlet: str
    url: str
    published_at: datetime


class AlertRow(Row):
    """A line crossed."""

    view = "tension_alerts"
    alert_id: str
    pair: str
    rule: str
    rule_class: str = Field(alias="class")
    raised_for: Day
    cleared_for: Day | None
    value: float | None
    state: str


class RevisionRow(Row):
    """A value as it was published once."""

    view = "tension_revisions"
    pair: str
    date: Day
    revision_no: int
    as_of: datetime
    tension: float
    tension_low: float
    tension_high: float
    previous_tension: float | None
    tension_change: float | None
    level_points: float
    event_count: int
    provisional: bool
    recorded_at: datetime


class SourceRow(Row):
    """A configured source."""

    view = "source_health"
    source_id: str
    kind: str
    outlet_country: str | None
    state: str
    reason: str | None
    last_attempt_at: datetime | None
    last_success_at: datetime | None
    last_article_at: datetime | None
    failure_count: int
    articles_a_day: float
    usual_gap_hours: float | None
    silent_hours: float | None
