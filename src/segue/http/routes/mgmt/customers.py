"""Customers."""

from starlette.requests import Request
from starlette.responses import Response

from segue.http import query
from segue.http.answers import as_json, nothing
from segue.http.customer_paths import customer_of
from segue.http.exchange import enter_with_key, services_of
from segue.http.routes.mgmt.asked import written
from segue.http.routes.records import checked
from segue.model.tenant import CustomerWrite
from segue.service import customers


async def get_customers(request: Request) -> Response:
    """List the application's customers, in the order of their ids."""
    application_id = await enter_with_key(request)
    checked(request, query.NONE)
    return as_json(200, await customers.listing(services_of(request), application_id))


async def upsert_customer(request: Request) -> Response:
    """Add a customer by the application's own id for it, or change its name and address.

    Answered 201 either way, as on the old wire.
    """
    application_id = await enter_with_key(request, "manage")
    checked(request, query.NONE)
    asked = await written(request, CustomerWrite)
    made = await customers.create(
        services_of(request), application_id, asked.customer_id, name=asked.name, email=asked.email
    )
    return as_json(201, made)


async def get_customer(request: Request) -> Response:
    """Read one customer."""
    application_id = await enter_with_key(request)
    checked(request, query.NONE)
    customer_id = customer_of(request)
    return as_json(200, await customers.get(services_of(request), application_id, customer_id))


async def delete_customer(request: Request) -> Response:
    """Forget a customer, with its connections, their credentials and its magic links.

    What was made at the providers stays there, and so does what the journal has of it.
    """
    application_id = await enter_with_key(request, "manage")
    checked(request, query.NONE)
    customer_id = customer_of(request)
    await customers.delete(services_of(request), application_id, customer_id)
    return nothing()
