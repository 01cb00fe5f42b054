"""What the commands that work on the database have in common."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

import click

from segue.app import open_services
from segue.config import Settings
from segue.http import logs
from segue.service import keys
from segue.service.applications import named
from segue.service.auditing import record
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """What the audit log has of a command: the operation that does the same, and to whom."""

    what: str
    application_name: str | None = None
    """None where a key tells."""
    key_id: str | None = None
    """The key that it was done to."""
    about: Callable[[Any], Mapping[str, str]] = lambda _done: {}
    """More of the entry, from what the command has done."""
    customer_id: str | None = None
    provider: str | None = None


def run(work: Callable[[Services], Awaitable[Result]], act: Act | None = None) -> Result:
    """Open what the settings name, do one thing with it, and close it.

    Once it is done, an act stands in the audit log.
    """
    settings = prepared()

    async def opened() -> Result:
        async with open_services(settings) as services:
            done = await work(services)
            if act is not None:
                await _note(services, act, act.about(done))
            return done

    return asyncio.run(opened())


async def _note(services: Services, act: Act, more: Mapping[str, str]) -> None:
    owner = act.application_name or next(
        key["application_name"] for key in await keys.listing(services) if key["id"] == act.key_id
    )
    await record(
        services,
        application_id=await named(services, owner),
        who="operator",
        what=act.what,
        status=200,
        customer_id=act.customer_id,
        provider=act.provider,
        **{"subject": act.key_id, **more},
    )
