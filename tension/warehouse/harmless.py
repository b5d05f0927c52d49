"""Text from articles made harmless for spreadsheets, so that no headline is run as a formula."""

import pyarrow as pa
import pyarrow.compute as pc

# A spreadsheet runs a cell that opens with one of these; a leading apostrophe makes it text. Cells that
# open with an apostrophe get one too, so that taking one away always gives the text back.
_FORMULA = r"^([\s\p{Z}\p{C}]*[=+\-@\t\r'＝＋－＠])"  # noqa: RUF001 -- full-width forms are read as formulas too
_QUOTED = r"^'"


def without_formulas(table: pa.Table) -> pa.Table:
    """The table with an apostrophe before every text that a spreadsheet could run."""
    return _on_texts(table, _FORMULA, r"'\1")


def with_formulas(table: pa.Table) -> pa.Table:
    """The table that `without_formulas` was given."""
    return _on_texts(table, _QUOTED, "")


def _on_texts(table: pa.Table, pattern: str, replacement: str) -> pa.Table:
    for position, field in enumerate(table.schema):
        if pa.types.is_string(field.type) or pa.types.is_large_string(field.type):
            changed = pc.replace_substring_regex(
                table.column(position), pattern=pattern, replacement=replacement, max_replacements=1
            )
            table = table.set_column(position, field.name, changed)
    return table
