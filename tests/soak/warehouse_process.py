"""Processes that the soak tests start and kill: `python -m tests.soak.warehouse_process write|read PATH ...`."""

import sys
import time
from datetime import timedelta
from pathlib import Path

import duckdb

from tension.warehouse import open_reader, open_writer
from tests import warehouse_data


def say(*words: object) -> None:
    """One line for the test that reads this process."""
    sys.stdout.write(" ".join(str(word) for word in words) + "\n")
    sys.stdout.flush()


def write(path: Path, runs: int, first_run: int) -> None:
    """Runs one after the other, each a reopening, two pairs in one transaction, and a publish.

    Run n scales all points by 1 + n/100 in both pairs, so a torn day shows as pairs that disagree.
    """
    for run in range(first_run, first_run + runs):
        recorded_at = warehouse_data.RECORDED_AT + timedelta(minutes=run)
        with open_writer(path, wait_seconds=30, recorded_at=recorded_at) as writer:
            with writer.transaction():
                for pair in ("PAK-IRN", "IND-PAK"):
                    warehouse_data.write(writer, scale=1 + run / 100, pair=pair)
            writer.publish()
        say(run)


def read(path: Path, seconds: float, per_second: float) -> None:
    """Query at a steady rate; print the number of queries, torn sights, and distinct snapshots seen."""
    queries, torn = 0, 0
    seen: set[float] = set()
    start = time.monotonic()
    while time.monotonic() - start < seconds:
        with open_reader(path, threads=1) as reader:
            for _ in range(5):
                level = look(reader.query_arrow(SUMS).to_pylist())
                queries += 1
                torn += level is None
                seen.add(level or 0.0)
        time.sleep(max(0.0, start + queries / per_second - time.monotonic()))
    say(queries, torn, len(seen), f"{queries / (time.monotonic() - start):.1f}")


SUMS = """
select pair, sum(level_points) as level, sum(driver_points) as drivers, count(*) as days
from tension_index
inner join (select pair, date, sum(points) as driver_points from tension_drivers group by all) using (pair, date)
group by pair
"""


def look(rows: list[dict[str, float]]) -> float | None:
    """The level both pairs agree on; None for a torn sight."""
    if len(rows) != 2 or any(row["days"] != 12 for row in rows):
        return None
    levels = [value for row in rows for value in (row["level"], row["drivers"])]
    return levels[0] if max(levels) - min(levels) < 1e-6 else None


def check(path: Path) -> None:
    """Open the work file as the next run does and say whether it is whole."""
    with open_writer(path, wait_seconds=30, recorded_at=warehouse_data.RECORDED_AT) as writer:
        rows = writer.query_arrow(SUMS).to_pylist()
        whole = not rows or look(rows) is not None
        writer.publish()
    with duckdb.connect(str(path), read_only=True) as connection:
        connection.execute("from tension_index").fetchall()
    say("whole" if whole else f"torn: {rows}")


def main() -> None:
    """Dispatch on the first argument."""
    action, path = sys.argv[1], Path(sys.argv[2])
    if action == "write":
        write(path, int(sys.argv[3]), int(sys.argv[4]))
    elif action == "read":
        read(path, float(sys.argv[3]), float(sys.argv[4]))
    else:
        check(path)


if __name__ == "__main__":
    main()
