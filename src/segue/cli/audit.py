"""The audit log."""

import click

from segue.cli import table
from segue.cli.run import application, run
from segue.service import auditing, retention
from segue.service.applications import named
from segue.service.context import Services

COLUMNS = (
    "at",
    "who",
    "key_id",
    "what",
    "status",
    "customer_id",
    "provider_name",
    "subject",
    "write_id",
)


@click.group("audit")
def command() -> None:
    """Show who did what, and forget what is old."""


@command.command("list")
@click.option("--customer", "customer_id", help="Only what was done for this customer.")
@click.option("--what", help="Only operations or events of this name.")
@click.option("--limit", type=click.IntRange(1, 1000), default=50, show_default=True)
@application
def list_entries(
    customer_id: str | None, what: str | None, limit: int, application_name: str
) -> None:
    """List the newest entries."""
    asked = {"customer_id": customer_id, "what": what, "page_size": str(limit)}
    given = {name: value for name, value in asked.items() if value}

    async def work(services: Services) -> list[dict[str, object]]:
        page = await auditing.page(services, await named(services, application_name), given)
        found: list[dict[str, object]] = page["records"]
        return found

    table.show(run(work), COLUMNS, "Nothing has happened yet.")


@command.command()
@click.option("--days", type=click.IntRange(1), required=True, help="What is older is forgotten.")
def prune(days: int) -> None:
    """Forget old entries, of every application, sooner than the server does."""
    count = run(lambda services: retention.forget_audit(services, days))
    click.echo(f"{count} entries are forgotten.")
