"""The data dictionary: what every view, table and column holds, as the database itself says."""

from dataclasses import dataclass

import duckdb

_RELATIONS = """
select 'view' as kind, schema_name, view_name as name, comment
from duckdb_views() where not internal and not temporary
union all
select 'table', schema_name, table_name, comment from duckdb_tables() where not internal and not temporary
union all
select distinct function_type, schema_name, function_name, comment
from duckdb_functions() where function_type in ('macro', 'table_macro') and not internal
"""
_COLUMNS = """
select column_name, data_type, comment from duckdb_columns()
where not internal and schema_name = ? and table_name = ? order by column_index
"""
_ORDER = {"view": 0, "table_macro": 1, "macro": 1, "table": 2}


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name, DuckDB type and what it holds (empty when nobody said)."""

    name: str
    type: str
    comment: str


@dataclass(frozen=True, slots=True)
class Relation:
    """A view, table or macro, its comment and its columns.

    Attributes:
        kind: view, table, macro or table_macro.
        name: with its schema unless that is main.
        comment: what it holds; empty when nobody said.
        columns: in order; none for macros.
    """

    kind: str
    name: str
    comment: str
    columns: tuple[Column, ...]


def describe(connection: duckdb.DuckDBPyConnection) -> list[Relation]:
    """Every relation of the database: views first, then macros, then tables, each by name."""
    found = []
    for kind, schema, name, comment in connection.execute(_RELATIONS).fetchall():
        rows = connection.execute(_COLUMNS, [schema, name]).fetchall()
        columns = tuple(Column(column, type_, said or "") for column, type_, said in rows)
        full_name = name if schema == "main" else f"{schema}.{name}"
        found.append(Relation(kind, full_name, comment or "", columns))
    return sorted(found, key=lambda item: (_ORDER[item.kind], item.name.startswith("log."), item.name))


def undescribed(relations: list[Relation]) -> list[str]:
    """Names of relations and columns that no comment describes."""
    missing = [item.name for item in relations if not item.comment]
    missing += [
        f"{item.name}.{column.name}" for item in relations for column in item.columns if not column.comment
    ]
    return missing


def as_markdown(relations: list[Relation]) -> str:
    """The dictionary as Markdown: a section a relation, a row a column."""
    lines = []
    for item in relations:
        lines += [f"### {item.name} ({item.kind.replace('_', ' ')})", "", item.comment, ""]
        if item.columns:
            lines += ["| Column | Type | What it holds |", "|---|---|---|"]
            lines += [
                f"| {column.name} | {column.type.lower()} | {column.comment.replace('|', chr(92) + '|')} |"
                for column in item.columns
            ]
            lines.append("")
    return "\n".join(lines)
