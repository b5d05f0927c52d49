"""Computing only what may have changed gives what computing everything gives; TENSION_EXAMPLES=40 looks harder."""

import os
import random
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from tension.bench.index import PRINTED
from tension.config import IndexSettings, Settings
from tension.index.compute import compute_pair
from tension.index.inputs import first_change, method_stamp
from tension.indexing import rebuild, write_index
from tension.warehouse import Writer, open_writer
from tests.evidence import DAY_0, PAIR, TABLE, Parameters, frame, mention, values_in

Row = dict[str, Any]
DAYS = 40
LONG_AGO = -330
"""Of what was last told so many days before, nothing can be left."""
EXAMPLES = int(os.environ.get("TENSION_EXAMPLES", "1"))
WRITTEN = ("events", "event_states", "event_evidence", "index_values", "log.index_inputs")
SIGNALS = ("strike", "attack", "casualties", "sanction", "restore", "threaten", "talks", "visit", "agree")
STATUSES = ("reported", "reported", "reported", "planned", "background", "denied")
ACTORS = (("PAK", "IRN"), ("IRN", "PAK"), ("NSA", "PAK"), ("UNK", "IRN"))


def told(rng: random.Random, first: int, last: int) -> Row:
    """One mention of a few deeds, known on one of the days, sometimes long after the deed."""
    known = rng.randrange(first, last)
    signal = rng.choice(SIGNALS)
    dead = signal in ("strike", "attack", "casualties")
    return mention(
        known + rng.randrange(-11, 11) / 24,
        signal,
        *rng.choice(ACTORS),
        rng.choice("abcdef"),
        on=max(0, known - rng.choice([0, 0, 0, 1, 2, 3, 25])),
        status=rng.choice(STATUSES),
        measure=rng.choice(["envoy", "border"]) if signal in ("sanction", "restore") else None,
        place=rng.choice([None, None, "Rask", "Saravan"]) if dead else None,
        killed=rng.choice([None, 2, 9]) if dead else None,
        why=rng.choice(["", "corrected"]) if dead else "",
        probability=rng.choice([1.0, 0.9, 0.6]),
        article=f"{rng.randrange(10**9):010d}",
        story_id=rng.choice("stuvwxyz") if rng.random() < 0.2 else f"{rng.randrange(10**9):010d}",
    )


def changed(rng: random.Random, rows: list[Row], today: int) -> list[Row]:
    """The world a day or some later: news, and now and then a late article, a retraction or a new reading."""
    rows = [dict(row) for row in rows] + [told(rng, today - 2, today + 1) for _ in range(rng.randrange(6))]
    if rng.random() < 0.3:
        rows.append(told(rng, 0, today))
    if rng.random() < 0.3:
        rng.choice(rows)["superseded_at"] = pd.Timestamp(DAY_0) + timedelta(days=today, hours=5)
    if rng.random() < 0.2:
        rows.remove(rng.choice(rows[-12:]))
    if rng.random() < 0.2:
        rng.choice(rows[-20:]).update(killed=7, probability=0.8)
    return rows


@pytest.mark.parametrize("seed", range(2 * EXAMPLES))
def test_a_part_of_the_days_is_as_in_all_of_them(seed: int) -> None:
    rng = random.Random(seed)
    rows = [told(rng, 0, 25) for _ in range(rng.randrange(20, 90))]
    world = frame([told(rng, LONG_AGO, LONG_AGO + 9) for _ in range(30)] + rows)
    closes = [DAY_0 + timedelta(days=day) for day in range(LONG_AGO, DAYS)]
    whole = compute_pair(world, _reads(world), PAIR, TABLE, closes, Parameters(), 1)
    since = DAY_0 + timedelta(days=rng.randrange(DAYS))
    part = compute_pair(world, _reads(world), PAIR, TABLE, closes, Parameters(), 1, since=since)
    given = part.events["event_id"]
    assert 0 < len(given) < len(whole.events) == part.event_count
    for name in ("events", "states", "links"):
        held = getattr(whole, name)
        held = held[held["event_id"].isin(given)].reset_index(drop=True)
        pd.testing.assert_frame_equal(getattr(part, name), held, check_exact=True)
    values = values_in(whole)
    lately = values[values["date"] >= pd.Timestamp(since)].reset_index(drop=True)
    pd.testing.assert_frame_equal(values_in(part), lately, check_exact=True)


def _reads(world: pd.DataFrame) -> pd.DataFrame:
    days = world["known_at"].dt.normalize()
    counted = world.assign(known_date=days).groupby(["known_date", "outlet"], as_index=False)
    return counted.agg(article_count=("article_id", "nunique"), story_count=("story_id", "nunique"))


@pytest.mark.parametrize("seed", range(EXAMPLES))
def test_a_run_writes_what_a_run_from_scratch_would(tmp_path: Path, seed: int) -> None:
    """After each run, computing everything again changes nothing, and mends what was damaged."""
    rng = random.Random(seed)
    rows = [told(rng, *rng.choice([(0, 12), (0, 12), (LONG_AGO, LONG_AGO + 9)])) for _ in range(80)]
    settings = Settings(index=IndexSettings(revision_days=3))
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    with open_writer(tmp_path / "t.duckdb", wait_seconds=0, recorded_at=moment) as writer:
        for today in (12, 12, 13, 17):
            rows = changed(rng, rows, today)
            store(writer, rows)
            now = datetime.combine(DAY_0, datetime.min.time(), UTC) + timedelta(days=today, hours=20)
            write_index(writer, PAIR, settings, now=now, live=True)
            written = {name: rows_of(writer, name) for name in WRITTEN}
            writer.execute("update event_states set points = points + 1")
            rebuild(writer)
            again = write_index(writer, PAIR, settings, now=now, live=True)
            assert again["revisions"] == 0
            for name in WRITTEN:
                pd.testing.assert_frame_equal(rows_of(writer, name), written[name], check_exact=True)


def rows_of(writer: Writer, table: str) -> pd.DataFrame:
    return writer.query(f"select * from {table} order by all")


def store(writer: Writer, rows: list[Row]) -> None:
    """Make the articles and findings of the warehouse these and no others."""
    told = frame(rows).sort_values("known_at", kind="stable").drop_duplicates(["article_id", "evidence_no"])
    articles = told.drop_duplicates("article_id")
    names = ["article_id", "revision", "url", "outlet", "title", "published_at", "known_at", "superseded_at"]
    articles = articles[[*names, "story_id"]].assign(
        source_id="t",
        text="",
        language="en",
        published_confidence="stated",
        utc_offset_minutes=0,
        fetched_at=articles["known_at"],
        content_hash="",
        batch_id=1,
    )
    evidence = told.drop(columns=list(PRINTED)).assign(pair=PAIR.key, plover="X")
    writer.sync_rows("articles", articles, {})
    writer.sync_rows("evidence", evidence, {})


def test_a_run_computes_again_from_the_first_day_that_differs() -> None:
    days = pd.to_datetime(["2024-01-01", "2024-01-02", "2024-01-05"])
    before = pd.DataFrame({"known_date": days, "digest": [1, 2, 3]})
    assert first_change(before, before) is None
    assert first_change(before, before.assign(digest=[1, 2**62, 2**62 + 1])) == date(2024, 1, 2)
    assert first_change(before.assign(digest=[1, 2, 2**62]), before.assign(digest=[1, 2, 2**62 + 1])) == date(
        2024, 1, 5
    )
    assert first_change(before, before.iloc[:2]) == date(2024, 1, 5)
    assert first_change(before.iloc[1:], before) == date(2024, 1, 1)


def test_another_weight_or_setting_computes_everything_again() -> None:
    heavier = {**TABLE, "talks": TABLE["talks"].model_copy(update={"weight": 9.0})}
    stamps = [
        method_stamp(PAIR, TABLE, "a"),
        method_stamp(PAIR, heavier, "a"),
        method_stamp(PAIR, TABLE, "b"),
    ]
    assert len(set(stamps)) == 3
