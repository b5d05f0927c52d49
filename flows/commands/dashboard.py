"""`tension dashboard`: the page, served from the published snapshot."""

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from flows.commands.options import ConfigOption, DbOption, settings_from
from flows.commands.output import talk
from tension.errors import ConfigError

TOKEN_VARIABLE = "TENSION_TOKEN"  # noqa: S105 -- the name of a variable, no secret
LEAST_TOKEN_CHARACTERS = 16


def register(app: typer.Typer) -> None:
    """Add `dashboard`."""
    app.command("dashboard")(dashboard)


def dashboard(
    host: Annotated[str, typer.Option("--host", help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=1, max=65535)] = 8765,
    exposed: Annotated[
        bool,
        typer.Option(
            "--exposed", help="Listen on an address that other machines reach; reading needs the token too."
        ),
    ] = False,
    names: Annotated[
        list[str] | None,
        typer.Option("--name", help="A host name people use, as behind a proxy; may be repeated."),
    ] = None,
    token_file: Annotated[
        Path | None,
        typer.Option("--token-file", help=f"File with the token; else the variable {TOKEN_VARIABLE}."),
    ] = None,
    config: ConfigOption = None,
    db: DbOption = None,
) -> None:
    """Serve the page at http://127.0.0.1:8765 until stopped; it reads only the published snapshot."""
    import uvicorn

    from tension.web.app import create_app
    from tension.web.security import LOOPBACK_NAMES, Access, is_loopback

    token = token_from(token_file)
    open_to_others = not is_loopback(host)
    if open_to_others and not exposed:
        raise ConfigError(
            f"{host} can be reached from other machines",
            "add --exposed if that is meant, or leave --host out",
        )
    if open_to_others and not token:
        raise ConfigError(
            "a page that other machines reach needs a token",
            f"write one into a file and give --token-file, or set {TOKEN_VARIABLE}",
        )
    every_address = host.strip("[]") in {"0.0.0.0", "::"}  # noqa: S104 -- compared only
    if every_address and not names:
        raise ConfigError(
            f"nobody else could open a page on {host}: a page answers only to names it knows",
            "add --name with the name or address that people type, as --name tension.example.org",
        )
    own_name = () if every_address else (host.strip("[]").lower(),)
    hosts = (*LOOPBACK_NAMES, *own_name, *(name.lower() for name in names or ()))
    access = Access(token=token, hosts=hosts, read_needs_token=open_to_others)
    app = create_app(settings_from(config, db), access, clock=lambda: datetime.now(UTC))
    shown = f"[{host}]" if ":" in host else host
    changes = "alerts can be acknowledged with the token" if token else "no token: nothing can be changed"
    talk.print(f"serving http://{shown}:{port} ({changes}); stop with Ctrl-C", markup=False)
    uvicorn.run(app, host=host, port=port, log_level="warning", server_header=False)


def token_from(file: Path | None) -> str:
    """The token of the file, else of the environment; empty for none.

    Raises:
        ConfigError: the file cannot be read, or the token is too short to keep anybody out.
    """
    if file is None:
        token, place = os.environ.get(TOKEN_VARIABLE, "").strip(), TOKEN_VARIABLE
        if not token:
            return ""
    else:
        place = str(file)
        try:
            token = file.read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise ConfigError(f"the token file {file} cannot be read", "give an existing file") from error
    if len(token) < LEAST_TOKEN_CHARACTERS:
        raise ConfigError(
            f"the token of {place} has {len(token)} characters",
            f"use at least {LEAST_TOKEN_CHARACTERS}, as from: openssl rand -hex 24",
        )
    return token
