"""Customers."""

from typing import Any

import click

from segue.cli import table
from segue.cli.run import Act, application, run
from segue.service import customers
from segue.service.applications import named
from segue.service.context import Services

COLUMNS = ("customer_id", "name", "email")


@click.group("customers")
def command() -> None:
    """Add, list and delete customers."""


@command.command()
@click.argument("customer_id")
@click.option("--name", help="The customer's name; its id where absent.")
@click.option("--email", help="An address for this customer.")
@application
def create(customer_id: str, name: str | None, email: str | None, application_name: str) -> None:
    """Add a customer by your own id for it, or change its name and address."""

    async def work(services: Services) -> None:
        owner = await named(services, application_name)
        await customers.create(services, owner, customer_id, name=name or customer_id, email=email)

    act = Act(what="upsertCustomer", application_name=application_name, customer_id=customer_id)
    run(work, act)
    click.echo(f"Customer {customer_id} is there.")


@command.command("list")
@application
def list_customers(application_name: str) -> None:
    """List the customers."""

    async def work(services: Services) -> list[dict[str, Any]]:
        return await customers.listing(services, await named(services, application_name))

    table.show(run(work), COLUMNS, "There are no customers yet: `segue customers create`.")


@command.command()
@click.argument("customer_id")
@application
def delete(customer_id: str, application_name: str) -> None:
    """Forget a customer, its connections and their credentials."""

    async def work(services: Services) -> None:
        await customers.delete(services, await named(services, application_name), customer_id)

    act = Act(what="deleteCustomer", application_name=application_name, customer_id=customer_id)
    run(work, act)
    click.echo(f"Customer {customer_id} is deleted.")
