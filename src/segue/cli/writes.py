"""Writes."""

import json
from typing import Any

import click

from segue.cli.run import application, run
from segue.service.applications import named
from segue.service.context import Services
from segue.service.writes import show as show_write


@click.group("writes")
def command() -> None:
    """Show what became of a write."""


@command.command()
@click.argument("write_id")
@application
def show(write_id: str, application_name: str) -> None:
    """Print how a write stands, call by call, as JSON.

    The id stands in `meta.write_id` of an OUTCOME_UNKNOWN.
    """

    async def work(services: Services) -> dict[str, Any]:
        return await show_write(services, await named(services, application_name), write_id)

    click.echo(json.dumps(run(work), indent=2))
