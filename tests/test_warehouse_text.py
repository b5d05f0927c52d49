"""Text from articles on its way out: harmless to a spreadsheet and a terminal, and not lost."""

import io
import json
import unicodedata

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from tension.warehouse.harmless import with_formulas, without_formulas
from tension.warehouse.render import RowFormat, shown, write_rows

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
cells = st.one_of(st.none(), texts, st.builds("{}{}".format, st.sampled_from(list("=+-@'\t\r ＝")), texts))


@settings(deadline=None)
@given(st.lists(cells, min_size=1))
def test_no_cell_opens_a_formula_and_each_can_be_had_back(values: list[str | None]) -> None:
    table = pa.table({"text": pa.array(values, pa.string())})
    safe = without_formulas(table)
    for value in safe["text"].to_pylist():
        assert value is None or not value.lstrip().startswith(("=", "+", "-", "@"))
    assert with_formulas(safe).equals(table)


@settings(deadline=None)
@given(st.lists(cells, min_size=1))
def test_json_hides_nothing_and_loses_nothing(values: list[str | None]) -> None:
    stream = io.BytesIO()
    write_rows(pa.table({"text": pa.array(values, pa.string())}), "json", stream)
    written = stream.getvalue().decode()
    assert [row["text"] for row in json.loads(written)] == values
    assert not {unicodedata.category(char) for char in written.rstrip("\n")} & {"Cc", "Cf", "Co", "Cn"}


@settings(deadline=None)
@given(st.lists(cells, min_size=1))
def test_csv_and_words_carry_no_control_characters(values: list[str | None]) -> None:
    forms: tuple[RowFormat, ...] = ("csv", "table")
    for form in forms:
        stream = io.BytesIO()
        write_rows(pa.table({"text": pa.array(values, pa.string())}), form, stream)
        categories = {unicodedata.category(char) for char in stream.getvalue().decode() if char not in "\n\t"}
        assert not categories & {"Cc", "Cf", "Co", "Cn"}


def test_values_are_shown_plainly() -> None:
    assert [shown(value) for value in (None, 1 / 3, 12, "x")] == ["", "0.333333", "12", "x"]
