"""Providers."""

import textwrap

import click

from segue import registry
from segue.cli import credential, table
from segue.cli.run import Act, application, run
from segue.model.tenant import OAuthClient, OAuthSettings, ProviderConfig
from segue.service import provider_settings
from segue.service.applications import named
from segue.service.context import Services
from segue.service.providers import table as capabilities
from segue.spi.provider import CredentialField

WIDTH = 100
INDENT = " " * 4
CLIENT = (
    CredentialField(name="client_id", note="the OAuth client's id at the provider"),
    CredentialField(name="client_secret", note="the OAuth client's secret"),
)


@click.group("providers")
def command() -> None:
    """Show the providers and what each can do, and set OAuth clients."""


@command.command("list")
def list_providers() -> None:
    """List the installed providers and what a connection to each needs."""
    rows = [
        {
            "name": provider.name,
            "title": provider.title,
            "credential": ", ".join(
                field.name if field.required else f"[{field.name}]" for field in provider.credential
            ),
        }
        for provider in map(registry.load, registry.names())
    ]
    table.show(rows, ("name", "title", "credential"), "No provider is installed.")


@command.command()
@click.argument("name", type=click.Choice(registry.names()))
def show(name: str) -> None:
    """Print a provider's capability table."""
    for row in capabilities(registry.load(name)):
        use = f", used: {row['on_use']}" if row["on_use"] else ""
        click.echo(f"{row['name']}: {row['support']}{use}")
        for text in (row["note"], f"Source: {row['source']} ({row['confidence']} confidence)"):
            if text:
                click.echo(
                    textwrap.fill(text, WIDTH, initial_indent=INDENT, subsequent_indent=INDENT)
                )


@command.command()
@click.argument("name", type=click.Choice(registry.names()))
@click.option(
    "--env",
    "variables",
    multiple=True,
    metavar="FIELD=VARIABLE",
    help="Take client_id or client_secret from an environment variable.",
)
@click.option("--stdin", is_flag=True, help="Take both from a JSON object on standard input.")
@click.option("--scope", "scopes", multiple=True, help="Ask for this; what Segue needs if absent.")
@application
def configure(
    name: str,
    variables: tuple[str, ...],
    stdin: bool,  # noqa: FBT001 -- click passes it by name
    scopes: tuple[str, ...],
    application_name: str,
) -> None:
    """Set the OAuth client by which an application's customers connect."""
    provider = registry.load(name)
    if provider.oauth is None:
        raise click.UsageError(f"{provider.title} has no OAuth client: customers connect by a key.")
    given = credential.read(CLIENT, variables, stdin=stdin)
    client = OAuthClient(
        oauth_client_id=given.get("client_id", ""),
        oauth_client_secret=given.get("client_secret", ""),
    )
    config = ProviderConfig(oauth=OAuthSettings(oauth_scopes=list(scopes), credentials=client))

    async def work(services: Services) -> None:
        owner = await named(services, application_name)
        await provider_settings.put(services, owner, provider, config)

    run(work, Act(what="updateProvider", application_name=application_name, provider=name))
    click.echo(f"The OAuth client at {provider.title} is set.")


@command.command()
@click.argument("name", type=click.Choice(registry.names()))
@application
def forget(name: str, application_name: str) -> None:
    """Forget an OAuth client; tokens that it got can no longer be refreshed."""

    async def work(services: Services) -> None:
        owner = await named(services, application_name)
        await provider_settings.delete(services, owner, provider_settings.provider_id(owner, name))

    run(work, Act(what="deleteProvider", application_name=application_name, provider=name))
    click.echo(f"The OAuth client at {registry.load(name).title} is forgotten.")
