"""Views against the formulas of the library, and revisions against the rule that makes them."""

import re
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from tension.errors import WarehouseError
from tension.index.curve import BAND_EDGES, BANDS, CURVE_POINTS, MAX_RELIEF, RELIEF_HALF_POINTS
from tension.warehouse import SQL_ROOT, open_writer
from tension.warehouse.revisions import new_revisions
from tension.warehouse.schema import load_migrations
from tests.warehouse_data import RECORDED_AT, write

DAY = date(2024, 1, 18)
CLOSE = datetime(2024, 1, 19)


def test_the_drivers_use_the_constants_of_the_curve() -> None:
    sql = (SQL_ROOT / "views" / "driver_points.sql").read_text(encoding="utf-8")
    relief, half = re.findall(r"\* ([\d.]+) \* faded_points / \(deescalation_points \+ ([\d.]+)\)", sql)[0]
    assert (float(relief), float(half)) == (MAX_RELIEF, RELIEF_HALF_POINTS)


def test_the_drivers_of_some_days_are_those_of_all_days(tmp_path: Path) -> None:
    with open_writer(tmp_path / "t.duckdb", wait_seconds=0, recorded_at=RECORDED_AT) as writer:
        write(writer)
        (pair,) = writer.query("select distinct pair from tension_index")["pair"]
        order = "order by date, event_id"
        columns = "select pair, date, event_id, signal, source, target, event_date, points"
        every = writer.query(f"{columns} from tension_drivers {order}")
        days = sorted(set(every["date"]))
        some = writer.query(
            f"{columns} from tension_day_drivers($pair, $days::date[]) {order}",
            {"pair": pair, "days": days[1:4]},
        )
    expected = every[every["date"].isin(days[1:4])].reset_index(drop=True)
    assert len(expected) > 3
    assert_frame_equal(some, expected, atol=1e-12)


def test_the_index_by_origin_uses_the_constants_of_the_curve() -> None:
    sql = (SQL_ROOT / "views" / "tension_by_origin.sql").read_text(encoding="utf-8")
    relief, half = re.findall(
        r"\(1 - ([\d.]+) \* deescalation_points / \(deescalation_points \+ ([\d.]+)\)\)", sql
    )[0]
    assert (float(relief), float(half)) == (MAX_RELIEF, RELIEF_HALF_POINTS)
    assert float(re.findall(r"exp\(-level_points / ([\d.]+)\)", sql)[0]) == CURVE_POINTS


def test_press_of_one_origin_tells_the_whole_index(tmp_path: Path) -> None:
    with open_writer(tmp_path / "t.duckdb", wait_seconds=0, recorded_at=RECORDED_AT) as writer:
        write(writer)
        both = writer.query(
            "select day.level_points, told.level_points as told, told.origin from tension_index as day "
            "inner join tension_by_origin as told using (pair, date)"
        )
    assert len(both) == 12
    assert set(both["origin"]) == {"other"}
    assert both["told"].tolist() == pytest.approx(both["level_points"].tolist(), abs=1e-9)


def test_an_event_counts_for_the_press_of_each_side_that_carries_it(tmp_path: Path) -> None:
    with open_writer(tmp_path / "t.duckdb", wait_seconds=0, recorded_at=RECORDED_AT) as writer:
        write(writer)
        writer.execute("update articles set outlet_country = 'IRN' where outlet = 'outlet1'")
        told = writer.query(
            "select origin, max(event_count) as events from tension_by_origin group by origin"
        )
    assert dict(told.itertuples(index=False)) == {"IRN": 1, "other": 3}


def test_the_bands_are_those_of_the_curve() -> None:
    sql = (SQL_ROOT / "views" / "tension_band.sql").read_text(encoding="utf-8")
    found = re.findall(r"when tension < (\d+) then '(\w+)'", sql)
    assert [float(edge) for edge, _ in found] == list(BAND_EDGES)
    assert [*(name for _, name in found), re.findall(r"else '(\w+)'", sql)[0]] == list(BANDS)


def test_migrations_are_numbered_without_a_gap() -> None:
    versions = [item.version for item in load_migrations(SQL_ROOT / "migrations")]
    assert versions == list(range(1, len(versions) + 1))


@pytest.mark.parametrize("names", [["1_short.sql"], ["001_a.sql", "001_b.sql"], ["001-dash.sql"]])
def test_misnamed_migrations_are_refused(tmp_path: Any, names: list[str]) -> None:
    for name in names:
        (tmp_path / name).write_text("select 1;")
    with pytest.raises(WarehouseError):
        load_migrations(tmp_path)


def row(tension: float, days_after: int = 0, **more: Any) -> dict[str, Any]:
    return {
        "pair": "PAK-IRN",
        "date": DAY,
        "as_of": CLOSE + timedelta(days=days_after),
        "tension": tension,
        **more,
    }


def test_values_that_do_not_move_are_not_revisions() -> None:
    first = new_revisions([], [row(50.0), row(50.0, 1), row(50.0 + 1e-12, 2)])
    assert [(item["tension"], item["revision_no"]) for item in first] == [(50.0, 0)]


def test_a_count_that_changes_is_a_revision() -> None:
    written = new_revisions([], [row(50.0, 0, count=1, tone=None), row(50.0, 1, count=2, tone=None)])
    assert [item["count"] for item in written] == [1, 2]


def test_a_value_that_appears_is_a_revision() -> None:
    assert len(new_revisions([], [row(50.0, 0, tone=None), row(50.0, 1, tone=0.1)])) == 2


def test_late_articles_correct_each_moment_they_could_have_been_known_at() -> None:
    recorded = new_revisions([], [row(50.0), row(40.0, 2)])
    later = new_revisions(recorded, [row(60.0), row(60.0, 1), row(60.0, 2)])
    assert [(item["as_of"], item["tension"], item["revision_no"]) for item in later] == [
        (CLOSE, 60.0, 2),
        (CLOSE + timedelta(days=2), 60.0, 3),
    ]


histories = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 3).map(float)), max_size=12).map(
    lambda items: [row(tension, days) for days, tension in dict(items).items()]
)


def in_force(rows: list[dict[str, Any]], as_of: datetime) -> float | None:
    known = [item for item in rows if item["as_of"] <= as_of]
    return max(known, key=lambda item: (item["as_of"], item["revision_no"]))["tension"] if known else None


@given(histories, histories)
def test_after_writing_each_computed_moment_reads_as_computed(
    before: list[dict[str, Any]], computed: list[dict[str, Any]]
) -> None:
    recorded = new_revisions([], before)
    rows = recorded + new_revisions(recorded, computed)
    numbered = [{**item, "revision_no": 0} for item in computed]
    for moment in (item["as_of"] for item in [*computed, *before]):
        wanted = in_force(numbered, moment)
        assert wanted is None or in_force(rows, moment) == wanted
    assert sorted(item["revision_no"] for item in rows) == list(range(len(rows)))


@given(histories)
def test_computing_again_writes_nothing(computed: list[dict[str, Any]]) -> None:
    recorded = new_revisions([], computed)
    assert new_revisions(recorded, computed) == []
    assert new_revisions(recorded, list(reversed(computed))) == []
