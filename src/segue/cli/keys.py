"""API keys."""

import click

from segue.cli import table
from segue.cli.run import application, run
from segue.service import keys

COLUMNS = ("id", "application_name", "name", "prefix", "created_at", "last_used_at", "revoked_at")


@click.group("keys")
def command() -> None:
    """Make, list and revoke API keys."""


@command.command()
@application
@click.option("--name", default="key", show_default=True, help="What to call the key.")
def create(application_name: str, name: str) -> None:
    """Make a key and print it; it is shown this once."""
    id, secret = run(lambda services: keys.create(services, application_name, name))  # noqa: A001 -- the key's
    click.echo(secret)
    click.echo(f"Key {id} of application {application_name!r}; it cannot be shown again.", err=True)


@command.command("list")
def list_keys() -> None:
    """List the keys, without what makes them secret."""
    table.show(run(keys.listing), COLUMNS, "There are no keys yet: `segue keys create`.")


@command.command()
@click.argument("key_id")
def revoke(key_id: str) -> None:
    """Refuse a key from now on."""
    run(lambda services: keys.revoke(services, key_id))
    click.echo(f"Key {key_id} is revoked.")
