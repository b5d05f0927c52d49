"""`tension alerts`: what was raised, taking note of it, trying the channels, and replaying the rules."""

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from flows.commands.options import ConfigOption, DbOption, JsonOption, PairOption, pair_from, settings_from
from flows.commands.output import print_json, print_table, records, talk
from tension.errors import ConfigError, InputError

ID_CHARACTERS = 8
LIST_COLUMNS = (
    "alert",
    "pair",
    "rule",
    "raised for",
    "cleared for",
    "value",
    "state",
    "sent",
    "waiting",
    "given up",
)
TimelineOption = Annotated[
    Path | None, typer.Option("--timeline", help="CSV of dated events; the project's own by default.")
]


def register(app: typer.Typer) -> None:
    """Add `alerts`."""
    alerts = typer.Typer(
        help="Lines crossed: list, take note, try channels, replay the rules.", no_args_is_help=True
    )
    alerts.command("list")(list_alerts)
    alerts.command("ack")(ack)
    alerts.command("test")(try_channels)
    alerts.command("send")(send)
    alerts.command("backtest")(backtest)
    app.add_typer(alerts, name="alerts")


def list_alerts(
    only_open: Annotated[
        bool, typer.Option("--open", help="Only those neither cleared nor withdrawn.")
    ] = False,
    pair: PairOption = None,
    config: ConfigOption = None,
    db: DbOption = None,
    as_json: JsonOption = False,
) -> None:
    """List alerts, newest first, with what became of their messages."""
    from tension.warehouse import open_reader, statement

    settings = settings_from(config, db)
    key = pair_from(pair, settings) if pair else None
    with open_reader(settings.warehouse.path) as reader:
        found = records(reader.query(statement("alert_list"), {"pair": key, "only_open": only_open}))
    if as_json:
        print_json(found)
        return
    rows = [
        [row["alert_id"][:ID_CHARACTERS]]
        + [row[name] for name in ("pair", "rule", "raised_for", "cleared_for", "value", "state")]
        + [row[name] for name in ("sent", "pending", "failed")]
        for row in found
    ]
    print_table(f"{len(rows)} alerts", LIST_COLUMNS, rows)
    for row in found:
        if row["last_error"]:
            talk.print(f"{row['alert_id'][:ID_CHARACTERS]} not delivered: {row['last_error']}", markup=False)


def ack(
    alert_id: Annotated[str, typer.Argument(help="Id of the alert, or its first characters.")],
    note: Annotated[str, typer.Option("--note", help="What is being done about it.")] = "",
    config: ConfigOption = None,
    db: DbOption = None,
) -> None:
    """Take note of an alert: it stays open, and shows that somebody knows."""
    from tension.alerts.noting import take_note

    warehouse = settings_from(config, db).warehouse
    wait, now, lake = warehouse.lock_wait_seconds, datetime.now(UTC), warehouse.opened_lake
    noted = take_note(warehouse.path, alert_id, note, wait_seconds=wait, now=now, lake=lake)
    talk.print(f"alert {noted[:ID_CHARACTERS]} acknowledged", markup=False)


def try_channels(
    channel: Annotated[str | None, typer.Option("--channel", help="Only this channel.")] = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Send a test message through every configured channel; exits 1 if one does not take it."""
    from tension.alerts.delivery import Outgoing, load_channels, try_once
    from tension.alerts.outbox import Delivery

    settings = settings_from(config)
    channels = load_channels(settings.alerts.secrets, os.environ)
    names = [channel] if channel else list(channels)
    if not names:
        raise ConfigError(
            "no channel is configured", f"set TENSION_CHANNEL_DESK or write {settings.alerts.secrets}"
        )
    now = datetime.now(UTC).replace(tzinfo=None)
    body = "This is a test of the channel; nothing was raised."
    results = {}
    for name in names:
        delivery = Delivery(f"test-{name}-{now:%Y%m%dT%H%M%S}", "test", name, "pending", 0, now)
        letter = Outgoing(delivery, "tension index: test", body, "cleared")
        results[name] = try_once(letter, channels.get(name))
    if as_json:
        print_json(
            [{"channel": name, "taken": error is None, "error": error} for name, error in results.items()]
        )
    else:
        print_table("", ("channel", "result"), [[name, error or "taken"] for name, error in results.items()])
    if any(results.values()):
        raise typer.Exit(1)


def send(
    historical: Annotated[
        bool, typer.Option("--historical", help="Also what was recorded as history and not sent.")
    ] = False,
    config: ConfigOption = None,
    db: DbOption = None,
    as_json: JsonOption = False,
) -> None:
    """Try now what waits to be delivered; exits 1 if a channel does not take it."""
    from flows.writing import configured_writer
    from tension.alerts.delivery import load_channels
    from tension.alerts.store import address_historical, curves, send_due

    settings = settings_from(config, db)
    channels = load_channels(settings.alerts.secrets, os.environ)
    now = datetime.now(UTC)
    with configured_writer(settings.warehouse, now) as writer:
        if historical:
            for pair in settings.parsed_pairs:
                address_historical(writer, pair.key, settings.alerts, channels, now=now)
        counts = send_due(writer, settings.alerts, channels, lambda: datetime.now(UTC), curves(writer))
        writer.publish()
    if as_json:
        print_json(counts)
    else:
        print_table("", tuple(counts), [list(counts.values())])
    if counts["pending"] or counts["failed"]:
        raise typer.Exit(1)


def backtest(
    timeline: TimelineOption = None,
    chart: Annotated[
        Path | None, typer.Option("--chart", help="Write the operating curve over thresholds to this PNG.")
    ] = None,
    pair: PairOption = None,
    config: ConfigOption = None,
    db: DbOption = None,
    as_json: JsonOption = False,
) -> None:
    """Replay the rules over the stored history, against a dated timeline of what happened."""
    from dataclasses import asdict

    from tension.alerts import backtest as library
    from tension.charts import operating_png
    from tension.warehouse import open_reader, statement

    settings = settings_from(config, db)
    key = pair_from(pair, settings)
    with open_reader(settings.warehouse.path) as reader:
        values = reader.query(statement("alert_values"), {"pair": key})
    if values.empty:
        raise InputError(f"no closed day of {key} in {settings.warehouse.path}", "run: tension run")
    events = library.read_timeline(timeline or library.TIMELINE)
    outcomes = [asdict(outcome) for outcome in library.backtest(values, settings.alerts.rules, events, key)]
    curve = library.operating_curve(values, events, key)
    span = f"{values['date'].min():%Y-%m-%d} to {values['date'].max():%Y-%m-%d}"
    if chart:
        chart.write_bytes(operating_png(curve, f"{key}, {span}"))
    if as_json:
        print_json({"pair": key, "span": span, "rules": outcomes, "operating_curve": records(curve)})
        return
    if outcomes:
        print_table(f"{key}, {span}", tuple(outcomes[0]), [list(outcome.values()) for outcome in outcomes])
    print_table("level rule by threshold", tuple(curve.columns), curve.itertuples(index=False))
