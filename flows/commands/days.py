"""Days of the index on the terminal: a table with bars, and what to type next."""

from typing import Any

from rich.bar import Bar

from flows.commands.output import out, print_table
from tension.config import Settings
from tension.warehouse import open_reader

DAYS_SHOWN = 40
DRIVERS_A_DAY = 2
BAR_CELLS = 25

_DAYS = """
select date, tension, tension_low, tension_high, band, coverage, article_count, event_count
from tension_index where pair = ? order by date desc limit ?
"""
_DRIVERS = """
select date, signal, source, target, points
from tension_drivers
where pair = ? and date >= ?
qualify row_number() over (partition by date order by abs(points) desc, event_id) <= ?
order by date, abs(points) desc
"""


def print_days(settings: Settings, pairs: list[str], db: object = None) -> None:
    """Print the last days of each pair with what drove them."""
    with open_reader(settings.warehouse.path) as reader:
        for pair in pairs:
            days = reader.query(_DAYS, [pair, DAYS_SHOWN]).iloc[::-1]
            if days.empty:
                out.print(f"{pair}: no day yet", markup=False)
                continue
            drivers = reader.query(_DRIVERS, [pair, days["date"].iloc[0], DRIVERS_A_DAY])
            _print_pair(pair, days, drivers)
            _print_next(days, f" --db {db}" if db else "")


def _print_pair(pair: str, days: Any, drivers: Any) -> None:
    words: dict[Any, list[str]] = {}
    for row in drivers.itertuples(index=False):
        words.setdefault(row.date, []).append(f"{row.signal} {row.source}→{row.target} {row.points:+.1f}")
    print_table(
        f"{pair}: tension, 0 to 100",
        ["date", "tension", "90 % interval", "0 to 100", "band", "articles", "events", "coverage", "drivers"],
        [
            [
                f"{row.date:%Y-%m-%d}",
                round(row.tension, 1),
                f"{row.tension_low:.0f} to {row.tension_high:.0f}",
                Bar(100, 0, row.tension, width=BAR_CELLS),
                row.band,
                row.article_count,
                row.event_count,
                row.coverage,
                "; ".join(words.get(row.date, [])),
            ]
            for row in days.itertuples(index=False)
        ],
    )


def _print_next(days: Any, db: str) -> None:
    peak = days.loc[days["tension"].idxmax()]
    day = f"{peak['date']:%Y-%m-%d}"
    out.print("\nNext:", markup=False)
    for command in (
        f"tension explain {day}{db}",
        f'tension sql "select date, tension, band from tension_index where tension >= 60"{db}',
        f"tension index --from {day}{db}",
        f"tension doctor{db}",
    ):
        out.print(f"  .venv/bin/{command}", markup=False)
