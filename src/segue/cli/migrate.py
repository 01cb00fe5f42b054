"""The schema."""

import asyncio

import click

from segue.config import Settings
from segue.store import migrate


@click.command("migrate")
def command() -> None:
    """Bring the database up to this version.

    Processes that do so at once wait for each other. A SQLite file needs no such command: the
    server and every other command bring it up to date.
    """
    url = Settings.load().database_url
    before = asyncio.run(migrate.current(url))
    asyncio.run(migrate.upgrade(url))
    after = asyncio.run(migrate.current(url))
    if before == after:
        click.echo(f"The database is at revision {after} already.")
    else:
        click.echo(f"The database is now at revision {after}; before: {before or 'none'}.")
