"""The schedule in one command: a Prefect server on loopback where none is configured, and a runner."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

SERVER_SECONDS = 120
DAILY_CRON = "20 0 * * *"
HOURLY_CRON = "50 * * * *"
QUIET = {"PREFECT_SERVER_ANALYTICS_ENABLED": "false", "DO_NOT_TRACK": "1"}


@contextmanager
def server(port: int) -> Iterator[str]:
    """The configured Prefect server, or one of our own for as long as the block runs; its API address.

    Call it before Prefect is imported: it reads the address once.
    """
    configured = os.environ.get("PREFECT_API_URL")
    if configured:
        yield configured
        return
    os.environ.update(QUIET)
    command = [str(Path(sys.executable).with_name("prefect")), "server", "start"]
    with subprocess.Popen(
        [*command, "--host", "127.0.0.1", "--port", str(port)], stdout=sys.stderr
    ) as process:
        os.environ["PREFECT_API_URL"] = f"http://127.0.0.1:{port}/api"
        try:
            asyncio.run(_until_healthy(process))
            yield os.environ["PREFECT_API_URL"]
        finally:
            process.terminate()


async def _until_healthy(process: subprocess.Popen[bytes]) -> None:
    from prefect.client.orchestration import get_client

    from tension.errors import ConfigError

    for _ in range(SERVER_SECONDS):
        if process.poll() is not None:
            raise ConfigError(
                f"the Prefect server ended with code {process.returncode}",
                "give another --port, or set PREFECT_API_URL to a server that runs",
            )
        async with get_client() as client:
            if await client.api_healthcheck() is None:
                return
        await asyncio.sleep(1)
    raise ConfigError(f"the Prefect server did not answer in {SERVER_SECONDS} s", "see its log above")


async def serve(parameters: dict[str, Any], daily_cron: str, hourly_cron: str, *, catch_up: bool) -> None:
    """Register the schedules and run what is due, until stopped.

    Runs that overlap wait for each other at the writer's lock, not at a limit of Prefect's.

    Args:
        parameters: config and db, passed to every run.
        daily_cron: when the index is brought up to date, UTC.
        hourly_cron: when sources are read, UTC; empty for never.
        catch_up: start a daily run at once, which closes whatever days were missed.
    """
    from prefect import get_client
    from prefect.runner import Runner

    from flows.alerted import alert_raised
    from flows.alerting import EVENT
    from flows.daily import daily
    from flows.hourly import hourly

    runner = Runner(name="tension", limit=None, pause_on_shutdown=False)
    daily_id = await runner.aadd_deployment(
        await daily.ato_deployment("serve", cron=daily_cron, parameters=parameters, tags=["tension"])
    )
    if hourly_cron:
        await runner.aadd_deployment(
            await hourly.ato_deployment("serve", cron=hourly_cron, parameters=parameters, tags=["tension"])
        )
    names = ("alert_id", "pair", "rule", "raised_for")
    told = {name: f"{{{{ event.payload.{name} }}}}" for name in names}
    trigger = {"type": "event", "expect": [EVENT], "posture": "Reactive", "parameters": told}
    await runner.aadd_deployment(
        await alert_raised.ato_deployment(
            "serve", triggers=[_trigger(trigger)], parameters=parameters, tags=["tension"]
        )
    )
    if catch_up:
        async with get_client() as client:
            await client.create_flow_run_from_deployment(daily_id, name="catch up")
    await runner.start()


def _trigger(trigger: dict[str, Any]) -> Any:
    from prefect.events import DeploymentEventTrigger

    return DeploymentEventTrigger.model_validate({**trigger, "name": "tension alert raised"})
