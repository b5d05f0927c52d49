"""`tension explain`: what makes the level of a day, or what changed between two, down to the sentences."""

from dataclasses import asdict
from datetime import date
from typing import Annotated, Any

import typer

from flows.commands.options import (
    ConfigOption,
    DbOption,
    JsonOption,
    PairOption,
    day_from,
    pair_from,
    settings_from,
)
from flows.commands.output import clean, out, print_json

SET_ASIDE_SHOWN = 5


def register(app: typer.Typer) -> None:
    """Add `explain`."""
    app.command("explain")(explain)


def explain(
    day: Annotated[str, typer.Argument(metavar="DATE", help="As 2024-01-18.")],
    other: Annotated[
        str | None, typer.Argument(metavar="[DATE]", help="With --change: the later of two days.")
    ] = None,
    change: Annotated[
        bool, typer.Option("--change", help="What changed from the first day to the second.")
    ] = False,
    limit: Annotated[int, typer.Option("--limit", min=1, help="Events shown.")] = 10,
    pair: PairOption = None,
    config: ConfigOption = None,
    db: DbOption = None,
    as_json: JsonOption = False,
) -> None:
    """Explain a day by its events, their sentences and links; the parts sum to the level exactly."""
    if change != (other is not None):
        raise typer.BadParameter("give one DATE, or --change and two")
    from tension.warehouse import open_reader

    settings = settings_from(config, db)
    key = pair_from(pair, settings)
    first = day_from(day, "DATE")
    with open_reader(settings.warehouse.path) as reader:
        found = (
            _change(reader, key, first, day_from(other, "DATE"), limit)
            if other
            else _day(reader, key, first, limit)
        )
    if as_json:
        print_json(found)
    else:
        _print(found)


def _day(reader: Any, pair: str, day: date, limit: int) -> dict[str, Any]:
    from flows.commands.output import records
    from tension.explain import explain_day
    from tension.warehouse import statement

    row = _index_row(reader, pair, day)
    drivers = _drivers(reader, pair, day)
    explanation = explain_day(drivers, _evidence(reader, pair, drivers["event_id"]), limit)
    aside = reader.query(statement("set_aside"), {"pair": pair, "day": day, "rows": SET_ASIDE_SHOWN})
    return {"days": [row], **asdict(explanation), "set_aside": records(aside)}


def _change(reader: Any, pair: str, first: date, second: date, limit: int) -> dict[str, Any]:
    from tension.explain import explain_change

    rows = [_index_row(reader, pair, day) for day in (first, second)]
    before, after = _drivers(reader, pair, first), _drivers(reader, pair, second)
    ids = set(before["event_id"]) | set(after["event_id"])
    explanation = explain_change(before, after, _evidence(reader, pair, sorted(ids)), limit)
    return {"days": rows, **asdict(explanation), "set_aside": []}


def _index_row(reader: Any, pair: str, day: date) -> dict[str, Any]:
    """The index of a day.

    Raises:
        InputError: the day is not in the index; it names the days that are.
    """
    from flows.commands.output import records
    from tension.errors import InputError

    found = records(reader.query("select * from tension_index where pair = ? and date = ?", [pair, day]))
    if not found:
        span = reader.query(
            "select min(date)::varchar as first, max(date)::varchar as last "
            "from tension_index where pair = ?",
            [pair],
        )
        first, last = span["first"][0], span["last"][0]
        days = f"its days run from {first} to {last}" if first else "it has no day yet: tension run"
        raise InputError(f"{pair} has no index for {day}", days)
    return found[0]


def _drivers(reader: Any, pair: str, day: date) -> Any:
    return reader.query("select * from tension_drivers where pair = ? and date = ?", [pair, day])


def _evidence(reader: Any, pair: str, events: Any) -> Any:
    from tension.warehouse import statement

    return reader.query(statement("day_evidence"), {"pair": pair, "event_ids": list(events)})


def _print(found: dict[str, Any]) -> None:
    for row in found["days"]:
        interval = f"{row['tension_low']:.0f} to {row['tension_high']:.0f}"
        _say(
            f"{row['pair']} {row['date']}: tension {row['tension']:.1f} ({interval}), {row['band']}, "
            f"level {row['level_points']:.2f} points, coverage {row['coverage']}"
        )
    heading = "change" if len(found["days"]) > 1 else "level"
    for driver in found["drivers"]:
        _say(
            f"\n{driver['points']:+8.2f}  {driver['signal']} {driver['source']}→{driver['target']} "
            f"of {driver['event_date']} ({driver['kind']})"
        )
        for quote in driver["quotes"]:
            _say(f"          “{quote['sentence']}”")
            _say(f"          {quote['outlet']}, {quote['status']}: {quote['url']}")
    if found["other_count"]:
        _say(f"\n{found['other_points']:+8.2f}  {found['other_count']} other events; show more with --limit")
    _say(f"{found['total_points']:+8.2f}  {heading}, in points")
    if found["set_aside"]:
        _say("\nRead that day and not counted:")
    for item in found["set_aside"]:
        act = f"{item['status']} {item['signal']} {item['source']}→{item['target']}"
        _say(f"  {act}: “{item['sentence']}” ({item['outlet']})")


def _say(text: str) -> None:
    """One line; what articles said is cleaned first."""
    indent = text[: len(text) - len(text.lstrip())]
    out.print(indent + clean(text), markup=False, soft_wrap=True)
