"""Magic links: what an application sends to a customer so that it connects itself."""

from datetime import timedelta
from typing import Any

from segue.kit.clock import iso
from segue.kit.ids import new_id
from segue.model.problem import Fault, Problem
from segue.model.tenant import MagicLinkCreate
from segue.service import customers, return_urls
from segue.service.context import Services
from segue.service.provider_settings import provider_id
from segue.store import customers as stored_customers
from segue.store import magic_links
from segue.store.errors import Missing
from segue.store.magic_links import MagicLink


async def listing(services: Services, application_id: str) -> list[dict[str, Any]]:
    """List an application's links, the newest first."""
    found = await magic_links.listing(services.database, application_id)
    return [_shown(services, link) for link in found]


async def create(services: Services, application_id: str, asked: MagicLinkCreate) -> dict[str, Any]:
    """Make a link for one customer to one provider.

    Raises `Problem`: 404 for an unknown customer or provider, 400 for a return URL that the
    application does not allow.
    """
    customer = await stored_customers.get(services.database, application_id, asked.customer_id)
    if customer is None:
        raise customers.unknown(asked.customer_id)
    if asked.provider_name not in services.providers:
        raise Problem(404, Fault(detail=f"No provider is named {asked.provider_name!r}."))
    await return_urls.check(services, application_id, asked.return_url, "/body/return_url")
    now = services.clock.now()
    link = MagicLink(
        id=new_id("ml"),
        application_id=application_id,
        customer_id=asked.customer_id,
        provider=asked.provider_name,
        return_url=asked.return_url,
        created_at=now,
        expires_at=now + timedelta(seconds=asked.expiration_secs),
    )
    try:
        await magic_links.create(services.database, link)
    except Missing:
        raise customers.unknown(asked.customer_id) from None
    return _shown(services, link)


async def delete(services: Services, application_id: str, id: str) -> None:
    """Forget a link; `Problem` 404 where the application has no such one."""
    if not await magic_links.remove(services.database, application_id, id):
        raise Problem(404, Fault(detail="There is no such magic link."))


def _shown(services: Services, link: MagicLink) -> dict[str, Any]:
    return {
        "id": link.id,
        "status": link.state,
        "application_id": link.application_id,
        "customer_id": link.customer_id,
        "provider_id": provider_id(link.application_id, link.provider),
        "provider_name": link.provider,
        "url": f"{services.settings.public_url}/links/{link.id}",
        "return_url": link.return_url,
        "expires_at": iso(link.expires_at),
    }
