"""The command line. A command's module is imported only when the command is used."""

import gc
import sys
from collections.abc import Mapping
from importlib import import_module
from types import ModuleType
from typing import Any, Final, NoReturn

import click

COMMANDS: Final[Mapping[str, str]] = {
    "demo": "Show the main job on every provider's simulator, and check it.",
    "dev": "Serve everything on this machine, with simulators, a customer and a key.",
    "serve": "Run the server.",
    "worker": "Carry out jobs, beside the servers.",
    "simulate": "Run one provider's simulator.",
    "migrate": "Bring the database up to this version.",
    "applications": "List applications, and say where their customers may be sent back to.",
    "keys": "Make, list, rotate and revoke API keys, and change the key that seals.",
    "customers": "Add, list and delete customers.",
    "connections": "Connect customers to providers.",
    "providers": "Show the providers and what each can do, and set OAuth clients.",
    "audit": "Show who did what, and forget what is old.",
    "writes": "Show what became of writes, and settle what only a person can.",
}

COLLECTION: Final = (50_000, 20, 100)
"""As a server has it; a command imports more while it runs."""


class Commands(click.Group):
    """Every command, and every error as one sentence on standard error."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Name the commands, in the order of the help."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import a command."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        found: click.Command = _imported(f"segue.cli.{cmd_name}").command
        return found

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands without importing any."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def main(self, *args: Any, **extra: Any) -> NoReturn:
        """Run a command and exit: 0 done, 1 failed, 2 wrongly asked."""
        extra["standalone_mode"] = False
        try:
            code = super().main(*args, **extra)
        except click.exceptions.NoArgsIsHelpError as error:
            error.show()
            code = error.exit_code
        except click.ClickException as error:
            _say(error.format_message())
            code = error.exit_code
        except (click.Abort, KeyboardInterrupt):
            _say("Interrupted.")
            code = 130
        except Exception as error:  # noqa: BLE001 -- the edge: a sentence, never a traceback
            _say(import_module("segue.cli.faults").sentence(error))
            code = 1
        sys.exit(code if isinstance(code, int) else 0)


def _imported(name: str) -> ModuleType:
    """Import a module without the collector, which passes over what that made from then on.

    An import makes much and drops next to nothing. While the server was imported the collector
    came by 280 times, for a tenth of the CPU that this took.
    """
    if name in sys.modules:
        return sys.modules[name]
    gc.disable()
    try:
        return import_module(name)
    finally:
        gc.freeze()
        gc.set_threshold(*COLLECTION)
        gc.enable()


def _say(sentence: str) -> None:
    click.echo(f"segue: {sentence}", err=True)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="segue", message="segue %(version)s")
def main() -> None:
    """One API in front of every sales-engagement platform.

    Settings are environment variables that start with SEGUE_.
    """
