"""Questions as SQL: what the API may ask of each view, composed of known names; values are always bound."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tension.web.api.cursors import Cursor, read_cursor
from tension.web.api.questions import AsOf, Question
from tension.web.api.rows import Row
from tension.web.store import Snapshot


@dataclass(frozen=True, slots=True)
class Where:
    """Conditions that all hold, and the values bound in them."""

    conditions: tuple[str, ...] = ()
    values: dict[str, Any] = field(default_factory=dict)

    def also(self, condition: str, **values: Any) -> "Where":
        """The same with one condition more."""
        return Where((*self.conditions, condition), {**self.values, **values})

    def and_(self, other: "Where") -> "Where":
        """What both ask."""
        return Where((*self.conditions, *other.conditions), {**self.values, **other.values})

    @property
    def sql(self) -> str:
        """All conditions as one."""
        return " and ".join(self.conditions) or "true"


@dataclass(frozen=True, slots=True)
class Resource:
    """A view as the API offers it.

    Attributes:
        name: last part of the address.
        row: columns and types.
        key: ordering columns with their types; the rows of equal keys follow in the order of `ties`.
        day: column that `from` and `to` bound; empty where rows have no day.
        filters: columns that may be asked to equal a parameter of the same name.
        source: what is read, the view itself unless said.
        of_pair: condition for a pair.
        ties: columns that order rows of the same key.
        narrow: adds conditions that let DuckDB read less and change no answer; says how many rows to skip.
    """

    name: str
    row: type[Row]
    key: dict[str, type]
    day: str = ""
    filters: tuple[str, ...] = ()
    source: str = ""
    of_pair: str = "pair = $pair"
    ties: tuple[str, ...] = ()
    narrow: Callable[[Snapshot, "Asked", Where], tuple[Where, int]] | None = None

    @property
    def columns(self) -> list[str]:
        """Names of the columns, in order."""
        return [item.alias or name for name, item in self.row.model_fields.items()]

    def order(self, direction: str) -> str:
        """The order of the rows, ties included."""
        return ", ".join(f"{column} {direction}" for column in (*self.key, *self.ties))


@dataclass(frozen=True, slots=True)
class Asked:
    """A question to a resource, with its cursor read."""

    resource: Resource
    question: Question
    cursor: Cursor | None

    @classmethod
    def read(cls, resource: Resource, question: Question) -> "Asked":
        """Read the cursor.

        Raises:
            CursorError: it belongs to another question.
        """
        word = question.cursor
        types = list(resource.key.values())
        return cls(
            resource, question, read_cursor(resource.name, question.order, types, word) if word else None
        )

    @property
    def skip(self) -> int:
        """Rows passed over."""
        return self.cursor.skip if self.cursor else self.question.offset

    def filters(self, of_pair: str) -> Where:
        """What the parameters ask, the cursor apart."""
        where = Where()
        asked = self.question
        if pair := getattr(asked, "pair", None):
            where = where.also(of_pair, pair=pair)
        if first := getattr(asked, "first", None):
            where = where.also(f"{self.resource.day} >= $first", first=first)
        if last := getattr(asked, "last", None):
            where = where.also(f"{self.resource.day} < $last::date + 1", last=last)
        for name in self.resource.filters:
            if (value := getattr(asked, name)) is not None:
                where = where.also(f"{name} = ${name}", **{name: value})
        return where

    def past_cursor(self, columns: int | None = None) -> Where:
        """Rows from the cursor's key on, by its first so many columns, by all unless said."""
        if self.cursor is None:
            return Where()
        names = list(self.resource.key)[:columns]
        beyond = "<" if self.question.order == "desc" else ">"
        condition = ""
        for number, name in reversed(list(enumerate(names))):
            rest = f" and ({name} {beyond} $key_{number} or ({condition}))" if condition else ""
            condition = f"{name} {beyond}= $key_{number}{rest}"
        values = {f"key_{number}": value for number, value in enumerate(self.cursor.key[:columns])}
        return Where((condition,), values)

    def sql(self, snapshot: Snapshot) -> tuple[str, dict[str, Any]]:
        """The query of one page and a row, and its values."""
        resource = self.resource
        where, past = self.filters(resource.of_pair), self.past_cursor()
        where, skip = where.and_(past), self.skip
        if resource.narrow is not None:
            where, skip = resource.narrow(snapshot, self, where)
        values = {**where.values, "limit": self.question.limit + 1, "skip": skip}
        if isinstance(self.question, AsOf):
            values["moment"] = self.question.moment
        columns = ", ".join(resource.columns)
        return (
            f"select {columns} from {resource.source or resource.row.view} where {where.sql} "
            f"order by {resource.order(self.question.order)} limit $limit offset $skip"
        ), values
