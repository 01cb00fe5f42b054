"""Connections."""

from typing import Any

import click

from segue import registry
from segue.cli import credential, table
from segue.cli.run import Act, application, run
from segue.service import budgets, connections
from segue.service.applications import named
from segue.service.context import Services

WINDOWS = ("scope", "window", "limit", "left", "resets_at", "known", "blocked_until")
COLUMNS = ("id", "customer_id", "provider_name", "state", "reason", "since", "last_success_at")


_provider = click.argument("provider", type=click.Choice(registry.names()))


@click.group("connections")
def command() -> None:
    """Connect customers to providers."""


@command.command()
@click.argument("customer_id")
@_provider
@click.option(
    "--env",
    "variables",
    multiple=True,
    metavar="FIELD=VARIABLE",
    help="Take a value from an environment variable; once for each value.",
)
@click.option("--stdin", is_flag=True, help="Take all from a JSON object on standard input.")
@application
def create(
    customer_id: str,
    provider: str,
    variables: tuple[str, ...],
    stdin: bool,  # noqa: FBT001 -- click passes it by name
    application_name: str,
) -> None:
    """Connect a customer to a provider.

    The credential is asked for unless --env or --stdin says where it is. Its values are never
    arguments, which every user of the machine can read.
    """
    fields = registry.load(provider).credential
    values = credential.read(fields, variables, stdin=stdin)

    async def work(services: Services) -> str:
        owner = await named(services, application_name)
        return await connections.connect(services, owner, customer_id, provider, values)

    act = Act(
        what="createConnection",
        application_name=application_name,
        customer_id=customer_id,
        provider=provider,
        about=lambda made: {"connection_id": made},
    )
    click.echo(f"Connection {run(work, act)} is there.")


@command.command("list")
@click.argument("customer_id")
@application
def list_connections(customer_id: str, application_name: str) -> None:
    """List a customer's connections, without their credentials."""

    async def work(services: Services) -> list[dict[str, Any]]:
        owner = await named(services, application_name)
        found = await connections.listing(services, owner, customer_id)
        return [{**connection, **connection["health"]} for connection in found]

    table.show(run(work), COLUMNS, "There are no connections yet: `segue connections create`.")


@command.command()
@click.argument("customer_id")
@_provider
@application
def budget(customer_id: str, provider: str, application_name: str) -> None:
    """Show what a connection may still ask of its provider."""

    async def work(services: Services) -> list[dict[str, Any]]:
        owner = await named(services, application_name)
        found = await connections.get(services, owner, customer_id, provider)
        scopes = await budgets.scopes(services, found.id, services.providers[provider])
        return [
            {**window, **{name: scope[name] for name in ("scope", "blocked_until")}}
            for scope in scopes
            for window in scope["windows"]
        ]

    table.show(run(work), WINDOWS, "Nothing has been asked yet.")


@command.command()
@click.argument("customer_id")
@_provider
@application
def delete(customer_id: str, provider: str, application_name: str) -> None:
    """Forget a connection and its credential."""

    async def work(services: Services) -> str:
        owner = await named(services, application_name)
        found = await connections.get(services, owner, customer_id, provider)
        await connections.remove(services, owner, customer_id, provider)
        return found.id

    act = Act(
        what="deleteConnection",
        application_name=application_name,
        customer_id=customer_id,
        provider=provider,
        about=lambda gone: {"connection_id": gone},
    )
    run(work, act)
    click.echo(f"The connection of {customer_id} to {provider} is deleted.")
