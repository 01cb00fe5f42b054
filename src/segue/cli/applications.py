"""Applications."""

from typing import Any

import click

from segue.cli import table
from segue.cli.run import Act, application, run
from segue.service import return_urls
from segue.service.applications import listing, named
from segue.service.context import Services

COLUMNS = ("id", "name", "created_at", "return_urls")


@click.group("applications")
def command() -> None:
    """List applications, and say where their customers may be sent back to."""


@command.command("list")
def list_applications() -> None:
    """List the applications."""
    rows = [{**found, "return_urls": len(found["return_urls"])} for found in run(listing)]
    table.show(rows, COLUMNS, "There are no applications yet: `segue keys create` makes one.")


@command.command("return-urls")
@click.argument("urls", nargs=-1)
@click.option("--clear", is_flag=True, help="Allow none but this machine's own hosts.")
@application
def set_return_urls(
    urls: tuple[str, ...],
    clear: bool,  # noqa: FBT001 -- click passes it by name
    application_name: str,
) -> None:
    """Print the return URLs, or set them to those that are given.

    One whose path ends with a slash allows what lies below it too.
    """

    async def work(services: Services) -> dict[str, Any]:
        owner = await named(services, application_name)
        if urls or clear:
            return await return_urls.put(services, owner, urls)
        return await return_urls.get(services, owner)

    act = Act(what="putReturnUrls", application_name=application_name) if urls or clear else None
    for url in run(work, act)["return_urls"]:
        click.echo(url)
