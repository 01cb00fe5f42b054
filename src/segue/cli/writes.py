"""Writes."""

import json
from typing import Any

import click

from segue.cli import table
from segue.cli.run import application, run
from segue.service import resolving, written
from segue.service.applications import named
from segue.service.context import Services

COLUMNS = (
    "id",
    "state",
    "recovers",
    "reason",
    "operation",
    "customer_id",
    "provider_name",
    "created_at",
    "updated_at",
)


@click.group("writes")
def command() -> None:
    """Show what became of writes, and settle what only a person can."""


@command.command("list")
@click.option("--state", type=click.Choice(list(written.STATES)), help="Only writes in this state.")
@click.option("--limit", type=click.IntRange(1, 1000), default=50, show_default=True)
@application
def list_writes(state: str | None, limit: int, application_name: str) -> None:
    """List the newest writes.

    Those that are open or unknown and do not recover wait for their caller, or for a person. The
    reason of one that is unknown is `answer_lost`, or `unopened` where what is stored of it cannot
    be opened.
    """
    asked = {"state": state, "page_size": str(limit)}
    given = {name: value for name, value in asked.items() if value}

    async def work(services: Services) -> list[dict[str, Any]]:
        owner = await named(services, application_name)
        found: list[dict[str, Any]] = (await written.page(services, owner, given))["records"]
        unknown = [one["id"] for one in found if one["state"] == "unknown"]
        why = await written.reasons(services, owner, unknown)
        return [
            {**one, "recovers": "yes" if one["recovers"] else "no", "reason": why.get(one["id"])}
            for one in found
        ]

    table.show(run(work), COLUMNS, "There are no such writes.")


@command.command()
@click.argument("write_id")
@application
def show(write_id: str, application_name: str) -> None:
    """Print how a write stands, call by call, as JSON.

    The id stands in `meta.write_id` of an OUTCOME_UNKNOWN.
    """

    async def work(services: Services) -> dict[str, Any]:
        return await written.show(services, await named(services, application_name), write_id)

    click.echo(json.dumps(run(work), indent=2))


@command.command()
@click.argument("write_id")
@click.option("--landed", "seen", flag_value="landed", help="The provider has it.")
@click.option("--absent", "seen", flag_value="absent", help="The provider does not have it.")
@click.option("--id", "object_id", help="The id at the provider of what landed.")
@click.option("--call", "call_name", help="The call that it is about, where several are unknown.")
@application
def resolve(
    write_id: str,
    seen: str | None,
    object_id: str | None,
    call_name: str | None,
    application_name: str,
) -> None:
    """Put in the journal what you have found at the provider of a write that is unknown.

    Landed: it is taken for what the write made, and when nothing is left to do, the write is done.
    Absent: the write may be sent again. In both cases nothing is sent now: the caller's repeat
    with the same Idempotency-Key goes on, or gets the answer.

    A write that is `unopened` ends by it: landed means that all of it is there, and --id names what
    it made; absent, that nothing of it is, and the repeat begins afresh.
    """
    if seen is None:
        raise click.UsageError("Say what you have found: --landed or --absent.")
    if seen == "absent" and object_id is not None:
        raise click.UsageError("What is absent has no --id.")
    found = resolving.Seen(landed=seen == "landed", id=object_id, call=call_name)

    async def work(services: Services) -> dict[str, Any]:
        owner = await named(services, application_name)
        return await resolving.resolve(services, owner, write_id, found)

    state = run(work)["state"]
    if state == "done":
        click.echo(f"{write_id} is done: a repeat with its Idempotency-Key gets its answer.")
    elif state == "refused":
        click.echo(f"{write_id} is refused: a repeat with its Idempotency-Key begins afresh.")
    else:
        click.echo(f"{write_id} is {state}: a repeat with its Idempotency-Key goes on with it.")
