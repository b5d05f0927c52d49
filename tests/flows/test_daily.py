"""The whole path with the real Prefect and a real database: from the January 2024 sample to the days."""

import shutil
from pathlib import Path

import pandas as pd
import pytest

from flows.daily import daily
from tension.warehouse import open_reader
from tests.content import assert_same_content, content

SAMPLE = Path("warehouse/samples/january-2024.jsonl.gz")


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("daily") / "tension.duckdb"
    summary = daily(inputs=[str(SAMPLE)], db=str(path))
    assert summary["inputs"][str(SAMPLE)]["read"] == 157
    return path


@pytest.fixture(scope="module")
def days(db: Path) -> "pd.Series[float]":
    with open_reader(db) as reader:
        frame = reader.query(
            "select date, tension, band from tension_index where pair = 'PAK-IRN' order by date"
        )
    return frame.set_index(frame["date"].dt.strftime("%m-%d"))["tension"]


def test_the_crisis_climbs_and_falls(days: "pd.Series[float]") -> None:
    assert days.idxmax() == "01-18"
    assert days["01-10"] < 20
    assert days["01-16"] > days["01-15"] + 5
    assert min(days["01-17"], days["01-18"]) >= 60
    assert days["01-22"] < days["01-19"] < days["01-18"]
    assert days["01-29"] < days["01-18"] / 2
    assert days["01-29":].max() < days["01-19"]


def test_the_labourers_shot_on_the_27th_show(days: "pd.Series[float]") -> None:
    assert days["01-27"] > days["01-26"]


def test_a_second_run_leaves_every_row_as_it_was(db: Path, tmp_path: Path) -> None:
    before = content(db)
    copy = tmp_path / "tension.duckdb"
    shutil.copy(db, copy)
    summary = daily(inputs=[str(SAMPLE)], db=str(copy))
    assert summary["inputs"][str(SAMPLE)]["new"] == 0
    counts = summary["pairs"]["PAK-IRN"]
    assert (counts["scored"], counts["relevant"], counts["evidence"], counts["revisions"]) == (0, 0, 0, 0)
    assert_same_content(content(copy), before)


def test_another_order_and_several_runs_give_the_same_index(db: Path, tmp_path: Path) -> None:
    import gzip
    import random

    lines = gzip.decompress(SAMPLE.read_bytes()).decode().splitlines(keepends=True)
    random.Random(7).shuffle(lines)
    parts = []
    for number, part in enumerate((lines[:60], lines[60:])):
        parts.append(tmp_path / f"part-{number}.jsonl")
        parts[-1].write_text("".join(part), encoding="utf-8")
    path = tmp_path / "tension.duckdb"
    daily(inputs=[str(part) for part in parts], db=str(path))
    sql = "select * exclude (recorded_at) from tension_index order by pair, date"
    with open_reader(db) as one, open_reader(path) as other:
        pd.testing.assert_frame_equal(one.query(sql), other.query(sql))
