"""API keys."""

from datetime import timedelta
from typing import get_args

import click

from segue.cli import table
from segue.cli.run import Act, application, run
from segue.model.scope import EVERYDAY, KeyScope
from segue.service import keys, rotation

COLUMNS = (
    "id",
    "application_name",
    "name",
    "prefix",
    "scopes",
    "created_at",
    "last_used_at",
    "revoked_at",
)


@click.group("keys")
def command() -> None:
    """Make, list, rotate and revoke API keys, and change the key that seals."""


@command.command()
@application
@click.option("--name", default="key", show_default=True, help="What to call the key.")
@click.option(
    "--scope",
    "scopes",
    multiple=True,
    type=click.Choice(get_args(KeyScope)),
    help="What it may do; once for each. Without any: read, write and manage.",
)
def create(application_name: str, name: str, scopes: tuple[KeyScope, ...]) -> None:
    """Make a key and print it; it is shown this once."""
    wanted = scopes or EVERYDAY
    act = Act(
        what="createKey",
        application_name=application_name,
        about=lambda made: {"subject": made[0]},
    )
    id, secret = run(  # noqa: A001 -- the key's
        lambda services: keys.create(services, application_name, name, wanted), act
    )
    click.echo(secret)
    click.echo(f"Key {id} of application {application_name!r}; it cannot be shown again.", err=True)


@command.command("list")
def list_keys() -> None:
    """List the keys, without what makes them secret."""
    rows = [{**key, "scopes": " ".join(key["scopes"])} for key in run(keys.listing)]
    table.show(rows, COLUMNS, "There are no keys yet: `segue keys create`.")


@command.command()
@click.argument("key_id")
@click.option(
    "--overlap",
    type=click.IntRange(0),
    default=0,
    show_default=True,
    help="Seconds for which the old key goes on beside the new one.",
)
def rotate(key_id: str, overlap: int) -> None:
    """Make a key that takes another's place, and print it; it is shown this once."""
    made = run(
        lambda services: keys.rotate_any(services, key_id, timedelta(seconds=overlap)),
        Act(what="rotateKey", key_id=key_id),
    )
    click.echo(made["key"])
    click.echo(
        f"Key {made['id']} takes the place of {key_id}, which ends in {overlap} s.", err=True
    )


@command.command()
@click.argument("key_id")
def revoke(key_id: str) -> None:
    """Refuse a key from now on."""
    run(lambda services: keys.revoke(services, key_id), Act(what="revokeKey", key_id=key_id))
    click.echo(f"Key {key_id} is revoked.")


@command.command("rotate-encryption")
def rotate_encryption() -> None:
    """Seal everything anew with the first of the encryption keys, while servers go on.

    To change the key: 1. Add the new key behind the old one (SEGUE_ENCRYPTION_KEY=OLD,NEW) and
    restart every server, so that each can open what the new key seals. 2. Put it first (NEW,OLD)
    and restart them again. 3. Run this with the same keys; it may be stopped and run again. 4. When
    it says that one key is enough, take the old one away.
    """
    done = run(rotation.rotate_encryption)
    for name, count in sorted(done.resealed.items()):
        click.echo(f"{name}: {count} sealed anew")
    for name, count in sorted(done.old.items()):
        click.echo(f"{name}: {count} still sealed with an older key: some server uses it", err=True)
    for name, count in sorted(done.unsealable.items()):
        click.echo(f"{name}: {count} opened by no key that is set", err=True)
    if not done.complete:
        raise click.ClickException("The older keys are still needed.")
    click.echo("Everything is sealed with the first key; one key is enough.")
