"""`tension serve`: the schedule in one command."""

from typing import Annotated

import typer

from flows.commands.options import ConfigOption, DbOption, settings_from
from flows.commands.output import talk
from flows.serving import DAILY_CRON, HOURLY_CRON


def register(app: typer.Typer) -> None:
    """Add `serve`."""
    app.command("serve")(serve)


def serve(
    daily: Annotated[str, typer.Option("--daily", help="Cron line of the daily index, UTC.")] = DAILY_CRON,
    hourly: Annotated[
        str, typer.Option("--hourly", help="Cron line of reading the sources, UTC; '' for never.")
    ] = HOURLY_CRON,
    catch_up: Annotated[
        bool, typer.Option("--catch-up/--no-catch-up", help="Start with a daily run for days missed.")
    ] = True,
    port: Annotated[
        int, typer.Option("--port", help="Of the Prefect server, where none is configured.")
    ] = 4200,
    config: ConfigOption = None,
    db: DbOption = None,
) -> None:
    """Run the schedule until stopped, with a Prefect server on loopback unless PREFECT_API_URL names one."""
    import asyncio

    from flows.serving import serve as run
    from flows.serving import server

    settings_from(config, db)
    parameters = {"config": str(config) if config else None, "db": str(db) if db else None}
    given = {name: value for name, value in parameters.items() if value}
    with server(port) as address:
        talk.print(
            f"schedule: daily {daily}, sources {hourly or 'never'} (UTC); server {address}", markup=False
        )
        asyncio.run(run(given, daily, hourly, catch_up=catch_up))
