"""What the commands that work on the database have in common."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import TypeVar

import click

from segue.app import open_services
from segue.config import Settings
from segue.http import logs
from segue.service.context import Services

Result = TypeVar("Result")

application = click.option(
    "--application",
    "application_name",
    default="default",
    show_default=True,
    help="The application it belongs to, by name.",
)


def prepared() -> Settings:
    """Read the settings, and write logs as they say."""
    settings = Settings.load()
    logs.configure(settings.log_level)
    # Alembic tells at level info what it has loaded, line by line.
    logging.getLogger("alembic").setLevel(logging.WARNING)
    return settings


def run(work: Callable[[Services], Awaitable[Result]]) -> Result:
    """Open what the settings name, do one thing with it, and close it."""
    settings = prepared()

    async def opened() -> Result:
        async with open_services(settings) as services:
            return await work(services)

    return asyncio.run(opened())
