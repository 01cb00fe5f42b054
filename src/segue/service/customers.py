"""Customers: the organisations whose provider accounts an application writes to."""

import re
from typing import Any, Final

from segue.model.problem import VALIDATION, Fault, Problem
from segue.service.context import Services
from segue.store import customers
from segue.store.customers import Customer

ID: Final = re.compile(r"[!-~]([ -~]{0,253}[!-~])?")
"""What an HTTP header can carry without being changed on the way."""


async def create(
    services: Services,
    application_id: str,
    customer_id: str,
    *,
    name: str,
    email: str | None = None,
) -> dict[str, Any]:
    """Add a customer by the application's own id for it, or change its name and address.

    The id is 1 to 255 printable ASCII characters without a space at either end; `Problem` 400.
    """
    if not ID.fullmatch(customer_id):
        detail = (
            "A customer's id is 1 to 255 printable ASCII characters without a space at either end."
        )
        raise Problem(
            400, Fault(detail=detail, pointer="/body/customer_id", problem_type=VALIDATION)
        )
    found = await customers.put(
        services.database,
        application_id,
        customer_id,
        name=name,
        email=email,
        at=services.clock.now(),
    )
    return _spelled(found)


async def listing(services: Services, application_id: str) -> list[dict[str, Any]]:
    """List an application's customers in the order of their ids."""
    found = await customers.listing(services.database, application_id)
    return [_spelled(customer) for customer in found]


async def get(services: Services, application_id: str, customer_id: str) -> dict[str, Any]:
    """Give one of an application's customers; `Problem` 404."""
    found = await customers.get(services.database, application_id, customer_id)
    if found is None:
        raise unknown(customer_id)
    return _spelled(found)


async def delete(services: Services, application_id: str, customer_id: str) -> None:
    """Forget a customer with its connections and their credentials; `Problem` 404."""
    if not await customers.remove(services.database, application_id, customer_id):
        raise unknown(customer_id)


def unknown(customer_id: str) -> Problem:
    """Say that an application has no such customer."""
    return Problem(404, Fault(detail=f"There is no customer {customer_id!r}."))


def _spelled(customer: Customer) -> dict[str, Any]:
    # The old wire's four keys and no others: its clients compare the whole thing.
    return {
        "application_id": customer.application_id,
        "customer_id": customer.id,
        "name": customer.name,
        "email": customer.email or "",
    }
