"""The command line `tension`: each command is a module of `flows/commands` that registers itself."""

import importlib
import os
import pkgutil
import sys

import typer

import flows.commands
from flows.commands.output import safe, talk
from tension.errors import TensionError


def build_app() -> typer.Typer:
    """The application with every command registered."""
    app = typer.Typer(
        name="tension",
        help="A daily index of tension between two countries, read from the news.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
    )
    for module in sorted(item.name for item in pkgutil.iter_modules(flows.commands.__path__)):
        register = getattr(importlib.import_module(f"flows.commands.{module}"), "register", None)
        if register is not None:
            register(app)
    return app


def main() -> None:
    """Run the command; exit 0 good, 1 failed, 2 wrong use."""
    try:
        build_app()()
    except TensionError as error:
        talk.print(f"[bold red]error:[/] {safe(str(error))}")
        sys.exit(1)
    except BrokenPipeError:
        # The reader of a pipe went away, as in `tension sql ... | head`.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except KeyboardInterrupt:
        talk.print("stopped")
        sys.exit(130)
