"""What changed between two days, and how it is said."""

import re
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tension.index.attribution import differences
from tension.warehouse import open_reader
from tension.web.moves import FADING, change_words, moves_between, reasons
from tension.web.standing import Standing, doubts, reason_of, standing_of
from tension.web.store import Store
from tension.web.waterfall import level_steps
from tension.web.words import Names

PAIR = "PAK-IRN"
FIRST, SECOND = date(2024, 1, 17), date(2024, 1, 18)
NAMES = Names.read(Path("models/gazetteer.toml"))


def driver(event_id: str, day: date, points: float, **more: Any) -> dict[str, Any]:
    """A row of `web_drivers.sql`, as far as moves look at it."""
    row = {"event_id": event_id, "date": day, "points": points, "signal": "strike", "source": "PAK"}
    return {**row, "target": "IRN", "measure": None, "status": "reported", **more}


@pytest.fixture(scope="module")
def standings(db: Path) -> dict[str, Standing]:
    """Every day of the sample."""
    store = Store(db)
    with store.snapshot() as snapshot:
        days = [row["date"] for row in snapshot.read("web_days", {"pair": PAIR})]
        found = {f"{day:%m-%d}": standing_of(snapshot, PAIR, day, NAMES) for day in days}
    store.close()
    return {day: standing for day, standing in found.items() if standing is not None}


def test_drivers_sum_to_the_level_and_moves_to_its_difference(standings: dict[str, Standing]) -> None:
    assert len(standings) > 30
    for standing in standings.values():
        assert sum(row["points"] for row in standing.drivers) == pytest.approx(standing.row["level_points"])
        if standing.before:
            change = standing.row["level_points"] - standing.before["level_points"]
            assert sum(move.change for move in standing.moves) == pytest.approx(change)


def test_moves_are_those_of_the_index(db: Path, standings: dict[str, Standing]) -> None:
    sql = "select * from tension_drivers where pair = ? and date = ?"
    with open_reader(db) as reader:
        frame = differences(reader.query(sql, [PAIR, FIRST]), reader.query(sql, [PAIR, SECOND]))
    moves = standings["01-18"].moves
    ours = {move.event["event_id"]: (move.kind, pytest.approx(move.change)) for move in moves}
    theirs = {row["event_id"]: (row["kind"], row["change"]) for row in frame.to_dict("records")}
    assert theirs == ours
    assert abs(moves[0].change) == max(abs(move.change) for move in moves)


def test_a_minister_understands_the_days(standings: dict[str, Standing]) -> None:
    """As the design asks: "High, 71 (64-78), down 9 since yesterday: ambassadors to return"."""
    said = {day: standing.sentence(date(2026, 1, 1)) for day, standing in standings.items()}
    shape = r"Severe, 8\d \(\d\d\u2013[89]\d\), up [12]\d since the day before: Pakistan struck Iran"
    assert re.match(shape, said["01-18"])
    assert re.search(r"down \d+ since the day before: ambassadors returned$", said["01-26"])
    assert re.search(rf"down 5 since the day before: {FADING}$", said["01-21"])
    today = standings["01-18"].row["date"]
    assert re.search(r"up [12]\d since yesterday", standings["01-18"].sentence(today))
    assert "since" not in standings["01-08"].sentence(today)


def test_a_planned_return_is_told_as_planned() -> None:
    event = {"signal": "restore", "measure": "envoy", "status": "planned", "source": "PAK", "target": "IRN"}
    assert NAMES.act(event) == "ambassadors to return"
    moves = moves_between([driver("e", SECOND, -4.0, **event)], FIRST, SECOND)
    assert reason_of(-9.0, moves, NAMES) == "ambassadors to return"


def test_fading_is_no_news_and_small_news_explain_no_large_fall() -> None:
    faded = [driver("a", FIRST, 20.0), driver("a", SECOND, 14.0)]
    small = driver("b", SECOND, -0.2, signal="talks")
    moves = moves_between([*faded, small], FIRST, SECOND)
    assert [move.kind for move in moves] == ["faded", "new"]
    assert reasons(moves, -6.2) == []
    assert reason_of(-6.0, moves, NAMES) == FADING


@pytest.mark.parametrize(
    ("change", "words"), [(0.4, "unchanged"), (-0.49, "unchanged"), (8.6, "up 9"), (-14.2, "down 14")]
)
def test_changes_in_words(change: float, words: str) -> None:
    assert change_words(change) == words


@given(
    st.lists(st.floats(-50, 50).filter(bool), max_size=60),
    st.integers(0, 12),
    st.integers(0, 12),
)
def test_a_waterfall_always_sums(points: list[float], up: int, down: int) -> None:
    drivers = [driver(str(number), SECOND, value) for number, value in enumerate(points)]
    fall = level_steps(drivers, up, down)
    *steps, total = fall.steps
    assert total.end == pytest.approx(sum(points), abs=1e-9)
    for one, other in pairwise(steps):
        assert one.end == other.start
    shown = [step.event for step in steps if step.event] + [event for step in steps for event in step.events]
    assert sorted(row["event_id"] for row in shown) == sorted(row["event_id"] for row in drivers)
    assert all(0 <= fall.place(end) <= 100 for step in steps for end in (step.start, step.end))


def test_doubts_are_said() -> None:
    row = {"provisional": True, "coverage": "thin", "article_count": 1, "date": date(2024, 1, 1)}
    said = doubts(row, date(2024, 1, 9))
    assert "not over" in said[0]
    assert "one article" in said[1]
    assert "8 days old" in said[2]
    assert doubts({**row, "provisional": False, "coverage": "ok"}, date(2024, 1, 2)) == []
    assert "no news is not peace" in doubts({**row, "coverage": "none"}, date(2024, 1, 1))[1]


def test_every_signal_has_words() -> None:
    """A signal added to the table without words would be shown as its code."""
    import tomllib

    from tension.web.words import _ACTS, SIGNALS

    table = set(tomllib.loads(Path("models/signals.toml").read_text(encoding="utf-8")))
    assert set(SIGNALS) == set(_ACTS) == table
